"""The texts within a GIFT question: escapes, and the format they say they are in."""

import re

from study.banks.exchange.collecting import Item
from study.banks.exchange.styled import as_typed, in_markdown

FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([\\:#={}~n])")


def find_free(text: str, wanted: str, start: int = 0) -> int:
    """Where this stands next without a backslash before it, or -1."""
    at = text.find(wanted, start)
    while at >= 0 and _is_escaped(text, at):
        at = text.find(wanted, at + 1)
    return at


def _is_escaped(text: str, at: int) -> bool:
    before = at
    while before > 0 and text[before - 1] == "\\":
        before -= 1
    return (at - before) % 2 == 1


class GiftText:
    """Turns the texts of one question into ours; what is lost is noted with the question."""

    def __init__(self, style: str, item: Item) -> None:
        self.style = style
        self.item = item

    def text(self, raw: str) -> str:
        """A text that may have its own format before it."""
        text, style = self._unescaped(raw)
        return in_markdown(text, style, self.item)

    def typed(self, raw: str) -> str:
        """A text that is compared with what is typed: the question's format is not for it."""
        text, style = self._unescaped(raw)
        return as_typed(text, style if FORMAT.match(raw) else "plain", self.item)

    def _unescaped(self, raw: str) -> tuple[str, str]:
        own = FORMAT.match(raw)
        lines = [line.strip() for line in raw[own.end() if own else 0 :].split("\n")]
        text = _ESCAPE.sub(_meant, "\n".join([line for line in lines if line]))
        return text, own[1].lower() if own else self.style


def _meant(found: re.Match[str]) -> str:
    return "\n" if found[1] == "n" else found[1]
