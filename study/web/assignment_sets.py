"""The set of an assignment while it is chosen: what fits, counted, and questions to tick."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from study.domain.asking import parts
from study.domain.selections import Choosable, Selection, chosen, drawn, group_of
from study.storage import choosing
from study.storage.choosing import Current
from study.storage.database import Transaction
from study.web.assignment_forms import AssignmentForm, selected
from study.web.words import KIND_NAMES, prompt_of

MOST_LISTED = 200
MOST_TAGS = 300
Counted = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A question in the list; `fits` says that bank, tag, kind and difficulty choose it."""

    name: str
    bank: str
    language: str
    prompt: str
    kind: str
    tags: tuple[str, ...]
    difficulty: int | None
    fits: bool
    is_single: bool
    worth: str

    @property
    def is_asked(self) -> bool:
        """Whether the assignment asks it."""
        return self.fits or self.is_single


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a form chooses; `each` is how many of them one learner gets.

    `kept` are ticked questions that stand on no line, `beside` points of such questions.
    """

    count: int
    each: int
    kinds: Counted
    difficulties: Counted
    tags: Counted
    lines: tuple[Line, ...]
    left_out: int
    kept: tuple[str, ...]
    beside: tuple[tuple[str, str], ...]
    found: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What there is to choose from, each with how many questions it has."""

    banks: tuple[tuple[str, str, str, int], ...]
    tags: Counted
    kinds: Counted
    difficulties: Counted


def choice_of(among: Sequence[Choosable], form: AssignmentForm, db: Transaction) -> Choice:
    """What can be ticked; the tags are those of the banks that are, and what is ticked already."""
    of_banks = Counter(it.bank for it in among)
    within = [it for it in among if not form.bank or it.bank in form.bank]
    of_tags = Counter(tag for it in within for tag in it.tags)
    said = {**dict.fromkeys([*form.tag, *form.draws()], 0), **of_tags}
    return Choice(
        banks=tuple(
            (slug, title, language, of_banks[slug])
            for slug, (title, language) in choosing.titles(db, of_banks.keys()).items()
        ),
        tags=tuple(sorted(said.items()))[:MOST_TAGS],
        kinds=_kinds(within),
        difficulties=_difficulties(within),
    )


def _kinds(questions: Iterable[Choosable]) -> Counted:
    counts = Counter(it.kind for it in questions)
    return tuple((kind, counts[kind]) for kind in KIND_NAMES if counts[kind])


def _difficulties(questions: Iterable[Choosable]) -> Counted:
    counts = Counter(it.difficulty or 0 for it in questions)
    return tuple((str(level), counts[level]) for level in sorted(counts) if level)


def chosen_by(
    db: Transaction,
    who: int,
    among: Sequence[Choosable],
    form: AssignmentForm,
    assignment_id: int | None = None,
) -> Chosen:
    """What the form chooses now, with the questions that fit, are ticked, or were looked for."""
    selection = selected(form, {})
    fitting = chosen(selection, among)
    found = choosing.having(db, who, form.find, assignment_id) if form.find.strip() else None
    shown = {it.id for it in fitting} | (found or frozenset())
    listed = [it for it in among if it.id in shown]
    listed.sort(key=lambda it: _rank(it, found or frozenset(), form.single))
    lines = _lines(db, listed[:MOST_LISTED], form, selection)
    return Chosen(
        count=len(fitting),
        each=_each(fitting, selection),
        kinds=_kinds(fitting),
        difficulties=_difficulties(fitting),
        tags=tuple(Counter(tag for it in fitting for tag in it.tags).most_common(12)),
        lines=lines,
        left_out=len(listed) - len(lines),
        kept=tuple(name for name in form.single if name not in {it.name for it in lines}),
        beside=_beside(form, {line.name for line in lines}),
        found=None if found is None else len(found),
    )


def _rank(it: Choosable, found: Collection[int], singles: Collection[str]) -> int:
    """What was looked for stands first, then what is ticked by itself."""
    return 0 if it.id in found else 1 if f"{it.bank}/{it.slug}" in singles else 2


def _each(fitting: Sequence[Choosable], selection: Selection) -> int:
    groups = [group_of(selection, it) for it in fitting]
    return len(drawn(groups, selection, 0, 0, shuffle=False))


def _beside(form: AssignmentForm, listed: Collection[str]) -> tuple[tuple[str, str], ...]:
    return tuple(it for it in form.worths().items() if it[0] not in listed and it[1] != "1")


def _lines(
    db: Transaction, listed: Sequence[Choosable], form: AssignmentForm, selection: Selection
) -> tuple[Line, ...]:
    asked = choosing.current(db, [it.id for it in listed])
    fit = {it.id for it in chosen(_without_singles(selection), listed)}
    worths = form.worths()
    return tuple(_line(it, asked[it.id], it.id in fit, form.single, worths) for it in listed)


def _without_singles(selection: Selection) -> Selection:
    return Selection(
        banks=selection.banks,
        tags=selection.tags,
        kinds=selection.kinds,
        difficulties=selection.difficulties,
    )


def _line(
    it: Choosable,
    asked: Current,
    fits: bool,  # noqa: FBT001  # A column.
    singles: Collection[str],
    worths: Mapping[str, str],
) -> Line:
    name = f"{it.bank}/{it.slug}"
    question = asked.question()
    return Line(
        name=name,
        bank=it.bank,
        language=asked.language,
        prompt=prompt_of(question, parts(question)[0]),
        kind=KIND_NAMES[it.kind],
        tags=it.tags,
        difficulty=it.difficulty,
        fits=fits,
        is_single=name in singles,
        worth=worths.get(name, "1"),
    )
