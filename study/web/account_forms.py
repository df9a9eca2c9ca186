"""What was typed about accounts."""

from pydantic import BaseModel, Field

MOST_TYPED = 1_000


class SignInForm(BaseModel):
    """A sign-in name and a password; `next` is the page to go on to."""

    login: str = Field(default="", max_length=MOST_TYPED)
    password: str = Field(default="", max_length=MOST_TYPED)
    next: str = Field(default="/", max_length=5_000)


class InvitationForm(BaseModel):
    """A new account, or only its new password; `past` says whether what was studied is theirs."""

    name: str = Field(default="", max_length=MOST_TYPED)
    login: str = Field(default="", max_length=MOST_TYPED)
    password: str = Field(default="", max_length=MOST_TYPED)
    past: str = Field(default="", max_length=10)


class AccountForm(BaseModel):
    """What somebody says of themselves."""

    name: str = Field(default="", max_length=MOST_TYPED)
    login: str = Field(default="", max_length=MOST_TYPED)
    email: str = Field(default="", max_length=MOST_TYPED)
    time_zone: str = Field(default="", max_length=100)


class PasswordForm(BaseModel):
    """The password as it was and as it shall be."""

    old: str = Field(default="", max_length=MOST_TYPED)
    new: str = Field(default="", max_length=MOST_TYPED)


class BrowserForm(BaseModel):
    """Which browser is signed out; "" for all of them."""

    browser: str = Field(default="", max_length=64)


class EraseForm(BaseModel):
    """The password, to be sure."""

    password: str = Field(default="", max_length=MOST_TYPED)


class PersonForm(BaseModel):
    """What is done to somebody's account."""

    act: str = Field(default="", max_length=20)
    is_admin: str = Field(default="", max_length=10)
    may_teach: str = Field(default="", max_length=10)


class HoldForm(BaseModel):
    """Whether learners may study a bank by themselves."""

    is_free: str = Field(default="", max_length=10)
