"""What the buttons of a question’s form do: it is kept, or shown again with what they changed."""

from collections.abc import Callable, Mapping
from urllib.parse import quote

from fastapi.responses import Response

from study.actions import completing, editing
from study.actions.editing import Library
from study.actions.showing import is_showing
from study.domain.errors import BadInput, Conflict
from study.domain.questions import AnyQuestion
from study.storage import banks, people, reviews
from study.storage.database import Transaction
from study.web.deps import Visit
from study.web.drafts import TO_DESK, desk_address
from study.web.editing_forms import Sent, Typed, number, values_of
from study.web.editing_rows import changed_citation, of_kind, pressed, with_citation
from study.web.editor import Desk, Editor, citation_of, editor, judged, named, theirs_of
from study.web.render import SettingsView, region, see_other, wants_fragment

FindDesk = Callable[[Transaction], Desk]
# Keeps the question, and says whether that changed anything.
Keep = Callable[[Transaction, AnyQuestion], bool]


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
            is_alone=wants_fragment(here.request),
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
        it = named(db, desk, judged(Library(db), desk, sent.typed))
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
        it = named(db, desk, judged(Library(db), desk, sent.typed))
    reasons = tuple(dict.fromkeys(it.errors.values()))
    try:
        with here.database.write() as db:
            if not completing.rewrite(db, desk.draft_id, it.fields, reasons):
                completing.keep(db, desk.bank, it.fields, reasons, here.now)
    except BadInput as problem:
        name = "text" if sent.typed.kind == "cloze" else "prompt"
        return _again(here, sent, find, {name: str(problem)})
    if sent.other("back") == TO_DESK and desk.draft_id:
        return see_other(desk_address(sent.other("scope"), at=desk.draft_id))
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
    """The form as a page, or alone for a page that has it already."""
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
    if showing == TO_DESK and desk.draft_id:
        return desk_address(sent.other("scope"), after=desk.draft_id)
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
