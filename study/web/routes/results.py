"""Results for teachers: how a class stands, who needs help, and what one learner did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from study.actions import attempting
from study.actions.results import Gathered, answers_by, looked_at
from study.domain.answers import Skipped
from study.domain.asking import back
from study.domain.assignments import Mode
from study.domain.attempting import whole
from study.domain.grading import UNMARKED
from study.domain.results import Row, Sign, Try, Which, cells, help_needed, summary, wanted
from study.domain.tallies import by_question, in_words, tally
from study.storage import people, results
from study.storage.assignments import assignment_as_teacher
from study.storage.results import Spoken
from study.web import class_charts as charts
from study.web.access import Member
from study.web.class_results import (
    SORT_NAMES,
    WHICH_NAMES,
    Number,
    Place,
    Sort,
    class_sentences,
    in_order,
    places_of,
    prompts,
    shown,
)
from study.web.render import see_other

router = APIRouter(prefix="/assignments/{assignment_id}/results")


@dataclass(frozen=True, slots=True)
class InNeed:
    """A learner who may need help, and why."""

    row: Row
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """One answer of a learner as their teacher reads it, beside the key."""

    position: int
    prompt: str
    sign: Sign
    said: str
    key: str
    answer: Spoken
    places: tuple[Place, ...]


@router.get("", name="results")
def show_results(
    here: Member, assignment_id: Number, which: Which = Which.COUNTS, sort: Sort = Sort.NAME
) -> Response:
    """The class in sentences and pictures, and the grid of learners and questions.

    What is practised has no attempts: there the result is what is remembered.
    """
    with here.database.read() as db:
        found = looked_at(db, here.who, assignment_id, here.now)
        learner = people.learner(db, here.who)
    if found.assignment.mode is Mode.PRACTICE:
        return see_other(f"/assignments/{assignment_id}/results/recall")
    rows = in_order(found.rows(which), sort)
    once = rows if which is Which.COUNTS else found.rows(Which.COUNTS)
    least, _ = wanted(found.assignment.rules)
    counted = summary(once, least)
    marks = by_question(found.chosen(which))
    shares = [tally((position,), marks).share for position in found.positions]
    return shown(
        here,
        "results/index.html",
        found,
        learner,
        "results",
        sentences=class_sentences(found, counted),
        counted=counted,
        parts=charts.standing_parts(counted),
        bins=charts.bins(once, least),
        in_need=in_need(found, once),
        overdue=len(found.overdue()),
        rows=rows,
        questions=found.questions,
        signs=charts.signs([row.cells for row in rows], top=charts.HEAD),
        strip=charts.columns(shares),
        shares=shares,
        times=question_times(found, found.chosen(which)),
        prompts=prompts(found),
        which=which,
        sort=sort,
        which_names=WHICH_NAMES,
        sort_names=SORT_NAMES,
    )


@router.post("/overdue", name="mark_overdue")
def mark_overdue(here: Member, assignment_id: Number) -> Response:
    """Hands in and marks what was left lying when its time was up."""
    with here.database.write() as db:
        found = assignment_as_teacher(db, assignment_id, here.who)
        attempting.close_overdue(db, found, here.now)
    return see_other(f"/assignments/{assignment_id}/results")


@router.get("/learners/{learner_id}", name="learner_results")
def show_learner(
    here: Member, assignment_id: Number, learner_id: Number, attempt: int | None = None
) -> Response:
    """Every answer of one learner with its mark, its time and the passage it rests on."""
    with here.database.read() as db:
        found = looked_at(db, here.who, assignment_id, here.now)
        member = found.member(learner_id)
        spoken = answers_by(db, found, learner_id)
        places = places_of(results.resting(db, assignment_id))
        learner = people.learner(db, here.who)
    row = found.rows_for(member, Which.COUNTS)[0]
    tries = found.of(learner_id)
    numbers = [it.number for it in tries]
    number = attempt if attempt in numbers else row.number or max(numbers, default=0)
    taken = next((it for it in tries if it.number == number), None)
    return shown(
        here,
        "results/learner.html",
        found,
        learner,
        "learner_results",
        member=member,
        row=row,
        rules=found.rules[learner_id],
        tries=tries,
        taken=taken,
        reasons=help_needed(tries, row, found.rules[learner_id], here.now),
        answers=answer_views(found, taken, spoken, places) if taken else (),
        cells=cells((taken,), found.positions) if taken else (),
        question_count=len(found.questions),
    )


def in_need(found: Gathered, rows: tuple[Row, ...]) -> tuple[InNeed, ...]:
    """Who may need help, those with most reasons first."""
    reasoned = (
        InNeed(row, help_needed(found.of(row.learner), row, found.rules[row.learner], found.now))
        for row in rows
    )
    return tuple(sorted((it for it in reasoned if it.reasons), key=_urgency))


def _urgency(it: InNeed) -> tuple[int, float]:
    return (-len(it.reasons), it.row.share if it.row.share is not None else -1.0)


def question_times(found: Gathered, tries: tuple[Try, ...]) -> tuple[tuple[int, float], ...]:
    """The middle time spent on each question by those who looked at it, in seconds."""
    spent = (
        (p, sorted(a.taken_ms for it in tries if (a := it.answers.get(p)) and a.taken_ms))
        for p in found.positions
    )
    return tuple((p, times[len(times) // 2] / 1000 if times else 0.0) for p, times in spent)


def answer_views(
    found: Gathered,
    taken: Try,
    spoken: Sequence[Spoken],
    places: Mapping[int, tuple[Place, ...]],
) -> tuple[AnswerView, ...]:
    """The answers of one attempt, in the order of the assignment."""
    said = {it.position: it for it in spoken if it.number == taken.number}
    lines = prompts(found)
    return tuple(
        AnswerView(
            position=position,
            prompt=lines[position],
            sign=cell.sign,
            said=in_words(found.asked[position], said[position].given),
            key=back(*whole(found.asked[position]), "", Skipped(), UNMARKED).answer,
            answer=said[position],
            places=places.get(position, ()),
        )
        for position, cell in zip(found.positions, cells((taken,), found.positions), strict=True)
        if position in said
    )
