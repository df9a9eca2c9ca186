"""Our kinds of question as Anki shows them: what stands on the front, and what behind it.

Everything an author wrote becomes HTML in which nothing acts.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from study.banks.markdown_html import line_to_html, plain_to_html, text_to_html
from study.domain.clozes import rewritten
from study.domain.questions import (
    AnyQuestion,
    Cloze,
    Comparison,
    Flashcard,
    Matching,
    Multiple,
    Numeric,
    Option,
    Ordering,
    Short,
    Single,
    Tolerance,
    TrueFalse,
)

CHOICE = "Anki has no options to tick: they stand in the question, the right ones on the back."
ORDER = "Anki cannot put items in order: they stand in the question, their order on the back."
PAIRS = "Anki cannot match items: they stand in the question, the pairs on the back."
ONE_ANSWER = "Anki compares with one answer: the first; the others stand on the back."
TOLERANCE = "Anki compares digit by digit: the tolerance stands on the back."
NOT_GRADED = "Anki does not grade what is typed: it only shows the difference."

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_END = re.compile(r"\}(?=\})")


@dataclass(frozen=True, slots=True)
class Faces:
    """The HTML of a note's fields; `typed` says that Anki asks for the answer to be typed.

    `lost` says what Anki has no place for.
    """

    front: str
    answer: str = ""
    extra: tuple[str, ...] = ()
    typed: bool = False
    lost: tuple[str, ...] = ()


def faces(question: AnyQuestion) -> Faces:
    """What Anki shows of a question."""
    match question:
        case Cloze(text=text):
            shown = Faces(rewritten(text, line_to_html, _deleted))
        case Flashcard(prompt=prompt, answer=answer):
            shown = Faces(text_to_html(prompt), text_to_html(answer))
        case Single() | Multiple():
            shown = _choice(question)
        case TrueFalse():
            shown = _statement(question)
        case Short():
            shown = _short(question)
        case Numeric():
            shown = _number(question)
        case Ordering(prompt=prompt, items=items):
            asked = text_to_html(prompt) + _list(_mixed(question.id, items))
            shown = Faces(asked, _list(items, "ol"), lost=(ORDER,))
        case Matching():
            shown = _matching(question)
        case Comparison(prompt=prompt, points=points, answer=answer):
            shown = Faces(text_to_html(prompt), text_to_html(answer) + _list(points))
    return shown


def _deleted(text: str) -> str:
    """What is in a deletion: Anki ends it at the first two braces, so braces are kept apart."""
    spaced = _END.sub("} ", text)
    return plain_to_html(f"{spaced} " if spaced.endswith("}") else spaced)


def _choice(question: Single | Multiple) -> Faces:
    options = question.options
    if question.shuffle:
        order = _mixed(question.id, [option.text for option in options])
        options = tuple(sorted(options, key=lambda option: order.index(option.text)))
    lettered = list(zip(_names(len(options)), options, strict=True))
    asked = "".join(f"<div>{name}. {line_to_html(it.text)}</div>" for name, it in lettered)
    right = [f"{name}. {line_to_html(it.text)}" for name, it in lettered if it.correct]
    return Faces(
        f"{text_to_html(question.prompt)}<div class=options>{asked}</div>",
        "<br>".join(right),
        tuple(_feedback(name, it) for name, it in lettered if it.feedback),
        lost=(CHOICE,),
    )


def _names(count: int) -> Iterable[str]:
    return _LETTERS[:count] if count <= len(_LETTERS) else map(str, range(1, count + 1))


def _feedback(name: str, option: Option) -> str:
    return f"{name}: {text_to_html(option.feedback)}"


def _statement(question: TrueFalse) -> Faces:
    correction = (text_to_html(question.correction),) if question.correction else ()
    truth = "True" if question.answer else "False"
    return Faces(f"{text_to_html(question.prompt)}<div>True or false?</div>", truth, correction)


def _short(question: Short) -> Faces:
    first, *others = question.answers
    also = (f"Also right: {', '.join(map(plain_to_html, others))}",) if others else ()
    lost = (NOT_GRADED, ONE_ANSWER) if others else (NOT_GRADED,)
    return Faces(text_to_html(question.prompt), plain_to_html(first), also, typed=True, lost=lost)


def _number(question: Numeric) -> Faces:
    unit = f" <span>({line_to_html(question.unit)})</span>" if question.unit else ""
    is_exact = not question.tolerance.amount
    return Faces(
        text_to_html(question.prompt) + unit,
        f"{question.answer:f}",
        () if is_exact else (_range(question.tolerance),),
        typed=True,
        lost=(NOT_GRADED,) if is_exact else (NOT_GRADED, TOLERANCE),
    )


def _range(tolerance: Tolerance) -> str:
    share: Decimal = tolerance.amount.scaleb(2) if tolerance.relative else tolerance.amount
    return f"± {share.normalize():f}{' %' if tolerance.relative else ''}"


def _matching(question: Matching) -> Faces:
    lefts = [left for left, _ in question.pairs]
    rights = _mixed(question.id, [right for _, right in question.pairs] + list(question.extra))
    asked = f"{text_to_html(question.prompt)}{_list(lefts)}{_list(dict.fromkeys(rights))}"
    pairs = "<br>".join(
        f"{line_to_html(left)} – {line_to_html(right)}" for left, right in question.pairs
    )
    return Faces(asked, pairs, lost=(PAIRS,))


def _list(texts: Iterable[str], tag: str = "ul") -> str:
    return f"<{tag}>{''.join(f'<li>{line_to_html(text)}</li>' for text in texts)}</{tag}>"


def _mixed(seed: str, texts: Iterable[str]) -> list[str]:
    """The texts in an order that tells nothing, the same at every export."""
    return sorted(texts, key=lambda text: hashlib.sha256(f"{seed}\0{text}".encode()).digest())
