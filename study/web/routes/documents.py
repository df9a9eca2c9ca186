"""Documents: the texts themselves, with the questions already studied beside them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from study.domain.asking import parts
from study.domain.passages import Passage, marked
from study.domain.questions import AnyQuestion
from study.domain.quoting import Span
from study.storage import people, progress, reviews
from study.storage.contents import decode
from study.storage.documents import Document, Extent, document, documents, extents, passages
from study.storage.progress import Cited
from study.web.deps import Here
from study.web.render import SettingsView, page
from study.web.withholding import withheld
from study.web.words import KIND_NAMES, prompt_of

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document with its extent and how much of it was studied."""

    slug: str
    title: str
    author: str
    publisher: str
    published: str
    language: str
    translation: str
    viewpoint: str
    note: str
    rights: str
    words: int
    passages: int
    questions: int
    studied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A studied question in the margin of the passage it rests on."""

    question_id: int
    bank_slug: str
    bank_title: str
    prompt: str
    kind_name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """A passage as it is set: pieces of text, each marked or not.

    `start` and `end` are where its words stand in the document, without the label.
    """

    number: int
    start: int
    end: int
    is_heading: bool
    label: str
    pieces: tuple[tuple[str, bool], ...]
    notes: tuple[Note, ...]
    current: bool


@router.get("/documents", name="documents")
def show_documents(here: Here) -> Response:
    """Every document, like a table of contents."""
    with here.database.read() as db:
        without = withheld(here, db)
        sizes = extents(db, without)
        studied = progress.studied_by_document(db, here.who, without)
        listed = tuple(_listed(d, sizes.get(d.id), studied.get(d.id, 0)) for d in documents(db))
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    return page(
        here.pages,
        "documents/index.html",
        section="documents",
        settings_view=view,
        documents=listed,
    )


@router.get("/documents/{slug}", name="document")
def show_document(here: Here, slug: str, at: int | None = None, back: str = "") -> Response:
    """A whole text; with `at` the words that question cites are marked, once it was answered."""
    with here.database.read() as db:
        found = document(db, slug)
        without = withheld(here, db)
        cited = progress.cited_in(db, here.who, found.id, found.version, without)
        asked = None if at in without else at
        answered = asked is not None and reviews.has_answered(db, here.who, asked)
        cut = passages(db, found)
        listed = _listed(
            found,
            extents(db, without).get(found.id),
            progress.studied_by_document(db, here.who, without).get(found.id, 0),
        )
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    focus = tuple(c for c in cited if c.question_id == at) if answered else ()
    return page(
        here.pages,
        "documents/show.html",
        section="documents",
        settings_view=view,
        document=listed,
        version=found.version,
        passages=tuple(_set(passage, cited, focus) for passage in cut),
        back_url=f"/practice/answers/{back}" if back and answered else "",
    )


def _listed(found: Document, extent: Extent | None, studied: int) -> Listed:
    size = extent or Extent(0, 0, 0)
    return Listed(
        **asdict(found.source),
        words=size.words,
        passages=size.passages,
        questions=size.questions,
        studied=studied,
    )


def _set(passage: Passage, cited: Sequence[Cited], focus: Sequence[Cited]) -> Set:
    speaker, pieces = marked(passage, [Span(c.start, c.end) for c in focus])
    here = {c.question_id: c for c in cited if c.passage == passage.number and c.studied}
    return Set(
        number=passage.number,
        start=passage.end - sum(len(text) for text, _ in pieces),
        end=passage.end,
        is_heading=passage.is_heading,
        label=speaker,
        pieces=pieces,
        notes=tuple(_note(c) for c in here.values()),
        current=any(is_marked for _, is_marked in pieces),
    )


def _note(cited: Cited) -> Note:
    question: AnyQuestion = decode(cited.kind, cited.content)
    return Note(
        question_id=cited.question_id,
        bank_slug=cited.bank_slug,
        bank_title=cited.bank_title,
        prompt=prompt_of(question, parts(question)[0]),
        kind_name=KIND_NAMES[cited.kind],
        url=f"/practice?bank={cited.bank_slug}",
    )
