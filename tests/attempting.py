"""What learners say in attempts: answers that are right, wrong, or as a test writes them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from study.actions import attempting
from study.domain.answers import Arranged, Chose, Given, Joined, Revealed, Typed, right_items
from study.domain.attempting import whole
from study.domain.clozes import blanks
from study.domain.numbers import shown_number
from study.domain.questions import (
    AnyQuestion,
    Cloze,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Short,
    Single,
    TrueFalse,
)
from study.storage import attempting as writing
from study.storage import attempts
from study.storage.attempts import Attempt
from study.storage.database import Database, Transaction
from tests.builders import NOW

# True is the right answer, False a wrong one; a text is what was typed or chosen.
Saying: TypeAlias = Given | str | bool


def taken(
    database: Database,
    assignment: int,
    learner: int,
    answers: Mapping[str, Saying] | Sequence[Saying | None],
    now: datetime = NOW,
    minutes: float = 10,
) -> int:
    """The number of an attempt that was begun, answered and handed in.

    `answers` go by the question's slug, or by its place in the assignment; what is not there
    is left blank.
    """
    number = begun(database, assignment, learner, now)
    later = now + timedelta(minutes=minutes)
    with database.write() as db:
        of = attempts.attempt(db, learner, assignment, number)
        _say(db, of, answers, now, later)
        attempting.hand_in(db, learner, assignment, number, later)
    return number


def begun(database: Database, assignment: int, learner: int, now: datetime = NOW) -> int:
    """The number of an attempt that is going on."""
    token = f"page {now.isoformat()}"
    with database.write() as db:
        return attempting.begin(db, learner, assignment, now, token=token, seed="seed").number


def _say(
    db: Transaction,
    of: Attempt,
    answers: Mapping[str, Saying] | Sequence[Saying | None],
    now: datetime,
    later: datetime,
) -> None:
    asked = attempts.asked(db, of)
    for n, it in enumerate(asked, start=1):
        place = it.answer.position - min(of.questions)
        if isinstance(answers, Mapping):
            saying = answers.get(it.slug)
        else:
            saying = answers[place] if place < len(answers) else None
        if saying is None:
            continue
        at = now + (later - now) * n / len(asked)
        given = given_of(it.question(), saying)
        writing.save(db, of, it.answer.position, given, at, save=n, taken_ms=1_000 * n)


def given_of(question: AnyQuestion, saying: Saying) -> Given:
    """An answer as the database keeps it."""
    if isinstance(saying, bool):
        return right_answer(question) if saying else wrong_answer(question)
    if not isinstance(saying, str):
        return saying
    match question:
        case Single(options=options) | Multiple(options=options):
            return Chose(tuple(n for n, it in enumerate(options) if it.text == saying))
        case TrueFalse():
            return Chose((0 if saying == "True" else 1,))
        case Short() | Numeric() | Cloze():
            return Typed((saying,))
    return Revealed(saying)


def right_answer(question: AnyQuestion) -> Given:
    """What earns all of the marks."""
    given: Given = Revealed("In my own words")
    match question:
        case Single(options=options) | Multiple(options=options):
            given = Chose(tuple(n for n, option in enumerate(options) if option.correct))
        case TrueFalse(answer=answer):
            given = Chose((0 if answer else 1,))
        case Short(answers=(first, *_)):
            given = Typed((first,))
        case Numeric(answer=number, unit=unit):
            given = Typed((shown_number(number, unit),))
        case Cloze():
            asked, part = whole(question)
            given = Typed(blanks(asked.text, part)) if isinstance(asked, Cloze) else given
        case Ordering(items=items):
            given = Arranged(tuple(range(len(items))))
        case Matching(pairs=pairs, extra=extra):
            rights = right_items(pairs, extra)
            given = Joined(tuple(rights.index(right) for _, right in pairs))
    return given


def wrong_answer(question: AnyQuestion) -> Given:
    """What earns none of them."""
    match right_answer(question):
        case Chose(options) if isinstance(question, Single | Multiple):
            others = [n for n in range(len(question.options)) if n not in options]
            return Chose((others[0],))
        case Chose((option,)):
            return Chose((1 - option,))
        case Typed(texts):
            return Typed(tuple("zzz" for _ in texts))
        case Arranged(items):
            return Arranged(items[::-1])
        case Joined(rights):
            return Joined((None,) * len(rights))
        case given:
            return given
