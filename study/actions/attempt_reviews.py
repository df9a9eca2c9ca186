"""What a review shows of an attempt: exactly what its assignment allows at this time.

What is hidden is not in these values at all, so that no template can let it slip.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from study.actions.attempting import Standing, tried
from study.actions.showing import cited, headline_of
from study.actions.sittings import Cited
from study.domain.answers import Arranged, Chose, Given, Joined, Skipped, Typed, right_items
from study.domain.asking import TRUTHS, Back, Front, back
from study.domain.assignments import RIGHT_AFTER, Mode, Phase, Rules, Seen, phase, share
from study.domain.attempting import asked_front, order_seed, whole
from study.domain.grading import SKIPPED, Mark, Verdict
from study.domain.mastery import Progress, progress
from study.domain.questions import AnyQuestion, Matching, Multiple, Ordering, Single, TrueFalse
from study.storage import attempted_passages, attempts
from study.storage.attempts import Asked, Attempt
from study.storage.citations import Citation
from study.storage.database import Transaction

BLANK, WAITS = "Left blank", "Waits to be marked by your teacher"
_LATER = (Phase.WHILE_OPEN, Phase.AFTER_CLOSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A line of the learner's own answer; `feedback` is what the author says of it, if shown."""

    text: str
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A question with what may be seen of it; None and nothing stand for what may not.

    `back` holds the key. `own` is what the learner said, None where that may not be seen.
    """

    place: int
    position: int
    question_id: int
    language: str
    points: float
    front: Front
    own: tuple[Own, ...] | None
    mark: Mark | None
    headline: str
    earned: float | None
    back: Back | None
    explanation: str
    citations: tuple[Cited, ...]
    comment: str
    is_blank: bool
    is_by_hand: bool
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What will be shown later: which parts, and when; None says never as things stand."""

    parts: tuple[Seen, ...]
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """An attempt after it was handed in, and what may be seen of it now.

    `share` is what it is worth, None where marks are hidden; `waits` counts the answers that
    a teacher is still to mark. `progress` is there for mastery whose marks are seen.
    """

    attempt: Attempt
    seen: frozenset[Seen]
    told: tuple[Told, ...]
    share: float | None
    is_passed: bool
    waits: int
    progress: Progress | None
    more: tuple[More, ...]


def review(db: Transaction, it: Standing, of: Attempt, now: datetime) -> Review:
    """What may be seen of an attempt that was handed in."""
    seen = seen_now(it, of, now)
    told = tell(db, of, seen)
    worth = share(of.earned or 0.0, of.possible, late=of.is_late, rules=it.rules)
    return Review(
        attempt=of,
        seen=seen,
        told=told,
        share=worth if Seen.MARKS in seen else None,
        is_passed=worth >= it.rules.pass_share,
        waits=sum(one.waits for one in told),
        progress=_progress(db, it, of) if Seen.MARKS in seen else None,
        more=more_later(it.rules, seen, of.handed_in_at or now, it.all_closed_at, now),
    )


def _progress(db: Transaction, it: Standing, of: Attempt) -> Progress | None:
    if it.assignment.mode is not Mode.MASTERY:
        return None
    return progress(tried(attempts.asked(db, of)), it.rules.goal)


def seen_now(it: Standing, of: Attempt, now: datetime) -> frozenset[Seen]:
    """What of an attempt its learner may see at this instant."""
    return it.rules.review[phase(now, of.handed_in_at, it.all_closed_at)]


def tell(
    db: Transaction, of: Attempt, seen: frozenset[Seen], only: int | None = None
) -> tuple[Told, ...]:
    """The questions of an attempt, or the one at that position, with what may be seen of them."""
    if not seen:
        return ()
    asked = attempts.asked(db, of) if only is None else (attempts.asked_at(db, of, only),)
    passages = attempted_passages.citations(db, of, only) if Seen.PASSAGES in seen else {}
    places = {position: place for place, position in enumerate(of.questions, start=1)}
    return tuple(
        _told(it, of, places[it.answer.position], seen, passages.get(it.answer.position, ()))
        for it in asked
    )


def _told(
    it: Asked, of: Attempt, place: int, seen: frozenset[Seen], citations: Sequence[Citation]
) -> Told:
    question, answer = it.question(), it.answer
    seed = order_seed(of.seed, answer.position, max(answer.tries - 1, 0))
    given = answer.given()
    mark = answer.mark() if Seen.MARKS in seen else None
    has_feedback = Seen.FEEDBACK in seen
    waits = answer.verdict is Verdict.UNMARKED
    return Told(
        place=place,
        position=answer.position,
        question_id=answer.question_id,
        language=it.language,
        points=it.points,
        front=asked_front(question, seed),
        own=own_lines(question, given, feedback=has_feedback) if Seen.ANSWERS in seen else None,
        mark=mark if Seen.KEY in seen else mark and replace(mark, remark="", parts=()),
        headline=_headline(mark, is_blank=answer.is_blank),
        earned=None if mark is None or waits else it.points * (answer.fraction or 0.0),
        back=_back(question, seed, given, answer.mark(), seen) if Seen.KEY in seen else None,
        explanation=question.explanation if has_feedback else "",
        citations=cited(citations),
        comment=answer.comment if mark is not None else "",
        is_blank=answer.is_blank,
        is_by_hand=mark is not None and answer.marked_by is not None,
        waits=waits,
    )


def _headline(mark: Mark | None, *, is_blank: bool) -> str:
    if mark is None:
        return ""
    if is_blank and mark.verdict is Verdict.SKIPPED:
        return BLANK
    return WAITS if mark.verdict is Verdict.UNMARKED else headline_of(mark)


def _back(
    question: AnyQuestion, seed: str, given: Given | None, mark: Mark | None, seen: frozenset[Seen]
) -> Back:
    """The side with the key; without what was said and its mark where those are hidden."""
    said = given if given is not None and Seen.ANSWERS in seen else Skipped()
    decided = mark if mark is not None and Seen.MARKS in seen else SKIPPED
    face = back(*whole(question), seed, said, decided)
    if Seen.FEEDBACK in seen:
        return face
    if face.kind == Matching.kind:  # There it is the right-hand text, which belongs to the key.
        return face
    return replace(face, lines=tuple(replace(line, feedback="") for line in face.lines))


def own_lines(question: AnyQuestion, given: Given | None, *, feedback: bool) -> tuple[Own, ...]:
    """What was said, line by line, with nothing of the key."""
    match question, given:
        case ((Single() | Multiple()), Chose(options)):
            chosen = [question.options[n] for n in options if 0 <= n < len(question.options)]
            return tuple(Own(text=o.text, feedback=o.feedback if feedback else "") for o in chosen)
        case TrueFalse(), Chose(options):
            return tuple(Own(text=TRUTHS[n]) for n in options if n in (0, 1))
        case Ordering(items=items), Arranged(order):
            return tuple(Own(text=items[n]) for n in order if 0 <= n < len(items))
        case Matching(pairs=pairs, extra=extra), Joined(rights):
            texts = right_items(pairs, extra)
            return tuple(
                Own(text=f"{left} – {texts[n] if n is not None and n < len(texts) else '…'}")
                for (left, _), n in zip(pairs, rights, strict=False)
            )
        case _, Typed(texts):
            return tuple(Own(text=text or "…") for text in texts)
    said = getattr(given, "text", "")
    return (Own(text=said),) if said else ()


def more_later(
    rules: Rules,
    seen: frozenset[Seen],
    handed_in: datetime,
    closed_at: datetime | None,
    now: datetime,
) -> tuple[More, ...]:
    """What of an attempt will be shown that is hidden now, in the order of its coming.

    What is shown only after closing never comes where nothing closes.
    """
    here = phase(now, handed_in, closed_at)
    found, known = [], seen
    for later in _LATER[(here is Phase.WHILE_OPEN) + 2 * (here is Phase.AFTER_CLOSE) :]:
        new = rules.review[later] - known
        at = _begins(later, handed_in, closed_at)
        if new and (at is None or at > now):
            found.append(More(parts=tuple(part for part in Seen if part in new), at=at))
            known |= new
    return tuple(found)


def _begins(later: Phase, handed_in: datetime, closed_at: datetime | None) -> datetime | None:
    if later is Phase.AFTER_CLOSE:
        return closed_at
    begins = handed_in + RIGHT_AFTER
    return begins if closed_at is None or begins < closed_at else closed_at
