"""A document cut into blocks: prose, cleaned and mapped to the source, and what is no prose."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _Piece:
    passage: int
    start: int
    end: int
    label: str = ""


def blocks(document: Document) -> Iterator[Block]:
    """The blocks of a document in order; every word of its passages is in one of them."""
    text = document.text
    marks = footnotes.marks(text)
    pieces = list(_pieces(document, _turns(text)))
    labelled = [piece.label for piece, _ in pieces if piece.label]
    is_conversation = 4 * len(labelled) >= len(pieces) or any(map(_ASKS.match, labelled))
    known: frozenset[str] | None = None
    speaker, shelf = "", False
    for piece, is_heading in pieces:
        words = text[piece.start : piece.end]
        if is_heading:
            shelf = boilerplate.opens_shelf(words)
            yield Block(piece.passage, piece.start, piece.end, None, why="heading")
            continue
        # In a conversation, what bears no name goes on with what was said before.
        speaker = piece.label or (speaker if is_conversation else "")
        why = "notes and links" if shelf else _why_not(words, speaker)
        if why:
            yield Block(piece.passage, piece.start, piece.end, None, speaker, why)
            continue
        if "-\n" in words and known is None:
            known = wrapping.vocabulary(text)
        clean = _cleaned(text, piece, marks, known or frozenset())
        yield Block(piece.passage, piece.start, piece.end, clean, _voice(speaker))


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


def _pieces(document: Document, turns: frozenset[str]) -> Iterator[tuple[_Piece, bool]]:
    for passage in split(document.text):
        if passage.is_heading:
            yield _Piece(passage.number, passage.start, passage.end), True
            continue
        who, words = label(passage.text)
        start = passage.end - len(words)
        for begin, end in _stretches(document.text, start, passage.end, turns):
            piece = _turn(document.text, _Piece(passage.number, begin, end, who), turns)
            who = ""
            is_bare = _is_bare_heading(document.text[piece.start : piece.end])
            yield piece, is_bare


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
        return _Piece(piece.passage, found.end(), piece.end, piece.label or found["who"])
    said = _SAYS.match(text, piece.start, piece.end)
    if said:
        name = piece.label or said[0].strip().rstrip(":")
        return _Piece(piece.passage, said.end(), piece.end, name)
    return piece


def _is_bare_heading(words: str) -> bool:
    """Whether a line alone is a heading that no ## marks."""
    return len(words) <= 60 and boilerplate.opens_shelf(words)


def _cleaned(text: str, piece: _Piece, marks: Iterable[Edit], known: frozenset[str]) -> Mapped:
    start, end = piece.start, piece.end
    edits = [mark for mark in marks if start <= mark.start and mark.end <= end]
    edits += wrapping.joined_words(text, start, end, known)
    edits += [Edit(*match.span(), " ") for match in _SPACES.finditer(text, start, end)]
    edits += [Edit(*match.span()) for match in _UNSEEN.finditer(text, start, end)]
    edits += [Edit(*match.span()) for match in _EMPHASIS.finditer(text, start, end)]
    return mapped(text, start, end, edits)
