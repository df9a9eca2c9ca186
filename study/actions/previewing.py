"""A question as its learner will see it, before anything of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from study.actions.editing import LookedUp
from study.actions.showing import cited, headline_of
from study.actions.sittings import Cited
from study.domain.answers import Given, Revealed, Skipped
from study.domain.asking import Back, Front, back, front, parts
from study.domain.deriving import underivable
from study.domain.grading import Mark, grade
from study.domain.questions import AnyQuestion, Comparison, Flashcard
from study.storage.citations import Citation

# The same order of options at every look, so that nothing jumps while somebody types.
_SEED = "preview"
_SOURCE = (
    "slug",
    "title",
    "author",
    "publisher",
    "published",
    "viewpoint",
    "translation",
    "language",
)


@dataclass(frozen=True, slots=True)
class Face:
    """One card of a question: what is asked, and what stands there after the answer."""

    front: Front
    back: Back
    mark: Mark
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A question's cards with the passages behind its answers; `inferred` is not in the quotes."""

    faces: tuple[Face, ...]
    hint: str
    explanation: str
    citations: tuple[Cited, ...]
    inferred: str


def preview(question: AnyQuestion, looked: Sequence[LookedUp]) -> Preview:
    """The question as somebody sees it who does not know the answer."""
    found = [_citation(it) for it in looked]
    is_proved = bool(looked) and all(it.is_found for it in looked)
    return Preview(
        faces=tuple(_face(question, part) for part in parts(question)),
        hint=question.hint,
        explanation=question.explanation,
        citations=cited([it for it in found if it is not None]),
        inferred=underivable(question) if is_proved else "",
    )


def _face(question: AnyQuestion, part: int) -> Face:
    is_self_rated = isinstance(question, Flashcard | Comparison)
    given: Given = Revealed("") if is_self_rated else Skipped()
    mark = grade(question, part, given)
    return Face(
        front=front(question, part, _SEED),
        back=back(question, part, _SEED, given, mark),
        mark=mark,
        headline=headline_of(mark),
    )


def _citation(looked: LookedUp) -> Citation | None:
    if looked.span is None or looked.passage is None or looked.document is None:
        return None
    return Citation(
        start=looked.span.start,
        end=looked.span.end,
        passage=looked.passage,
        **{name: getattr(looked.document.source, name) for name in _SOURCE},
    )
