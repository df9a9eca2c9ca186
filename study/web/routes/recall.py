"""For teachers: what a class can be expected to remember of an assignment, by learner and tag."""

from fastapi import APIRouter
from fastapi.responses import Response

from study.actions.recall import class_recall
from study.web import recall_charts as charts
from study.web.access import Member
from study.web.render import page, short_day

router = APIRouter()
UNTAGGED = "without a tag"


@router.get("/assignments/{assignment_id}/results/recall", name="recall")
def show_recall(here: Member, assignment_id: int) -> Response:
    """What each learner is expected to remember today, tag by tag, and on the day it is due."""
    with here.database.read() as db:
        found = class_recall(db, here.who, assignment_id, here.now)
    heads = ("today", f"on {short_day(found.on)}", *(tag or UNTAGGED for tag in found.tags))
    rows = [(row.all, row.all_on_day, *row.tags) for row in found.rows]
    goal = found.assignment.rules.goal
    return page(
        here.pages,
        "results/recall.html",
        section="classes",
        assignment=found.assignment,
        tab="recall",
        recall=found,
        goal=goal,
        heads=heads,
        together=[("all of it", found.all)] + [(it.tag or UNTAGGED, it) for it in found.by_tag],
        cells=rows,
        drawn=charts.grid(rows, goal),
        goal_lines=charts.goals(len(heads), len(rows), goal),
        charts=charts,
    )
