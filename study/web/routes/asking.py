"""Ways to a question's form: from words of a document, and from an answer in practice."""

from urllib.parse import quote, urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from study.actions import editing
from study.actions.editing import Library
from study.domain.errors import NotFound
from study.storage import cards, documents, owning, people, reviews
from study.storage.banks import KeptBank
from study.web.access import Author, reader
from study.web.editing_forms import OWN
from study.web.render import SettingsView, page, see_other

router = APIRouter()


@router.get("/documents/{slug}/ask", name="ask")
def show_ask(
    here: Author,
    slug: str,
    version: int = 0,
    start: int = 0,
    end: int = 0,
    bank: str = "",
    type: str = "single",  # noqa: A002  # The address says it so.
) -> Response:
    """The selected words, and where the question about them shall go; with a bank, its form."""
    with here.database.read() as db:
        document = documents.document(db, slug)
        words = editing.pointed_at(Library(db), slug, version, start, end)
        found = owning.writable_banks(db, reader(here.person))
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    place = {"version": version, "start": start, "end": end}
    if any(it.slug == bank for it in found) and type in OWN:
        query = urlencode({"type": type, "document": slug, **place})
        return see_other(f"/banks/{quote(bank)}/questions/new?{query}")
    return page(
        here.pages,
        "editing/ask.html",
        section="documents",
        settings_view=view,
        document=document.source,
        words=words.quote.exact,
        place=place,
        banks=[(it.slug, it.title) for it in _likeliest_first(found, slug)],
    )


@router.get("/practice/answers/{showing}/edit", name="edit_answered")
def edit_answered(here: Author, showing: str, bank: str = "") -> Response:
    """The form of the question that was answered; saving it leads back to practice."""
    with here.database.read() as db:
        answer = reviews.find_answer(db, here.who, showing)
        if answer is None:
            raise NotFound("There is no answer of yours to this showing.")
        card = cards.card(db, here.who, answer.card_id)
    query = urlencode({"back": showing, "scope": bank})
    slug = card.question().id
    return see_other(f"/banks/{quote(card.bank_slug)}/questions/{quote(slug)}/edit?{query}")


def _likeliest_first(found: tuple[KeptBank, ...], document: str) -> list[KeptBank]:
    """The banks: first those that ask about the document and about few others."""

    def distance(bank: KeptBank) -> tuple[bool, int]:
        return document not in {ref.id for ref in bank.documents}, len(bank.documents)

    return sorted(found, key=distance)
