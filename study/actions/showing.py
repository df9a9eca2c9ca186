"""How a card, its answer and the end of a run are shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from study.actions.scopes import Scope
from study.actions.sittings import (
    Answered,
    Button,
    Cited,
    Done,
    Finished,
    Left,
    Question,
    Shown,
)
from study.domain import scheduling
from study.domain.asking import Sent, back, front
from study.domain.days import Moment
from study.domain.deadlines import Line
from study.domain.errors import BadInput
from study.domain.grading import Mark, Verdict
from study.domain.passages import marked
from study.domain.questions import AnyQuestion
from study.domain.queueing import Tally, Turn, Waiting, allowance, turn
from study.domain.quoting import Span
from study.domain.scheduling import Phase, Rating
from study.storage import progress, reviews, shelves
from study.storage.cards import Card
from study.storage.citations import Citation, citations
from study.storage.database import Transaction
from study.storage.lines import soonest_at
from study.storage.people import LEARN_AHEAD, Learner
from study.storage.reviews import Answer, Day

MORE_NEW = 10
NOTHING_SENT = Sent()
_EPOCH_MS = 1000
_SHOWING = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})\.([A-Za-z0-9_-]{1,26})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What all stages of a sitting are made from."""

    scope: str
    scope_title: str
    tally: Tally
    waiting: Waiting
    day: Day
    can_undo: bool
    last_step: int | None
    shortcuts: bool
    message: str
    line: Line | None = None

    @property
    def left(self) -> Left:
        """How many cards of each kind are still to come today."""
        review_count, new = allowance(self.tally, self.waiting)
        learning = self.waiting.learning + self.waiting.ahead + self.waiting.later
        return Left(new=new, learning=learning, reviews=review_count)

    @property
    def done(self) -> Done:
        """What was done today."""
        day = self.day
        return Done(
            new=day.new_done,
            reviews=day.reviews_done,
            learning=day.learning_done,
            passed=day.passed,
            answered=day.answered,
            minutes=round(day.taken_ms / 60_000),
        )

    def fields(self) -> dict[str, Any]:
        """What every stage of a sitting says alike."""
        return {
            "scope": self.scope,
            "scope_title": self.scope_title,
            "left": self.left,
            "done": self.done,
            "can_undo": self.can_undo,
            "last_step": self.last_step,
            "shortcuts": self.shortcuts,
            "message": self.message,
        }


def new_showing(version: int, now: datetime, nonce: str) -> str:
    """The name of one showing of a card: the card's version, the instant, and a nonce.

    It is the key that makes a repeated answer harmless, and the seed of every shuffle.
    """
    return f"{version}.{int(now.timestamp() * _EPOCH_MS)}.{nonce}"


def read_showing(showing: str) -> tuple[int, int]:
    """The card's version and the milliseconds since 1970 that a showing names."""
    named = _SHOWING.fullmatch(showing)
    if named is not None:
        return int(named[1]), int(named[2])
    raise BadInput("This page names no showing of a card: open practice again.")


def is_showing(text: str) -> bool:
    """Whether a text has the shape of a showing's name."""
    return _SHOWING.fullmatch(text) is not None


def is_as_shown(db: Transaction, card: Card, version: int) -> bool:
    """Whether nothing happened to a card since that version of it, flags apart."""
    if card.version == version:
        return True
    flagged = reviews.flagged_since(db, card.learner_id, card.id, version)
    return flagged == card.version - version


def question(
    card: Card,
    showing: str,
    common: Common,
    learner: Learner,
    *,
    hint: bool = False,
    typed: Sent = NOTHING_SENT,
    error: str = "",
) -> Question:
    """The question stage; what was typed before stays in its fields."""
    asked = card.question()
    return Question(
        stage="question",
        title=f"Question – {card.bank_title}",
        **common.fields(),
        card=shown(card, asked, showing),
        front=front(asked, card.part, showing),
        has_hint=bool(asked.hint),
        hint=asked.hint if hint else "",
        ask_confidence=learner.ask_confidence,
        typed=typed,
        error=error,
    )


def shown(card: Card, asked: AnyQuestion, showing: str) -> Shown:
    """The card in hand, without anything of its key."""
    return Shown(
        card_id=card.id,
        showing=showing,
        bank_slug=card.bank_slug,
        bank_title=card.bank_title,
        language=card.language,
        tags=asked.tags,
        difficulty=asked.difficulty,
        flag=card.state.flag,
        leech=card.state.leech,
        is_new=card.state.memory.phase is Phase.NEW,
    )


def answered(
    db: Transaction,
    card: Card,
    asked: AnyQuestion,
    answer: Answer,
    common: Common,
    learner: Learner,
    moment: Moment,
    *,
    rated: Rating | None,
) -> Answered:
    """The answer stage: the mark in words, the right answer and its passages."""
    headline = headline_of(answer.mark)
    self_rated = answer.mark.verdict is Verdict.UNMARKED
    wrong = answer.mark.verdict in {Verdict.WRONG, Verdict.PARTIAL, Verdict.VAGUE}
    return Answered(
        stage="answered",
        title=f"{headline} – {card.bank_title}",
        **common.fields(),
        card=shown(card, asked, answer.showing),
        question_id=card.question_id,
        back=back(asked, card.part, answer.showing, answer.given, answer.mark),
        mark=answer.mark,
        headline=headline,
        explanation=asked.explanation,
        hint=asked.hint if answer.hinted else "",
        citations=cited(citations(db, card.question_id, answer.question_version)),
        buttons=buttons(card, answer.suggested, learner, moment),
        self_rated=self_rated,
        can_overrule=wrong,
        rated=rated.name.capitalize() if rated else "",
    )


HEADLINES = {
    Verdict.RIGHT: "Correct",
    Verdict.CLOSE: "Correct, with a slip of spelling",
    Verdict.VAGUE: "Not as exact as the source",
    Verdict.WRONG: "Not right",
    Verdict.SKIPPED: "Skipped",
    Verdict.UNMARKED: "Here is the answer",
}


def headline_of(mark: Mark) -> str:
    """The mark in words."""
    if mark.verdict is Verdict.PARTIAL and mark.parts:
        return f"Partly right: {sum(mark.parts)} of {len(mark.parts)}"
    if mark.verdict is Verdict.PARTIAL and mark.fraction is not None:
        return f"Partly right: {mark.fraction:.0%}"
    return HEADLINES[mark.verdict]


def buttons(
    card: Card, suggested: Rating | None, learner: Learner, moment: Moment
) -> tuple[Button, ...]:
    """The four ratings with what each would do: exactly what then happens."""
    memory = card.state.memory
    seed = scheduling.seed_for(card.id, memory.reps)
    ways = scheduling.outlook(memory, moment, learner.plan(), seed)
    preselected = suggested or Rating.GOOD
    return tuple(
        Button(
            rating=rating.value,
            name=rating.name.capitalize(),
            delay=scheduling.delay_words(way, moment),
            preselected=rating is preselected,
        )
        for rating, way in zip(Rating, ways, strict=True)
    )


def cited(found: Sequence[Citation]) -> tuple[Cited, ...]:
    """A question's passages in the author's order, each once, with all its cited words marked."""
    spans: dict[tuple[str, int], list[Span]] = {}
    for citation in found:
        place = (citation.slug, citation.passage.number)
        spans.setdefault(place, []).append(Span(citation.start, citation.end))
    first = {(c.slug, c.passage.number): c for c in reversed(found)}
    return tuple(_cited(first[place], marks) for place, marks in spans.items())


def _cited(citation: Citation, marks: Sequence[Span]) -> Cited:
    speaker, pieces = marked(citation.passage, marks)
    return Cited(
        document_slug=citation.slug,
        document_title=citation.title,
        author=citation.author,
        publisher=citation.publisher,
        published=citation.published,
        viewpoint=citation.viewpoint,
        translation=citation.translation,
        language=citation.language,
        passage=citation.passage.number,
        label=speaker,
        pieces=pieces,
    )


@dataclass(frozen=True, slots=True)
class _Coming:
    """What comes when the day's work is done."""

    next: tuple[date, int] | None
    soonest_at: datetime | None
    more_new: int


def _coming(db: Transaction, scope: Scope, moment: Moment, *, pause: bool) -> _Coming:
    who, bank_id, without, today = scope.learner.id, scope.bank_id, scope.without, moment.today
    return _Coming(
        progress.next_due_on(db, who, today, bank_id, without),
        soonest_at(db, who, bank_id, today, without) if pause else None,
        shelves.new_left(db, who, bank_id, today, MORE_NEW, without),
    )


def _coming_in(line: Line, *, pause: bool) -> _Coming:
    coming = (line.next_on, line.next_count) if line.next_on else None
    return _Coming(coming, line.soonest_at if pause else None, min(len(line.new), MORE_NEW))


def finished(db: Transaction, scope: Scope, moment: Moment, common: Common) -> Finished:
    """The end of the day's work, or a pause until cards come back."""
    pause = turn(common.tally, common.waiting) is Turn.WAIT
    line = common.line
    coming = _coming_in(line, pause=pause) if line else _coming(db, scope, moment, pause=pause)
    later = common.waiting.later
    next_on, next_count = coming.next or (None, 0)
    at = coming.soonest_at
    return Finished(
        stage="finished",
        title="A short pause" if pause else "Done for today",
        **common.fields(),
        waiting=_waiting_words(later, at, moment) if at else "",
        next_on=next_on,
        next_count=next_count,
        more_new=coming.more_new,
        banks=shelves.banks_due(
            db,
            scope.learner.id,
            moment.today,
            moment.next_day_at,
            scope.without,
            most_reviews=common.tally.review_limit,
            most_new=max(0, common.tally.new_limit - common.tally.new_done),
        ),
    )


def _waiting_words(count: int, soonest: datetime, moment: Moment) -> str:
    minutes = max(1, -(-(soonest - LEARN_AHEAD - moment.now) // timedelta(minutes=1)))
    cards = "1 card comes" if count == 1 else f"{count} cards come"
    return f"{cards} back today, the next in {minutes} minute{'' if minutes == 1 else 's'}."
