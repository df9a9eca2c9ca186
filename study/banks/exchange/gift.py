"""Moodle's GIFT format, read: blocks of lines, each a title, a text and answers between braces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, pairwise

from study.banks.brought import Sent
from study.banks.exchange.collecting import Collector, Item
from study.banks.exchange.gift_answers import NotUnderstoodError, answered
from study.banks.exchange.gift_text import FORMAT, GiftText, find_free
from study.banks.exchange.scanning import Lines, lines_of
from study.banks.exchange.tagging import tag_of_path
from study.banks.reading import MOST_QUESTIONS, Reading

SHAPE = "GIFT"
HEAD_MARK = "study-bank:"
REMAINDER_MARK = "study:"
BLANK = "_____"
_MOST_JOINED = 20
_MOST_BLOCKS = 10 * MOST_QUESTIONS

_TOKENS = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.)*)\]")
_CATEGORY = "$CATEGORY:"


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines between empty ones; comments are blanked out, so that offsets are the file's."""

    text: str
    start: int
    comments: tuple[tuple[int, str], ...]


def read_gift(text: str, sent: Sent) -> Reading:
    """The questions of a GIFT file."""
    collector = Collector(sent.name, SHAPE)
    collect_gift(text, collector)
    return collector.reading()


def collect_gift(text: str, collector: Collector) -> None:
    """Hand the questions of a GIFT file to a collector, in their order."""
    _Reader(text, collector).read()


class _Reader:
    def __init__(self, text: str, collector: Collector) -> None:
        self.text = text
        self.lines = Lines(text)
        self.collector = collector
        self.category = ""
        # What comments said since the last question, for the next one.
        self.pending: list[tuple[int, str]] = []

    def read(self) -> None:
        blocks = list(islice(_blocks(self.text), _MOST_BLOCKS))
        number = 0
        while number < len(blocks) and not self.collector.is_full:
            block, used = self._whole(blocks, number)
            self._comments(block)
            self._block(block)
            number += used

    def _whole(self, blocks: list[_Block], number: int) -> tuple[_Block, int]:
        """The block, with those that follow up to the one that closes its braces."""
        block = blocks[number]
        last = _closing(blocks, number) if _is_open(block.text) else number
        if last == number:
            return block, 1
        whole = blocks[number : last + 1]
        line, column = self.lines.place(block.start + len(block.text))
        message = "An empty line stands between the braces of a question; it is skipped."
        self.collector.problem(line, column, message, "Remove it.", severity="warning")
        text = block.text
        for before, after in pairwise(whole):
            gap = self.text[before.start + len(before.text) : after.start]
            text += gap + after.text
        comments = tuple(comment for it in whole for comment in it.comments)
        return _Block(text, block.start, comments), len(whole)

    def _comments(self, block: _Block) -> None:
        for offset, comment in block.comments:
            line = self.lines.place(offset)[0]
            if comment.startswith(HEAD_MARK):
                self.collector.take_head(comment[len(HEAD_MARK) :].strip(), line)
            else:
                self.pending.append((line, comment))

    def _block(self, block: _Block) -> None:
        text, start = block.text, 0
        while (start := _skip_space(text, start)) < len(text):
            if text[start : start + len(_CATEGORY)].upper() != _CATEGORY:
                break
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            self._take_category(text[start + len(_CATEGORY) : end], block.start + start)
            start = end
        if start < len(text):
            self._question(text, start, block.start)

    def _take_category(self, path: str, offset: int) -> None:
        self.category = tag_of_path(path)
        if self.category:
            line = self.lines.place(offset)[0]
            self.collector.remark("approximated", "Categories became tags.", line=line)

    def _question(self, text: str, start: int, offset: int) -> None:
        line, column = self.lines.place(offset + start)
        item = Item({}, line)
        self._take_comments(item)
        start = self._title(text, start, item)
        opened = find_free(text, "{", start)
        if opened < 0:
            self._no_question(text[start:], line, column)
            return
        closed = find_free(text, "}", opened + 1)
        if closed < 0:
            line, column = self.lines.place(offset + opened)
            message = "The brace that opens here is never closed."
            self.collector.problem(line, column, message, "Write } after the last answer.")
            return
        again = find_free(text, "{", closed + 1)
        if again >= 0:
            line, column = self.lines.place(offset + again)
            message = "A second pair of braces stands in one question."
            fix = "Leave an empty line between two questions; write \\{ for a brace in the text."
            self.collector.problem(line, column, message, fix)
            return
        self._answers(text, (start, opened, closed), offset, item)

    def _answers(self, text: str, at: tuple[int, int, int], offset: int, item: Item) -> None:
        start, opened, closed = at
        own_format = FORMAT.match(text, start)
        style = own_format[1].lower() if own_format else "moodle"
        prompt = text[own_format.end() if own_format else start : opened]
        rest = text[closed + 1 :]
        if rest.strip():
            prompt = f"{prompt}{BLANK}{rest}"
        write = GiftText(style, item)
        item.fields["prompt"] = write.text(prompt)
        try:
            answered(text[opened + 1 : closed], item, write)
        except NotUnderstoodError as error:
            line, column = self.lines.place(offset + opened + 1 + error.offset)
            self.collector.problem(line, column, error.message, error.fix)
            return
        self.collector.take(item)

    def _title(self, text: str, start: int, item: Item) -> int:
        """Where the question goes on behind its title, if it has one."""
        end = find_free(text, "::", start + 2) if text.startswith("::", start) else -1
        if end < 0:
            return start
        if not item.name:
            item.name = GiftText("plain", item).text(text[start + 2 : end])
            if not item.remainder:
                message = "The titles of questions became their ids."
                self.collector.remark("approximated", message, line=item.line)
        return end + 2

    def _no_question(self, text: str, line: int, column: int) -> None:
        words = " ".join(text.split())[:80]
        if text.lstrip().startswith(("=", "~", "}")) or find_free(text, "}") >= 0:
            message = f"“{words}” belongs to no question: no brace opens before it."
            self.collector.problem(line, column, message, "Write { before the first answer.")
        else:
            message = f"“{words}” asks nothing (a description); it is left out."
            self.collector.remark("dropped", message, item=words[:40] or "a description", line=line)

    def _take_comments(self, item: Item) -> None:
        tags = [self.category] if self.category else []
        for _, comment in self.pending:
            if comment.startswith(REMAINDER_MARK):
                item.remainder = comment[len(REMAINDER_MARK) :].strip()
            for found in _TOKENS.finditer(comment):
                value = re.sub(r"\\(.)", r"\1", found[2]).strip()
                if found[1] == "id":
                    item.name = value
                elif value:
                    tags.append(value[:100])
        self.pending.clear()
        if tags:
            item.fields["tags"] = list(dict.fromkeys(tags))


def _blocks(text: str) -> Iterator[_Block]:
    """The runs of lines that are not empty."""
    lines: list[str] = []
    comments: list[tuple[int, str]] = []
    start = 0
    for at, line in chain(lines_of(text), [(len(text), "")]):
        bare = line.strip()
        if not bare and lines:
            yield _Block("\n".join(lines), start, tuple(comments))
            lines, comments = [], []
        elif bare:
            start = start if lines else at
            is_comment = bare.startswith("//")
            if is_comment:
                comments.append((at, bare[2:].strip()))
            lines.append(" " * len(line) if is_comment else line)


def _is_open(text: str) -> bool:
    opened = find_free(text, "{")
    return opened >= 0 and find_free(text, "}", opened + 1) < 0


def _closing(blocks: list[_Block], number: int) -> int:
    """The block that closes the braces of an open one, before others open; itself if none does."""
    for place in range(number + 1, min(number + _MOST_JOINED, len(blocks))):
        closed, opened = (find_free(blocks[place].text, brace) for brace in "}{")
        if closed >= 0 and (opened < 0 or closed < opened):
            return place
        if opened >= 0:
            break
    return number


def _skip_space(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start
