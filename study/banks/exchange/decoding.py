"""Bytes of other programs into text: their encodings are guessed where ours would be refused."""

from charset_normalizer import from_bytes

from study.banks.encoding import MOST_BYTES, decode
from study.banks.problems import Problem

_SAMPLE = 256 * 1024
# Of files that are not UTF-8, spreadsheets and old editors write these.
_LIKELY = ["cp1252", "cp1250", "cp1251", "cp1253", "gb18030", "shift_jis", "big5", "euc_kr"]


def decode_loosely(data: bytes, name: str, *, limit: int = MOST_BYTES) -> tuple[str, str] | Problem:
    """The text with plain line ends, and the encoding if it had to be guessed; or the problem."""
    text = decode(data, name, limit=limit)
    if isinstance(text, str):
        return _plain_ends(text), ""
    if "is not UTF-8" not in text.message:
        return text
    best = from_bytes(data[:_SAMPLE], cp_isolation=_LIKELY).best()
    guessed = _decoded(data, best.encoding) if best else None
    if best is None or guessed is None:
        return text
    # Many encodings of Europe agree on a text; then the one that most people have is named.
    encoding = "cp1252" if _decoded(data, "cp1252") == guessed else best.encoding
    # What the guess holds is checked like any other text.
    again = decode(guessed.encode("utf-8", "replace"), name, limit=4 * limit)
    return (_plain_ends(again), encoding) if isinstance(again, str) else again


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
