"""The form of an assignment as it is shown: what was typed, what there is, what may be meant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.responses import Response

from study.actions import assigning
from study.domain.assignments import warnings
from study.storage import people
from study.storage.assignments import Assignment
from study.storage.begun import has_begun
from study.storage.classes import Class, class_as_teacher
from study.storage.database import Transaction
from study.web.assignment_forms import AssignmentForm, read
from study.web.assignment_sets import Choice, Chosen, choice_of, chosen_by
from study.web.deps import Visit
from study.web.render import page, region
from study.web.words import KIND_NAMES


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Whose assignment is written: for which class, and which one where there is one already."""

    of_class: Class
    zone: ZoneInfo
    assignment: Assignment | None = None
    is_begun: bool = False

    @property
    def action(self) -> str:
        """The address the form is sent to."""
        if self.assignment is None:
            return f"/classes/{self.of_class.id}/assignments/new"
        return f"/assignments/{self.assignment.id}/edit"

    @property
    def is_published(self) -> bool:
        """Whether learners see it."""
        return self.assignment is not None and self.assignment.published_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A form with what is said about it; `theirs` is what somebody else has saved meanwhile."""

    form: AssignmentForm
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    theirs: tuple[tuple[str, str, str], ...] = ()
    status: int = 200


def desk_for(db: Transaction, who: int, class_id: int) -> Desk:
    """The desk of a new assignment for a class; raises NotFound for who does not teach it."""
    of_class = class_as_teacher(db, class_id, who)
    return Desk(of_class=of_class, zone=people.learner(db, who).zone)


def desk_of(db: Transaction, who: int, assignment: Assignment) -> Desk:
    """The desk of an assignment of theirs."""
    return Desk(
        of_class=class_as_teacher(db, assignment.class_id, who),
        zone=people.learner(db, who).zone,
        assignment=assignment,
        is_begun=has_begun(db, assignment),
    )


def show(here: Visit, desk: Desk, shown: Shown) -> Response:
    """The form as a page."""
    context = _context(here, desk, shown)
    return page(
        here.pages, "assignments/form.html", status=shown.status, section="classes", **context
    )


def show_set(here: Visit, desk: Desk, form: AssignmentForm) -> Response:
    """What the form chooses: the list alone for htmx, the whole page for a plain browser."""
    return region(
        here.request,
        here.pages,
        fragment="assignments/turned.html",
        whole="assignments/form.html",
        section="classes",
        **_context(here, desk, Shown(form=form)),
    )


def _context(here: Visit, desk: Desk, shown: Shown) -> dict[str, Any]:
    choice, chosen = _set(here, desk, shown.form)
    return {
        "desk": desk,
        "form": shown.form,
        "errors": shown.errors,
        "problem": shown.problem,
        "theirs": shown.theirs,
        "choice": choice,
        "chosen": chosen,
        "kind_names": KIND_NAMES,
        "warned": warned(desk, shown.form),
    }


def _set(here: Visit, desk: Desk, form: AssignmentForm) -> tuple[Choice, Chosen]:
    identity = None if desk.assignment is None else desk.assignment.id
    with here.database.read() as db:
        among = assigning.choosable(db, here.who, here.now, identity)
        chosen = chosen_by(db, here.who, among, form, identity)
        return choice_of(among, form, db), chosen


def warned(desk: Desk, form: AssignmentForm) -> tuple[str, ...]:
    """What may not be meant in the rules of a form; nothing while they cannot be read."""
    kept = None if desk.assignment is None else desk.assignment.terms
    titled = form.model_copy(update={"title": "It"})
    terms, _ = read(titled, desk.zone, kept)
    return () if terms is None else warnings(terms.rules)
