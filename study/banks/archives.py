"""Zip archives that came from somebody: opened within bounds, their names made harmless."""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from study.banks.brought import Remark, Sent
from study.banks.encoding import MOST_BYTES
from study.banks.problems import Problem

MOST_MEMBERS = 1_000
MOST_UNPACKED = 64 * 1024 * 1024
MOST_RATIO = 200
LONGEST_NAME = 200
MOST_PARTS = 5_000
# How archives begin: zip, zip without a file, and others.
ZIP = b"PK\x03\x04"
PACKED = (ZIP, b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"BZh")

_END = b"PK\x05\x06"
_LONGEST_DIRECTORY = 1024 * 1024
# Below this even a text of nothing but spaces is no danger.
_SMALL = 1024 * 1024
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1
_UTF8 = 0x800
# What damaged archives raise; the last two are zipfile's own words for methods and locks that it
# does not know.
FAILURES = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error),
    *(NotImplementedError, RuntimeError),
)
_JUNK_LEFT_OUT = "This is no file of yours, but one that the system added."
_JUNK = re.compile(
    r"(?:.*/)?(?:__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)", re.DOTALL
)
_UNSHOWN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_DRIVE = re.compile(r"^[A-Za-z]:")


class RefusedArchiveError(Exception):
    """An archive that is not opened: what is so, and what to do."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The files of an archive, and what was left out of it."""

    files: tuple[Sent, ...]
    remarks: tuple[Remark, ...] = ()


def unpacked(sent: Sent) -> tuple[Sent, ...] | Problem:
    """The files of a zip archive, or why it is refused; names stay relative to the archive."""
    whole = unpacked_with_remarks(sent)
    return whole if isinstance(whole, Problem) else whole.files


def unpacked_with_remarks(sent: Sent) -> Unpacked | Problem:
    """The same, with what was left out: folders of macOS, links, names given twice."""
    try:
        with opened(sent.data) as archive:
            return _unpacked(archive)
    except RefusedArchiveError as refused:
        return Problem(file=shown_name(sent.name), message=refused.message, fix=refused.fix)


def shown_name(name: str) -> str:
    """A name as it may be shown: relative, with / between its parts, of bounded length.

    It still tells files of one archive apart, and leads nowhere: no drive, no root, no `..`.
    """
    flat = _UNSHOWN.sub("", name.replace("\\", "/"))
    parts = [part for part in _DRIVE.sub("", flat).split("/") if part.strip(". ")]
    return "/".join(parts)[-LONGEST_NAME:].strip("/ ") or "file"


def opened(data: bytes, *, most_members: int = MOST_MEMBERS) -> zipfile.ZipFile:
    """The archive in these bytes, all it declares within bounds; else RefusedArchiveError."""
    archive = _directory(data, most_members)
    members = archive.infolist()
    for member in members:
        _check_member(member)
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise _too_large()
    return archive


def _directory(data: bytes, most_members: int) -> zipfile.ZipFile:
    """The archive, its list of members read and nothing else."""
    _check_directory(data, most_members)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except FAILURES as error:
        raise RefusedArchiveError("The archive is damaged.", "Make it once more.") from error
    if len(archive.infolist()) > most_members:
        raise _too_many(most_members)
    return archive


def contents(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of one member, counted while they are read; else RefusedArchiveError."""
    try:
        with archive.open(member) as file:
            data = file.read(most + 1)
    except FAILURES as error:
        message = f"“{_short(member)}” in the archive is damaged."
        raise RefusedArchiveError(message, "Make the archive once more.") from error
    if len(data) > most:
        raise _too_large()
    return data


def _check_directory(data: bytes, most_members: int) -> None:
    """Looks at the end of the archive before its directory is read: it may name millions."""
    at = data.rfind(_END)
    if at < 0 or at + 22 > len(data):
        raise RefusedArchiveError("The archive is cut off or damaged.", "Make it once more.")
    count, length = struct.unpack_from("<HI", data, at + 10)
    if count > most_members or length > _LONGEST_DIRECTORY:
        raise _too_many(most_members)


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & ENCRYPTED:
        message = f"“{_short(member)}” in the archive is locked with a password."
        raise RefusedArchiveError(message, "Make the archive without a password.")
    if member.compress_type not in METHODS:
        message = f"“{_short(member)}” in the archive is packed in an unusual way."
        raise RefusedArchiveError(message, "Make an ordinary zip archive.")
    if member.file_size > max(_SMALL, MOST_RATIO * member.compress_size):
        message = f"“{_short(member)}” in the archive would grow {MOST_RATIO} times or more."
        raise RefusedArchiveError(message, "Give the file itself.")


def _unpacked(archive: zipfile.ZipFile) -> Unpacked:
    files: dict[str, Sent] = {}
    remarks: list[Remark] = []
    room = MOST_UNPACKED
    for member in archive.infolist():
        if member.is_dir():
            continue
        name = shown_name(_name(member))
        why = _left_out(member, name, files)
        if why:
            remarks.append(Remark(item=name[-80:], kind="dropped", message=why))
            continue
        data = contents(archive, member, min(room, MOST_BYTES))
        room -= len(data)
        _check_nesting(data, member)
        files[name] = Sent(name, data)
    if not files:
        raise RefusedArchiveError("The archive holds no file.", "Put the bank into it.")
    return Unpacked(tuple(files.values()), _together(remarks))


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name; many programs write UTF-8 without saying so."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _left_out(member: zipfile.ZipInfo, name: str, files: Mapping[str, Sent]) -> str:
    """The sentence that says why a member is left out, or ""."""
    if _JUNK.fullmatch(name):
        return _JUNK_LEFT_OUT
    if stat.S_ISLNK(member.external_attr >> 16):
        return "This is a link to another file, which was not followed."
    if name in files:
        return "A file of this name stands in the archive twice; the first one is taken."
    return ""


def _check_nesting(data: bytes, member: zipfile.ZipInfo) -> None:
    if data.startswith(PACKED) and not kind_of(data):
        message = f"“{_short(member)}” is an archive in the archive."
        raise RefusedArchiveError(message, "Unpack it, and give the files themselves.")


def kind_of(data: bytes) -> Literal["docx", "epub", ""]:
    """What kind of document the archive is: "docx" or "epub"; "" for any other."""
    if data[30:58] == b"mimetypeapplication/epub+zip":
        return "epub"
    try:
        names = set(_directory(data, MOST_PARTS).namelist())
    except RefusedArchiveError:
        return ""
    if "word/document.xml" in names:
        return "docx"
    return "epub" if "META-INF/container.xml" in names else ""


def _together(remarks: list[Remark]) -> tuple[Remark, ...]:
    """The remarks, those on what systems add in one."""
    junk = sum(remark.message == _JUNK_LEFT_OUT for remark in remarks)
    others = tuple(remark for remark in remarks if remark.message != _JUNK_LEFT_OUT)
    if not junk:
        return others
    files = "A file" if junk == 1 else f"{junk} files"
    message = f"{files} that macOS or Windows adds by itself (__MACOSX, .DS_Store) left out."
    return (*others, Remark(item="the archive", kind="dropped", message=message))


def _short(member: zipfile.ZipInfo) -> str:
    return shown_name(_name(member))[-80:]


def _too_many(most: int) -> RefusedArchiveError:
    message = f"The archive holds too many files: at most {most:,} are read."
    return RefusedArchiveError(message, "Split it into several archives.")


def _too_large() -> RefusedArchiveError:
    message = (
        f"The files in the archive are too large: at most {MOST_UNPACKED >> 20} MiB together"
        f" and {MOST_BYTES >> 20} MiB each."
    )
    return RefusedArchiveError(message, "Split it into several archives.")
