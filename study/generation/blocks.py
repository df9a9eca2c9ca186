"""A document cut into blocks: prose, cleaned and mapped to the source, and what is no prose."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from operator import attrgetter

from study.domain.passages import label, split
from study.generation import boilerplate, footnotes, wrapping
from study.generation.documents import Document
from study.generation.mapping import Edit, Mapped, mapped

_ASKS = re.compile(r"(?i)(?:.+ asks|q(?:uestion)?|interviewer|host|moderator|presenter)\Z")
_ANSWERS = re.compile(r"(?i)(?:a(?:nswer)?)\Z")
_TURN = re.compile(
    r"\*{0,2}(?P<who>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3})\*{0,2}:\*{0,2}[ \t]+(?=\S)"
)
_SAYS = re.compile(r"(?:Question|Answer|Q|A):\s+")
_EDITORIAL = re.compile(r" (?:asks|answers)\Z")
# So many spaces, and prose ends the notes that a heading without a mark began.
FEWEST_ENDING = 25
_SPACES = re.compile(r"[ \t]*\n[ \t]*|[\u00a0\u2007\u2009\u202f]+|[ \t]{2,}")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_EMPHASIS = re.compile(r"\*\*|__|(?<![\w*])\*(?=\w)|(?<=[\w.,])\*(?![\w*])")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of prose, and whose words it holds: `speaker` is "" for the text's own voice.

    `why` says why a block is nothing to draft from; such a block has no cleaned text.
    """

    passage: int
    start: int
    end: int
    clean: Mapped | None
    speaker: str = ""
    why: str = ""


class _Heading(IntEnum):
    """Whether a piece is a heading; one that nothing marks ends with the next prose."""

    NONE = 0
    BARE = 1
    MARKED = 2


@dataclass(frozen=True, slots=True)
class _Piece:
    passage: int
    start: int
    end: int
    label: str = ""
    heading: _Heading = _Heading.NONE


def blocks(document: Document) -> Iterator[Block]:
    """The blocks of a document in order; every word of its passages is in one of them."""
    text = document.text
    marks = footnotes.marks(text)
    known = wrapping.vocabulary(text) if "-\n" in text else frozenset()
    pieces = list(_pieces(document, _turns(text)))
    is_conversation = _is_conversation(pieces)
    speaker, shelf = "", _Heading.NONE
    for piece in pieces:
        words = text[piece.start : piece.end]
        if piece.heading:
            shelf = piece.heading if boilerplate.opens_shelf(words) else _Heading.NONE
            yield Block(piece.passage, piece.start, piece.end, None, why="heading")
            continue
        # In a conversation, what bears no name goes on with what was said before.
        speaker = piece.label or (speaker if is_conversation else "")
        why = _why_not(words, speaker)
        if shelf is _Heading.BARE and not why and words.count(" ") >= FEWEST_ENDING:
            shelf = _Heading.NONE
        why = "notes and links" if shelf else why
        clean = None if why else _cleaned(text, piece, marks, known)
        yield Block(piece.passage, piece.start, piece.end, clean, _voice(speaker), why)


def _is_conversation(pieces: Sequence[_Piece]) -> bool:
    """Whether every word has a speaker: by labels that editors set, or by very many names."""
    labels = [piece.label for piece in pieces if piece.label]
    return 4 * len(labels) >= len(pieces) or any(map(_EDITORIAL.search, labels))


def _why_not(words: str, speaker: str) -> str:
    if speaker and _ASKS.match(speaker):
        return "interviewer's question"
    return boilerplate.why_no_prose(words)


def _voice(speaker: str) -> str:
    """The name of who speaks, or "?" where someone does who is not named."""
    name = speaker.removesuffix(" answers")
    if not name:
        return ""
    return "?" if _ANSWERS.match(name) else _in_title_case(name)


def _in_title_case(name: str) -> str:
    return name.title() if name.isupper() and len(name) > 3 else name


def _turns(text: str) -> frozenset[str]:
    """The names that begin at least two turns of a conversation."""
    found = Counter(match["who"] for line in text.split("\n") if (match := _TURN.match(line)))
    return frozenset([name for name, count in found.items() if count >= 2])


def _pieces(document: Document, turns: frozenset[str]) -> Iterator[_Piece]:
    text = document.text
    for passage in split(text):
        number, end = passage.number, passage.end
        if passage.is_heading:
            yield _Piece(number, passage.start, end, heading=_Heading.MARKED)
            continue
        who, words = label(passage.text)
        for first, last in _stretches(text, end - len(words), end, turns):
            is_bare = _is_bare_heading(text[first:last])
            heading = _Heading.BARE if is_bare else _Heading.NONE
            yield _turn(text, _Piece(number, first, last, who, heading), turns)
            who = ""


def _stretches(text: str, start: int, end: int, turns: frozenset[str]) -> Iterator[tuple[int, int]]:
    """A passage whole where its lines are wrapped or one; else line by line."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]*\S[^\n]*", text[start:end])]
    shown = [text[start + a : start + b] for a, b in lines]
    has_turns = any(_is_turn(line, turns) for line in shown)
    if len(lines) < 2 or (wrapping.is_wrapped(shown) and not has_turns):
        yield start, end
        return
    for a, b in lines:
        yield start + a, start + b


def _is_turn(line: str, turns: frozenset[str]) -> bool:
    found = _TURN.match(line)
    return found is not None and found["who"] in turns


def _turn(text: str, piece: _Piece, turns: frozenset[str]) -> _Piece:
    """The piece without the name that begins it, which says whose words follow."""
    found = _TURN.match(text, piece.start, piece.end)
    if found and found["who"] in turns:
        return replace(piece, start=found.end(), label=piece.label or found["who"])
    said = _SAYS.match(text, piece.start, piece.end)
    if said:
        name = piece.label or said[0].strip().rstrip(":")
        return replace(piece, start=said.end(), label=name)
    return piece


def _is_bare_heading(words: str) -> bool:
    """Whether a line alone is a heading that no ## marks."""
    return len(words) <= 60 and boilerplate.opens_shelf(words)


def _cleaned(text: str, piece: _Piece, marks: Sequence[Edit], known: frozenset[str]) -> Mapped:
    start, end = piece.start, piece.end
    first = bisect_left(marks, start, key=attrgetter("start"))
    last = bisect_left(marks, end, key=attrgetter("start"))
    edits = list(marks[first:last])
    edits += wrapping.joined_words(text, start, end, known)
    edits += [Edit(*match.span(), " ") for match in _SPACES.finditer(text, start, end)]
    edits += [Edit(*match.span()) for match in _UNSEEN.finditer(text, start, end)]
    edits += [Edit(*match.span()) for match in _EMPHASIS.finditer(text, start, end)]
    return mapped(text, start, end, edits)
