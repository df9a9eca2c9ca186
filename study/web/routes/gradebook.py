"""Gradebooks to take away: of one assignment, or of all of a class."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from study.actions import gradebook
from study.domain.gradebooks import Convention, Gradebook, rows
from study.domain.sheets import rows_to_csv
from study.storage import people
from study.storage.assignments import assignment_as_teacher
from study.storage.classes import class_as_teacher
from study.web.access import Member
from study.web.deps import Visit
from study.web.render import page

router = APIRouter()
For = Annotated[Convention, Query(alias="for")]


@router.get("/assignments/{assignment_id}/gradebook", name="choose_gradebook")
def choose_gradebook(here: Member, assignment_id: int) -> Response:
    """For which program the grades of an assignment are to be written."""
    with here.database.read() as db:
        found = assignment_as_teacher(db, assignment_id, here.who)
    return _choose(here, found.class_name, found.title, f"/assignments/{assignment_id}")


@router.get("/classes/{class_id}/gradebook", name="choose_class_gradebook")
def choose_class_gradebook(here: Member, class_id: int) -> Response:
    """For which program the grades of a class are to be written."""
    with here.database.read() as db:
        found = class_as_teacher(db, class_id, here.who)
    return _choose(here, found.name, "", f"/classes/{class_id}")


def _choose(here: Visit, class_name: str, title: str, path: str) -> Response:
    return page(
        here.pages,
        "gradebook/choose.html",
        section="classes",
        class_name=class_name,
        title=title,
        path=path,
        conventions=Convention,
    )


@router.get("/assignments/{assignment_id}/gradebook.csv", name="gradebook")
def show_gradebook(
    here: Member, assignment_id: int, convention: For = Convention.GENERIC, bom: str = ""
) -> Response:
    """The grades of one assignment as a table."""
    with here.database.read() as db:
        _, book = gradebook.of_assignment(db, here.who, assignment_id)
        zone = people.learner(db, here.who).zone
    return _csv(rows_to_csv(rows(book, convention, zone), bom=bool(bom)), book, convention)


@router.get("/classes/{class_id}/gradebook.csv", name="class_gradebook")
def show_class_gradebook(
    here: Member, class_id: int, convention: For = Convention.GENERIC, bom: str = ""
) -> Response:
    """The grades of all assignments of a class as a table."""
    with here.database.read() as db:
        book = gradebook.of_class(db, here.who, class_id)
        zone = people.learner(db, here.who).zone
    return _csv(rows_to_csv(rows(book, convention, zone), bom=bool(bom)), book, convention)


def _csv(text: str, book: Gradebook, convention: Convention) -> Response:
    """The table as a file that nobody keeps; its name says nothing that anybody wrote."""
    of = f"assignment-{book.columns[0].id}" if len(book.columns) == 1 else "class"
    headers = {
        "Content-Disposition": f'attachment; filename="grades-{of}-{convention}.csv"',
        "Cache-Control": "no-store",
    }
    return Response(text.encode(), media_type="text/csv; charset=utf-8", headers=headers)
