"""Files of other programs, read for a test."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from study.banks.brought import Sent
from study.banks.encoding import MOST_BYTES
from study.banks.reading import Reading
from study.banks.recognising import READERS, read_any
from study.domain.questions import AnyQuestion, Provenance

DATA = Path(__file__).parents[1] / "data"
GUESSED_HEAD = "The bank's id and title are made from the file's name"


def given(name: str) -> Sent:
    """A file of tests/data as it would be sent."""
    return Sent(Path(name).name, (DATA / name).read_bytes())


def from_file(name: str) -> Reading:
    """What a file of tests/data gives."""
    return read_any(given(name))


def from_text(reader: str, text: str, name: str = "round.txt") -> Reading:
    """What a reader makes of a text."""
    return READERS[reader](Sent(name, text.encode("utf-8", "surrogatepass")), MOST_BYTES, None)


def asked(reading: Reading) -> Mapping[str, AnyQuestion]:
    """The questions by their ids."""
    assert reading.bank is not None
    return {question.id: question for question in reading.bank.questions}


def told(question: AnyQuestion) -> dict[str, Any]:
    """What a question says besides its id: its type and every field that is not empty."""
    values = {it.name: getattr(question, it.name) for it in fields(question)}
    empty = ("", (), None, Provenance(), getattr(type(question), "shuffle", None))
    kept = {name: it for name, it in values.items() if name != "id" and it not in empty}
    return {"kind": question.kind, **kept}


def only(reading: Reading) -> dict[str, Any]:
    """What the only question of a file says."""
    assert reading.problems == ()
    assert reading.bank is not None
    (question,) = reading.bank.questions
    return told(question)


def options(question: AnyQuestion) -> dict[str, bool]:
    """A choice's options and whether they are right."""
    return {option.text: option.correct for option in getattr(question, "options", ())}


def problems(reading: Reading) -> list[tuple[int, int, str]]:
    """Line, column and sentence of everything that is wrong."""
    return [(it.line, it.column, it.message) for it in reading.problems]


def remarks(reading: Reading) -> list[tuple[str, str, str]]:
    """What was done to which item; the guess that is made of every file is left out."""
    return [
        (it.item, it.kind, it.message)
        for it in reading.remarks
        if not it.message.startswith(GUESSED_HEAD)
    ]
