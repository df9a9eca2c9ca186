"""An assignment as it is typed: the fields of its form, and what they say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import isfinite
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from study.domain.assignments import (
    AT_ONCE,
    CAUTIOUS,
    Counts,
    Late,
    Mode,
    Phase,
    Rules,
    Seen,
)
from study.domain.errors import BadInput
from study.domain.instants import local_text, typed_instant
from study.domain.selections import Selection
from study.storage.assignments import Points, Terms
from study.web.editing_forms import cleaned
from study.web.forms import MOST_TEXT, Texts

LONGEST_TITLE = 200
MOST_POINTS = 1_000
USUAL, AFTER, ONCE, OWN = "usual", "after", "once", "own"
# What is shown when, where the teacher does not say: a test keeps its key until all are through.
USUALLY = {Mode.PRACTICE: AT_ONCE, Mode.MASTERY: AT_ONCE, Mode.TEST: CAUTIOUS}
Errors = dict[str, str]
Choice = TypeVar("Choice", bound=StrEnum)


class AssignmentForm(BaseModel):
    """An assignment's form as it stands; `act` is the button that was pressed.

    `listed` and `worth`, `drawable` and `draw` are columns of the tables they stand in.
    """

    model_config = ConfigDict(extra="ignore")

    token: str = Field(default="", max_length=64)
    version: int = Field(default=0, ge=0)
    act: str = Field(default="keep", max_length=20)
    title: str = Field(default="", max_length=MOST_TEXT)
    instructions: str = Field(default="", max_length=MOST_TEXT)
    mode: str = Field(default=Mode.PRACTICE.value, max_length=20)
    bank: Texts = []
    tag: Texts = []
    kind: Texts = []
    difficulty: Texts = []
    single: Texts = []
    listed: Texts = []
    worth: Texts = []
    drawable: Texts = []
    draw: Texts = []
    most: str = Field(default="", max_length=20)
    find: str = Field(default="", max_length=1_000)
    open_at: str = Field(default="", max_length=40)
    due_at: str = Field(default="", max_length=40)
    close_at: str = Field(default="", max_length=40)
    late: str = Field(default=Late.ACCEPTED.value, max_length=20)
    late_share: str = Field(default="80", max_length=20)
    limit: str = Field(default="", max_length=20)
    attempts: str = Field(default="", max_length=20)
    shuffle: str = ""
    counts: str = Field(default=Counts.HIGHEST.value, max_length=20)
    pass_mark: str = Field(default="50", max_length=20)
    recall: str = Field(default="90", max_length=20)
    right: str = Field(default="80", max_length=20)
    reviewing: str = Field(default=USUAL, max_length=10)
    shown: Texts = []
    anew: str = ""

    def worths(self) -> dict[str, str]:
        """The points of each question that were typed, as typed."""
        return dict(zip(self.listed, self.worth, strict=False))

    def draws(self) -> dict[str, str]:
        """How many of each tag are drawn, as typed."""
        return dict(zip(self.drawable, self.draw, strict=False))


def new_form(now: datetime, zone: ZoneInfo, *, token: str, bank: str = "") -> AssignmentForm:
    """The form of a new assignment: practice from now on for a week, everything shown."""
    opens = now.astimezone(zone).replace(second=0, microsecond=0)
    evening = opens.replace(hour=23, minute=59, tzinfo=None)
    return AssignmentForm(
        token=token,
        bank=[bank] if bank else [],
        open_at=local_text(opens, zone),
        due_at=f"{evening + timedelta(days=7):%Y-%m-%dT%H:%M}",
        close_at=f"{evening + timedelta(days=14):%Y-%m-%dT%H:%M}",
        shuffle="1",
        shown=_shown(CAUTIOUS),
    )


def typed_of(terms: Terms, zone: ZoneInfo, *, version: int) -> AssignmentForm:
    """The form that shows these terms."""
    rules, chosen = terms.rules, terms.selection
    limit = rules.time_limit
    return AssignmentForm(
        version=version,
        title=terms.title,
        instructions=terms.instructions,
        mode=rules.mode.value,
        bank=[*chosen.banks],
        tag=[*chosen.tags],
        kind=[*chosen.kinds],
        difficulty=[str(level) for level in chosen.difficulties],
        single=[*chosen.questions],
        listed=[*terms.points],
        worth=[plain(points) for points in terms.points.values()],
        drawable=[*chosen.draw],
        draw=[str(count) for count in chosen.draw.values()],
        most=str(chosen.most or ""),
        open_at=local_text(rules.open_at, zone),
        due_at=local_text(rules.due_at, zone),
        close_at=local_text(rules.close_at, zone),
        late=rules.late.value,
        late_share=percent_of(rules.late_share),
        limit="" if limit is None else plain(limit / timedelta(minutes=1)),
        attempts=str(rules.most_attempts or ""),
        shuffle="1" if terms.shuffle else "",
        counts=rules.counts.value,
        pass_mark=percent_of(rules.pass_share),
        recall=percent_of(rules.goal) if rules.mode is Mode.PRACTICE else "90",
        right=percent_of(rules.goal) if rules.mode is Mode.MASTERY else "80",
        reviewing=_reviewing(rules),
        shown=_shown(rules.review),
    )


def _reviewing(rules: Rules) -> str:
    if rules.review == USUALLY[rules.mode]:
        return USUAL
    return {True: ONCE}.get(rules.review == AT_ONCE, AFTER if rules.review == CAUTIOUS else OWN)


def _shown(review: Mapping[Phase, frozenset[Seen]]) -> Texts:
    return [f"{at.value}:{what.value}" for at in Phase for what in Seen if what in review[at]]


def plain(value: float) -> str:
    """1.0 as 1, 2.5 as 2.5."""
    return f"{value:g}"


def percent_of(share: float) -> str:
    """A share as the number of per cent that a form shows."""
    return plain(round(share * 100, 6))


@dataclass
class _Reading:
    """What is read of a form, and a sentence for each field that says nothing usable."""

    form: AssignmentForm
    zone: ZoneInfo
    kept: Rules | None
    errors: Errors

    def instant(self, name: str) -> datetime | None:
        kept = None if self.kept is None else getattr(self.kept, name)
        try:
            return typed_instant(getattr(self.form, name), self.zone, kept)
        except BadInput as problem:
            self.errors[name] = str(problem)
            return None

    def number(self, name: str, text: str, least: float, most: float) -> float:
        value = number_in(text)
        if value is None or not least <= value <= most:
            self.errors[name] = f"Give a number from {plain(least)} to {plain(most)}."
            return least
        return value

    def share(self, name: str, least: int, most: int) -> float:
        return self.number(name, getattr(self.form, name), least, most) / 100

    def count(self, name: str, text: str, most: int) -> int:
        """A whole number from 1; 0 where nothing was typed."""
        said = text.strip()
        if said in {"", "0"}:
            return 0
        if said.isascii() and said.isdigit() and len(said) < 9 and 1 <= int(said) <= most:
            return int(said)
        self.errors[name] = f"Give a whole number from 1 to {most:,}, or nothing."
        return 0


def number_in(text: str) -> float | None:
    """The number somebody typed, with a point or a comma; None when it is none."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if isfinite(value) and "_" not in text else None


def read(
    form: AssignmentForm, zone: ZoneInfo, kept: Terms | None = None
) -> tuple[Terms | None, Errors]:
    """The terms that a form says, or None with a sentence for each field that is wrong.

    `kept` are those the form was shown with.
    """
    at = _Reading(form, zone, None if kept is None else kept.rules, {})
    title = " ".join(cleaned(form.title).split())
    if not 1 <= len(title) <= LONGEST_TITLE:
        at.errors["title"] = f"Give it a title of at most {LONGEST_TITLE} letters."
    selection, points = selected(form, at.errors), _points(at)
    rules = _rules(at)
    if rules is None or at.errors:
        return None, at.errors
    terms = Terms(
        title=title,
        instructions=cleaned(form.instructions).strip(),
        selection=selection,
        points=points,
        rules=rules,
        shuffle=bool(form.shuffle),
    )
    return terms, {}


def selected(form: AssignmentForm, errors: Errors) -> Selection:
    """Which questions a form asks for, what is wrong in it left out."""
    at = _Reading(form, ZoneInfo("UTC"), None, errors)
    draws = {cleaned(t): at.count("draw", text, 10_000) for t, text in form.draws().items()}
    levels = {int(level) for level in form.difficulty if level in {"1", "2", "3", "4", "5"}}
    return Selection(
        banks=_cleaned(form.bank),
        tags=_cleaned(form.tag),
        kinds=_cleaned(form.kind),
        difficulties=tuple(sorted(levels)),
        questions=_cleaned(form.single),
        draw={tag: count for tag, count in draws.items() if count},
        most=at.count("most", form.most, 10_000),
    )


def _cleaned(texts: Texts) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cleaned(text) for text in texts))


def _points(at: _Reading) -> Points:
    """The points of those questions that are not worth one."""
    typed = {name: text for name, text in at.form.worths().items() if text.strip()}
    points = {cleaned(n): at.number("worth", text, 0, MOST_POINTS) for n, text in typed.items()}
    return {name: value for name, value in points.items() if value != 1}


def _rules(at: _Reading) -> Rules | None:
    form = at.form
    mode = _one_of(Mode, form.mode, Mode.PRACTICE)
    late = _one_of(Late, form.late, Late.ACCEPTED)
    open_at, due_at, close_at = (at.instant(name) for name in ("open_at", "due_at", "close_at"))
    _check_order(at.errors, open_at, due_at, close_at)
    seconds = round(60 * at.number("limit", form.limit or "0", 0, 10_080))
    rules = {
        "late_share": at.share("late_share", 0, 100) if late is Late.REDUCED else 1.0,
        "most_attempts": at.count("attempts", form.attempts, 100),
        "pass_share": at.share("pass_mark", 0, 100),
        "goal": _goal(at, mode),
    }
    if open_at is None or due_at is None:
        return None
    return Rules(
        **rules,  # type: ignore[arg-type]  # Numbers, by the lines above.
        mode=mode,
        open_at=open_at,
        due_at=due_at,
        close_at=close_at,
        late=late,
        time_limit=timedelta(seconds=seconds) if seconds and mode is not Mode.PRACTICE else None,
        counts=_one_of(Counts, form.counts, Counts.HIGHEST),
        review=_review(form, mode),
    )


def _goal(at: _Reading, mode: Mode) -> float:
    if mode is Mode.MASTERY:
        return at.share("right", 60, 100)
    return at.share("recall", 70, 97) if mode is Mode.PRACTICE else 0.9


def _check_order(
    errors: Errors, open_at: datetime | None, due_at: datetime | None, close_at: datetime | None
) -> None:
    if open_at is None:
        errors.setdefault("open_at", "Say when it opens.")
    if due_at is None:
        errors.setdefault("due_at", "Say when it is due.")
    if open_at is not None and due_at is not None and due_at <= open_at:
        errors.setdefault("due_at", "It must be due after it opens.")
    if due_at is not None and close_at is not None and close_at < due_at:
        errors.setdefault("close_at", "It cannot close before it is due.")


def _review(form: AssignmentForm, mode: Mode) -> Mapping[Phase, frozenset[Seen]]:
    named = {USUAL: USUALLY[mode], AFTER: CAUTIOUS, ONCE: AT_ONCE}
    if form.reviewing in named:
        return named[form.reviewing]
    return {at: frozenset(it for it in Seen if f"{at}:{it}" in form.shown) for at in Phase}


def _one_of(kind: type[Choice], text: str, usual: Choice) -> Choice:
    return next((it for it in kind if it.value == text), usual)


FIELDS: Mapping[str, str] = {
    "title": "Title",
    "instructions": "Instructions",
    "mode": "What it is for",
    "bank": "Banks",
    "tag": "Tags",
    "kind": "Kinds",
    "difficulty": "Difficulties",
    "single": "Single questions",
    "draw": "Drawn at random",
    "most": "At most",
    "worth": "Points",
    "open_at": "Opens",
    "due_at": "Due",
    "close_at": "Closes",
    "late": "Late work",
    "late_share": "What late work is worth",
    "limit": "Time limit",
    "attempts": "Attempts",
    "shuffle": "Order shuffled",
    "counts": "Which attempt counts",
    "pass_mark": "Pass mark",
    "recall": "Goal: recall",
    "right": "Goal: right answers",
    "reviewing": "What is shown after it",
}


def differences(theirs: AssignmentForm, mine: AssignmentForm) -> tuple[tuple[str, str, str], ...]:
    """The fields in which two forms differ: their label, what one says, what the other says."""
    columns = {"draw": AssignmentForm.draws, "worth": AssignmentForm.worths}

    def said(form: AssignmentForm, name: str) -> str:
        value = getattr(form, name)
        if name in columns:
            pairs = columns[name](form).items()
            return ", ".join(f"{key}: {it}" for key, it in sorted(pairs) if it not in {"", "1"})
        return ", ".join(sorted(value)) if isinstance(value, list) else str(value)

    return tuple(
        (label, said(theirs, name), said(mine, name))
        for name, label in FIELDS.items()
        if said(theirs, name) != said(mine, name)
    )
