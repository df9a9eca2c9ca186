"""How the questions of an attempt are asked: whole, in an order of the attempt's own."""

from dataclasses import replace
from datetime import datetime, timedelta

from study.domain.answers import Given
from study.domain.asking import Front, Sent, front, read, resent
from study.domain.assignments import Mode, Phase, Rules, Seen
from study.domain.clozes import at_once
from study.domain.questions import AnyQuestion, Cloze

# Longer than this nobody thinks about one question without looking away from it.
LONGEST_LOOK = timedelta(minutes=10)
ONCE = 1


def whole(question: AnyQuestion) -> tuple[AnyQuestion, int]:
    """The question as an attempt asks it, and its part: a cloze has all its blanks at once."""
    if isinstance(question, Cloze):
        return replace(question, text=at_once(question.text)), ONCE
    return question, 0


def order_seed(seed: str, position: int, tries: int = 0) -> str:
    """What the order of a question's choices is made from, for each try another."""
    return f"{seed}.{position}.{tries}" if tries else f"{seed}.{position}"


def asked_front(question: AnyQuestion, seed: str) -> Front:
    """The question as it is shown in an attempt."""
    return front(*whole(question), seed)


def said(question: AnyQuestion, seed: str, sent: Sent) -> Given | None:
    """What was said with the form of a question, None when it was left blank; raises BadInput."""
    values = (*sent.choice, *sent.text, *sent.place, *sent.match)
    if not any(value.strip() for value in values):
        return None
    return read(*whole(question), seed, replace(sent, skip=False))


def typed(question: AnyQuestion, seed: str, given: Given | None) -> Sent:
    """What was said, as the fields of the question's form have it."""
    return Sent() if given is None else resent(question, seed, given)


def is_told_at_once(rules: Rules) -> bool:
    """Whether an answer is checked as soon as it is given, and then stands."""
    return rules.mode is Mode.MASTERY or bool(rules.review[Phase.DURING] - {Seen.ANSWERS})


def looked(shown_at: datetime, before: datetime, now: datetime) -> timedelta:
    """How long a question was looked at since it was shown or last saved, by the server's clock."""
    return min(max(now - max(shown_at, before), timedelta(0)), LONGEST_LOOK)
