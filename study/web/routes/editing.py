"""Writing questions on pages: a form by type, its preview, and the document beside it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import completing, editing
from study.actions.editing import Library
from study.actions.previewing import preview
from study.actions.showing import is_showing
from study.banks.writing import shape_of
from study.domain.questions import AnyQuestion, Defaults
from study.storage import banks
from study.storage.database import Transaction
from study.web.access import BankWriter
from study.web.editing_forms import OWN, Sent, blank, number, sent_question, typed_of, values_of
from study.web.editing_rows import with_citation
from study.web.editor import Desk, beside, editor, judged, lacking, looked_up, usual_document
from study.web.render import fragment
from study.web.writing import FindDesk, show, turned

router = APIRouter()
SentQuestion = Annotated[Sent, Depends(sent_question)]
BY_HAND = {"provenance": {"by": "hand"}}
HIDDEN = ("provenance", "waive")


@router.get("/banks/{slug}/questions/new", name="new_question")
def show_new(
    here: BankWriter,
    slug: str,
    type: str = "single",  # noqa: A002  # The address says it so.
    document: str = "",
    version: int = 0,
    start: int = 0,
    end: int = 0,
) -> Response:
    """An empty form of a type, with a citation where words of a document were selected."""
    with here.database.read() as db:
        desk = _new(slug)(db)
        typed = blank(type, document or usual_document(desk.bank))
        if end:
            words = editing.pointed_at(Library(db), document, version, start, end)
            typed, _ = with_citation(typed, values_of(words))
        shown = editor(db, desk, typed, {"source": document}, focus=OWN[typed.kind][0])
    return show(here, shown)


@router.post("/banks/{slug}/questions/new", name="add_question")
def add_question(here: BankWriter, slug: str, sent: SentQuestion) -> Response:
    """Keeps a new question, or gives the form back after one of its other buttons."""

    def keep(db: Transaction, question: AnyQuestion) -> bool:
        return editing.add(db, here.who, slug, question, here.now)

    return turned(here, sent, _new(slug), keep)


@router.get("/banks/{slug}/questions/{question}/edit", name="edit_question")
def show_edit(
    here: BankWriter, slug: str, question: str, back: str = "", scope: str = ""
) -> Response:
    """The form with a question as it reads now."""
    with here.database.read() as db:
        desk = _edited(slug, question)(db)
        kept = banks.question(db, desk.bank.id, question)
        typed = typed_of(kept.kind, shape_of(kept.question(), Defaults()))
        way_back = {"back": back, "scope": scope} if is_showing(back) else {}
        shown = editor(db, desk, typed, way_back)
    return show(here, shown)


@router.post("/banks/{slug}/questions/{question}/edit", name="change_question")
def change_question(here: BankWriter, slug: str, question: str, sent: SentQuestion) -> Response:
    """Keeps a question's next version, or gives the form back after one of its other buttons."""

    def keep(db: Transaction, asked: AnyQuestion) -> bool:
        version = number(sent.other("version"))
        return editing.change(db, here.who, slug, question, asked, here.now, version=version)

    return turned(here, sent, _edited(slug, question), keep)


@router.post("/banks/{slug}/questions/preview", name="preview_question")
def preview_question(here: BankWriter, slug: str, sent: SentQuestion) -> Response:
    """The question as its learner will see it, with what it still lacks."""
    with here.database.read() as db:
        desk = Desk(stage="new", bank=completing.bank_of(db, slug), action="", hidden=BY_HAND)
        it = judged(Library(db), desk, sent.typed)
    shown = preview(it.question, [*it.looked.values()]) if it.question else None
    return fragment(
        here.pages,
        "editing/_preview.html",
        bank=desk.bank,
        preview=shown,
        lacking=lacking(it),
    )


@router.post("/banks/{slug}/questions/quote/{row}", name="look_up_quote")
def look_up_quote(here: BankWriter, slug: str, row: str, sent: SentQuestion) -> Response:
    """What became of one citation's quote in its document."""
    with here.database.read() as db:
        bank = completing.bank_of(db, slug)
        looked = looked_up(Library(db), sent.typed).get(row)
    return fragment(here.pages, "editing/_quote.html", bank=bank, key=row, looked=looked)


@router.get("/banks/{slug}/questions/beside", name="beside_question")
def show_beside(here: BankWriter, slug: str, source: str = "", find: str = "") -> Response:
    """The passages of a document that hold the words looked for, to stand beside a form."""
    with here.database.read() as db:
        completing.bank_of(db, slug)
        text = beside(Library(db), source, find, blank("single"), {})
    return fragment(here.pages, "editing/_beside.html", beside=text)


def _new(slug: str) -> FindDesk:
    def find(db: Transaction) -> Desk:
        bank = banks.bank(db, slug)
        action = f"/banks/{bank.slug}/questions/new"
        return Desk(stage="new", bank=bank, action=action, hidden=BY_HAND)

    return find


def _edited(slug: str, question: str) -> FindDesk:
    def find(db: Transaction) -> Desk:
        bank = banks.bank(db, slug)
        kept = banks.question(db, bank.id, question)
        shape = shape_of(kept.question(), Defaults())
        return Desk(
            stage="edit",
            bank=bank,
            action=f"/banks/{bank.slug}/questions/{kept.slug}/edit",
            slug=kept.slug,
            version=kept.version,
            hidden={name: shape[name] for name in HIDDEN if name in shape},
            kept=kept.question().citations,
        )

    return find
