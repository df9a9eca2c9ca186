"""Whose turn it is in a sitting: what is left of the day, and the next card."""

from datetime import timedelta

from study.actions import scopes
from study.actions import showing as faces
from study.actions.scopes import Scope
from study.actions.showing import Common
from study.actions.sittings import Finished, Question
from study.domain.days import Moment
from study.domain.queueing import Tally, Turn, turn
from study.storage import cards, lines, reviews
from study.storage.cards import Card
from study.storage.database import Transaction
from study.storage.lines import Pick
from study.storage.people import LEARN_AHEAD
from study.storage.reviews import Day

UNDO_FOR = timedelta(hours=24)


def shown(
    db: Transaction,
    scope: Scope,
    moment: Moment,
    found: Common,
    chosen: Card | None,
    nonce: str,
) -> Question | Finished:
    """The chosen card, else the one whose turn it is, else the end of the day's work."""
    chosen = chosen or next_card(db, scope, moment, found)
    if chosen is None:
        return faces.finished(db, scope, moment, found)
    showing = faces.new_showing(chosen.version, moment.now, nonce)
    return faces.question(chosen, showing, found, scope.learner)


def common(db: Transaction, scope: Scope, moment: Moment, day: Day, message: str = "") -> Common:
    """What all stages of a sitting are made from: what waits, and what may be taken back."""
    if scope.aim is not None:
        return _common_of_assignment(db, scope, scope.aim, moment, day, message)
    learner = scope.learner
    tally = Tally(
        new_done=day.new_done,
        reviews_done=day.reviews_done,
        new_limit=learner.new_a_day + day.extra_new,
        review_limit=learner.reviews_a_day + day.extra_new,
    )
    waiting, last_at, last_step = lines.waiting(
        db,
        learner.id,
        moment,
        moment.now + LEARN_AHEAD,
        scope.bank_id,
        scope.without,
        most_reviews=tally.review_limit,
        most_new=tally.new_limit,
    )
    return Common(
        scope=scope.name,
        scope_title=scope.title,
        tally=tally,
        waiting=waiting,
        day=day,
        can_undo=last_at is not None and last_at >= moment.now - UNDO_FOR,
        last_step=last_step,
        shortcuts=learner.shortcuts,
        message=message,
    )


def _common_of_assignment(
    db: Transaction, scope: Scope, aim: scopes.Aim, moment: Moment, day: Day, message: str
) -> Common:
    line = scopes.line_of(db, scope, aim, moment, day.extra_new)
    last = reviews.last_step(db, scope.learner.id, moment.now - UNDO_FOR)
    return Common(
        scope=scope.name,
        scope_title=scope.title,
        tally=line.tally,
        waiting=line.waiting,
        day=day,
        can_undo=last is not None,
        last_step=last.sequence if last else None,
        shortcuts=scope.learner.shortcuts,
        message=message,
        line=line,
    )


def next_card(db: Transaction, scope: Scope, moment: Moment, found: Common) -> Card | None:
    """The card whose turn it is; None in a pause and at the end of the day's work."""
    kind = turn(found.tally, found.waiting)
    if kind in {Turn.WAIT, Turn.DONE}:
        return None
    learner = scope.learner.id
    if found.line is not None:
        first = found.line.first(kind)
        return None if first is None else cards.card(db, learner, first)
    ahead = moment.now + LEARN_AHEAD
    return lines.next_card(
        db, learner, Pick(kind.value), moment, ahead, scope.bank_id, scope.without
    )
