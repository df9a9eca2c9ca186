"""The stretch of a text that says most nearly the same as some words, however much longer it is."""

from collections.abc import Iterator

from rapidfuzz.distance import Indel
from rapidfuzz.fuzz import partial_ratio_alignment, ratio

from study.domain.differing import spans_of_words

_LIKE_ENOUGH = 55.0
# Of the runs of equal words so many at either end are tried as the stretch's own end.
_TRIED = 3
_PARAGRAPH = "\n\n"


def most_like(words: str, text: str) -> tuple[int, int] | None:
    """Where the stretch begins and ends, in whole words of one paragraph; None if none is like it.

    Aligning finds a stretch as long as the words; where some were put in between, the words
    around it are tried too.
    """
    found = partial_ratio_alignment(words, text, score_cutoff=_LIKE_ENOUGH)
    if found is None or not text:
        return None
    window = _whole_words(words, text, *_in_one_paragraph(text, found.dest_start, found.dest_end))
    tried = [window, *_wider(words, text, *window)]
    return max(tried, key=lambda span: ratio(words, text[span[0] : span[1]]))


def _in_one_paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """The longest piece of a stretch that no border of a paragraph cuts."""
    pieces, at = [], start
    for piece in text[start:end].split(_PARAGRAPH):
        pieces.append((at, at + len(piece)))
        at += len(piece) + len(_PARAGRAPH)
    return max(pieces, key=lambda piece: piece[1] - piece[0])


def _wider(words: str, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches around a window that begin and end with words of the quote."""
    margin = len(words) // 2 + 20
    first = max(text.rfind(_PARAGRAPH, 0, start) + len(_PARAGRAPH), start - margin, 0)
    behind = text.find(_PARAGRAPH, end)
    around = text[first : min(len(text) if behind < 0 else behind, end + margin)]
    theirs = spans_of_words(around)
    wanted = [_bare(words[a:b]) for a, b in spans_of_words(words)]
    matching = Indel.opcodes(wanted, [_bare(around[a:b]) for a, b in theirs]).as_matching_blocks()
    runs = [(block.b, block.b + block.size) for block in matching if block.size]
    for begin, _ in runs[:_TRIED]:
        for _, stop in runs[-_TRIED:]:
            if begin < stop:
                a, b = first + theirs[begin][0], first + theirs[stop - 1][1]
                yield _whole_words(words, text, a, b)


def _bare(word: str) -> str:
    return word.strip(".,;:!?“”\"'‘’()[]").casefold() or word


def _whole_words(words: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch grown to whole words; it ends in punctuation only where the words do."""
    while start > 0 and not text[start - 1].isspace() and not text[start].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace() and not text[end - 1].isspace():
        end += 1
    while start < end and (text[start].isspace() or _is_loose(text[start], words[:1])):
        start += 1
    while start < end and (text[end - 1].isspace() or _is_loose(text[end - 1], words[-1:])):
        end -= 1
    return start, end


def _is_loose(edge: str, wanted: str) -> bool:
    return wanted.isalnum() and not edge.isalnum()
