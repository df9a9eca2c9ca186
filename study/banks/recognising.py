"""Which format a file is in, told by its content; its name is only a hint."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from study.banks.brought import Sent
from study.banks.encoding import MOST_BYTES
from study.banks.reading import Reading, read_bank
from study.banks.yaml_events import Progress

# A reader takes the file, the most bytes it may read, and whom to tell how far it is.
Reader: TypeAlias = Callable[[Sent, int, Progress | None], Reading]


def _read_yaml(sent: Sent, limit: int, progress: Progress | None) -> Reading:
    return read_bank(sent.data, sent.name, limit=limit, progress=progress)


READERS: Mapping[str, Reader] = {"yaml": _read_yaml}


def read_any(sent: Sent, *, limit: int = MOST_BYTES, progress: Progress | None = None) -> Reading:
    """What a file gives, whichever of the known formats it is in."""
    return READERS["yaml"](sent, limit, progress)


def is_document(sent: Sent) -> bool:
    """Whether the file is a text to be cited rather than a bank of questions."""
    return sent.name.lower().endswith(".md")
