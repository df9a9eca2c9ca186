"""Blocks into sentences: the parser's borders, corrected where they are known to fail."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from study.generation.lexicon import lexicon
from study.generation.quotations import Quotation

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ENDS = frozenset(".!?…") | {"...", ". . .", "?!", "!?"}
_CLOSING = frozenset("\"”’»)]'")
_ABBREVIATIONS = lexicon(
    "mr. mrs. ms. dr. prof. st. gen. col. lt. maj. capt. cpt. sgt. rev. hon. gov. sen. rep. "
    "pres. tov. comr. jr. sr. vs. v. cf. e.g. i.e. ca. c. no. nos. vol. fig. p. pp. ch. art. "
    "sec. par. approx. est. dept. univ. mt. ft. messrs. mme. mlle. fr. hr. adm. cmdr. jan. "
    "feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec."
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence by its tokens, `end` exclusive; `is_whole` unless its parse was cut or mended."""

    start: int
    end: int
    is_whole: bool


def stretches(doc: "Doc") -> Iterator[Stretch]:
    """The sentences of a parsed block."""
    starts = [at for at in range(len(doc)) if at == 0 or _begins(doc, at)]
    for start, end in zip(starts, [*starts[1:], len(doc)], strict=True):
        roots = [token for token in doc[start:end] if not _hangs_within(token, start, end)]
        yield Stretch(start, end, len(roots) == 1)


def _hangs_within(token: "Token", start: int, end: int) -> bool:
    if token.is_space:
        return True
    return token.head.i != token.i and start <= token.head.i < end


def _begins(doc: "Doc", at: int) -> bool:
    """Whether a sentence begins here: where the parser says so, or a full stop proves it."""
    token, before = doc[at], doc[at - 1]
    if not (token.is_sent_start or _is_full_stop(doc, at - 1)):
        return False
    if (token.text[0] in _CLOSING and token.text[0] not in "\"'") or token.text[0].islower():
        return False
    if token.text in {'"', "'"} and not before.whitespace_:
        return False
    ending = _before_closing(doc, at - 1)
    return ending is not None and not _abbreviates(doc, ending)


def _before_closing(doc: "Doc", at: int) -> "Token | None":
    """The mark that ends a sentence, quotation marks and brackets behind it aside."""
    while at > 0 and doc[at].text in _CLOSING and doc[at].text[-1] not in _ENDS:
        at -= 1
    return doc[at] if doc[at].text in _ENDS or doc[at].text[-1] in ".!?…" else None


def _is_full_stop(doc: "Doc", at: int) -> bool:
    """Whether a mark of its own ends a sentence, whatever the parser thought."""
    ending = _before_closing(doc, at)
    if ending is None or ending.text not in _ENDS or not doc[at].whitespace_:
        return False
    follows = doc[at + 1].text.lstrip("\"“‘'([")
    return bool(follows) and (follows[0].isupper() or follows[0].isdigit())


def _abbreviates(doc: "Doc", ending: "Token") -> bool:
    """Whether a full stop belongs to an initial, an abbreviation or a number of a list."""
    text = ending.text
    if text == "." and ending.i > 0:
        previous = doc[ending.i - 1]
        is_initial = len(previous.text) == 1 and previous.text.isupper()
        is_listed = previous.like_num and (ending.i < 2 or doc[ending.i - 2].is_sent_start is True)
        return (is_initial and not previous.whitespace_) or (is_listed and ending.i < 3)
    if len(text) == 2 and text[0].isupper() and text[1] == ".":
        return True
    return text.casefold() in _ABBREVIATIONS


def quoted_in(found: tuple[Quotation, ...], start: int, end: int) -> tuple[Quotation, ...]:
    """The parts of a block's quotations that stand in one sentence, counted from its beginning."""
    parts = [quotation.within(start, end) for quotation in found]
    return tuple([part for part in parts if part is not None])
