"""Gaps in a text of another program as deletions in ours."""

import re

_UNWRITABLE = re.compile(r"::+|\{+|\}+")
_STAND_INS = {":": "：", "{": "(", "}": ")"}


def deletion(number: int, answer: str, hint: str = "") -> str:
    """A gap with this answer; signs that have a meaning within one are replaced."""
    inner = f"{_free(answer)}::{_free(hint)}" if hint else _free(answer)
    return f"{{{{c{number}::{inner}}}}}"


def is_writable(answer: str) -> bool:
    """Whether a gap can have this answer as it is."""
    return _UNWRITABLE.search(answer) is None


def _free(text: str) -> str:
    words = " ".join(text.split())
    return _UNWRITABLE.sub(lambda found: _STAND_INS[found[0][0]] * len(found[0]), words)
