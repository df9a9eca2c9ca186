"""Marking answers anew after a key was changed: what each becomes, and what an attempt is worth."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from study.domain.answers import Given
from study.domain.attempting import whole
from study.domain.grading import Mark, Verdict
from study.domain.questions import AnyQuestion, Cloze
from study.domain.rekeying import Accepts, Forgives, KeyChange, Weighs, carried, read_as

# What an answer to a question is worth; None is a blank.
Marking: TypeAlias = Callable[[AnyQuestion, Given | None], Mark]
FORGIVEN = Mark(1.0, Verdict.RIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to the question as it stands: the version answered, and its mark if it has one."""

    learner: int
    number: int
    version: int
    question: AnyQuestion
    given: Given | None
    mark: Mark | None
    marked_by: int | None = None
    comment: str = ""

    @property
    def is_by_hand(self) -> bool:
        """Whether somebody marked it, and not the key."""
        return self.marked_by is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far marking anew goes: whether marks may fall, and whether those by hand change too."""

    only_raise: bool = False
    by_hand_too: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Becomes:
    """What an answer becomes; with `is_moved` it counts as one to the new version.

    One that is remarked has its mark by the new key, or by a rule that no key can say: such a
    mark stays as if it was given by hand.
    """

    answer: Answer
    given: Given | None
    mark: Mark | None
    is_moved: bool
    is_remarked: bool = False
    is_by_rule: bool = False

    @property
    def was(self) -> float:
        """The share it was worth."""
        return _fraction(self.answer.mark)

    @property
    def now(self) -> float:
        """The share it is worth then."""
        return _fraction(self.mark)

    @property
    def is_changed(self) -> bool:
        """Whether its mark is another one, or one that is no longer by hand."""
        freed = self.is_remarked and self.answer.is_by_hand and not self.is_by_rule
        return freed or self.mark != self.answer.mark


def _fraction(mark: Mark | None) -> float:
    return 0.0 if mark is None or mark.fraction is None else mark.fraction


def becomes(
    answer: Answer, new: AnyQuestion, change: KeyChange, way: Way, marking: Marking
) -> Becomes:
    """What an answer becomes when the question reads like `new`.

    An answer that is none to the new version keeps its version and its mark.
    """
    given = None if answer.given is None else carried(answer.given, answer.question, new)
    stays = Becomes(answer=answer, given=answer.given, mark=answer.mark, is_moved=False)
    if answer.given is not None and given is None:
        return stays
    moved = replace(stays, given=given, is_moved=True)
    if answer.mark is None:
        # It is marked when it is handed in. Until then its page shows the options as they stood.
        return moved if given == answer.given and _looks(answer.question) == _looks(new) else stays
    if isinstance(change, Weighs):
        return stays
    if answer.is_by_hand and not way.by_hand_too:
        return moved
    mark = _marked(answer, given, new, change, marking)
    if way.only_raise and _fraction(mark) < _fraction(answer.mark):
        return moved
    by_rule = _is_by_rule(mark, given, new, change, marking)
    return replace(moved, mark=mark, is_remarked=True, is_by_rule=by_rule)


def _marked(
    answer: Answer, given: Given | None, new: AnyQuestion, change: KeyChange, marking: Marking
) -> Mark:
    if isinstance(change, Forgives):
        return answer.mark if answer.mark and answer.mark.fraction == 1 else FORGIVEN
    if given is None:
        return marking(new, None)
    asked, part = whole(new)
    said = read_as(asked, part, given, change)
    better = marking(new, said)
    return better if said != given and _fraction(better) > 0 else marking(new, given)


def _is_by_rule(
    mark: Mark, given: Given | None, new: AnyQuestion, change: KeyChange, marking: Marking
) -> bool:
    if isinstance(change, Forgives) or (isinstance(change, Accepts) and isinstance(new, Cloze)):
        return mark != marking(new, given)
    return False


def _looks(question: AnyQuestion) -> object:
    """What of a question decides in which order its parts are shown."""
    options = getattr(question, "options", ())
    return (
        [option.text for option in options],
        *(getattr(question, name, ()) for name in ("items", "pairs", "extra", "text")),
    )


def earned(fractions: Mapping[int, float | None], points: Mapping[int, float]) -> float:
    """What answers by position have earned, with what each question is worth."""
    return sum(points[at] * (fraction or 0.0) for at, fraction in fractions.items())


def possible(positions: Iterable[int], points: Mapping[int, float]) -> float:
    """What all of these questions are worth."""
    return sum(points[at] for at in positions)
