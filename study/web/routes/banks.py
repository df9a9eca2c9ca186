"""Banks: what there is to study, and one bank's questions without their keys."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import shelving
from study.domain.asking import parts
from study.domain.cards import Queue
from study.domain.days import Moment
from study.domain.errors import NotFound
from study.domain.scheduling import Memory, Phase, delay_words
from study.storage import banks as bank_storage
from study.storage import citations, drafted, drafts, owning, people, progress, reviews, shelves
from study.storage.banks import KeptBank, KeptQuestion
from study.storage.database import Transaction
from study.storage.documents import documents
from study.storage.people import Learner
from study.storage.shelves import BankDue, CardOfBank
from study.storage.withholding import NOTHING_WITHHELD
from study.web.access import BankReader, BankWriter, reader
from study.web.account_forms import HoldForm
from study.web.deps import Here, Visit
from study.web.forms import ResumeForm, sent
from study.web.linting import margin_of
from study.web.render import SettingsView, page, see_other
from study.web.routes.exporting import EXPORTS
from study.web.withholding import held, held_back, withheld
from study.web.words import KIND_NAMES, prompt_of

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One question in a bank's list."""

    id: int
    slug: str
    kind_name: str
    prompt: str
    difficulty: int | None
    tags: tuple[str, ...]
    state: str
    due: str
    card_id: int
    document_slug: str
    passage: int
    flag: int
    leech: bool
    studied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A document that a bank asks about."""

    slug: str
    title: str
    author: str
    publisher: str
    published: str
    viewpoint: str
    questions: int


def shelf(
    db: Transaction,
    learner: Learner,
    moment: Moment,
    without: frozenset[int] = NOTHING_WITHHELD,
) -> tuple[BankDue, ...]:
    """Everything the learner has taken up, with the day's limits applied to what is due."""
    day = reviews.day(db, learner.id, moment.today)
    return shelves.banks_due(
        db,
        learner.id,
        moment.today,
        moment.next_day_at,
        without,
        most_reviews=learner.reviews_a_day,
        most_new=max(0, learner.new_a_day + day.extra_new - day.new_done),
    )


@router.get("/banks", name="banks")
def show_banks(here: Here) -> Response:
    """Every bank, like a table of contents."""
    with here.database.read() as db:
        learner = people.learner(db, here.who)
        due = shelf(db, learner, learner.moment(here.now), withheld(here, db))
        asking = reader(here.person)
        stale = len(citations.stale(db, reader=asking)) if asking.may_author else 0
        to_read = drafted.count_waiting(db, asking) if asking.may_author else 0
        untaken = () if asking.is_local else owning.untaken_banks(db, asking)
    return page(
        here.pages,
        "banks/index.html",
        section="banks",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        banks=due,
        untaken=tuple(map(_off_the_shelf, untaken)),
        stale=stale,
        drafts=to_read,
    )


@router.get("/banks/{slug}", name="bank")
def show_bank(here: BankReader, slug: str) -> Response:
    """One bank: what it asks about, and its questions without their keys."""
    return bank_page(here, slug)


def bank_page(here: Visit, slug: str, *, with_margin: bool = False) -> Response:
    """The page of a bank; its margin says what could be better, and by that tells keys."""
    with here.database.read() as db:
        kept = bank_storage.bank(db, slug)
        learner = people.learner(db, here.who)
        moment = learner.moment(here.now)
        tests = held(here, db)
        without = NOTHING_WITHHELD.union(*(it.questions for it in tests))
        due = next((b for b in shelf(db, learner, moment, without) if b.slug == slug), None)
        rights = owning.rights(db, kept.id, reader(here.person))
        entries, left_out = _entries(db, here.who, kept, moment, without)
        if rights.is_held and not rights.may_tell:
            entries = tuple(entry for entry in entries if entry.card_id)
        asked = _asked(db, kept.id, without)
        waiting = drafts.drafts(db, slug) if rights.may_change else ()
        margin = margin_of(here.lints.of(db, kept)) if with_margin else None
        weak = here.lints.count(db, kept) if rights.may_tell else None
    kinds = Counter(entry.kind_name for entry in entries)
    return page(
        here.pages,
        "banks/show.html",
        section="banks",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        bank=due or _off_the_shelf(kept),
        is_taken=due is not None,
        rights=rights,
        documents=asked,
        questions=entries,
        held_back=held_back(tests, left_out),
        zone=learner.zone,
        kinds=tuple(kinds.most_common()),
        drafts=waiting,
        exports=EXPORTS,
        margin=margin,
        weak=weak,
    )


def _off_the_shelf(kept: KeptBank) -> BankDue:
    """A bank that the learner has not taken up: nothing of it is due."""
    return BankDue(
        slug=kept.slug,
        title=kept.title,
        description=kept.description,
        language=kept.language,
        license=kept.license,
        authors=kept.authors,
        documents=len(kept.documents),
        questions=kept.questions,
        cards=0,
        seen=0,
        learning=0,
        reviews=0,
        new=0,
    )


def _asked(db: Transaction, bank_id: int, without: frozenset[int]) -> tuple[Asked, ...]:
    counts = progress.questions_by_document(db, bank_id, without)
    return tuple(
        Asked(
            slug=document.source.slug,
            title=document.source.title,
            author=document.source.author,
            publisher=document.source.publisher,
            published=document.source.published,
            viewpoint=document.source.viewpoint,
            questions=counts[document.id],
        )
        for document in documents(db)
        if document.id in counts
    )


def _entries(
    db: Transaction, who: int, kept: KeptBank, moment: Moment, without: frozenset[int]
) -> tuple[tuple[Entry, ...], frozenset[int]]:
    """The bank's questions that may be shown, and which of them are held back."""
    cards: dict[int, list[CardOfBank]] = {}
    for card in shelves.cards_of_bank(db, who, kept.id):
        cards.setdefault(card.question_id, []).append(card)
    places = progress.first_places(db, kept.id)
    questions = [it for it in bank_storage.questions(db, kept.id) if not it.retired]
    shown = tuple(
        _entry(asked, cards.get(asked.id, []), places.get(asked.id, ("", 0)), moment)
        for asked in questions
        if asked.id not in without
    )
    return shown, without.intersection(it.id for it in questions)


def _entry(
    asked: KeptQuestion, cards: list[CardOfBank], place: tuple[str, int], moment: Moment
) -> Entry:
    question = asked.question()
    state, due = _state(cards, moment)
    return Entry(
        id=asked.id,
        slug=asked.slug,
        kind_name=KIND_NAMES[asked.kind],
        prompt=prompt_of(question, parts(question)[0]),
        difficulty=question.difficulty,
        tags=question.tags,
        state=state,
        due=due,
        card_id=next((c.card_id for c in cards if c.queue is Queue.SUSPENDED), _first(cards)),
        document_slug=place[0],
        passage=place[1],
        flag=max((card.flag for card in cards), default=0),
        leech=any(card.leech for card in cards),
        studied=any(card.reps for card in cards),
    )


def _first(cards: list[CardOfBank]) -> int:
    return cards[0].card_id if cards else 0


def _state(cards: list[CardOfBank], moment: Moment) -> tuple[str, str]:
    """The most pressing state of a question's cards, and when the next one is due in words."""
    if any(card.queue is Queue.SUSPENDED for card in cards):
        return "suspended", ""
    if any(card.buried_on == moment.today for card in cards):
        return "buried", "put off until tomorrow"
    begun = [card for card in cards if card.reps and card.queue is not Queue.RETIRED]
    if not begun:
        return "new", ""
    if any(card.queue is Queue.LEARNING for card in begun):
        return "learning", "in learning"
    on = min(card.due_on for card in begun if card.due_on)
    if on <= moment.today:
        return "due", "due today"
    return "later", f"due in {delay_words(Memory(phase=Phase.REVIEW, due_on=on), moment)}"


@router.post("/banks/{slug}/resume", name="resume")
def resume(
    here: BankReader, slug: str, form: Annotated[ResumeForm, Depends(sent(ResumeForm))]
) -> Response:
    """Brings a suspended card back into practice."""
    with here.database.write() as db:
        shelving.resume(db, here.who, form.card_id, here.now)
    return see_other(f"/banks/{slug}")


@router.post("/banks/{slug}/take", name="take_up")
def take_up(here: BankReader, slug: str) -> Response:
    """Puts a bank on one's shelf; what is held back is taken up by assignment only."""
    with here.database.write() as db:
        bank = bank_storage.bank(db, slug)
        rights = owning.rights(db, bank.id, reader(here.person))
        if rights.is_held and not rights.may_tell:
            raise NotFound("This bank is studied by assignment only.")
        shelving.take_up(db, here.who, bank, here.now)
    return see_other(f"/banks/{slug}")


@router.post("/banks/{slug}/held", name="hold_back")
def hold_back(
    here: BankWriter, slug: str, form: Annotated[HoldForm, Depends(sent(HoldForm))]
) -> Response:
    """Lets learners study a bank by themselves, or by assignment only."""
    with here.database.write() as db:
        bank = bank_storage.bank(db, slug)
        owning.hold_back(db, bank.id, is_held=not form.is_free)
    return see_other(f"/banks/{slug}")
