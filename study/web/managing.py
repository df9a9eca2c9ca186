"""A bank's questions for whoever looks after them: which ones match, and what was typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from study.domain.describing import asked, field_texts
from study.domain.questions import AnyQuestion
from study.storage.banks import KeptQuestion
from study.web.forms import ManageForm
from study.web.words import KIND_NAMES

A_PAGE = 200
STATES = ("asked", "retired", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A question in the list; `place` counts from 1 among all of the bank."""

    slug: str
    place: int
    kind_name: str
    prompt: str
    tags: tuple[str, ...]
    difficulty: int | None
    is_retired: bool
    is_ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Managed:
    """What the page shows: the questions that match, page by page, and what may be chosen."""

    listed: tuple[Listed, ...]
    matching: int
    total: int
    first: int
    tags: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]


def managed(questions: Sequence[KeptQuestion], form: ManageForm, first: int) -> Managed:
    """One page of the questions that match the form's filters."""
    found = [(place, q, q.question()) for place, q in enumerate(questions, start=1)]
    some = [it for it in found if is_wanted(it[1], it[2], form)]
    ticked = {*form.chosen}
    return Managed(
        listed=tuple(
            _listed(place, q, question, is_ticked=q.slug in ticked)
            for place, q, question in some[first : first + A_PAGE]
        ),
        matching=len(some),
        total=len(questions),
        first=first,
        tags=tuple(sorted({tag for _, _, question in found for tag in question.tags})),
        kinds=tuple((kind, KIND_NAMES[kind]) for kind in sorted({q.kind for q in questions})),
    )


def chosen(questions: Iterable[KeptQuestion], form: ManageForm) -> frozenset[str]:
    """The questions that an act means: those ticked, or all that match."""
    if not form.everything:
        return frozenset(form.chosen)
    return frozenset(q.slug for q in questions if is_wanted(q, q.question(), form))


def is_wanted(kept: KeptQuestion, question: AnyQuestion, form: ManageForm) -> bool:
    """Whether a question matches every filter that is set."""
    state = form.state if form.state in STATES else "asked"
    if state != "all" and kept.retired is not (state == "retired"):
        return False
    if form.tag and form.tag not in question.tags:
        return False
    if form.kind and form.kind != kept.kind:
        return False
    if form.level and form.level != str(question.difficulty or "none"):
        return False
    words = form.words.casefold().split()
    text = " ".join(field_texts(question).values()).casefold() if words else ""
    return all(word in text or word in kept.slug for word in words)


def _listed(place: int, kept: KeptQuestion, question: AnyQuestion, *, is_ticked: bool) -> Listed:
    return Listed(
        slug=kept.slug,
        place=place,
        kind_name=KIND_NAMES[kept.kind],
        prompt=asked(question),
        tags=question.tags,
        difficulty=question.difficulty,
        is_retired=kept.retired,
        is_ticked=is_ticked,
    )
