"""A gradebook as rows of a table: for anybody, and in the columns of two other programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from study.domain.sheets import Cell

Rows = tuple[tuple[Cell, ...], ...]
PLACES = 2


class Convention(StrEnum):
    """Whose columns a gradebook has."""

    GENERIC = "generic"
    CANVAS = "canvas"
    MOODLE = "moodle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pupil:
    """A learner as the other program knows them; `login` and `email` may be empty."""

    id: int
    name: str
    login: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What a learner has for an assignment; None where nothing counts yet, which is not 0."""

    share: float | None
    points: float | None
    state: str
    is_late: bool
    handed_in_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One assignment with everybody's grade by learner."""

    id: int
    title: str
    possible: float
    grades: Mapping[int, Grade]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradebook:
    """The learners of a class by name, and the assignments in their order."""

    section: str
    pupils: tuple[Pupil, ...]
    columns: tuple[Column, ...]


def rows(book: Gradebook, convention: Convention, zone: ZoneInfo) -> Rows:
    """The table with its headings; instants are those of the zone."""
    match convention:
        case Convention.CANVAS:
            return _canvas(book)
        case Convention.MOODLE:
            return _moodle(book)
    return _generic(book, zone)


def split_name(name: str) -> tuple[str, str]:
    """First names and last name; somebody with one name only has no first."""
    first, _, last = name.strip().rpartition(" ")
    return first.strip(), last


def last_first(name: str) -> str:
    """A name as lists sort it: "Last, First"."""
    first, last = split_name(name)
    return f"{last}, {first}" if first else last


def _generic(book: Gradebook, zone: ZoneInfo) -> Rows:
    heads: list[Cell] = ["Learner", "Login"]
    for it in book.columns:
        heads += [
            f"{it.title}: {name}" for name in ("share", "points", "state", "late", "handed in")
        ]
    body = [
        (pupil.name, pupil.login, *(cell for it in book.columns for cell in _told(it, pupil, zone)))
        for pupil in book.pupils
    ]
    return (tuple(heads), *body)


def _told(column: Column, pupil: Pupil, zone: ZoneInfo) -> tuple[Cell, ...]:
    grade = column.grades.get(pupil.id)
    if grade is None:
        return (None,) * 5
    at = grade.handed_in_at
    return (
        None if grade.share is None else round(grade.share, 4),
        _points(grade.points),
        grade.state,
        "yes" if grade.is_late else "no",
        None if at is None else at.astimezone(zone).isoformat(timespec="seconds"),
    )


def _points(points: float | None) -> float | None:
    return None if points is None else round(points, PLACES)


def _canvas(book: Gradebook) -> Rows:
    """As Canvas takes grades in: a second row says how many points there are."""
    titles = [f"{it.title} ({it.id})" for it in book.columns]
    heads = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles)
    possible = tuple(_points(it.possible) for it in book.columns)
    most = ("    Points Possible", None, None, None, None, *possible)
    body = [
        (last_first(it.name), it.id, None, it.login, book.section, *_all_points(book, it))
        for it in book.pupils
    ]
    return (heads, most, *body)


def _moodle(book: Gradebook) -> Rows:
    """As Moodle takes grades in: learners are known by their address or number."""
    titles = [f"{it.title} (Real)" for it in book.columns]
    who = ("First name", "Surname", "ID number", "Institution", "Department", "Email address")
    body = [
        (*split_name(it.name), it.login, None, None, it.email or None, *_all_points(book, it))
        for it in book.pupils
    ]
    return ((*who, *titles), *body)


def _all_points(book: Gradebook, pupil: Pupil) -> Sequence[Cell]:
    grades = [column.grades.get(pupil.id) for column in book.columns]
    return [None if grade is None else _points(grade.points) for grade in grades]
