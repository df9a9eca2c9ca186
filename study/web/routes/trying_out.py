"""An assignment as a learner would see it, and what could be better in its questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from study.actions import assigning, trying_out
from study.domain.asking import parts
from study.storage import banks, owning
from study.storage.assignments import AssignmentQuestion, assignment_as_teacher
from study.storage.classes import members
from study.storage.database import Transaction
from study.web.access import Member, reader
from study.web.deps import Visit
from study.web.linting import Note, note_of
from study.web.render import page
from study.web.withholding import withheld
from study.web.words import KIND_NAMES, prompt_of

router = APIRouter()
Notes: TypeAlias = dict[tuple[str, str], list[Note]]


MOST_LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A question in the list: `place` in this draw, 0 where this learner does not get it.

    `way` is where it can be read in its bank or changed, "" for who may not open that bank.
    """

    it: AssignmentQuestion
    prompt: str
    kind: str
    place: int
    notes: tuple[Note, ...]
    way: str


class Looked(BaseModel):
    """What is looked at: whose draw, which of its questions, and which part of the list of all.

    Without `start` it is the part with the question in it; `lint` also looks at large banks.
    """

    learner: int = 0
    question: int = 1
    keys: str = ""
    start: int = -1
    lint: str = ""


@router.get("/assignments/{assignment_id}/preview", name="preview_assignment")
def preview_assignment(
    here: Member, assignment_id: int, looked: Annotated[Looked, Query()]
) -> Response:
    """One of the questions as it is asked, all of them in a list, and their lint."""
    with here.database.read() as db:
        found = assignment_as_teacher(db, assignment_id, here.who)
        asked = assigning.questions_of(db, here.who, found, here.now)
        people = members(db, found.class_id)
        learner = looked.learner if looked.learner in {it.learner_id for it in people} else 0
        given = trying_out.draw(found, asked, learner)
        place = min(max(looked.question, 1), len(given)) if given else 0
        shown = given[place - 1] if place else None
        held_back = withheld(here, db)
        is_held_back = shown is not None and shown.question_id in held_back
        listed = _part(asked, shown, looked.start)
        told = [it for it in listed if it.question_id not in held_back]
        notes, is_all = _notes(here, db, told, is_asked=bool(looked.lint))
        return page(
            here.pages,
            "assignments/preview.html",
            section="classes",
            it=found,
            people=people,
            learner=learner,
            keys=bool(looked.keys) and not is_held_back,
            is_held_back=is_held_back,
            place=place,
            given=given,
            shown=shown,
            preview=trying_out.tried(db, found, shown, learner) if shown else None,
            lines=_lines(here, db, listed, given, notes),
            is_all=is_all,
            lint=looked.lint,
            count=len(asked),
            most=MOST_LISTED,
        )


def _part(
    asked: Sequence[AssignmentQuestion], shown: AssignmentQuestion | None, start: int
) -> Sequence[AssignmentQuestion]:
    """The part of the list that is looked at."""
    if start < 0:
        start = shown.position - 1 if shown else 0
    first = min(start, max(len(asked) - 1, 0)) // MOST_LISTED * MOST_LISTED
    return asked[first : first + MOST_LISTED]


def _lines(
    here: Visit,
    db: Transaction,
    listed: Sequence[AssignmentQuestion],
    given: Sequence[AssignmentQuestion],
    notes: Notes,
) -> tuple[Line, ...]:
    reads, writes = _banks_of(here, db)
    places = {it.position: place for place, it in enumerate(given, start=1)}
    return tuple(
        Line(
            it=it,
            prompt=prompt_of(question, parts(question)[0]),
            kind=KIND_NAMES[it.kind],
            place=places.get(it.position, 0),
            notes=tuple(notes.get((it.bank_slug, it.slug), ())),
            way=_way(it, reads, writes),
        )
        for it in listed
        for question in (it.question(),)
    )


def _way(it: AssignmentQuestion, reads: frozenset[str], writes: frozenset[str]) -> str:
    if it.bank_slug in writes:
        return f"/banks/{it.bank_slug}/questions/{it.slug}/edit"
    return f"/banks/{it.bank_slug}#q-{it.slug}" if it.bank_slug in reads else ""


def _banks_of(here: Visit, db: Transaction) -> tuple[frozenset[str], frozenset[str]]:
    """The banks that this teacher may open, and those that they may change."""
    who = reader(here.person)
    found = (owning.readable_banks(db, who), owning.writable_banks(db, who))
    reads, writes = (frozenset(it.slug for it in some) for some in found)
    return reads, writes


def _notes(
    here: Visit, db: Transaction, listed: Sequence[AssignmentQuestion], *, is_asked: bool
) -> tuple[Notes, bool]:
    """What the lint says of these questions, and whether it has looked at all of their banks.

    What is said of whole banks is left out. Large banks are looked at when somebody asks.
    """
    wanted = {(it.bank_slug, it.slug) for it in listed}
    found: Notes = {}
    is_all = True
    for slug in sorted({bank for bank, _ in wanted}):
        bank = banks.bank(db, slug)
        if not is_asked and here.lints.count(db, bank) is None:
            is_all = False
            continue
        for finding in here.lints.of(db, bank).findings:
            if (name := (slug, finding.question)) in wanted:
                found.setdefault(name, []).append(note_of(finding))
    return found, is_all
