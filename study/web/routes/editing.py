"""Writing questions on pages: a form by type, its preview, and the document beside it."""

from collections.abc import Callable, Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import completing, editing
from study.actions.editing import Library
from study.actions.previewing import preview
from study.actions.showing import is_showing
from study.banks.writing import shape_of
from study.domain.errors import BadInput, Conflict
from study.domain.questions import AnyQuestion, Citation, Defaults
from study.storage import banks, people, reviews
from study.storage.database import Transaction
from study.web.deps import Here, Visit
from study.web.editing_forms import Sent, Typed, blank, number, sent_question, typed_of
from study.web.editing_rows import changed_citation, of_kind, pressed, with_citation
from study.web.editor import (
    Desk,
    Editor,
    beside,
    citation_of,
    editor,
    judged,
    lacking,
    looked_up,
    theirs_of,
)
from study.web.render import SettingsView, fragment, region, see_other

router = APIRouter()
SentQuestion = Annotated[Sent, Depends(sent_question)]
FindDesk = Callable[[Transaction], Desk]
# Keeps the question, and says whether that changed anything.
Keep = Callable[[Transaction, AnyQuestion], bool]
BY_HAND = {"provenance": {"by": "hand"}}
HIDDEN = ("provenance", "waive")


@router.get("/banks/{slug}/questions/new", name="new_question")
def show_new(
    here: Here,
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
        typed, focus = blank(type, document or desk.bank.defaults.document), "prompt"
        if end:
            words = editing.pointed_at(Library(db), document, version, start, end)
            typed, _ = with_citation(typed, values_of(words))
        shown = editor(db, desk, typed, {"source": document}, focus=focus)
    return show(here, shown)


@router.post("/banks/{slug}/questions/new", name="add_question")
def add_question(here: Here, slug: str, sent: SentQuestion) -> Response:
    """Keeps a new question, or gives the form back after one of its other buttons."""

    def keep(db: Transaction, question: AnyQuestion) -> bool:
        return editing.add(db, here.who, slug, question, here.now)

    return turned(here, sent, _new(slug), keep)


@router.get("/banks/{slug}/questions/{question}/edit", name="edit_question")
def show_edit(here: Here, slug: str, question: str, back: str = "", scope: str = "") -> Response:
    """The form with a question as it reads now."""
    with here.database.read() as db:
        desk = _edited(slug, question)(db)
        kept = banks.question(db, desk.bank.id, question)
        typed = typed_of(kept.kind, shape_of(kept.question(), Defaults()))
        way_back = {"back": back, "scope": scope} if is_showing(back) else {}
        shown = editor(db, desk, typed, way_back)
    return show(here, shown)


@router.post("/banks/{slug}/questions/{question}/edit", name="change_question")
def change_question(here: Here, slug: str, question: str, sent: SentQuestion) -> Response:
    """Keeps a question's next version, or gives the form back after one of its other buttons."""

    def keep(db: Transaction, asked: AnyQuestion) -> bool:
        version = number(sent.other("version"))
        return editing.change(db, here.who, slug, question, asked, here.now, version=version)

    return turned(here, sent, _edited(slug, question), keep)


@router.post("/banks/{slug}/questions/preview", name="preview_question")
def preview_question(here: Here, slug: str, sent: SentQuestion) -> Response:
    """The question as its learner will see it, with what it still lacks."""
    with here.database.read() as db:
        desk = Desk(stage="new", bank=completing.bank_of(db, slug), action="", hidden=BY_HAND)
        it = judged(db, Library(db), desk, sent.typed)
    shown = preview(it.question, [*it.looked.values()]) if it.question else None
    return fragment(
        here.pages,
        "editing/_preview.html",
        bank=desk.bank,
        preview=shown,
        lacking=lacking(it),
    )


@router.post("/banks/{slug}/questions/quote/{row}", name="look_up_quote")
def look_up_quote(here: Here, slug: str, row: str, sent: SentQuestion) -> Response:
    """What became of one citation's quote in its document."""
    with here.database.read() as db:
        bank = completing.bank_of(db, slug)
        looked = looked_up(Library(db), sent.typed).get(row)
    return fragment(here.pages, "editing/_quote.html", bank=bank, key=row, looked=looked)


@router.get("/banks/{slug}/questions/beside", name="beside_question")
def show_beside(here: Here, slug: str, source: str = "", find: str = "") -> Response:
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


def values_of(citation: Citation) -> Mapping[str, str]:
    """A citation as the row of a form."""
    words = citation.quote
    return {
        "document": citation.document,
        "quote": words.exact,
        "prefix": words.prefix,
        "suffix": words.suffix,
    }


# --- what a button does ----------------------------------------------------------------------


def turned(here: Visit, sent: Sent, find: FindDesk, keep: Keep) -> Response:
    """What comes of one of a form's buttons: it is saved, or shown again with what it did."""
    if sent.press == "save":
        return _saved(here, sent, find, keep)
    if sent.press == "draft":
        return _kept_as_draft(here, sent, find)
    with here.database.read() as db:
        library, errors = Library(db), {}
        try:
            typed, focus = _pressed(library, sent)
        except BadInput as problem:
            typed, focus, errors = sent.typed, "", {"cite": str(problem)}
        shown = editor(
            db,
            find(db),
            typed,
            sent.others,
            errors=errors,
            focus=focus,
            is_previewed=sent.press == "preview",
        )
    return show(here, shown)


def _pressed(library: Library, sent: Sent) -> tuple[Typed, str]:
    """The form after a button that keeps nothing, and the name of what should have the focus."""
    match sent.press:
        case "retype":
            return of_kind(sent.typed, sent.other("to")), "to"
        case "take":
            return _taken(library, sent)
        case "place":
            key, _, start = sent.target.partition(":")
            return _placed(library, sent.typed, key, number(start)), f"cite.{key}.quote"
        case "preview":
            return sent.typed, "preview"
    return pressed(sent.typed, sent.press, sent.target)


def _taken(library: Library, sent: Sent) -> tuple[Typed, str]:
    """The form with words of a document as a citation: in the row named, or in a new one."""
    slug, version, start, end, key = [*sent.target.split("|"), "", "", "", ""][:5]
    place = (number(version), number(start), number(end))
    words = editing.pointed_at(library, slug, *place, words=sent.other("words"))
    if key:
        return changed_citation(sent.typed, key, values_of(words)), f"cite.{key}.quote"
    typed, key = with_citation(sent.typed, values_of(words))
    return typed, f"cite.{key}.quote"


def _placed(library: Library, typed: Typed, key: str, start: int) -> Typed:
    """The form in which an ambiguous quote is told apart by the words around one place."""
    row = next((row for row in typed.filled("cite") if row.key == key), None)
    if row is None:
        return typed
    return changed_citation(
        typed, key, values_of(editing.told_apart(library, citation_of(row), start))
    )


def _saved(here: Visit, sent: Sent, find: FindDesk, keep: Keep) -> Response:
    with here.database.read() as db:
        desk = find(db)
        it = judged(db, Library(db), desk, sent.typed)
    if it.question is None or it.errors:
        return _again(here, sent, find, it.errors)
    try:
        with here.database.write() as db:
            is_changed = keep(db, it.question)
    except editing.Taken as problem:
        return _again(here, sent, find, {"slug": str(problem)})
    except Conflict as conflict:
        if desk.stage == "draft":
            return _again(here, sent, find, {"": str(conflict)}, status=409)
        return _changed_meanwhile(here, sent, find, it.question)
    return see_other(_way_on(here, desk, sent, it.question.id, is_changed=is_changed))


def _kept_as_draft(here: Visit, sent: Sent, find: FindDesk) -> Response:
    """Keeps the form as a draft, with the sentences that say why it is no question yet."""
    with here.database.read() as db:
        desk = find(db)
        it = judged(db, Library(db), desk, sent.typed)
    reasons = tuple(dict.fromkeys(it.errors.values()))
    try:
        with here.database.write() as db:
            if not completing.rewrite(db, desk.draft_id, it.fields, reasons):
                completing.keep(db, desk.bank, it.fields, reasons, here.now)
    except BadInput as problem:
        name = "text" if sent.typed.kind == "cloze" else "prompt"
        return _again(here, sent, find, {name: str(problem)})
    return see_other(f"/banks/{desk.bank.slug}#drafts" if desk.bank.id else "/banks")


def _again(
    here: Visit, sent: Sent, find: FindDesk, errors: Mapping[str, str], *, status: int = 422
) -> Response:
    """The form as it was typed, with what is wrong at its fields."""
    with here.database.read() as db:
        shown = editor(db, find(db), sent.typed, sent.others, errors=errors)
    return show(here, shown, status=status)


def _changed_meanwhile(here: Visit, sent: Sent, find: FindDesk, question: AnyQuestion) -> Response:
    """The form beside what somebody else made of the question; sent twice, it is simply kept."""
    with here.database.read() as db:
        desk = find(db)
        kept = banks.find_question(db, desk.bank.id, question.id)
        if kept is not None and editing.has_words(kept, question):
            return see_other(_way_on(here, desk, sent, question.id, is_changed=True))
        theirs = theirs_of(db, kept, question) if kept else None
        shown = editor(db, desk, sent.typed, {**sent.others, "version": ""}, theirs=theirs)
    return show(here, shown, status=409)


def show(here: Visit, shown: Editor, *, status: int = 200) -> Response:
    with here.database.read() as db:
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    return region(
        here.request,
        here.pages,
        fragment="editing/_editor.html",
        whole="editing/question.html",
        status=status,
        section="banks",
        settings_view=view,
        editor=shown,
    )


def _way_on(here: Visit, desk: Desk, sent: Sent, question: str, *, is_changed: bool) -> str:
    """Where an author goes after saving: back to practice, on to the next, or to the bank."""
    showing = sent.other("back")
    if showing and is_showing(showing):
        return _back_to_practice(here, showing, sent.other("scope"), is_changed=is_changed)
    if desk.stage != "edit" and sent.target == "another":
        cited = sent.typed.filled("cite")
        last = cited[-1].values["document"] if cited else ""
        return f"/banks/{desk.bank.slug}/questions/new?type={sent.typed.kind}&document={last}"
    return f"/banks/{desk.bank.slug}#q-{question}"


def _back_to_practice(here: Visit, showing: str, scope: str, *, is_changed: bool) -> str:
    """The answer as it was left; once its question has changed, the card with its new words."""
    with here.database.read() as db:
        answer = reviews.find_answer(db, here.who, showing)
    bank = f"bank={quote(scope)}" if scope else ""
    if answer is not None and is_changed:
        return f"/practice?card={answer.card_id}&{bank}".rstrip("&")
    return f"/practice/answers/{showing}?{bank}".rstrip("?")
