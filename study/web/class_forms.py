"""What was typed about classes."""

from pydantic import BaseModel, Field

from study.domain.rosters import MOST_CHARACTERS
from study.web.forms import Texts

MOST_TYPED = 1_000


class ClassForm(BaseModel):
    """The name of a class."""

    name: str = Field(default="", max_length=MOST_TYPED)


class ActForm(BaseModel):
    """What shall become of a class, or of its code; `code` is the one that was shown."""

    act: str = Field(default="", max_length=20)
    code: str = Field(default="", max_length=20)


class EntranceForm(BaseModel):
    """Until when a code works, and whether a teacher lets each one in."""

    lasts: str = Field(default="", max_length=10)
    until: str = Field(default="", max_length=40)
    approval: str = Field(default="", max_length=10)


class WaitingForm(BaseModel):
    """Which of those who wait are let in, or not; `act` "all" stands for everybody."""

    act: str = Field(default="", max_length=20)
    learner: Texts = Field(default=[], max_length=MOST_TYPED)


class TeacherForm(BaseModel):
    """By which name the new teacher signs in."""

    login: str = Field(default="", max_length=MOST_TYPED)


class MemberForm(BaseModel):
    """What is done about one learner; `time` is one of the times in the list."""

    act: str = Field(default="", max_length=20)
    time: float = Field(default=1.0, allow_inf_nan=False)


class CodeForm(BaseModel):
    """The code of a class, as somebody types it."""

    code: str = Field(default="", max_length=MOST_TYPED)


class NewcomerForm(BaseModel):
    """Somebody's new account."""

    name: str = Field(default="", max_length=MOST_TYPED)
    login: str = Field(default="", max_length=MOST_TYPED)
    password: str = Field(default="", max_length=MOST_TYPED)


class RosterForm(BaseModel):
    """The list of learners that was looked over."""

    text: str = Field(default="", max_length=MOST_CHARACTERS)
