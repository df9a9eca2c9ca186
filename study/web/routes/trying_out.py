"""An assignment as a learner would see it, and what could be better in its questions."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

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


@router.get("/assignments/{assignment_id}/preview", name="preview_assignment")
def preview_assignment(
    here: Member, assignment_id: int, learner: int = 0, question: int = 1, keys: str = ""
) -> Response:
    """One of the questions as it is asked, all of them in a list, and their lint."""
    with here.database.read() as db:
        found = assignment_as_teacher(db, assignment_id, here.who)
        asked = assigning.questions_of(db, here.who, found, here.now)
        people = members(db, found.class_id)
        chosen = learner if learner in {it.learner_id for it in people} else 0
        given = trying_out.draw(found, asked, chosen)
        place = min(max(question, 1), len(given)) if given else 0
        shown = given[place - 1] if place else None
        held_back = withheld(here, db)
        is_held_back = shown is not None and shown.question_id in held_back
        return page(
            here.pages,
            "assignments/preview.html",
            section="classes",
            it=found,
            people=people,
            learner=chosen,
            keys=bool(keys) and not is_held_back,
            is_held_back=is_held_back,
            place=place,
            given=given,
            shown=shown,
            preview=trying_out.tried(db, found, shown, chosen) if shown else None,
            lines=_lines(here, db, asked, given, held_back),
        )


def _lines(
    here: Visit,
    db: Transaction,
    asked: Sequence[AssignmentQuestion],
    given: Sequence[AssignmentQuestion],
    held_back: frozenset[int],
) -> tuple[Line, ...]:
    """The list; what the lint says would tell the key of what is held back from this teacher."""
    slugs = {it.bank_slug for it in asked}
    notes = _notes(here, db, slugs)
    reads, writes = _banks_of(here, db)
    places = {it.position: place for place, it in enumerate(given, start=1)}
    return tuple(
        Line(
            it=it,
            prompt=prompt_of(question, parts(question)[0]),
            kind=KIND_NAMES[it.kind],
            place=places.get(it.position, 0),
            notes=()
            if it.question_id in held_back
            else tuple(notes.get((it.bank_slug, it.slug), ())),
            way=_way(it, reads, writes),
        )
        for it in asked
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


def _notes(here: Visit, db: Transaction, slugs: set[str]) -> dict[tuple[str, str], list[Note]]:
    """What the lint says of each question of these banks; what is said of whole banks is not."""
    found: dict[tuple[str, str], list[Note]] = {}
    for slug in sorted(slugs):
        for finding in here.lints.of(db, banks.bank(db, slug)).findings:
            if finding.question:
                found.setdefault((slug, finding.question), []).append(note_of(finding))
    return found
