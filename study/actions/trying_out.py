"""An assignment as one of its learners would see it, with nothing of it kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from study.actions.previewing import Face
from study.actions.showing import cited, headline_of
from study.actions.sittings import Cited
from study.domain.answers import Given, Revealed, Skipped
from study.domain.asking import back, front, parts
from study.domain.assignments import Mode
from study.domain.attempting import order_seed, whole
from study.domain.grading import grade
from study.domain.questions import AnyQuestion, Comparison, Flashcard
from study.domain.selections import drawn
from study.storage.assignments import Assignment, AssignmentQuestion
from study.storage.citations import citations
from study.storage.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A question as it would be asked, and what stands behind it."""

    faces: tuple[Face, ...]
    hint: str
    explanation: str
    citations: tuple[Cited, ...]


def draw(
    found: Assignment, asked: Sequence[AssignmentQuestion], learner: int
) -> tuple[AssignmentQuestion, ...]:
    """The questions that a learner is given, in their order; 0 is a learner in general."""
    groups = [it.draw for it in asked]
    given = drawn(groups, found.selection, found.seed, learner, shuffle=found.shuffle)
    return tuple(asked[place] for place in given)


def tried(db: Transaction, found: Assignment, it: AssignmentQuestion, learner: int) -> Tried:
    """One of the questions, as it is asked of that learner."""
    question = it.question()
    seed = order_seed(f"preview {found.seed} {learner}", it.position)
    asked = _asked(question, found.mode)
    return Tried(
        faces=tuple(_face(each, part, seed) for each, part in asked),
        hint=question.hint if found.mode is Mode.PRACTICE else "",
        explanation=question.explanation,
        citations=cited(citations(db, it.question_id, it.version)),
    )


def _asked(question: AnyQuestion, mode: Mode) -> tuple[tuple[AnyQuestion, int], ...]:
    """Practice asks part by part, an attempt everything at once."""
    if mode is Mode.PRACTICE:
        return tuple((question, part) for part in parts(question))
    return (whole(question),)


def _face(question: AnyQuestion, part: int, seed: str) -> Face:
    is_self_rated = isinstance(question, Flashcard | Comparison)
    given: Given = Revealed("") if is_self_rated else Skipped()
    mark = grade(question, part, given)
    return Face(
        front=front(question, part, seed),
        back=back(question, part, seed, given, mark),
        mark=mark,
        headline=headline_of(mark),
    )
