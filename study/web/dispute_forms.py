"""What is typed about disputes, key changes and marks by hand."""

from pydantic import BaseModel, Field

from study.domain.disputes import Kind, Stand
from study.web.forms import MOST_FIELDS, MOST_TEXT, MOST_TICKED, Texts

MOST_ID = 2**31 - 1


class SayForm(BaseModel):
    """What a learner says of a question at the place where they answered it.

    `at` is the question's number in an attempt that goes on, 0 elsewhere.
    """

    kind: Kind
    question: int = Field(ge=1, le=MOST_ID)
    place: str = Field(max_length=200)
    words: str = Field(default="", max_length=MOST_TEXT)
    bank: str = Field(default="", max_length=200)
    at: int = Field(default=0, ge=0, le=100_000)


class DecideDisputesForm(BaseModel):
    """Which disputes are decided, how, and what their learners are told."""

    dispute: Texts = Field(default=[], max_length=MOST_TICKED)
    state: Stand
    reply: str = Field(default="", max_length=MOST_TEXT)

    @property
    def ids(self) -> tuple[int, ...]:
        """The numbers that were ticked."""
        return tuple(int(it) for it in self.dispute if is_id(it))


class KeyForm(BaseModel):
    """How a key is to change, as typed; `token` is that of the plan that was looked at."""

    act: str = Field(default="", max_length=20)
    variant: str = Field(default="", max_length=MOST_TEXT)
    blank: str = Field(default="", max_length=10)
    option: Texts = Field(default=[], max_length=MOST_FIELDS)
    number: str = Field(default="", max_length=200)
    off: str = Field(default="", max_length=200)
    unit: str = Field(default="", max_length=10)
    points: str = Field(default="", max_length=20)
    way: str = Field(default="both", max_length=10)
    hands: str = Field(default="", max_length=10)
    token: str = Field(default="", max_length=64)


class MarkForm(BaseModel):
    """A mark by hand in per cent, as typed; nothing at all gives the answer back to the key."""

    learner: int = Field(ge=1, le=MOST_ID)
    number: int = Field(ge=1, le=MOST_ID)
    position: int = Field(ge=0, le=MOST_ID)
    share: str = Field(default="", max_length=20)
    comment: str = Field(default="", max_length=MOST_TEXT)


def is_id(text: str) -> bool:
    """Whether a text can be the number of a row."""
    return text.isascii() and text.isdigit() and len(text) < 11 and 0 < int(text) <= MOST_ID
