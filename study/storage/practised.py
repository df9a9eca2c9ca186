"""What a class answered in practice to an assignment: the last answers of each learner."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import fmean

from sqlalchemy import and_, bindparam, case, func, select
from sqlmodel import col

from study.domain.answers import Given, decode_given
from study.domain.cards import question_and_part
from study.domain.results import Answered, Try
from study.domain.tallies import Said
from study.storage.database import Transaction
from study.storage.results import Spoken
from study.storage.tables import AnswerRow, AnySelect, AssignmentQuestionRow, CardRow, ReviewRow

_W, _K, _P, _R = AnswerRow, CardRow, AssignmentQuestionRow, ReviewRow
ONCE = 1
# Of what learners rate themselves, "again" says that it was not known.
_RATED = case((col(_R.rating).is_(None), None), (col(_R.rating) > 1, 1.0), else_=0.0)
_LAST: AnySelect = (
    select(
        col(_W.learner_id),
        col(_W.card_id),
        col(_P.position),
        col(_P.points),
        col(_W.given),
        func.coalesce(col(_W.fraction), _RATED),
        col(_W.verdict),
        col(_W.remark),
        col(_W.taken_ms),
        col(_W.answered_at),
    )
    .join(_K, and_(col(_K.learner_id) == col(_W.learner_id), col(_K.card_id) == col(_W.card_id)))
    .join(_P, col(_P.question_id) == col(_K.question_id))
    .outerjoin(
        _R,
        and_(
            col(_R.learner_id) == col(_W.learner_id),
            col(_R.showing) == col(_W.showing),
            col(_R.kind) == "rated",
        ),
    )
    .where(
        col(_P.assignment_id) == bindparam("assignment"),
        col(_W.learner_id).in_(bindparam("learners", expanding=True)),
        col(_W.answered_at) >= bindparam("since"),
    )
    .order_by(col(_W.learner_id), col(_W.sequence))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Practised:
    """A learner's last answer to a question; of one in parts the mean of each part's last."""

    learner: int
    position: int
    points: float
    given: Given
    fraction: float | None
    verdict: str
    remark: str
    taken_ms: int
    answered_at: datetime

    def spoken(self) -> Spoken:
        """The answer as that of an attempt."""
        return Spoken(
            number=ONCE,
            position=self.position,
            given=self.given,
            fraction=self.fraction,
            verdict=self.verdict,
            remark=self.remark,
            comment="",
            is_by_hand=False,
            taken_ms=self.taken_ms,
            tries=0,
        )


def practised(
    db: Transaction, assignment_id: int, learners: Collection[int], since: datetime
) -> tuple[Practised, ...]:
    """What these learners answered last to each question since an instant; one query."""
    if not learners:
        return ()
    values = {"assignment": assignment_id, "learners": sorted(learners), "since": since}
    last: dict[tuple[int, int], dict[int, Practised]] = defaultdict(dict)
    for learner, card, position, points, given, *rest in db.execute(_LAST, values):
        said = decode_given(json.loads(given))
        names = ("fraction", "verdict", "remark", "taken_ms", "answered_at")
        part = question_and_part(card)[1]
        last[learner, position][part] = Practised(
            learner=learner,
            position=position,
            points=points,
            given=said,
            **dict(zip(names, rest, strict=True)),
        )
    return tuple(_together(tuple(parts.values())) for parts in last.values())


def _together(parts: Sequence[Practised]) -> Practised:
    newest = max(parts, key=lambda it: it.answered_at)
    known = [it.fraction for it in parts if it.fraction is not None]
    mean = fmean(known) if known else None
    return newest if len(parts) == 1 else replace(newest, fraction=mean)


def tries_of(found: Sequence[Practised]) -> Mapping[int, tuple[Try, ...]]:
    """The answers of each learner as one attempt that asks what they have practised."""
    by_learner: defaultdict[int, list[Practised]] = defaultdict(list)
    for it in found:
        by_learner[it.learner].append(it)
    return {learner: (_try(several),) for learner, several in by_learner.items()}


def _try(several: Sequence[Practised]) -> Try:
    return Try(
        learner=several[0].learner,
        number=ONCE,
        started_at=min(it.answered_at for it in several),
        handed_in_at=max(it.answered_at for it in several),
        is_late=False,
        earned=sum(it.points * (it.fraction or 0.0) for it in several),
        possible=sum(it.points for it in several),
        asked=tuple(it.position for it in several),
        # Whoever skips a card has answered it: that it was not known.
        answers={
            it.position: Answered(it.fraction, is_blank=False, taken_ms=it.taken_ms)
            for it in several
        },
    )


def said_of(found: Sequence[Practised]) -> Mapping[int, tuple[Said, ...]]:
    """The same answers by the position of the question."""
    by_position: defaultdict[int, list[Said]] = defaultdict(list)
    for it in found:
        by_position[it.position].append(Said(it.learner, ONCE, it.given, it.fraction))
    return {position: tuple(several) for position, several in by_position.items()}
