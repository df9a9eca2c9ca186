"""A bank as Moodle XML: what Moodle has no place for stands in comments."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from xml.sax.saxutils import escape, quoteattr

from study.banks.exchange.beside import written_with_remainders
from study.banks.exchange.collecting import Collector
from study.banks.exchange.likenesses import (
    Essay,
    Likeness,
    likeness,
    margin,
    notes,
    starred,
    written_out,
)
from study.banks.exchange.moodle_xml import HEAD_MARK, REMAINDER_MARK, collect_moodle_xml
from study.banks.exchange.passages import Sources, with_passages
from study.banks.exchange.written import Written
from study.domain import clozes, questions
from study.domain.questions import AnyQuestion, Bank

_KEPT = frozenset({"cloze"})
_FULL = Decimal(100)
_TYPES = {
    questions.Single: "multichoice",
    questions.Multiple: "multichoice",
    questions.TrueFalse: "truefalse",
    questions.Short: "shortanswer",
    questions.Numeric: "numerical",
    questions.Matching: "matching",
    Essay: "essay",
}
_IN_ANSWER = re.compile(r"[\\}#~/\"=]")
# XML takes these for line ends; they are written as what they are.
_ENDS = {"\x85": "&#x85;", "\u2028": "&#x2028;"}


def write_moodle_xml(bank: Bank, sources: Sources) -> Written:
    """The bank as Moodle XML."""
    return written_with_remainders(
        bank, partial(_render, bank, sources), _collect, notes(bank, without=_KEPT)
    )


def _collect(text: str, collector: Collector) -> None:
    collect_moodle_xml(text.encode(), collector)


def _render(bank: Bank, sources: Sources, head: str, beside: Sequence[str]) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    if head:
        lines.append(_comment(HEAD_MARK, head))
    for question, remainder in zip(bank.questions, beside, strict=True):
        lines += _question(question, remainder, sources)
    return "\n".join([*lines, "</quiz>", ""])


def _comment(mark: str, text: str) -> str:
    # Two hyphens would end the comment; in JSON they stand in texts alone.
    without = text.replace("-", r"\u002d")
    return f"<!-- {mark} {without} -->"


def _question(question: AnyQuestion, remainder: str, sources: Sources) -> Iterator[str]:
    is_cloze = isinstance(question, questions.Cloze)
    like = likeness(question)
    prompt = _embedded(question) if isinstance(question, questions.Cloze) else like.prompt
    yield f'<question type="{"cloze" if is_cloze else _TYPES[type(like)]}">'
    if remainder:
        yield _comment(REMAINDER_MARK, remainder)
    yield _held("name", question.id)
    yield _held("questiontext", prompt, "markdown")
    explanation = with_passages(question.explanation, question, sources)
    if explanation:
        yield _held("generalfeedback", explanation, "markdown")
    yield "<defaultgrade>1</defaultgrade><penalty>0</penalty><hidden>0</hidden>"
    yield f"<idnumber>{_escaped(question.id)}</idnumber>"
    if not is_cloze:
        yield from _own(like)
    if question.hint:
        yield _held("hint", question.hint, "markdown")
    if question.tags:
        yield f"<tags>{''.join([_held('tag', tag) for tag in question.tags])}</tags>"
    yield "</question>"


def _own(like: Likeness) -> Iterator[str]:
    match like:
        case questions.Single() | questions.Multiple():
            yield from _choice(like)
        case questions.TrueFalse(answer=answer, correction=correction):
            for truth in (True, False):
                told = correction if truth is not answer else ""
                yield _answer("true" if truth else "false", "100" if truth is answer else "0", told)
        case questions.Short(answers=answers, accept=accept):
            yield f"<usecase>{int(accept.case)}</usecase>"
            yield from [_answer(starred(text), "100") for text in answers]
        case questions.Numeric(answer=figure, tolerance=tolerance, unit=unit):
            within = f"<tolerance>{written_out(margin(figure, tolerance))}</tolerance>"
            yield _answer(written_out(figure), "100", more=within)
            if unit:
                name = f"<unit_name>{_escaped(unit)}</unit_name>"
                yield f"<units><unit><multiplier>1</multiplier>{name}</unit></units>"
        case questions.Matching(pairs=pairs, extra=extra):
            for left, right in [*pairs, *[("", right) for right in extra]]:
                yield '<subquestion format="markdown">'
                yield f"<text>{_escaped(left)}</text>{_held('answer', right)}</subquestion>"
        case Essay(answer=answer):
            yield _held("graderinfo", answer, "markdown")


def _choice(like: questions.Single | questions.Multiple) -> Iterator[str]:
    is_single = isinstance(like, questions.Single)
    yield f"<single>{str(is_single).lower()}</single>"
    yield f"<shuffleanswers>{str(like.shuffle).lower()}</shuffleanswers>"
    right = sum(option.correct for option in like.options)
    for option in like.options:
        loss = Decimal(0) if is_single else -_FULL / (len(like.options) - right)
        share = round(_FULL / right if option.correct else loss, 5).normalize()
        yield _answer(option.text, f"{share:f}", option.feedback, style="markdown")


def _answer(
    text: str,
    fraction: str,
    feedback: str = "",
    *,
    style: str = "moodle_auto_format",
    more: str = "",
) -> str:
    told = _held("feedback", feedback, "markdown") if feedback else ""
    return (
        f'<answer fraction="{fraction}" format="{style}"><text>{_escaped(text)}</text>'
        f"{more}{told}</answer>"
    )


def _held(name: str, text: str, style: str = "") -> str:
    format_ = f" format={quoteattr(style)}" if style else ""
    return f"<{name}{format_}><text>{_escaped(text)}</text></{name}>"


def _escaped(text: str) -> str:
    return escape(text, _ENDS)


def _embedded(question: questions.Cloze) -> str:
    """The text with Moodle's embedded answers for its deletions."""
    return "".join(
        [_gap(it.text) if it.blank else it.text for it in clozes.outermost(question.text)]
    )


def _gap(answer: str) -> str:
    escaped = _IN_ANSWER.sub(r"\\\g<0>", answer)
    return f"{{1:SHORTANSWER:={escaped}}}"
