"""Blocks of text taken out of a foreign file, and what became of the rest of it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Literal

from study.banks.brought import Remark
from study.banks.extracting.languages import language_of

LONGEST_TITLE = 200
_MOST_NAMED = 8
_MOST_SHOWN = 3

# What no text can hold; half pairs come out of broken UTF-16. Bidirectional overrides show
# words in another order than they are stored.
_UNWANTED = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffc"
    r"\ufffe\uffff\ud800-\udfff]"
)
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_WIDE_SPACES = re.compile(r"[\xa0\u2000-\u200a\u202f\u205f\u3000]")
# Between figures a special space groups the digits of one number, and stays.
_SPACES = re.compile(r"(?<=\d)[\xa0\u2009\u202f](?=\d)|([ \t\xa0\u2000-\u200a\u202f\u205f\u3000]+)")
_LIGATURES = re.compile(r"[\ufb00-\ufb06]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}")
_NO_TITLE = re.compile(
    r"microsoft word|word document|untitled|unbenannt|document\d*$"
    r"|.*\.(?:docx?|odt|rtf|indd|tex|pdf)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a heading; a paragraph may have lines, never an empty one."""

    text: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a file says about its text; "" where it says nothing."""

    title: str = ""
    author: str = ""
    publisher: str = ""
    published: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """The text of a file, what is known about it, and what became of the rest."""

    blocks: tuple[Block, ...]
    facts: Facts
    remarks: tuple[Remark, ...] = ()


class UnreadableError(Exception):
    """A file that gives no text: what is so, and what to do."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Fate:
    """What can become of a thing: the sentence for one of them and for several."""

    kind: Literal["guessed", "approximated", "dropped"]
    one: str
    several: str


@dataclass(slots=True)
class _Told:
    count: int = 0
    places: list[int] = field(default_factory=list)
    shown: dict[str, None] = field(default_factory=dict)


class Notes:
    """What becomes of the things in a file, counted by kind with their places."""

    def __init__(self, unit: Literal["paragraph", "page"] = "paragraph") -> None:
        self.unit = unit
        self._told: dict[Fate, _Told] = {}

    def add(self, fate: Fate, place: int | None = None, shown: str = "", *, count: int = 1) -> None:
        """Counts one more: `place` is the number of its paragraph or page, `shown` its words."""
        told = self._told.setdefault(fate, _Told())
        told.count += count
        if place is not None and place not in told.places[-1:]:
            told.places.append(place)
        if shown and len(told.shown) <= _MOST_SHOWN:
            told.shown[brief(shown)] = None

    def remarks(self, *, before: int = 0, count: int = 0) -> tuple[Remark, ...]:
        """One remark for each kind of thing.

        `before` paragraphs were taken from the beginning, so that `count` are left.
        """
        if self.unit == "page":
            before = count = 0
        return tuple(
            self._remark(fate, told, [_moved(it, before, count) for it in told.places])
            for fate, told in self._told.items()
        )

    def _remark(self, fate: Fate, told: _Told, places: Sequence[int]) -> Remark:
        sentence = fate.one if told.count == 1 else fate.several.format(n=f"{told.count:,}")
        words = [f"“{words}”" for words in list(told.shown)[:_MOST_SHOWN]]
        end = "." if told.count <= len(words) else ", …"
        shown = f": {', '.join(words)}{end}" if words else "."
        return Remark(item=_places(self.unit, places), kind=fate.kind, message=sentence + shown)


def _moved(place: int, before: int, count: int) -> int:
    """The number that a paragraph, or what stood behind the last one, has in the end."""
    moved = max(place - before, 1)
    return min(moved, count) if count else moved


def _places(unit: str, places: Sequence[int]) -> str:
    numbers = [str(place) for place in dict.fromkeys(places)]
    if not numbers:
        return "the whole file"
    if len(numbers) == 1:
        return f"{unit} {numbers[0]}"
    if len(numbers) > _MOST_NAMED + 1:
        return f"{unit}s {', '.join(numbers[:_MOST_NAMED])} and {len(numbers) - _MOST_NAMED} more"
    return f"{unit}s {', '.join(numbers[:-1])} and {numbers[-1]}"


def guess(item: str, message: str) -> Remark:
    """A remark that something was guessed."""
    return Remark(item=item, kind="guessed", message=message)


def brief(text: str, most: int = 60) -> str:
    """Words as a remark shows them: on one line, short."""
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def clean(text: str) -> str:
    """The text without what no text can hold, composed, with ordinary spaces and line ends."""
    lines = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", _LIGATURES.sub(_spelled, lines))


def _spelled(ligature: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", ligature[0])


def one_line(text: str) -> str:
    """The words with single spaces between them."""
    return lines_of(text).replace("\n", " ")


def lines_of(text: str) -> str:
    """A paragraph's lines, each with single spaces, without empty ones."""
    lines = (" ".join(_even(line).split(" ")).strip() for line in clean(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _even(text: str) -> str:
    if not _WIDE_SPACES.search(text) and "\t" not in text and "  " not in text:
        return text
    return _SPACES.sub(lambda found: " " if found[1] else found[0], text)


def joined(blocks: Sequence[Block]) -> str:
    """The text of a document: blocks with an empty line between them."""
    return "\n\n".join(f"## {block.text}" if block.is_heading else block.text for block in blocks)


def finished(
    blocks: Sequence[Block], notes: Notes, facts: Facts, remarks: Sequence[Remark] = ()
) -> Extracted:
    """What was taken out of a file, with a title where its text begins with one.

    A title is shown over the text, so it does not stand in the text once more.
    """
    facts = replace(facts, language=_code(facts.language))
    if facts != Facts():
        remarks = (*remarks, _own_words(facts))
    first = blocks[0] if len(blocks) > 1 else Block("")
    is_title = first.is_heading and len(first.text) <= LONGEST_TITLE
    if facts.title:
        is_title = _alike(first.text, facts.title)
    elif is_title:
        facts = replace(facts, title=first.text)
        message = "The title is the first heading, which is not repeated in the text."
        remarks = (*remarks, guess("title", message))
    rest = tuple(blocks[is_title:])
    language = "" if facts.language else language_of(joined(rest))
    if language:
        facts = replace(facts, language=language)
        message = f"The language was told from the commonest words: {language}."
        remarks = (*remarks, guess("language", message))
    return Extracted(
        blocks=rest,
        facts=facts,
        remarks=(*remarks, *notes.remarks(before=int(is_title), count=len(rest))),
    )


def _code(language: str) -> str:
    """A language's code as banks write it, or "" for anything else."""
    code = language.strip().replace("_", "-")
    return code if _LANGUAGE.fullmatch(code) else ""


def _own_words(facts: Facts) -> Remark:
    """The remark on what a file says about itself, which may be nonsense."""
    known = [f"{name} “{brief(value)}”" for name, value in asdict(facts).items() if value]
    message = f"The file's own properties gave: {', '.join(known)}. Correct what is wrong."
    return guess("what is known about the text", message)


def sensible(title: str) -> str:
    """A title out of a file's properties, or "" for what programs put there by themselves."""
    words = one_line(title)[:LONGEST_TITLE]
    return "" if _NO_TITLE.match(words) else words


def _alike(text: str, title: str) -> bool:
    return re.sub(r"\W+", " ", text).casefold() == re.sub(r"\W+", " ", title).casefold()
