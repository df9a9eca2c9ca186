"""For authors: which passages of a document are asked about, how often and how hard."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from study.domain.passages import Passage
from study.storage import people, progress
from study.storage.contents import decode
from study.storage.documents import document, passages
from study.storage.progress import Cited
from study.web.access import Author
from study.web.render import SettingsView, page
from study.web.withholding import withheld

router = APIRouter()
BEGINNING = 160
HARDNESS = ("easy", "middling", "hard")


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A passage with the questions that rest on it, counted by how hard they are."""

    number: int
    beginning: str
    words: int
    easy: int = 0
    middling: int = 0
    hard: int = 0

    @property
    def questions(self) -> int:
        """How many questions rest on the passage."""
        return self.easy + self.middling + self.hard


@router.get("/documents/{slug}/coverage", name="coverage")
def show_coverage(here: Author, slug: str) -> Response:
    """Which passages have questions, how many, of what difficulty; those without any are listed."""
    with here.database.read() as db:
        found = document(db, slug)
        without = withheld(here, db)
        cited = progress.cited_in(db, here.who, found.id, found.version, without)
        rows = coverage(passages(db, found), cited)
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    return page(
        here.pages,
        "documents/coverage.html",
        section="documents",
        settings_view=view,
        document=found.source,
        rows=rows,
        bare=tuple(row for row in rows if not row.questions),
        words=sum(row.words for row in rows),
        covered_words=sum(row.words for row in rows if row.questions),
        questions=len({it.question_id for it in cited}),
    )


def coverage(cut: Sequence[Passage], cited: Sequence[Cited]) -> tuple[Covered, ...]:
    """Every paragraph with its questions; a question that cites it twice counts once."""
    asked: dict[int, dict[int, str]] = {}
    for it in cited:
        asked.setdefault(it.passage, {})[it.question_id] = hardness(it)
    return tuple(
        Covered(
            number=passage.number,
            beginning=beginning(passage.text),
            words=len(passage.text.split()),
            **{name: list(asked.get(passage.number, {}).values()).count(name) for name in HARDNESS},
        )
        for passage in cut
        if not passage.is_heading
    )


def hardness(cited: Cited) -> str:
    """Easy for difficulty 1 and 2, hard for 4 and 5; middling where the author did not say."""
    difficulty = decode(cited.kind, cited.content).difficulty or 3
    return HARDNESS[(difficulty > 2) + (difficulty > 3)]


def beginning(text: str) -> str:
    """The first words of a passage."""
    if len(text) <= BEGINNING:
        return text
    return text[:BEGINNING].rsplit(" ", 1)[0] + " …"
