"""What is typed in an attempt: where it begins, and the fields of each question."""

from pydantic import BaseModel, Field

from study.web.forms import SaidForm

SHOWING = r"^[A-Za-z0-9_-]+$"
LARGEST = 2**53


class BeginForm(BaseModel):
    """From which showing of the overview an attempt is begun."""

    token: str = Field(min_length=1, max_length=64, pattern=SHOWING)


class QuestionForm(SaidForm):
    """What is said to a question, and what its page was; `go` is where to go on.

    `answered` is there when the fields of the answer were sent: without them it stays as it is.
    """

    shown: int = Field(default=0, ge=0, le=LARGEST)
    answered: str = Field(default="", max_length=10)
    go: str = Field(default="", max_length=20)
    flag: str = Field(default="", max_length=10)
    save: str = Field(default="", max_length=20)
    tries: int = Field(default=0, ge=0, le=1_000_000)
    quiet: str = Field(default="", max_length=10)

    @property
    def order(self) -> int | None:
        """The number of a saving, None where the page gave none."""
        digits = self.save.isascii() and self.save.isdigit()
        return min(int(self.save), LARGEST) if digits else None

    @property
    def flagged(self) -> bool | None:
        """Whether it is to be flagged; None leaves it as it is."""
        return {"on": True, "off": False}.get(self.flag)


class KnewForm(BaseModel):
    """The learner's own word on an answer."""

    knew: str = Field(default="", max_length=10)
