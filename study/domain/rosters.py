"""Lists of learners as schools keep them: tables whose columns are known by their headings.

Nothing is guessed about a person: a line that lacks something is told, with what to do.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from study.domain.accommodations import typed_factor
from study.domain.naming import MOST_LOGIN, MOST_NAME, folded, is_login, person_name
from study.domain.sheets import BOM, FORMULA

MOST_LEARNERS = 500
MOST_CHARACTERS = 100_000
MOST_EMAIL = 200
SEPARATORS = (";", "\t", ",")
IN_ORDER = ("name", "login", "email", "extra_time")
HEADINGS: Mapping[str, str] = {
    heading: column
    for column, headings in {
        "name": ("name", "fullname", "learner", "learnername", "student", "studentname", "pupil"),
        "first": ("firstname", "givenname", "forename"),
        "last": ("lastname", "surname", "familyname"),
        "login": ("login", "loginname", "signinname", "signin", "username", "user", "account"),
        "email": ("email", "mail", "emailaddress"),
        "extra_time": ("extratime", "time", "timefactor", "accommodation", "moretime"),
    }.items()
    for heading in headings
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """One learner of a list; `extra_time` is None where the list says nothing.

    `problems` say what is wrong and what to do; a line that has any is not taken.
    """

    line: int
    name: str
    login: str
    email: str = ""
    extra_time: float | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A list as it was read, or the one problem because of which it was not."""

    lines: tuple[RosterLine, ...] = ()
    problem: str = ""
    has_headings: bool = True


def decoded(data: bytes) -> str:
    """The text of a file: UTF-16 or UTF-8 by its mark, else UTF-8, else as Windows writes it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_roster(text: str) -> Roster:
    """The learners of a table; columns may stand in any order, between , ; or tabs."""
    if len(text) > MOST_CHARACTERS:
        return Roster(problem="This is too long for a list of learners. Send a smaller file.")
    try:
        rows = tuple(_rows(text.removeprefix(BOM)))
    except csv.Error:
        return Roster(problem="This is no table of text. Save the sheet as CSV and send that.")
    columns = _columns(rows[0][1]) if rows else {}
    body = rows[1:] if columns else rows
    if len(body) > MOST_LEARNERS:
        return Roster(problem=f"At most {MOST_LEARNERS} learners are read at once: send a part.")
    if not body:
        return Roster(problem="No learner is in this list. Write one in each line.")
    missing = _missing(columns) if columns else ""
    if missing:
        return Roster(problem=missing)
    places = columns or {name: at for at, name in enumerate(IN_ORDER)}
    return Roster(lines=_checked(body, places), has_headings=bool(columns))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that say anything, each with the number of its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False)
    began = 1
    for row in reader:
        if any(value.strip() for value in row):
            yield began, [_typed(value) for value in row]
        began = reader.line_num + 1


def _separator(text: str) -> str:
    """What stands between the columns: whatever the first line has most of."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=first.count)


def _typed(value: str) -> str:
    """A cell without the sign that keeps a spreadsheet from calculating it."""
    shown = value.strip()
    return shown[1:] if shown.startswith("'") and shown[1:].startswith(FORMULA) else shown


def _columns(row: Sequence[str]) -> dict[str, int]:
    """Which column stands where, when the row has headings; else nothing."""
    found: dict[str, int] = {}
    for at, value in enumerate(row):
        letters = "".join(each for each in value.casefold() if each.isalnum())
        if letters in HEADINGS:
            found.setdefault(HEADINGS[letters], at)
    return found


def _missing(columns: Mapping[str, int]) -> str:
    if "login" not in columns:
        return (
            "No column has the heading login: add one with the name that each learner signs in by."
        )
    if "name" not in columns and not {"first", "last"} <= columns.keys():
        return "No column has the heading name: add one with the names of the learners."
    return ""


def _checked(
    body: Sequence[tuple[int, list[str]]], columns: Mapping[str, int]
) -> tuple[RosterLine, ...]:
    lines: list[RosterLine] = []
    seen: dict[str, int] = {}
    for number, row in body:
        values = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
        line = _line(number, values, seen)
        seen.setdefault(line.login, number)
        lines.append(line)
    return tuple(lines)


def _line(number: int, values: Mapping[str, str], seen: Mapping[str, int]) -> RosterLine:
    written = values.get("name") or f"{values.get('first', '')} {values.get('last', '')}"
    name, login = person_name(written), folded(values["login"])
    email, time = values.get("email", ""), values.get("extra_time", "")
    factor = typed_factor(time) if time else None
    found = (
        (not written.strip(), "The name is missing: write it."),
        (
            written.strip() and not name,
            (
                f"The name is longer than {MOST_NAME} characters or has signs that cannot be seen: "
                "write it anew."
            ),
        ),
        (not login, "The sign-in name is missing: write one, without spaces."),
        (
            login and not is_login(login),
            (
                f"The sign-in name {login[:MOST_LOGIN]!r} cannot be used: take letters, digits and "
                ". _ - @ +, two at least."
            ),
        ),
        (
            login in seen,
            f"Line {seen.get(login)} has the same sign-in name: give one of them another.",
        ),
        (
            email and not _is_email(email),
            "The e-mail address is none: mend it, or leave it empty.",
        ),
        (
            time and factor is None,
            f"The extra time {time[:20]!r} cannot be used: write 1, 1.25, 1.5, 2 or none.",
        ),
    )
    problems = tuple(sentence for is_so, sentence in found if is_so)
    return RosterLine(
        line=number, name=name, login=login, email=email, extra_time=factor, problems=problems
    )


def _is_email(text: str) -> bool:
    before, _, after = text.partition("@")
    return bool(before and after) and len(text) <= MOST_EMAIL and not set(text) & set(" \t\n,;<>")
