"""What ships as drafted is what the generator drafts, but for what its readers mended."""

from dataclasses import replace

import pytest

from study.banks.checking import check
from study.domain.questions import AnyQuestion
from study.generation.documents import Document
from study.generation.pipeline import draft
from study.settings import data_folder

FOLDER = data_folder("questions")
FIELDS = ("id", "title", "author", "publisher", "published", "viewpoint", "language", "text")
MENDED = {
    "different-figures-aircraft-06c08c",
    "asked-united-states-loan-stabilization-3ad091",
    "expected-receive-700-fighters-300-a6bb12",
}


@pytest.fixture(scope="module")
def drafted() -> dict[str, AnyQuestion]:
    """Every draft of the nine documents, by its id."""
    files = check(sorted((FOLDER / "documents").glob("*.md"))).documents
    documents = [Document(**{name: getattr(file, name) for name in FIELDS}) for file in files]
    return {it.question.id: it.question for it in draft(documents).drafts}


@pytest.fixture(scope="module")
def shipped() -> tuple[AnyQuestion, ...]:
    return check([FOLDER / "generated"]).banks[0].bank.questions


def test_more_than_a_hundred_drafted_questions_ship(shipped: tuple[AnyQuestion, ...]) -> None:
    assert len(shipped) >= 100
    assert {q.provenance.by for q in shipped} == {"generator"}
    assert all(q.provenance.reviewed_by for q in shipped)


def test_the_generator_drafts_what_ships_again(
    drafted: dict[str, AnyQuestion], shipped: tuple[AnyQuestion, ...]
) -> None:
    unread = [replace(q, provenance=replace(q.provenance, reviewed_by="")) for q in shipped]

    assert {q.id for q in unread} <= set(drafted)
    assert {q.id for q in unread if drafted[q.id] != q} == MENDED
