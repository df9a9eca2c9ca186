"""What was typed: the fields of every form."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from study.domain.asking import Sent

MOST_FIELDS = 100
MOST_TEXT = 20_000
Texts = list[str]


MOST_SENT = 1_000
AnyForm = TypeVar("AnyForm", bound=BaseModel)


def sent(model: type[AnyForm], *, most: int = MOST_SENT) -> Callable[[Request], Awaitable[AnyForm]]:
    """A dependency that reads a form into this model; a wrong form is a 422.

    FastAPI's own form parameters ask the whole form anew for every field of the model,
    which is the better part of a request's way to its route.
    """
    repeated = {name for name, field in model.model_fields.items() if field.annotation == Texts}

    async def read(request: Request) -> AnyForm:
        values: dict[str, object] = {}
        for name, value in (await request.form(max_files=0, max_fields=most)).multi_items():
            if name in repeated:
                values[name] = [*values.get(name, []), value]  # type: ignore[misc]  # Lists, by the line above.
            else:
                values[name] = value
        try:
            return model.model_validate(values)
        except ValidationError as error:
            problems = [{**p, "loc": ("form", *p["loc"])} for p in error.errors()]
            raise RequestValidationError(problems) from error

    return read


class ShowingForm(BaseModel):
    """Which showing of a card a form belongs to, and the bank being practised."""

    model_config = ConfigDict(extra="ignore")

    showing: str = Field(max_length=64)
    bank: str = Field(default="", max_length=200)


class SaidForm(BaseModel):
    """An answer by whatever control the question had."""

    model_config = ConfigDict(extra="ignore")

    choice: Texts = Field(default=[], max_length=MOST_FIELDS)
    text: Texts = Field(default=[], max_length=MOST_FIELDS)
    place: Texts = Field(default=[], max_length=MOST_FIELDS)
    match: Texts = Field(default=[], max_length=MOST_FIELDS)
    skip: str = ""

    def sent(self) -> Sent:
        """The answer as the domain reads it; longer texts are cut."""
        return Sent(
            choice=tuple(self.choice),
            text=tuple(text[:MOST_TEXT] for text in self.text),
            place=tuple(self.place),
            match=tuple(self.match),
            skip=bool(self.skip),
        )


class AnswerForm(ShowingForm, SaidForm):
    """An answer to a showing of a card."""

    hinted: str = ""
    confidence: str = ""


class RateForm(ShowingForm):
    """One of the four ratings."""

    rating: int = Field(ge=1, le=4)


class FlagForm(ShowingForm):
    """A flag's colour, 0 for none."""

    flag: int = Field(ge=0, le=4)


class ScopeForm(BaseModel):
    """The bank being practised, "" for all."""

    bank: str = Field(default="", max_length=200)


class UndoForm(ScopeForm):
    """The step that the page offered to take back."""

    step: int | None = None


class MoreForm(ScopeForm):
    """How many more new cards to begin today."""

    amount: int = Field(ge=1, le=1000)


class ResumeForm(BaseModel):
    """Which card comes back into practice."""

    card_id: int


class HeadForm(BaseModel):
    """What a bank says of itself, as typed; `token` names what was looked at."""

    slug: str = Field(default="", max_length=200)
    title: str = Field(default="", max_length=MOST_TEXT)
    description: str = Field(default="", max_length=MOST_TEXT)
    language: str = Field(default="en", max_length=200)
    license: str = Field(default="", max_length=MOST_TEXT)
    authors: str = Field(default="", max_length=MOST_TEXT)
    tags: str = Field(default="", max_length=MOST_TEXT)
    token: str = Field(default="", max_length=64)


class ManageForm(BaseModel):
    """Which questions of a bank are looked at, which are ticked, and what shall become of them."""

    tag: str = Field(default="", max_length=200)
    kind: str = Field(default="", max_length=20)
    words: str = Field(default="", max_length=1_000)
    level: str = Field(default="", max_length=10)
    state: str = Field(default="asked", max_length=10)
    start: int = Field(default=0, ge=0, le=100_000)
    act: str = Field(default="", max_length=20)
    chosen: Texts = []
    everything: str = ""
    tags: str = Field(default="", max_length=MOST_TEXT)
    difficulty: str = Field(default="", max_length=10)
    target: str = Field(default="", max_length=200)
    place: str = Field(default="", max_length=10)
    find: str = Field(default="", max_length=MOST_TEXT)
    write: str = Field(default="", max_length=MOST_TEXT)
    places: Texts = []
    whole_words: str = ""
    match_case: str = ""
    ticked: Texts = []
    token: str = Field(default="", max_length=64)


class RestoreForm(BaseModel):
    """Which version of a question comes back, and which one was looked at."""

    number: int = Field(ge=1)
    version: int = Field(ge=1)


class WaiveForm(BaseModel):
    """Which finding of a bank is set aside, for which question ("" for all), and why."""

    check: str = Field(default="", max_length=200)
    question: str = Field(default="", max_length=200)
    reason: str = Field(default="", max_length=MOST_TEXT)


class SettingsForm(BaseModel):
    """How the learner wants to study, as typed."""

    time_zone: str = Field(default="", max_length=100)
    new_a_day: str = Field(default="", max_length=20)
    reviews_a_day: str = Field(default="", max_length=20)
    desired_retention: str = Field(default="", max_length=20)
    maximum_interval: str = Field(default="", max_length=20)
    rollover_hour: str = Field(default="", max_length=20)
    shortcuts: str = ""
    ask_confidence: str = ""


MOST_TICKED = 2_000


class DecideForm(BaseModel):
    """What of a proposal is taken: the rows, documents and kinds of rows that were ticked."""

    token: str = Field(max_length=200)
    take: str = Field(default="nothing", max_length=20)
    show: str = Field(default="", max_length=20)
    start: int = Field(default=0, ge=0, le=1_000_000)
    after: str = Field(default="", max_length=20)
    row: Texts = Field(default=[], max_length=MOST_TICKED)
    document: Texts = Field(default=[], max_length=MOST_TICKED)
    rest: Texts = Field(default=[], max_length=MOST_FIELDS)

    @property
    def known(self) -> int | None:
        """The batch that the page knew had been made of these files, if any."""
        return int(self.after) if self.after.isascii() and self.after.isdigit() else None


class RequoteForm(BaseModel):
    """Which citation of which question takes the words that come closest."""

    question: int = Field(ge=1, le=2**31 - 1)
    position: int = Field(ge=0, le=1_000)


class RetireForm(BaseModel):
    """Which question is no longer asked; `token` is that of the showing."""

    bank: str = Field(max_length=200)
    question: str = Field(max_length=200)
    token: str = Field(min_length=1, max_length=64)


class ReviewForm(BaseModel):
    """What is decided about drafts: from among which, why, or which decision is taken back."""

    filters: str = Field(default="", max_length=1_000)
    draft: int = Field(default=0, ge=0, le=2**31 - 1)
    reason: str = Field(default="", max_length=200)
    words: str = Field(default="", max_length=MOST_TEXT)


class AcceptAllForm(BaseModel):
    """Which drafts were listed to be accepted unread, and from which score on."""

    filters: str = Field(default="", max_length=1_000)
    least: int = Field(ge=0, le=1_000)
    draft: Texts = Field(default=[], max_length=MOST_TICKED)


class DraftingForm(BaseModel):
    """What is to be drafted, as typed; `token` is that of the showing."""

    document: Texts = Field(default=[], max_length=MOST_TICKED)
    kind: Texts = Field(default=[], max_length=MOST_FIELDS)
    most: str = Field(default="", max_length=20)
    bank: str = Field(default="", max_length=200)
    bare: str = Field(default="", max_length=10)
    model: str = Field(default="", max_length=10)
    token: str = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")


class RuleForm(BaseModel):
    """Which rule of drafting is taken up again."""

    rule: str = Field(max_length=200)


class ReopenForm(BaseModel):
    """Until when an assignment is open again, as typed."""

    until: str = Field(default="", max_length=40)


class CopyForm(BaseModel):
    """Into which class an assignment is copied, and whether its dates move along."""

    into: int = Field(ge=1, le=2**31 - 1)
    dates: str = Field(default="moved", max_length=10)
    token: str = Field(min_length=1, max_length=64)


class ExtendForm(BaseModel):
    """What one learner is granted, as typed."""

    learner: int = Field(default=0, ge=0, le=2**31 - 1)
    due_at: str = Field(default="", max_length=40)
    close_at: str = Field(default="", max_length=40)
    more: str = Field(default="", max_length=20)
