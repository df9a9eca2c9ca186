"""A statement told in words of its own, with any of its facts left blank or changed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from study.generation.clauses import Clause
from study.generation.finding.names import Kind, Mention, Names

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Stands for a blank while a text is put together; no text holds this character.
HOLE = "\ue000"

_TIDY = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"\s+", " "),
        (r"\s+([,;:.!?%)\]])", r"\1"),
        (r"([(\[$€£])\s+", r"\1"),
        (r"\(\s*\)", ""),
        (r",(?:\s*,)+", ","),
        (r"\s(?:--|—|–)\s*,", ","),
        (r",\s*([.;:])", r"\1"),
        (r"\A[\s,;:.—–-]+", ""),
        (r"[\s,;:—–-]+\Z", ""),
        (r"\s{2,}", " "),
    )
)


@dataclass(frozen=True)
class Statement:
    """What a clause says, told alone; `spoken` are the words that take the place of tokens.

    `voice` is who says it, where that is not the document itself.
    """

    clause: Clause
    mentions: tuple[Mention, ...]
    names: Names
    voice: str = ""
    doubts: tuple[str, ...] = ()
    spoken: Mapping[int, str] = field(default_factory=dict)
    antecedent: str = ""

    @property
    def doc(self) -> "Doc":
        """The parsed sentence."""
        return self.clause.doc

    @cached_property
    def text(self) -> str:
        """The statement as a sentence."""
        return self.told()

    def holds(self, start: int, end: int) -> bool:
        """Whether a stretch of the sentence's characters is told."""
        inside = [token for token in self.doc if token.idx < end and start < token.idx + len(token)]
        return bool(inside) and all(token.i in self.kept for token in inside)

    @cached_property
    def kept(self) -> frozenset[int]:
        """The tokens that are told."""
        return frozenset(self.clause.tokens)

    def told(self, hole: tuple[int, int] | None = None, filling: str = HOLE) -> str:
        """The statement as a sentence, with what stands in the hole's characters replaced."""
        return sentence(self.words(self.clause.tokens, hole, filling))

    def words(
        self, tokens: Sequence[int], hole: tuple[int, int] | None = None, filling: str = HOLE
    ) -> str:
        """Some of its tokens as text; what stands in the hole's characters is replaced."""
        told = frozenset(tokens)
        pieces: list[str] = []
        for at in tokens:
            token = self.doc[at]
            end = token.idx + len(token)
            if hole is not None and token.idx < hole[1] and hole[0] < end:
                if filling not in pieces[-1:]:
                    pieces.append(filling)
                if end < hole[1]:
                    continue
            else:
                pieces.append(self.spoken.get(at, token.text))
            pieces.append(token.whitespace_ or _gap(at, told))
        return tidy("".join(pieces))


def _gap(at: int, told: frozenset[int]) -> str:
    """A space where a token was left out between two that would otherwise be glued."""
    return "" if at + 1 in told else " "


def tidy(text: str) -> str:
    """The text without what left-out words leave behind: double spaces and commas."""
    for pattern, replacement in _TIDY:
        text = pattern.sub(replacement, text)
    return text


def sentence(words: str) -> str:
    """Words as a sentence: a capital at its beginning, a full stop at its end."""
    words = words.rstrip(" .")
    for at, sign in enumerate(words):
        if sign.isalnum() or sign == HOLE:
            words = words[:at] + sign.upper() + words[at + 1 :]
            break
    return words if words.endswith((".”", '."', "?", "!")) else words + "."


def spoken_names(clause: Clause, mentions: Sequence[Mention]) -> dict[int, str]:
    """Surnames told as full names at their first mention in the clause."""
    spoken: dict[int, str] = {}
    told: set[str] = set()
    for mention in mentions:
        if mention.kind is not Kind.PERSON or not mention.full:
            continue
        if mention.full != mention.text and mention.full not in told:
            token = _one_token(clause, mention)
            is_part = token is not None and token.dep_ == "compound"
            if token is not None and not is_part and not _has_first_name(clause, token):
                spoken[token.i] = mention.full
        told.add(mention.full)
    return spoken


def _one_token(clause: Clause, mention: Mention) -> "Token | None":
    span = clause.doc.char_span(mention.start, mention.end)
    return span[0] if span is not None and len(span) == 1 else None


def _has_first_name(clause: Clause, token: "Token") -> bool:
    before = clause.doc[token.i - 1] if token.i else None
    return before is not None and before.pos_ == "PROPN"
