"""A bank's questions for whoever looks after them: which ones match, and what was typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from study.domain.describing import asked, field_texts
from study.storage.banks import KeptQuestion
from study.storage.contents import told
from study.web.forms import ManageForm
from study.web.words import KIND_NAMES

A_PAGE = 200
STATES = ("asked", "retired", "all")


@dataclass(frozen=True, slots=True)
class Found:
    """A question with what the filters ask about it; `place` counts from 1 in the bank."""

    place: int
    kept: KeptQuestion
    tags: tuple[str, ...]
    difficulty: int | None


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
    found = [Found(place, q, *told(q.content)) for place, q in enumerate(questions, start=1)]
    some = [it for it in found if is_wanted(it, form)]
    ticked = {*form.chosen}
    return Managed(
        listed=tuple(
            _listed(it, is_ticked=it.kept.slug in ticked) for it in some[first : first + A_PAGE]
        ),
        matching=len(some),
        total=len(questions),
        first=first,
        tags=tuple(sorted({tag for it in found for tag in it.tags})),
        kinds=tuple((kind, KIND_NAMES[kind]) for kind in sorted({q.kind for q in questions})),
    )


def chosen(questions: Iterable[KeptQuestion], form: ManageForm) -> frozenset[str]:
    """The questions that an act means: those ticked, or all that match."""
    if not form.everything:
        return frozenset(form.chosen)
    found = (Found(0, q, *told(q.content)) for q in questions)
    return frozenset(it.kept.slug for it in found if is_wanted(it, form))


def is_wanted(it: Found, form: ManageForm) -> bool:
    """Whether a question matches every filter that is set."""
    state = form.state if form.state in STATES else "asked"
    if state != "all" and it.kept.retired is not (state == "retired"):
        return False
    if form.tag and form.tag not in it.tags:
        return False
    if form.kind and form.kind != it.kept.kind:
        return False
    if form.level and form.level != str(it.difficulty or "none"):
        return False
    return _has_words(it.kept, form.words.casefold().split())


def _has_words(kept: KeptQuestion, words: Sequence[str]) -> bool:
    """Whether a question says all of these words somewhere, its id counted in."""
    if not words:
        return True
    # Most questions are passed over by what they are kept as, which is quick to look through.
    kept_as = kept.content.casefold()
    if not all(word in kept_as or word in kept.slug or not word.isalnum() for word in words):
        return False
    text = " ".join(field_texts(kept.question()).values()).casefold()
    return all(word in text or word in kept.slug for word in words)


def _listed(it: Found, *, is_ticked: bool) -> Listed:
    return Listed(
        slug=it.kept.slug,
        place=it.place,
        kind_name=KIND_NAMES[it.kept.kind],
        prompt=asked(it.kept.question()),
        tags=it.tags,
        difficulty=it.difficulty,
        is_retired=it.kept.retired,
        is_ticked=is_ticked,
    )
