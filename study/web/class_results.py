"""What all pages of results share: their frame, their sentences, their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Path
from fastapi.responses import Response

from study.actions.results import Gathered
from study.domain.assignments import Mode
from study.domain.attempting import whole
from study.domain.results import Row, Summary, Which, has_passed, percent, wanted
from study.storage.classes import LARGEST
from study.storage.people import Learner
from study.storage.results import Resting
from study.web import class_charts as charts
from study.web.deps import Visit
from study.web.render import SettingsView, page
from study.web.words import prompt_of

NEVER = datetime.max.replace(tzinfo=UTC)
# As PostgreSQL counts them: a greater number names nothing.
Number = Annotated[int, Path(ge=1, le=LARGEST)]


class Sort(StrEnum):
    """By what the learners of the grid stand in order."""

    NAME = "name"
    MARK = "mark"
    BEGUN = "begun"
    TIME = "time"


WHICH_NAMES = {
    Which.COUNTS: "the one that counts",
    Which.FIRST: "first",
    Which.LAST: "last",
    Which.HIGHEST: "highest",
    Which.ALL: "all",
}
SORT_NAMES = {
    Sort.NAME: "name",
    Sort.MARK: "mark",
    Sort.BEGUN: "begun",
    Sort.TIME: "time spent",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a question rests: a text, and the numbers of its passages there."""

    slug: str
    title: str
    passages: tuple[int, ...]


def shown(
    here: Visit,
    template: str,
    found: Gathered,
    learner: Learner,
    tab: str,
    **context: Any,  # noqa: ANN401  # Whatever a template is given.
) -> Response:
    """A page of results in the frame that all of them have."""
    return page(
        here.pages,
        template,
        section="classes",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        assignment=found.assignment,
        zone=learner.zone,
        tab=tab,
        charts=charts,
        percent=percent,
        has_passed=has_passed,
        wanted=wanted,
        is_practised=found.assignment.mode is Mode.PRACTICE,
        **context,
    )


def class_sentences(found: Gathered, counted: Summary) -> str:
    """How the class did, in sentences."""
    if not counted.learners:
        return "Nobody is in this class yet."
    if found.assignment.published_at is None:
        return "This is a draft: no learner can see it yet."
    late = f", {counted.late} of them late" if counted.late else ""
    learners = "learner has" if counted.learners == 1 else "learners have"
    said = [f"{counted.handed_in} of {counted.learners} {learners} handed in{late}."]
    if counted.at_it:
        said.append(f"{counted.at_it} {'is' if counted.at_it == 1 else 'are'} at it now.")
    if counted.not_begun:
        said.append(f"{counted.not_begun} {'has' if counted.not_begun == 1 else 'have'} not begun.")
    if counted.mean is not None:
        least, goal = wanted(found.assignment.rules)
        said.append(f"The mean is {percent(counted.mean)}, the median {percent(counted.median)};")
        said.append(
            f"{counted.passed} of {counted.handed_in} reached the {goal} of {percent(least)}."
        )
    return " ".join(said)


def prompts(found: Gathered) -> Mapping[int, str]:
    """Each question as one line of text, by position."""
    return {p: prompt_of(*whole(question)) for p, question in found.asked.items()}


def in_order(rows: Sequence[Row], sort: Sort) -> tuple[Row, ...]:
    """The rows in that order; those without what is asked for last, equals by name as they were."""
    match sort:
        case Sort.MARK:
            return tuple(sorted(rows, key=lambda row: -1 if row.share is None else -row.share - 2))
        case Sort.BEGUN:
            return tuple(sorted(rows, key=lambda row: row.begun_at or NEVER))
        case Sort.TIME:
            return tuple(sorted(rows, key=lambda row: -row.seconds))
    return tuple(rows)


def places_of(resting: Sequence[Resting]) -> Mapping[int, tuple[Place, ...]]:
    """Where each question rests, by position: a place for each text."""
    found: dict[int, dict[str, list[Resting]]] = {}
    for it in resting:
        found.setdefault(it.position, {}).setdefault(it.slug, []).append(it)
    return {
        position: tuple(
            Place(
                slug=slug,
                title=there[0].title,
                passages=tuple(sorted({it.passage for it in there})),
            )
            for slug, there in by_text.items()
        )
        for position, by_text in found.items()
    }
