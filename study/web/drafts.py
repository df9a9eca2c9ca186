"""The review desk as it is shown: a draft with its key, its passage, and what speaks for it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, Field, ValidationError

from study.actions import completing, editing, reviewing
from study.actions.editing import Library, LookedUp
from study.actions.previewing import Preview, preview
from study.domain import clozes
from study.domain.describing import asked
from study.domain.linting import Finding, lint_question
from study.domain.questions import (
    AnyQuestion,
    Cloze,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Short,
    Single,
    TrueFalse,
)
from study.domain.workload import Load
from study.storage import drafted
from study.storage.banks import KeptBank
from study.storage.database import Transaction
from study.storage.drafted import Waiting
from study.storage.drafts import ACCEPTED, REJECTED, Draft, Made
from study.web.words import KIND_NAMES

# What a form says in place of an answer's name when it leads back to the desk.
TO_DESK = "drafts"
_LARGEST = 2**31 - 1
SCORES = (0, 60, 65, 70, 75, 80)
_CHOICES = frozenset({"single", "multiple"})
_TYPED = frozenset({"single", "short", "numeric", "cloze"})
_ALL = frozenset(KIND_NAMES)
# What the gate proves of a draft, in words, and of which kinds.
PROVED: Mapping[str, tuple[str, frozenset[str]]] = {
    "quote found": ("The quote stands in the document, word for word.", _ALL),
    "key in quote": ("The answer follows from the quote alone.", _ALL),
    "numbers agree": ("Every figure of the question stands in the quote.", _ALL),
    "names agree": ("Every name stands in the passage.", _ALL),
    "negation agrees": ("It denies nothing that the quote affirms.", _ALL),
    "answer type agrees": ("The answer is of the kind that is asked for.", _TYPED - {"cloze"}),
    "answer hidden": ("The question does not give its answer away.", _TYPED),
    "one right answer": ("Only one option is right.", _CHOICES),
    "wrong everywhere": ("No document of the library makes a wrong option right.", _CHOICES),
    "answered alike": ("No other document answers it otherwise.", _TYPED),
}


class Wanted(BaseModel):
    """Which drafts are looked at, and where among them: at one, or behind one."""

    at: int = Field(default=0, ge=0, le=_LARGEST)
    after: int = Field(default=0, ge=0, le=_LARGEST)
    batch: int = Field(default=0, ge=0, le=_LARGEST)
    document: str = Field(default="", max_length=200)
    kind: str = Field(default="", max_length=20)
    least: int = Field(default=0, ge=0, le=1_000)

    @property
    def query(self) -> str:
        """The filters as they stand in an address."""
        return urlencode(self.filters)

    @property
    def filters(self) -> dict[str, str | int]:
        """The filters that are set, by name."""
        names = ("batch", "document", "kind", "least")
        return {name: value for name in names if (value := getattr(self, name))}

    def fits(self, it: Waiting) -> bool:
        """Whether a draft is among those looked at."""
        return (
            (not self.batch or it.batch == self.batch)
            and (not self.document or it.document == self.document)
            and (not self.kind or it.kind == self.kind)
            and (not self.least or (it.score is not None and it.score >= self.least))
        )


def wanted_of(filters: str) -> Wanted:
    """The filters that a form carried along; none where they were tampered with."""
    try:
        return Wanted.model_validate(dict(parse_qsl(filters, max_num_fields=10)))
    except (ValidationError, ValueError):
        return Wanted()


def desk_address(filters: str, **place: int) -> str:
    """The desk with these filters, at one draft or behind one."""
    return f"/drafts?{urlencode({**place, **wanted_of(filters).filters})}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A draft as it lies on the desk; without a preview it cannot be shown as a question."""

    draft: Draft
    made: Made
    bank: KeptBank
    kind_name: str
    preview: Preview | None
    rules: str
    version: str
    points: tuple[tuple[str, str], ...]
    proved: tuple[str, ...]
    is_found: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the drafts may be filtered by: documents and kinds with how many wait of each."""

    documents: tuple[tuple[str, str, int], ...]
    kinds: tuple[tuple[str, str, int], ...]
    scores: tuple[int, ...] = SCORES


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading of one drafting is."""

    accepted: int
    rejected: int
    total: int

    @property
    def decided(self) -> int:
        """How many were decided about."""
        return self.accepted + self.rejected


def next_of(waiting: Sequence[Waiting], wanted: Wanted, behind: Draft | None) -> Waiting | None:
    """The draft that comes next: the one asked for, else the first behind one, else the first."""
    fitting = [it for it in waiting if wanted.fits(it)]
    chosen = [it for it in waiting if it.id == wanted.at]
    if chosen:
        return chosen[0]
    place = (behind.bank, behind.position, behind.id) if behind else ("", -1, -1)
    later = [it for it in fitting if it.place > place]
    return next(iter(later or fitting), None)


def looked_at(db: Transaction, draft: Draft) -> Looked:
    """A draft with everything that helps to decide about it."""
    assert draft.made is not None, "Only what was made is looked at here."
    bank = completing.bank_of(db, draft.bank)
    question = reviewing.question_of(draft)
    found = editing.look_up(Library(db), question.citations) if question else ()
    return Looked(
        draft=draft,
        made=draft.made,
        bank=bank,
        kind_name=KIND_NAMES.get(draft.kind, draft.kind),
        preview=_with_keys(preview(question, found)) if question else None,
        rules="; ".join(draft.made.rules[1:]),
        version=question.provenance.version if question else "",
        points=tuple((f"{count:+}".replace("-", "−"), name) for name, count in draft.made.points),
        proved=proved(draft),
        is_found=bool(found) and all(it.is_found for it in found),
        findings=_findings(question, bank, found) if question else (),
    )


def _with_keys(shown: Preview) -> Preview:
    """The same where no line counts as wrong: nobody has answered, and the key is read here."""
    faces = []
    for face in shown.faces:
        lines = face.back.lines
        if face.back.kind in {"ordering", "matching"}:
            lines = tuple(replace(line, correct=True) for line in lines)
        faces.append(replace(face, back=replace(face.back, lines=lines)))
    return replace(shown, faces=tuple(faces))


def proved(draft: Draft) -> tuple[str, ...]:
    """What the gate proved of a draft, in sentences."""
    names = draft.made.proved if draft.made else ()
    told = [PROVED[name] for name in names if name in PROVED]
    return tuple(sentence for sentence, kinds in told if draft.kind in kinds)


def _findings(
    question: AnyQuestion, bank: KeptBank, found: Sequence[LookedUp]
) -> tuple[Finding, ...]:
    passages = {
        citation: it.passage.text if it.passage else ""
        for citation, it in zip(question.citations, found, strict=True)
    }
    return lint_question(
        question,
        language=bank.language,
        passages=lambda citation: passages.get(citation, ""),
        waive=bank.waive,
    )


def filters_of(waiting: Sequence[Waiting], titles: Mapping[str, str]) -> Filters:
    """What can be chosen among the drafts that wait."""
    documents = Counter(it.document for it in waiting if it.document in titles)
    kinds = Counter(it.kind for it in waiting)
    return Filters(
        documents=tuple((slug, titles[slug], documents[slug]) for slug in sorted(documents)),
        kinds=tuple((kind, name, kinds[kind]) for kind, name in KIND_NAMES.items() if kinds[kind]),
    )


def progress_of(db: Transaction, batch: int | None) -> Progress:
    """How far the reading of the drafting is that a draft came from."""
    counts = drafted.of_batch(db, batch)
    return Progress(counts.get(ACCEPTED, 0), counts.get(REJECTED, 0), sum(counts.values()))


@dataclass(frozen=True, slots=True)
class Listed:
    """A draft in a list, with its answer: those who read it there decide about it."""

    id: int
    prompt: str
    key: str
    kind_name: str
    score: int


def listed(draft: Draft) -> Listed:
    """A draft as a line of a list."""
    question = reviewing.question_of(draft)
    return Listed(
        id=draft.id,
        prompt=asked(question) if question else draft.slug,
        key=key_of(question) if question else "",
        kind_name=KIND_NAMES.get(draft.kind, draft.kind),
        score=round(draft.score or 0),
    )


def key_of(question: AnyQuestion) -> str:
    """What counts as right, in one line."""
    return "; ".join(_keys(question))


def _keys(question: AnyQuestion) -> Iterable[str]:
    keys: Iterable[str]
    match question:
        case Single(options=options) | Multiple(options=options):
            keys = [option.text for option in options if option.correct]
        case TrueFalse(answer=truth, correction=correction):
            keys = ["True"] if truth else [f"False: {correction}"]
        case Short(answers=answers):
            keys = answers[:1]
        case Numeric(answer=answer, unit=unit):
            keys = [f"{answer:,f} {unit}".strip()]
        case Cloze(text=text):
            keys = [it for n in clozes.numbers(text) for it in clozes.blanks(text, n)]
        case Ordering(items=items):
            keys = items
        case Matching(pairs=pairs):
            keys = [f"{left}: {right}" for left, right in pairs]
        case _:
            keys = [question.answer]
    return keys


# --- what accepting costs ------------------------------------------------------------------


def cost_words(load: Load, cards: int) -> str:
    """What some cards will cost: +12 reviews a day for three weeks, then 4."""
    if not cards:
        return ""
    if not load.days:
        return "You begin no new cards at present, so these will wait."
    begun = f" They are begun over {load.days:,} days." if load.days > 1 else ""
    return f"+{_often(load.first, 'review')} for three weeks, then {_often(load.later)}.{begun}"


def _often(a_day: float, noun: str = "") -> str:
    """So many a day in words; fewer than one as one in so many days."""
    if a_day >= 0.95:
        count = round(a_day)
        named = f" {noun if count == 1 else noun + 's'}" if noun else ""
        return f"{count:,}{named} a day" if noun else f"{count:,}"
    days = round(1 / a_day) if a_day > 1 / 60 else 0
    named = f" {noun}" if noun else ""
    return f"1{named} every {days} days" if days else "hardly any"
