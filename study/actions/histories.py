"""Taking over when cards were answered in Anki: replayed here, with its dates, by our scheduler."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from study.actions.practice import MOST_TAKEN_MS
from study.actions.review_logs import write_rows
from study.banks.exchange.anki import CardHistory, History
from study.domain.cards import FLAGS, CardState, rated
from study.domain.review_log import LogRow, Name
from study.domain.scheduling import ALGORITHM, Phase, Rating, parameters_version
from study.storage import people, review_logs
from study.storage.database import Transaction
from study.storage.people import Learner
from study.storage.review_logs import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryBrought:
    """What became of a history: cards that took it over and their reviews, and the others.

    `begun` cards have reviews here already, `absent` ones ask a question that is not asked here.
    """

    cards: int = 0
    reviews: int = 0
    begun: int = 0
    absent: int = 0


def bring_scheduling(db: Transaction, who: int, history: History, now: datetime) -> HistoryBrought:
    """Replays what was answered in Anki for cards that were never touched here.

    Memory, due days, log and day counters are then as if it had been answered here. Bringing it
    twice changes nothing.
    """
    last = review_logs.hold(db, who)
    known = review_logs.places(db, who, {history.bank})
    touched = review_logs.touched(db, who, history.bank)
    here = {Name(history.bank, it.question, it.part): it for it in history.cards}
    absent = here.keys() - {name for name, place in known.items() if not place.retired}
    begun = {name for name in here.keys() - absent if _is_begun(known[name], touched)}
    fresh = {name: it for name, it in here.items() if name not in absent | begun}
    rows = tuple(_replayed(people.learner(db, who), fresh, known, last, now))
    write_rows(db, who, rows, known, {})
    return HistoryBrought(
        cards=len({row.name for row in rows}),
        reviews=sum(row.rating is not None for row in rows),
        begun=len(begun),
        absent=len(absent),
    )


def _is_begun(place: Place, touched: frozenset[int]) -> bool:
    return place.card_id in touched or place.state.memory.phase is not Phase.NEW


def _replayed(
    learner: Learner,
    histories: Mapping[Name, CardHistory],
    known: Mapping[Name, Place],
    last: int,
    now: datetime,
) -> Iterator[LogRow]:
    """The steps that a history leads to, in the order of time; then what was laid upon cards."""
    answers = sorted(
        (at, name, button, taken_ms)
        for name, it in histories.items()
        for at, button, taken_ms in it.answers
        if at <= now
    )
    steps = _Steps(learner, known, last)
    for at, name, button, taken_ms in answers:
        yield steps.rated(name, Rating(button), at, taken_ms)
    for name, it in histories.items():
        if it.is_suspended:
            state = replace(steps.states[name], suspended=True)
            yield steps.changed(name, "suspended", state, now)
        if it.flag in FLAGS[1:]:
            yield steps.changed(name, "flagged", replace(steps.states[name], flag=it.flag), now)


class _Steps:
    """The cards while their history is replayed."""

    def __init__(self, learner: Learner, known: Mapping[Name, Place], last: int) -> None:
        self.learner = learner
        self.plan = learner.plan()
        self.parameters = parameters_version(self.plan)
        self.cards = {name: place.card_id for name, place in known.items()}
        self.states = {name: place.state for name, place in known.items()}
        self.versions = {name: place.version for name, place in known.items()}
        self.sequence = last

    def rated(self, name: Name, rating: Rating, at: datetime, taken_ms: int) -> LogRow:
        moment = self.learner.moment(at)
        after = rated(self.states[name], rating, moment, self.plan, card=self.cards[name])
        row = self.changed(name, "rated", after, at)
        return replace(row, rating=rating, taken_ms=min(taken_ms, MOST_TAKEN_MS))

    def changed(self, name: Name, kind: str, after: CardState, at: datetime) -> LogRow:
        self.sequence += 1
        row = LogRow(
            sequence=self.sequence,
            name=name,
            version=self.versions[name],
            kind=kind,
            done_at=at,
            day_on=self.learner.moment(at).today,
            before=self.states[name],
            after=after,
            algorithm=ALGORITHM,
            parameters=self.parameters,
        )
        self.states[name] = after
        self.versions[name] += 1
        return row
