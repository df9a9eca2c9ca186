"""Lines of styled text as the small Markdown that questions are written in."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from unicodedata import category

# White space that HTML runs together; editors write no-break spaces for layout.
SPACES = re.compile(r"[ \t\n\r\f\xa0]+")
# Formulas and blanks to fill in are left as they stand: the renderer knows them too.
_KEPT = re.compile(
    r"\$\$[^$]{1,500}\$\$|\$(?!\s)[^$\n]{1,500}(?<!\s)\$(?!\d)"
    r"|\\\((?:[^\\]|\\[^()]){1,500}\\\)|\\\[(?:[^\\]|\\[^\[\]]){1,500}\\\]|_{3,}"
)
# An underscore within a word means nothing, nor does the only dollar of a line.
_SIGN = r"[*`]|(?<!\w)_|_(?!\w)|\\(?=[!-/:-@\[-`{-~]|\Z)|\[(?=[^\[\]\n]*\]\()"
_SIGNS = re.compile(_SIGN)
_SIGNS_AND_DOLLARS = re.compile(rf"{_SIGN}|\$")
# What would begin a list's item or the edge of a block of code.
_MARKER = re.compile(r"(?=[-+](?:\s|$)|~~~)|\d{1,9}(?=[.)](?:\s|$))")


@dataclass(frozen=True, slots=True)
class Style:
    """How words are set apart."""

    strong: bool = False
    em: bool = False
    code: bool = False


Run = tuple[str, Style]
# The characters just before and after some runs.
_Around = tuple[str, str]


@dataclass(slots=True)
class Line:
    """One line: what begins it, and its runs; of a preformatted block, the text as it is."""

    indent: str = ""
    marker: str = ""
    runs: tuple[Run, ...] = ()
    block: str | None = None
    after_gap: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.runs and self.block is None


def bare(line: Line) -> str:
    """One line as words alone."""
    if line.block is not None:
        return line.block
    return line.indent + line.marker + "".join(text for text, _ in line.runs)


def trimmed(runs: Iterable[Run]) -> list[Run]:
    """The runs of one line, like ones joined, without white space at the ends or twice."""
    kept: list[Run] = []
    for style, group in groupby(runs, key=lambda run: run[1]):
        text = SPACES.sub(" ", "".join(text for text, _ in group))
        if not kept:
            text = text.lstrip()
        elif kept[-1][0].endswith(" "):
            text = text.removeprefix(" ")
        if text:
            kept.append((text, style))
    while kept and not kept[-1][0].strip():
        kept.pop()
    return [*kept[:-1], (kept[-1][0].rstrip(), kept[-1][1])] if kept else []


def written(line: Line) -> str:
    """One line as Markdown; signs that the text itself has are escaped."""
    if line.block is not None:
        return _fenced(line.block, line.indent + " " * len(line.marker), line.indent + line.marker)
    if not line.runs:
        return ""
    dollars = sum(text.count("$") for text, _ in line.runs)
    signs = _SIGNS_AND_DOLLARS if dollars > 1 else _SIGNS
    runs = tuple((_word(text, style, signs), style) for text, style in line.runs)
    text = _strong(runs, ("", ""))
    if found := _MARKER.match(text):
        text = f"{found[0]}\\{text[found.end() :]}"
    return line.indent + line.marker + text


def _fenced(block: str, indent: str, first: str) -> str:
    fence = "`" * max(3, 1 + max((len(ticks) for ticks in re.findall(r"`+", block)), default=0))
    return "\n".join(
        (first + fence, *(indent + row if row else "" for row in block.split("\n")), indent + fence)
    )


def _word(text: str, style: Style, signs: re.Pattern[str]) -> str:
    return _code(text) if style.code else escaped(text, signs)


def _strong(runs: tuple[Run, ...], around: _Around) -> str:
    return _wrapped(runs, around, "**", lambda style: style.strong, _em)


def _em(runs: tuple[Run, ...], around: _Around) -> str:
    return _wrapped(runs, around, "*", lambda style: style.em, _words)


def _words(runs: tuple[Run, ...], _around: _Around) -> str:
    return "".join(text for text, _ in runs)


def _wrapped(
    runs: tuple[Run, ...],
    around: _Around,
    mark: str,
    has: Callable[[Style], bool],
    write: Callable[[tuple[Run, ...], _Around], str],
) -> str:
    """The runs with those of one style between marks, where the marks would be understood."""
    groups = [(key, tuple(group)) for key, group in groupby(runs, key=lambda run: has(run[1]))]
    texts = [around[0], *("".join(text for text, _ in group) for _, group in groups), around[1]]
    out = ""
    for number, (is_marked, group) in enumerate(groups, start=1):
        sides = texts[number - 1][-1:], texts[number + 1][:1]
        if is_marked and _can_stand(texts[number], sides):
            # White space stands outside of the marks.
            lead, trail = _margins(texts[number])
            inner = write(tuple(trimmed(group)), (lead[-1:] or sides[0], trail[:1] or sides[1]))
            out += f"{lead}{mark}{inner}{mark}{trail}"
        else:
            out += write(group, sides)
    return out


def _can_stand(text: str, around: _Around) -> bool:
    """Whether marks here are read as marks: not between a word and a sign (CommonMark 6.2)."""
    core = text.strip()
    opens = core and (text[0].isspace() or not _is_sign(core[0]) or _is_open(around[0]))
    return bool(opens) and (text[-1].isspace() or not _is_sign(core[-1]) or _is_open(around[1]))


def _is_sign(character: str) -> bool:
    return category(character)[0] in "PS"


def _is_open(character: str) -> bool:
    """Whether nothing that belongs to a word stands here."""
    return not character or character.isspace() or _is_sign(character)


def _margins(text: str) -> tuple[str, str]:
    """The white space before and after the words."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _code(text: str) -> str:
    core = text.strip()
    if not core:
        return text
    fence = "`" * (1 + max((len(ticks) for ticks in re.findall(r"`+", core)), default=0))
    pad = " " if core[0] == "`" or core[-1] == "`" else ""
    lead, trail = _margins(text)
    return f"{lead}{fence}{pad}{core}{pad}{fence}{trail}"


def escaped(text: str, signs: re.Pattern[str] = _SIGNS_AND_DOLLARS) -> str:
    """The text with its signs escaped, so that they are shown as they are."""
    out, position = "", 0
    for kept in _KEPT.finditer(text):
        out += signs.sub(r"\\\g<0>", text[position : kept.start()]) + kept[0]
        position = kept.end()
    return out + signs.sub(r"\\\g<0>", text[position:])
