"""Document files: what is known about a text, then the text itself."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath, PurePosixPath

from anyascii import anyascii
from pydantic import ValidationError
from yaml import YAMLError

from study.banks.encoding import MOST_BYTES, decode
from study.banks.explaining import complaints, field_path
from study.banks.fields import LONGEST_NAME, Language, Remark, Slug, Text
from study.banks.format import Shape
from study.banks.problems import Problem, capped
from study.banks.reading import placed
from study.banks.syntax import flaw_of
from study.banks.yaml_events import Extent, Flaw, Place, Plain, RefusedError, load
from study.banks.yaml_text import Value, emit
from study.domain.passages import normalise_text

_FENCE = re.compile(r"---[ \t]*\r?\n(.*?\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_OTHER_HEADING = re.compile(r"^(?:#|#{3,6}) ", re.MULTILINE)


class Front(Shape):
    """What stands at the head of a document file."""

    id: Slug
    title: Text
    author: Remark = ""
    publisher: Remark = ""
    published: Remark = ""
    language: Language = "en"
    translation: Remark = ""
    viewpoint: Remark = ""
    note: Remark = ""
    rights: Remark = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFile:
    """A source text and what is known about it; `sha256` is that of the normalised text."""

    id: str
    title: str
    author: str = ""
    publisher: str = ""
    published: str = ""
    language: str = "en"
    translation: str = ""
    viewpoint: str = ""
    note: str = ""
    rights: str = ""
    text: str
    sha256: str


def read_document(
    data: bytes,
    name: str,
    *,
    limit: int = MOST_BYTES,
    known: Mapping[str, str] | None = None,
) -> tuple[DocumentFile | None, tuple[Problem, ...]]:
    """The document in a file, or None, and what is wrong with it.

    The name of a file that lies in a folder is its id. A file that was sent may be called
    anything: `known` is given for it, with what replaces or completes its head.
    """
    text = decode(data, name, limit=limit)
    if isinstance(text, Problem):
        return None, (text,)
    fence = _FENCE.match(text)
    if fence is None:
        message = "The file does not begin with what is known about the text."
        fix = "Begin it with a line ---, then id: and title:, then another line ---."
        return None, (Problem(file=name, message=message, fix=fix),)
    front, problems = _front(text, fence, name, known)
    body = normalise_text(text[fence.end() :])
    problems += _body_problems(text, fence.end(), name)
    if front is None or not body:
        return None, capped(problems)
    return _document(front, body), capped(problems)


def made_document(
    fields: Mapping[str, str], text: str, name: str
) -> tuple[DocumentFile | None, tuple[Problem, ...]]:
    """The document of a text that came in another format, or what is wrong with its fields."""
    try:
        front = Front.model_validate(fields)
    except ValidationError as error:
        return None, tuple(
            Problem(file=name, field=field_path(path), message=message, fix=fix)
            for path, message, fix, _ in complaints(error, Front)
        )
    return _document(front, normalise_text(text)), ()


def has_front(text: str) -> bool:
    """Whether a text begins with what is known about it, between two lines ---."""
    return _FENCE.match(text) is not None


def named_id(name: str, title: str) -> str:
    """An id made from a file's name, or from the title where the name has no letters."""
    return _slug(_stem(name)) or _slug(title) or "document"


def titled_by_name(name: str) -> str:
    """A title made from a file's name."""
    words = " ".join(re.split(r"[\s_-]+", _stem(name))).strip()
    return words[:1].upper() + words[1:] or "Without a title"


def _stem(name: str) -> str:
    """The name without folders, ending, signs that cannot be seen, and the (1) of a copy."""
    seen = "".join(letter for letter in name.replace("\\", "/") if letter.isprintable())
    stem = PurePosixPath(seen).stem[:LONGEST_NAME]
    return re.sub(r"\s*\(\d{1,3}\)$", "", stem)


def _slug(words: str) -> str:
    latin = str(anyascii(words)).lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", latin)[:LONGEST_NAME].strip("-")


def _document(front: Front, body: str) -> DocumentFile:
    digest = hashlib.sha256(body.encode()).hexdigest()
    return DocumentFile(**front.model_dump(), text=body, sha256=digest)


def _front(
    text: str, fence: re.Match[str], name: str, known: Mapping[str, str] | None
) -> tuple[Front | None, list[Problem]]:
    # The first fence line becomes blank, so that places count from the file's beginning.
    yaml = re.sub(r"[^\n]", " ", text[: fence.start(1)]) + fence[1]
    try:
        loaded = load(yaml)
    except RefusedError as refused:
        return None, [_problem(refused.flaw, name)]
    except YAMLError as error:
        return None, [_problem(flaw_of(error, yaml), name)]
    problems = [_problem(flaw, name) for flaw in loaded.flaws]
    try:
        front = Front.model_validate(_completed(loaded.value, name, known))
    except ValidationError as error:
        return None, problems + _refusals(error, yaml, name)
    if known is None and front.id != PurePath(name).stem:
        message = f"The id is “{front.id}”, but the file is called “{PurePath(name).name}”."
        fix = f"Call the file {front.id}.md, or change the id."
        return None, [*problems, Problem(file=name, line=2, field="id", message=message, fix=fix)]
    is_sound = all(problem.severity == "warning" for problem in problems)
    return (front if is_sound else None), problems


def _completed(fields: Plain, name: str, known: Mapping[str, str] | None) -> Plain:
    """The fields of the head, with what is known better, and an id where it has none."""
    if known is None or not isinstance(fields, dict):
        return fields
    return {"id": named_id(name, ""), **fields, **known}


def _problem(flaw: Flaw, name: str) -> Problem:
    return Problem(
        file=name,
        line=flaw.place.line + 1,
        column=flaw.place.column + 1,
        severity=flaw.severity,
        message=flaw.sentence(),
        fix=flaw.fix,
    )


def _refusals(error: ValidationError, yaml: str, name: str) -> list[Problem]:
    found = complaints(error, Front)
    whole = Extent(Place(0, 0, 0), len(yaml))
    places = placed(yaml, whole, {complaint.path for complaint in found})
    return [
        Problem(
            file=name,
            line=places[path][not is_name].line + 1,
            column=places[path][not is_name].column + 1,
            field=field_path(path),
            message=message,
            fix=fix,
        )
        for path, message, fix, is_name in found
    ]


def _body_problems(text: str, start: int, name: str) -> list[Problem]:
    first_line = text.count("\n", 0, start) + 1
    if not text[start:].strip():
        fix = "Write the text under the second line ---."
        return [Problem(file=name, line=first_line, message="The document is empty.", fix=fix)]
    return [
        Problem(
            file=name,
            line=text.count("\n", 0, other.start()) + 1,
            severity="warning",
            message="Only ## makes a heading; this line is shown as it stands.",
            fix="Write ## for a heading.",
        )
        for other in islice(_OTHER_HEADING.finditer(text, start), 100)
    ]


def write_document(document: DocumentFile) -> str:
    """The text of the document's file."""
    values = {name: getattr(document, name) for name in Front.model_fields}
    fields: dict[str, Value] = {name: value for name, value in values.items() if value}
    return "\n".join(["---", *emit(fields), "---", "", document.text, ""])
