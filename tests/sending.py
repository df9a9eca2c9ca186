"""Bringing files in as a browser without scripts does: the form, the redirects, the decision."""

from collections.abc import Mapping
from typing import Any

from study.banks.writing import write_bank
from study.domain.questions import AnyQuestion, Bank
from tests.builders import a_bank
from tests.domain.builders import a_numeric, a_short
from tests.visiting import Page, Visitor, page_of

MANY = 100
TWO = (a_short(id="town", prompt="Which town?"), a_numeric(id="number"))


def lakes(*questions: AnyQuestion, **changes: Any) -> Bank:
    """A bank that is not here yet, of two questions."""
    return a_bank(*(questions or TWO), **({"id": "lakes", "title": "Lakes"} | changes))


def file_of(bank: Bank) -> bytes:
    """The bank as its file."""
    return write_bank(bank).encode()


def sent(
    visitor: Visitor, files: Mapping[str, bytes], *, form: Page | None = None, **fields: str
) -> Page:
    """What comes of sending these files from the page of the form, not yet redirected."""
    page = form or visitor.get("/banks/import")
    shown = page.form("/banks/import")
    filled = {name: values[0] for name, values in page.filled(shown).items() if name != "files"}
    # As a browser sends a field for files that was left empty.
    given = [("files", item) for item in files.items()] or [("files", ("", b""))]
    response = visitor.client.post("/banks/import", data=filled | fields, files=given)
    return page_of(response)


def brought(visitor: Visitor, files: Mapping[str, bytes], **fields: str) -> Page:
    """The page of what these files would change, once they are read."""
    answer = sent(visitor, files, **fields)
    assert answer.status == 303, answer.words
    return looked_at(visitor, answer.headers["location"])


def looked_at(visitor: Visitor, address: str) -> Page:
    """The page of an upload when it has been read."""
    for _ in range(MANY):
        page = visitor.get(address)
        if not page.all("progress"):
            return page
    raise AssertionError(f"{address} is not read")


def decided(visitor: Visitor, page: Page, take: str = "everything", **ticks: list[str]) -> Page:
    """What comes of pressing one of the buttons under a proposal; redirects are followed."""
    return visitor.send(page, "/decide", take=take, **ticks)


def rows_of(page: Page) -> dict[str, bool]:
    """The rows of a proposal that can be ticked, and whether they are."""
    boxes = page.all("input", name="row")
    return {box["value"]: "checked" in box.attributes for box in boxes}


def lakes_brought(visitor: Visitor, *questions: AnyQuestion, **changes: Any) -> Page:
    """The page of what a file of that bank would change."""
    return brought(visitor, {"lakes.yaml": file_of(lakes(*questions, **changes))})


def imported(visitor: Visitor, *questions: AnyQuestion, **changes: Any) -> Page:
    """The page of the batch that took that bank."""
    return decided(visitor, lakes_brought(visitor, *questions, **changes))
