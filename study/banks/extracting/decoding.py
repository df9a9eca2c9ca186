"""Bytes of a text file of any encoding into text, with a word on what was guessed."""

import codecs
import re

from charset_normalizer import from_bytes

from study.banks.brought import Remark
from study.banks.extracting.blocks import UnreadableError, brief, guess
from study.banks.extracting.languages import small_words

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""")
# What browsers take these names for (WHATWG Encoding Standard).
_MEANT = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252"}
# In the order in which equal evidence decides.
_LIKELY = [
    *("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "iso8859_2", "cp866"),
    *("gb18030", "shift_jis", "big5", "euc_jp", "euc_kr"),
]
_SAMPLE = 64 * 1024
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_TOO_MANY = 0.01


def decoded(data: bytes, *, declares: bool = False) -> tuple[str, tuple[Remark, ...]]:
    """The text of the bytes, and the remark where its encoding had to be guessed.

    `declares` is set for formats that may name their encoding near the beginning.
    """
    encoding = _marked(data) or (_declared(data) if declares else "") or "utf-8"
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        return _guessed(data)
    return _checked(text), ()


def _marked(data: bytes) -> str:
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:2_048])
    name = found[1].decode("ascii").lower() if found else ""
    # UTF-7 hides signs from whoever looks at the bytes, and codecs of Python are no encodings.
    known = name.startswith(("utf-8", "iso-8859", "windows-", "cp12", "koi8", "gb", "big5", "euc"))
    return _MEANT.get(name, name) if known or name in _MEANT or "jis" in name else ""


def _guessed(data: bytes) -> tuple[str, tuple[Remark, ...]]:
    encoding = _likeliest(_sample(data))
    text = _checked(data.decode(encoding, errors="replace"))
    strange = next((word for word in text.split() if not word.isascii()), "")
    shown = f", so that it reads “{brief(strange, 40)}”" if strange else ""
    lost = text.count("\ufffd")
    unread = f" {lost:,} letters cannot be read." if lost else ""
    wrong = " Save it as UTF-8 if that is wrong."
    message = f"The letters were read as {encoding}{shown}.{unread}{wrong}"
    return text, (guess("the whole file", message),)


def _likeliest(sample: bytes) -> str:
    """The encoding that shows most small words of a language; else the least noisy one."""
    matches = from_bytes(sample, threshold=0.4, cp_isolation=_LIKELY)
    best = matches.best()
    if best is None:
        raise UnreadableError(*_NO_TEXT)
    shown = {match.encoding: small_words(str(match)) for match in matches}
    most = max(shown.values())
    return next((it for it in _LIKELY if most and shown.get(it) == most), best.encoding)


def _sample(data: bytes) -> bytes:
    """A part of the bytes that shows foreign letters, cut at line ends."""
    strange = re.search(rb"[\x80-\xff]", data)
    start = data.rfind(b"\n", 0, strange.start()) + 1 if strange else 0
    part = data[start : start + _SAMPLE]
    return part[: part.rfind(b"\n") + 1] or part


def _checked(text: str) -> str:
    unwanted = len(_BINARY.findall(text[:_SAMPLE]))
    if unwanted > max(3, _TOO_MANY * min(len(text), _SAMPLE)):
        raise UnreadableError(*_NO_TEXT)
    return text


_NO_TEXT = (
    "This is no text: it holds bytes that no writing has.",
    "Give a text, HTML, PDF, Word (.docx) or EPUB file.",
)
