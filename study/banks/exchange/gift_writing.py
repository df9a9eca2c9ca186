"""A bank as a GIFT file: what GIFT has no place for stands in comments."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from study.banks.encoding import holdable
from study.banks.exchange.beside import written_with_remainders
from study.banks.exchange.gift import HEAD_MARK, REMAINDER_MARK, collect_gift
from study.banks.exchange.likenesses import (
    Essay,
    Likeness,
    likeness,
    margin,
    notes,
    starred,
    written_out,
)
from study.banks.exchange.passages import Sources, with_passages
from study.banks.exchange.written import Written
from study.domain import questions
from study.domain.questions import AnyQuestion, Bank, Option

_SPECIAL = re.compile(r"[\\~=#{}]|:(?=:)|(?<=:):")
_FULL = Decimal(100)


def write_gift(bank: Bank, sources: Sources) -> Written:
    """The bank as GIFT."""
    return written_with_remainders(bank, partial(_render, bank, sources), collect_gift, notes(bank))


def _render(bank: Bank, sources: Sources, head: str, beside: Sequence[str]) -> str:
    lines = [f"// {_one_line(bank.title)}", f"// {HEAD_MARK} {head}", ""]
    for question, remainder in zip(bank.questions, beside, strict=True):
        lines += _question(question, remainder, sources)
    return "\n".join(lines)


def _question(question: AnyQuestion, remainder: str, sources: Sources) -> Iterator[str]:
    if remainder:
        yield f"// {REMAINDER_MARK} {remainder}"
    if question.tags:
        yield "// " + " ".join([f"[tag:{_tag(tag)}]" for tag in question.tags])
    like = likeness(question)
    explanation = with_passages(question.explanation, question, sources)
    if isinstance(like, Essay):
        explanation = "\n\n".join(filter(None, [like.answer, explanation]))
    yield f"::{question.id}::[markdown]{_text(like.prompt)} {{"
    yield from [f"\t{line}" for line in _answers(like)]
    if explanation:
        yield f"\t####{_text(explanation)}"
    yield "}"
    yield ""


def _answers(like: Likeness) -> Iterator[str]:
    match like:
        case questions.Single(options=options) | questions.Multiple(options=options):
            yield from _choice(like, options)
        case questions.TrueFalse(answer=truth, correction=correction):
            yield ("TRUE" if truth else "FALSE") + (f"#{_text(correction)}" if correction else "")
        case questions.Short(answers=answers):
            yield from [_weighed("=", "%100%", _unpaired(starred(it))) for it in answers]
        case questions.Numeric(answer=figure, tolerance=tolerance):
            within = margin(figure, tolerance)
            yield f"#{written_out(figure)}" + (f":{written_out(within)}" if within else "")
        case questions.Matching(pairs=pairs, extra=extra):
            sides = [*pairs, *[("", right) for right in extra]]
            yield from [f"={_text(_unpaired(left))} -> {_text(right)}" for left, right in sides]
        case Essay():
            return


def _choice(like: Likeness, options: Sequence[Option]) -> Iterator[str]:
    right = sum(option.correct for option in options)
    for option in options:
        if isinstance(like, questions.Single):
            sign, weight = ("=", "%100%") if option.correct else ("~", "%0%")
            line = _weighed(sign, weight, option.text)
        else:
            share = _FULL / right if option.correct else -_FULL / (len(options) - right)
            line = f"~%{share:.5f}%{_text(option.text)}"
        yield line + (f"#{_text(option.feedback)}" if option.feedback else "")


def _weighed(sign: str, weight: str, text: str) -> str:
    """An answer; its weight only where the text itself begins like one."""
    return f"{sign}{weight if text.lstrip().startswith('%') else ''}{_text(text)}"


def _unpaired(text: str) -> str:
    """The text without the arrow that stands between the sides of a pair."""
    return text.replace("->", "→")


def _text(text: str) -> str:
    """The text on one line; what has a meaning in GIFT is escaped."""
    escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", holdable(text))
    return escaped.replace("\n", "\\n").replace("\t", " ")


def _one_line(text: str) -> str:
    return " ".join(holdable(text).split())


def _tag(tag: str) -> str:
    return re.sub(r"[\\\]]", r"\\\g<0>", _one_line(tag))
