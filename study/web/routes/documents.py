"""Documents: the texts themselves, with the questions already studied beside them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from study.domain.asking import parts
from study.domain.passages import Passage, label
from study.domain.questions import AnyQuestion
from study.storage import progress, reviews
from study.storage.contents import decode
from study.storage.documents import Document, Extent, document, documents, extents, passages
from study.storage.progress import Cited
from study.web.deps import Here
from study.web.render import page
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
    """A passage as it is set: pieces of text, each with the number of its mark or 0."""

    number: int
    is_heading: bool
    label: str
    pieces: tuple[tuple[str, int], ...]
    notes: tuple[Note, ...]
    current: bool


@router.get("/documents", name="documents")
def show_documents(here: Here) -> Response:
    """Every document, like a table of contents."""
    with here.database.read() as db:
        sizes = extents(db)
        studied = progress.studied_by_document(db, here.who)
        listed = tuple(_listed(d, sizes.get(d.id), studied.get(d.id, 0)) for d in documents(db))
    return page(here.pages, "documents/index.html", section="documents", documents=listed)


@router.get("/documents/{slug}", name="document")
def show_document(here: Here, slug: str, at: int | None = None, back: str = "") -> Response:
    """A whole text; with `at` the words that question cites are marked, once it was answered."""
    with here.database.read() as db:
        found = document(db, slug)
        cited = progress.cited_in(db, here.who, found.id, found.version)
        answered = at is not None and reviews.has_answered(db, here.who, at)
        cut = passages(db, found)
        listed = _listed(
            found,
            extents(db).get(found.id),
            progress.studied_by_document(db, here.who).get(found.id, 0),
        )
    focus = tuple(c for c in cited if c.question_id == at) if answered else ()
    return page(
        here.pages,
        "documents/show.html",
        section="documents",
        document=listed,
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
    speaker, rest = label(passage.text)
    skipped = passage.start + len(passage.text) - len(rest)
    spans = [
        (max(c.start - skipped, 0), min(c.end - skipped, len(rest)))
        for c in focus
        if c.start < passage.end and c.end > passage.start
    ]
    here = {c.question_id: c for c in cited if c.passage == passage.number and c.studied}
    return Set(
        number=passage.number,
        is_heading=passage.is_heading,
        label=speaker,
        pieces=_pieces(rest, spans),
        notes=tuple(_note(c) for c in here.values()),
        current=bool(spans),
    )


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[str, int], ...]:
    """The text cut at the marks; marks that overlap become one."""
    pieces: list[tuple[str, int]] = []
    at = 0
    for number, (start, end) in enumerate(sorted(spans), start=1):
        if end <= at:
            continue
        pieces.append((text[at : max(start, at)], 0))
        pieces.append((text[max(start, at) : end], number))
        at = end
    pieces.append((text[at:], 0))
    return tuple(piece for piece in pieces if piece[0])


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
