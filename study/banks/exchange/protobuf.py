"""As much of protocol buffers as Anki's note types need: numbers and texts by field number.

The wire format is that of https://protobuf.dev/programming-guides/encoding/.
"""

from collections.abc import Mapping

_LONGEST_VARINT = 10
_FIXED = {1: 8, 5: 4}


class ProtobufError(ValueError):
    """The bytes are no message."""


def messages(data: bytes) -> Mapping[int, int | bytes]:
    """A message's fields by number; of one that stands there several times, the last."""
    found: dict[int, int | bytes] = {}
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        if key & 7 == 0:
            found[key >> 3], at = _varint(data, at)
            continue
        length = _FIXED.get(key & 7)
        if length is None:
            if key & 7 != 2:
                raise ProtobufError
            length, at = _varint(data, at)
        if at + length > len(data):
            raise ProtobufError
        found[key >> 3] = data[at : at + length]
        at += length
    return found


def text(message: Mapping[int, int | bytes], field: int) -> str:
    """The text of a field; "" where there is none."""
    value = message.get(field, b"")
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def number(message: Mapping[int, int | bytes], field: int) -> int:
    """The number of a field; 0 where there is none."""
    value = message.get(field, 0)
    return value if isinstance(value, int) else 0


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place, byte in enumerate(data[at : at + _LONGEST_VARINT]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    raise ProtobufError
