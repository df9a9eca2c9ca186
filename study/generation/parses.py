"""A parsed sentence put away small, and unpacked while somebody looks at it."""

from functools import lru_cache
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab
    from thinc.types import Ints2d

# A Doc takes ten times the memory: of a book only the sentences at hand are unpacked.
_UNPACKED = 64
_KEPT = ("ORTH", "SPACY", "TAG", "POS", "DEP", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE")


class Parse:
    """What the model found in one sentence."""

    __slots__ = ("_attributes", "_vocab")

    def __init__(self, doc: "Doc") -> None:
        self._vocab: Vocab = doc.vocab
        self._attributes: bytes = doc.to_array(list(_KEPT)).tobytes()

    @property
    def doc(self) -> "Doc":
        """The sentence with its tokens; the same one as long as it is at hand."""
        return _unpacked(self)

    def unpacked(self) -> "Doc":
        """The sentence with its tokens, made anew."""
        import numpy as np  # noqa: PLC0415  # It comes with spaCy, which not everybody installs.
        from spacy.tokens import Doc  # noqa: PLC0415  # Without it there are no parses.

        table = np.frombuffer(self._attributes, dtype=np.uint64).reshape(-1, len(_KEPT))
        strings = self._vocab.strings
        words = [strings[int(word)] for word in table[:, 0]]
        doc = Doc(self._vocab, words=words, spaces=[bool(space) for space in table[:, 1]])
        return doc.from_array(list(_KEPT[2:]), cast("Ints2d", table[:, 2:]))


@lru_cache(maxsize=_UNPACKED)
def _unpacked(parse: Parse) -> "Doc":
    return parse.unpacked()
