"""Looking for words in questions and documents."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from study.domain.asking import parts
from study.domain.searching import Term, excerpt, terms
from study.storage import people, searching
from study.storage.contents import decode
from study.storage.searching import MOST_WEIGHED, FoundPassage, FoundQuestion
from study.web.access import reader
from study.web.deps import Here
from study.web.markdown import plain
from study.web.render import SettingsView, region
from study.web.withholding import withheld
from study.web.words import KIND_NAMES, prompt_of

router = APIRouter()
A_PAGE = 20
Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionHit:
    """A question in the list of what was found."""

    bank_slug: str
    bank_title: str
    slug: str
    language: str
    kind_name: str
    pieces: Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageHit:
    """A passage in the list of what was found, around its first hit."""

    document_slug: str
    document_title: str
    language: str
    number: int
    pieces: Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of results of a kind; `next_from` is where the next page begins, 0 at the end."""

    hits: tuple[QuestionHit, ...] | tuple[PassageHit, ...] = ()
    total: int = 0
    next_from: int = 0

    @property
    def is_capped(self) -> bool:
        """Whether there may be more than were counted."""
        return self.total >= MOST_WEIGHED


@router.get("/search", name="search")
def search(here: Here, q: str = "", keys: str = "", show: str = "", start: int = 0) -> Response:
    """Questions and passages that have all the words, with the text around them."""
    looked_for = terms(q)
    keys = keys if here.person.may_author else ""
    first = max(0, min(start, MOST_WEIGHED))
    with here.database.read() as db:
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
        is_behind = searching.is_behind(db)
    if is_behind and looked_for:
        with here.database.write() as db:
            searching.catch_up(db)
    questions = passages = Listing()
    with here.database.read() as db:
        if looked_for and show != "passages":
            found, total = searching.find_questions(
                db,
                looked_for,
                with_keys=bool(keys),
                first=first,
                most=A_PAGE,
                without=withheld(here, db),
                reader=None if here.person.is_local else reader(here.person),
            )
            questions = _listing([_question(it, looked_for) for it in found], total, first)
        if looked_for and show != "questions":
            cited, total = searching.find_passages(db, looked_for, first=first, most=A_PAGE)
            passages = _listing([_passage(it, looked_for) for it in cited], total, first)
    return region(
        here.request,
        here.pages,
        fragment="search/_found.html",
        whole="search/page.html",
        section="search",
        settings_view=view,
        query=q[:200],
        keys=bool(keys),
        show=show,
        is_asked=bool(looked_for),
        questions=questions,
        passages=passages,
    )


def _listing(hits: list[QuestionHit] | list[PassageHit], total: int, first: int) -> Listing:
    further = first + A_PAGE
    return Listing(hits=tuple(hits), total=total, next_from=further if further < total else 0)  # type: ignore[arg-type]  # Of one kind.


def _question(found: FoundQuestion, looked_for: tuple[Term, ...]) -> QuestionHit:
    question = decode(found.kind, found.content)
    return QuestionHit(
        bank_slug=found.bank_slug,
        bank_title=found.bank_title,
        slug=found.slug,
        language=found.language,
        kind_name=KIND_NAMES[found.kind],
        pieces=excerpt(plain(prompt_of(question, parts(question)[0])), looked_for),
    )


def _passage(found: FoundPassage, looked_for: tuple[Term, ...]) -> PassageHit:
    return PassageHit(
        document_slug=found.document_slug,
        document_title=found.document_title,
        language=found.language,
        number=found.passage.number,
        pieces=excerpt(found.passage.text, looked_for),
    )
