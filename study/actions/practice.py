"""Practice: what is asked next, answering, rating, and taking a step back."""

from datetime import datetime

from study.actions import scopes, turns
from study.actions import showing as faces
from study.actions.scopes import Scope
from study.actions.sittings import Answered, Finished, Left, Question
from study.domain import cards as domain_cards
from study.domain.answers import Given
from study.domain.asking import Sent, read
from study.domain.cards import Counted, question_and_part
from study.domain.days import Moment
from study.domain.errors import BadInput, Conflict, NotFound
from study.domain.grading import Confidence, Mark, Verdict, grade, suggested_rating
from study.domain.questions import AnyQuestion
from study.domain.scheduling import ALGORITHM, Phase, Rating, parameters_version
from study.storage import banks, cards, people, reviews, shelves
from study.storage.cards import Card
from study.storage.database import Transaction
from study.storage.people import Learner
from study.storage.reviews import Answer, Day, Step
from study.storage.withholding import NOTHING_WITHHELD

MOST_TAKEN_MS = 60_000
MOST_EXTRA = 1_000
ELSEWHERE = "You already answered this card in another window. Here is the next one."
NOTHING = "There is nothing to undo."
DONE_SINCE = "Something was done since this page was opened, so nothing was undone."
CHANGED = "This question was changed since it was shown. Here is the next one."
RETIRED = "This question was taken out of its bank. Here is the next one."
HELD_BACK = "A test of your class holds this question back. Here is the next one."
ANSWER_HELD_BACK = "A test of your class holds this answer back until it is over."


def sit(
    db: Transaction,
    who: int,
    bank: str,
    now: datetime,
    nonce: str,
    *,
    card_id: int | None = None,
    message: str = "",
    without: frozenset[int] = NOTHING_WITHHELD,
) -> Question | Finished:
    """The learner's next question of a bank (of all banks for ""), or the end of the day's work.

    With `card_id` that card is shown whatever its turn: after an undo it is in hand again.
    Nothing in `without` is asked.
    """
    learner = people.learner(db, who)
    moment = learner.moment(now)
    day = reviews.day(db, who, moment.today)
    scope = scopes.scope(db, learner, bank, now, without)
    common = turns.common(db, scope, moment, day, message)
    chosen = cards.card(db, who, card_id) if card_id is not None else None
    if chosen is not None and _is_away(chosen, without):
        chosen = None
    return turns.shown(db, scope, moment, common, chosen, nonce)


def _is_away(card: Card, without: frozenset[int]) -> bool:
    """Whether a card is not to be asked, whoever asks for it."""
    return card.retired or card.state.suspended or card.question_id in without


def left_today(db: Transaction, who: int, now: datetime) -> Left:
    """How many cards of each kind are still to come today, within the day's limits."""
    learner = people.learner(db, who)
    moment = learner.moment(now)
    scope = Scope(name="", learner=learner)
    return turns.common(db, scope, moment, reviews.day(db, who, moment.today)).left


def version_of(showing: str) -> int:
    """The version of a card that a showing names; raises BadInput."""
    return faces.read_showing(showing)[0]


def show_again(  # noqa: PLR0913  # A showing, and what was done in it.
    db: Transaction,
    who: int,
    card_id: int,
    showing: str,
    bank: str,
    sent: Sent,
    now: datetime,
    *,
    error: str,
    hinted: bool,
    without: frozenset[int] = NOTHING_WITHHELD,
) -> Question:
    """The same showing with what was wrong about the form beside the field.

    Raises Conflict when a test holds the question back.
    """
    faces.read_showing(showing)
    learner = people.learner(db, who)
    moment = learner.moment(now)
    card = cards.card(db, who, card_id)
    if card.question_id in without:
        raise Conflict(HELD_BACK)
    scope = scopes.scope(db, learner, bank, now, without)
    common = turns.common(db, scope, moment, reviews.day(db, who, moment.today))
    return faces.question(card, showing, common, learner, hint=hinted, typed=sent, error=error)


def answer(  # noqa: PLR0913  # A showing, and what was done in it.
    db: Transaction,
    who: int,
    card_id: int,
    showing: str,
    bank: str,
    sent: Sent,
    now: datetime,
    *,
    hinted: bool = False,
    confidence: Confidence | None = None,
    without: frozenset[int] = NOTHING_WITHHELD,
) -> Answered:
    """Grades and keeps the answer to one showing of a card, and shows it.

    Repeating it changes nothing and shows the same. Raises BadInput when the form says
    nothing that can be graded, and Conflict when the card was answered elsewhere since or a
    test holds it back.
    """
    version, shown_ms = faces.read_showing(showing)
    learner = people.begin_step(db, who)
    card = cards.card(db, who, card_id)
    if card.question_id in without:
        raise Conflict(HELD_BACK)
    if card.retired or not faces.is_as_shown(db, card, version):
        return _answered_before(db, who, card, showing, bank, now, without)
    question = card.question()
    given = read(question, card.part, showing, sent)
    mark = _marked(db, card, question, given)
    taken = int(now.timestamp() * 1000) - shown_ms
    kept = Answer(
        card_id=card_id,
        question_version=card.question_version,
        showing=showing,
        given=given,
        mark=mark,
        hinted=hinted,
        confidence=confidence,
        suggested=suggested_rating(mark, kind=card.kind, hinted=hinted, confidence=confidence),
        taken_ms=min(max(taken, 0), MOST_TAKEN_MS),
    )
    if not reviews.add_answer(db, who, learner.sequence, kept, now):
        return _answered_before(db, who, card, showing, bank, now, without)
    moment = learner.moment(now)
    day = reviews.day(db, who, moment.today)
    scope = scopes.scope(db, learner, bank, now, without)
    common = turns.common(db, scope, moment, day)
    return faces.answered(db, card, question, kept, common, scope.learner, moment, rated=None)


def _marked(db: Transaction, card: Card, question: AnyQuestion, given: Given) -> Mark:
    mark = grade(question, card.part, given)
    if mark.verdict is not Verdict.CLOSE:
        return mark
    # A slip of spelling is forgiven only where it does not spell another of the answers.
    others = banks.typed_answers(db, card.bank_id)
    return grade(question, card.part, given, known_others=others)


def _answered_before(
    db: Transaction,
    who: int,
    card: Card,
    showing: str,
    bank: str,
    now: datetime,
    without: frozenset[int],
) -> Answered:
    """The stored answer of a repeated request; a card that moved on meanwhile is a conflict."""
    kept = reviews.find_answer(db, who, showing)
    if kept is not None and kept.card_id == card.id:
        return show_answer(db, who, showing, bank, now, without)
    step = reviews.step_of(db, who, card.id, faces.read_showing(showing)[0])
    if step is None and not card.retired and kept is None:
        raise Conflict(CHANGED)
    raise Conflict(RETIRED if card.retired else ELSEWHERE)


def show_answer(
    db: Transaction,
    who: int,
    showing: str,
    bank: str,
    now: datetime,
    without: frozenset[int] = NOTHING_WITHHELD,
) -> Answered:
    """The answered card, as often as it is asked for.

    Raises NotFound for an unknown showing, and while a test holds the question back.
    """
    learner = people.learner(db, who)
    kept = reviews.find_answer(db, who, showing) if faces.is_showing(showing) else None
    if kept is None:
        raise NotFound("There is no answer of yours to this showing.")
    if question_and_part(kept.card_id)[0] in without:
        raise NotFound(ANSWER_HELD_BACK)
    moment = learner.moment(now)
    card = cards.card(db, who, kept.card_id, question_version=kept.question_version)
    version, _ = faces.read_showing(showing)
    as_shown = faces.is_as_shown(db, card, version)
    step = None if as_shown else reviews.step_of(db, who, card.id, version)
    day = reviews.day(db, who, moment.today)
    scope = scopes.scope(db, learner, bank, now, without)
    common = turns.common(db, scope, moment, day)
    rated = step.rating if step else None
    asked = card.question()
    return faces.answered(db, card, asked, kept, common, scope.learner, moment, rated=rated)


def answer_in_hand(
    db: Transaction,
    who: int,
    showing: str,
    bank: str,
    now: datetime,
    without: frozenset[int] = NOTHING_WITHHELD,
) -> Answered | None:
    """The answered card of a showing, or None while it is still a question or held back."""
    kept = reviews.find_answer(db, who, showing)
    if kept is None or question_and_part(kept.card_id)[0] in without:
        return None
    return show_answer(db, who, showing, bank, now, without)


def rate(
    db: Transaction,
    who: int,
    card_id: int,
    showing: str,
    bank: str,
    rating: Rating,
    now: datetime,
    nonce: str,
    without: frozenset[int] = NOTHING_WITHHELD,
) -> Question | Finished:
    """Schedules an answered card and shows what comes next; repeating it changes nothing.

    Raises NotFound when this showing was never answered, and Conflict when another showing
    of the card was rated meanwhile.
    """
    version, _ = faces.read_showing(showing)
    learner = people.begin_step(db, who)
    found = reviews.suggestion(db, who, showing)
    if found is None or found[0] != card_id:
        raise NotFound("This card has not been answered yet.")
    _, suggested, taken_ms = found
    card = cards.card(db, who, card_id)
    moment = learner.moment(now)
    scope = scopes.scope(db, learner, bank, now, without)
    if card.retired or not faces.is_as_shown(db, card, version):
        _refuse_stale(db, who, card, showing, version)
        day = reviews.day(db, who, moment.today)
    else:
        day = _schedule(db, scope.learner, card, showing, rating, suggested, moment, taken_ms)
    common = turns.common(db, scope, moment, day)
    return turns.shown(db, scope, moment, common, None, nonce)


def _refuse_stale(db: Transaction, who: int, card: Card, showing: str, version: int) -> None:
    """Raises Conflict unless it was by this showing that the card has moved on."""
    step = reviews.step_of(db, who, card.id, version)
    if step is None:
        raise Conflict(RETIRED if card.retired else CHANGED)
    if step.showing not in {None, showing}:
        raise Conflict(ELSEWHERE)


def _schedule(
    db: Transaction,
    learner: Learner,
    card: Card,
    showing: str,
    rating: Rating,
    suggested: Rating | None,
    moment: Moment,
    taken_ms: int,
) -> Day:
    """Keeps what the rating does to the card, logs it, and gives the day's new counters."""
    plan = learner.plan()
    after = domain_cards.rated(card.state, rating, moment, plan, card=card.id)
    siblings = cards.bury_siblings(db, card, moment.today)
    cards.save_state(db, learner.id, card.id, after)
    step = Step(
        sequence=learner.sequence,
        card_id=card.id,
        version=card.version,
        kind="rated",
        showing=showing,
        rating=rating,
        suggested=suggested,
        day_on=moment.today,
        before=card.state,
        after=after,
        siblings=siblings,
        taken_ms=taken_ms,
        algorithm=ALGORITHM,
        parameters=parameters_version(plan),
    )
    reviews.add_step(db, learner.id, step, moment.now)
    if card.state.memory.phase is Phase.NEW:
        shelves.count_begun(db, learner.id, card.bank_id, 1)
    done = domain_cards.counted(card.state.memory, rating, moment.today)
    return reviews.count(db, learner.id, moment.today, done, taken_ms=taken_ms)


def undo(db: Transaction, who: int, now: datetime, *, meant: int | None = None) -> tuple[int, str]:
    """Takes back the latest step; gives its card and a sentence that says what was undone.

    Memory, due day, flags, put-off siblings and the day's counters are as before. `meant` is
    the step the page offered to undo: repeating that changes nothing. Raises Conflict when
    there is nothing to take back, or when the latest step is not the one that was meant.
    """
    learner = people.begin_step(db, who)
    step = reviews.last_step(db, who, now - turns.UNDO_FOR)
    if meant is not None and (step is None or step.sequence != meant):
        undoing = reviews.undone_step(db, who, meant)
        if undoing is not None:
            return undoing.card_id, "Undone."
    if step is None:
        raise Conflict(NOTHING)
    if meant not in {None, step.sequence}:
        raise Conflict(DONE_SINCE)
    card = cards.card(db, who, step.card_id)
    cards.unbury(db, who, step.siblings)
    cards.save_state(db, who, card.id, step.before, retired=card.retired)
    reviews.add_step(
        db,
        who,
        Step(
            sequence=learner.sequence,
            card_id=card.id,
            version=card.version,
            kind="undone",
            undoes=step.sequence,
            day_on=step.day_on,
            before=card.state,
            after=step.before,
            algorithm=step.algorithm,
            parameters=step.parameters,
        ),
        now,
    )
    if step.rating is not None:
        done = domain_cards.counted(step.before.memory, step.rating, step.day_on)
        reviews.count(db, who, step.day_on, done, sign=-1, taken_ms=step.taken_ms)
        if step.before.memory.phase is Phase.NEW:
            shelves.count_begun(db, who, card.bank_id, -1)
    what = f"rated {step.rating.name.capitalize()}" if step.rating else step.kind
    return card.id, f"Undone: {what}."


def add_new(db: Transaction, who: int, amount: int, now: datetime) -> None:
    """Lets the learner begin more new cards today than the daily limit."""
    if not 1 <= amount <= MOST_EXTRA:
        raise BadInput(f"Choose from 1 to {MOST_EXTRA} more new cards.")
    learner = people.begin_step(db, who)
    today = learner.moment(now).today
    reviews.count(db, who, today, Counted(), extra_new=amount)
