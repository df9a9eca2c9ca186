"""What the YAML parser stumbled over, in an author's words; and the questions beside it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from yaml import MarkedYAMLError, YAMLError

from study.banks.yaml_events import (
    MOST_NODES,
    Extent,
    Flaw,
    Loaded,
    Place,
    Plain,
    RefusedError,
    load,
    too_many,
)

_QUOTE = "Put the whole text between double quotes."
_BACKSLASH = "Write \\\\ for a backslash, or use single quotes."
_OUT_OF_LINE = (
    "This line begins in another column than its neighbours.",
    "Begin the fields of one question in the same column, with spaces.",
)
_LEFT_OVER = (
    "Something follows where the value has already ended.",
    'Write a quotation mark inside a text as \\", or put the other kind around the text.',
)


def flaw_of(error: YAMLError, text: str) -> Flaw:
    """The place and the sentence for an error of the parser."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return Flaw(Place(0, 0, 0), f"This is no readable YAML ({error}).")
    mark, problem = error.problem_mark, str(error.problem)
    place = Place(mark.index, mark.line, mark.column)
    opened = error.context_mark
    here = text[place.offset : place.offset + 1]
    if opened is not None and "unexpected end of stream" in problem:
        start = Place(opened.index, opened.line, opened.column)
        return Flaw(start, "The quotation mark that opens here is never closed.", "Close it.")
    if here == "\t" or "tab character" in problem:
        return Flaw(place, "A tab stands where YAML wants spaces.", "Replace it by spaces.")
    if opened is not None and "could not find expected ':'" in problem:
        start = Place(opened.index, opened.line, opened.column)
        return Flaw(start, "This line is no field: it has no colon.", _QUOTE)
    before = text[text.rfind("\n", 0, place.offset) + 1 : place.offset]
    message, fix = _sentences(problem, here, begins_line=not before.strip())
    return Flaw(place, message, fix, second_line=opened.line if opened else 0)


def _sentences(problem: str, here: str, *, begins_line: bool) -> tuple[str, str]:
    known = (
        ("mapping values", "A colon with a space stands inside an unquoted text.", _QUOTE),
        ("start any token", f"An unquoted text cannot begin with “{here}”.", _QUOTE),
        ("',' or", "The bracket opened in line {line} is not closed by here.", "Close it."),
        ("escape", "A backslash in double quotes stands before a wrong letter.", _BACKSLASH),
        ("expected key", *(_OUT_OF_LINE if begins_line else _LEFT_OVER)),
        ("'-' indicator", *_OUT_OF_LINE),
    )
    for part, sentence, fix in known:
        if part in problem:
            return sentence, fix
    return f"YAML cannot be read here ({problem}).", _QUOTE


# --- the questions beside a broken one ---------------------------------------------------

_MOST_BROKEN = 100
_HEADING = "questions:\n"
_QUESTIONS = re.compile(r"^questions:[^\S\n]*(?:#.*)?$", re.MULTILINE)
_FIRST_ITEM = re.compile(r"(?:[^\S\n]*(?:#.*)?\r?\n)+( *)- ")
_ID = re.compile(r"\bid: *[\"']?([a-z0-9-]{1,100})")


def rescue(text: str, error: YAMLError) -> Loaded:
    """What can be read of a broken file: its head and each question by itself.

    This needs the usual layout, `questions:` over a list with one dash a question; of any
    other layout nothing is read but the error.
    """
    head, extents = _pieces(text)
    if not extents:
        return Loaded(flaws=[flaw_of(error, text)])
    loaded = _load(head)
    items: list[Plain] = []
    broken = 0
    for extent in extents:
        piece = _load_piece(text[extent.start.offset : extent.end], extent.start)
        broken += not piece.extents
        loaded.nodes += piece.nodes
        if broken > _MOST_BROKEN or loaded.nodes > MOST_NODES:
            over = Flaw(extent.start, "Too much of the file is no YAML; reading ends here.")
            loaded.add(too_many(extent.start) if loaded.nodes > MOST_NODES else over)
            break
        loaded.extents |= {len(items) + n: extent for n, extent in piece.extents.items()}
        items += piece.value
        loaded.flaws += piece.flaws
    if isinstance(loaded.value, dict):
        loaded.value["questions"] = items
    return loaded


def _load(text: str) -> Loaded:
    try:
        return load(text)
    except RefusedError as refused:
        return Loaded(flaws=[refused.flaw])
    except YAMLError as error:
        return Loaded(flaws=[flaw_of(error, text)])


def _load_piece(text: str, start: Place) -> Loaded:
    """One question under a heading of its own, its places moved to where it stands."""
    piece = _load(_HEADING + text)
    is_read = isinstance(piece.value, dict)
    named = _ID.search(text)
    return Loaded(
        value=piece.value["questions"] if is_read else [],
        flaws=[
            replace(
                _moved_flaw(flaw, start),
                question=named[1] if named else "",
                is_of_a_question=True,
            )
            for flaw in piece.flaws
        ],
        extents={
            number: Extent(_moved(extent.start, start), extent.end - len(_HEADING) + start.offset)
            for number, extent in piece.extents.items()
        },
        nodes=piece.nodes,
    )


def _moved_flaw(flaw: Flaw, start: Place) -> Flaw:
    second_line = flaw.second_line - 1 + start.line
    return replace(flaw, place=_moved(flaw.place, start), second_line=second_line)


def _moved(place: Place, start: Place) -> Place:
    offset = place.offset - len(_HEADING) + start.offset
    return Place(offset, place.line - 1 + start.line, place.column)


def _pieces(text: str) -> tuple[str, list[Extent]]:
    """The text with its questions blanked out, and where each of them stands."""
    heading = _QUESTIONS.search(text)
    first = _FIRST_ITEM.match(text, heading.end()) if heading else None
    if first is None:
        return text, []
    indent = first[1]
    start = first.start(1)
    # A line further left, or a name in the first column, is no part of the list any more.
    beyond = re.compile(rf"^(?!{indent}| *\t)(?=\s*[^\s#])|^(?=[^\s#-])", re.MULTILINE).search(
        text, start
    )
    end = beyond.start() if beyond else len(text)
    dashes = re.compile(rf"^{indent}- ", re.MULTILINE).finditer(text, start, end)
    blanked = re.sub(r"[^\n]", " ", text[start:end])
    return text[:start] + blanked + text[end:], list(
        _extents(text, [dash.start() for dash in dashes], end)
    )


def _extents(text: str, starts: list[int], end: int) -> Iterator[Extent]:
    counted, line = 0, 0
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        line += text.count("\n", counted, start)
        counted = start
        yield Extent(Place(start, line, 0), stop)
