"""Drafts in the form: completed they become questions, discarded they do not come back."""

from fastapi import APIRouter
from fastapi.responses import Response

from study.actions import completing
from study.domain.errors import NotFound
from study.domain.questions import AnyQuestion
from study.storage import drafts
from study.storage.database import Transaction
from study.web.access import DraftWriter
from study.web.drafts import TO_DESK
from study.web.editing_forms import typed_of
from study.web.editor import Desk, editor
from study.web.render import see_other
from study.web.routes.editing import HIDDEN, SentQuestion
from study.web.writing import FindDesk, show, turned

router = APIRouter()


@router.get("/banks/{slug}/drafts/{draft}/edit", name="edit_draft")
def show_draft(here: DraftWriter, slug: str, draft: int, desk: str = "") -> Response:
    """The form with all that a draft has; `desk` says that it leads back to the desk, and how."""
    way_back = {"back": TO_DESK, "scope": desk} if desk else {}
    with here.database.read() as db:
        form = _drafted(slug, draft)(db)
        kept = completing.waiting(db, draft)
        shown = editor(db, form, typed_of(kept.kind, kept.fields), way_back)
    return show(here, shown)


@router.post("/banks/{slug}/drafts/{draft}/edit", name="complete_draft")
def complete_draft(here: DraftWriter, slug: str, draft: int, sent: SentQuestion) -> Response:
    """Makes the draft a question, keeps it as it is now, or gives the form back."""

    def keep(db: Transaction, question: AnyQuestion) -> bool:
        return completing.complete(db, here.who, draft, question, here.now)

    return turned(here, sent, _drafted(slug, draft), keep)


@router.post("/banks/{slug}/drafts/{draft}/discard", name="discard_draft")
def discard_draft(here: DraftWriter, slug: str, draft: int) -> Response:
    """Puts a draft away for good."""
    with here.database.write() as db:
        bank = _drafted(slug, draft)(db).bank
        completing.discard(db, here.who, draft, here.now)
    return see_other(f"/banks/{bank.slug}#drafts" if bank.id else "/banks")


def _drafted(slug: str, draft: int) -> FindDesk:
    def find(db: Transaction) -> Desk:
        kept = drafts.draft(db, draft) if 0 < draft < 2**31 else None
        if kept is None or kept.bank != slug:
            raise NotFound("There is no such draft.")
        bank = completing.bank_of(db, slug)
        return Desk(
            stage="draft",
            bank=bank,
            action=f"/banks/{bank.slug}/drafts/{kept.id}/edit",
            hidden={name: kept.fields[name] for name in HIDDEN if name in kept.fields},
            draft_id=kept.id,
            reasons=kept.reasons,
        )

    return find
