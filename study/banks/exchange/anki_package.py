"""The collection in an Anki package: taken out within bounds, into a file of its own.

Nothing else of the package is unpacked, and no name in it becomes a path.
"""

import io
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import zstandard

from study.banks.archives import ENCRYPTED, FAILURES, METHODS, PACKED, RefusedArchiveError

MOST_MEMBERS = 50_000
MOST_COLLECTION = 256 * 2**20
# Newest first: what older ones hold beside it is only a note that asks to update Anki.
COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")

_END = b"PK\x05\x06"
_LONGEST_DIRECTORY = 8 * 2**20
_CHUNK = 2**20
_SQLITE = b"SQLite format 3\0"
_FAILURES = (*FAILURES, zstandard.ZstdError, MemoryError)
_AGAIN = "Export it from Anki once more."


def is_package(data: bytes) -> bool:
    """Whether this is a package of Anki's: a zip archive with a collection in it."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with _opened(data) as archive:
            return any(name in COLLECTIONS for name in archive.namelist())
    except RefusedArchiveError:
        # What is too large or cut off may still say what it is.
        first = data[30 : 30 + int.from_bytes(data[26:28], "little")]
        return first.decode("cp437") in (*COLLECTIONS, "meta")


@contextmanager
def collection_file(data: bytes) -> Iterator[Path]:
    """The package's collection as a file that is gone afterwards; else RefusedArchiveError."""
    with (
        _opened(data) as archive,
        tempfile.TemporaryDirectory(prefix="study-") as folder,
    ):
        path = Path(folder) / "collection"
        member = _collection(archive)
        try:
            with archive.open(member) as packed, path.open("wb") as target:
                _copy(_unpacked(packed, member.filename), target)
        except _FAILURES as error:
            raise RefusedArchiveError("The Anki package is damaged.", _AGAIN) from error
        _check_kind(path)
        yield path


def _opened(data: bytes) -> zipfile.ZipFile:
    """The archive, its directory within bounds before it is read: it may name millions."""
    at = data.rfind(_END)
    if at < 0 or at + 22 > len(data):
        raise RefusedArchiveError("The Anki package is cut off or damaged.", _AGAIN)
    count, length = struct.unpack_from("<HI", data, at + 10)
    if count > MOST_MEMBERS or length > _LONGEST_DIRECTORY:
        raise _too_many()
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _FAILURES as error:
        raise RefusedArchiveError("The Anki package is damaged.", _AGAIN) from error
    if len(archive.infolist()) > MOST_MEMBERS:
        raise _too_many()
    return archive


def _too_many() -> RefusedArchiveError:
    message = f"The Anki package holds too many files: at most {MOST_MEMBERS:,} are looked at."
    return RefusedArchiveError(message, "Export it without media.")


def _collection(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The newest collection in the archive, after what the archive declares about it."""
    names = archive.namelist()
    found = [name for name in COLLECTIONS if name in names]
    if not found:
        message = "There is no collection in this package."
        raise RefusedArchiveError(message, _AGAIN)
    if names.count(found[0]) > 1:
        raise RefusedArchiveError(f"The package has two files “{found[0]}”.", _AGAIN)
    member = archive.getinfo(found[0])
    if member.flag_bits & ENCRYPTED or member.compress_type not in METHODS:
        message = "The collection is locked with a password or packed in an unusual way."
        raise RefusedArchiveError(message, _AGAIN)
    if member.file_size > MOST_COLLECTION:
        raise _too_large()
    return member


def _too_large() -> RefusedArchiveError:
    message = f"The collection is too large: at most {MOST_COLLECTION // 2**20} MiB are read."
    return RefusedArchiveError(message, "Export fewer decks at once.")


def _unpacked(packed: IO[bytes], name: str) -> IO[bytes] | zstandard.ZstdDecompressionReader:
    if not name.endswith("b"):
        return packed
    return zstandard.ZstdDecompressor().stream_reader(packed, read_size=_CHUNK)


def _copy(source: IO[bytes] | zstandard.ZstdDecompressionReader, target: IO[bytes]) -> None:
    """Copies while counting: what sizes were declared is not relied upon."""
    done = 0
    while chunk := source.read(_CHUNK):
        done += len(chunk)
        if done > MOST_COLLECTION:
            raise _too_large()
        target.write(chunk)


def _check_kind(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(len(_SQLITE))
    if start.startswith(PACKED):
        message = "The collection in the package is an archive itself."
        raise RefusedArchiveError(message, _AGAIN)
    if start != _SQLITE:
        message = "The collection in the package is no database of Anki's."
        raise RefusedArchiveError(message, _AGAIN)
