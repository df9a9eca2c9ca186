"""Gradebooks of a class and of single assignments, ready to be written as a table."""

from collections.abc import Mapping, Sequence

from study.domain.assignments import Mode, Rules, counted, share
from study.domain.gradebooks import Column, Grade, Gradebook, Pupil
from study.domain.selections import drawn
from study.storage import classes, gradebooks
from study.storage.assignments import Assignment, assignment_as_teacher, assignments_of
from study.storage.database import Transaction
from study.storage.gradebooks import Tried, Weighed

NOT_BEGUN, AT_IT, HANDED_IN = "not begun", "at it", "handed in"
# Points are those of a draw that nobody in particular has.
NOBODY = 0


def of_class(db: Transaction, who: int, class_id: int) -> Gradebook:
    """All published assignments of a class that have attempts, in the order they were due.

    Raises NotFound for who does not teach the class.
    """
    found = classes.class_as_teacher(db, class_id, who)
    published = [
        it
        for it in assignments_of(db, class_id)
        if it.published_at is not None and it.mode is not Mode.PRACTICE
    ]
    order = sorted(published, key=lambda it: (it.rules.due_at, it.id))
    return _book(db, class_id, found.name, order)


def of_assignment(db: Transaction, who: int, assignment_id: int) -> tuple[Assignment, Gradebook]:
    """One assignment and its grades; raises NotFound for who does not teach its class."""
    found = assignment_as_teacher(db, assignment_id, who)
    return found, _book(db, found.class_id, found.class_name, [found])


def _book(
    db: Transaction, class_id: int, section: str, assignments: Sequence[Assignment]
) -> Gradebook:
    addresses = gradebooks.emails(db, class_id)
    tried, weighed = gradebooks.tried(db, class_id), gradebooks.weighed(db, class_id)
    pupils = tuple(
        Pupil(
            id=it.learner_id,
            name=it.name,
            login=it.login,
            email=addresses.get(it.learner_id, ""),
        )
        for it in classes.members(db, class_id)
    )
    columns = tuple(_column(it, pupils, tried, weighed.get(it.id, ())) for it in assignments)
    return Gradebook(section=section, pupils=pupils, columns=columns)


def _column(
    assignment: Assignment,
    pupils: Sequence[Pupil],
    tried: Mapping[tuple[int, int], Sequence[Tried]],
    weighed: Sequence[Weighed],
) -> Column:
    possible = _possible(assignment, weighed)
    return Column(
        id=assignment.id,
        title=assignment.title,
        possible=possible,
        grades={
            it.id: _grade(assignment.rules, tried.get((assignment.id, it.id), ()), possible)
            for it in pupils
        },
    )


def _possible(assignment: Assignment, weighed: Sequence[Weighed]) -> float:
    """What a learner's questions are worth, where each may get others."""
    draws = [it.draw for it in weighed]
    order = drawn(draws, assignment.selection, assignment.seed, NOBODY, shuffle=False)
    return sum(weighed[place].points for place in order)


def _grade(rules: Rules, tried: Sequence[Tried], possible: float) -> Grade:
    done = [it for it in tried if it.handed_in_at is not None]
    shares = [share(it.earned, it.possible, late=it.is_late, rules=rules) for it in done]
    worth = counted(shares, rules.counts)
    state = HANDED_IN if done else AT_IT if tried else NOT_BEGUN
    return Grade(
        share=worth,
        points=None if worth is None else worth * possible,
        state=state,
        is_late=any(it.is_late for it in done),
        handed_in_at=done[-1].handed_in_at if done else None,
    )
