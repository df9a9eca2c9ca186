"""Runs the readers of foreign files in processes of their own, and ends those that go too far."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from study.banks.confined import OUT_OF_MEMORY

_POLL = 0.1
_SIGXCPU = 24
# What a Python of its own may need to start; nothing else of our surroundings is passed on.
_PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TZ")
# Memory is bounded for each process, so their number is bounded too.
_AT_ONCE = threading.BoundedSemaphore(2)

_ASK = "If the file is what you expect, save its text as .txt or .md and give that."


@dataclass(frozen=True, slots=True)
class Limits:
    """How far the reading of one file may go: seconds, bytes of memory, bytes of answer."""

    seconds: int = 30
    memory: int = 512 * 1024 * 1024
    output: int = 8 * 1024 * 1024


LIMITS = Limits()


class RefusedFileError(Exception):
    """A file that could not be read: what is so, and what to do."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


def _unwatched() -> None:
    """For callers who do not watch."""


def confined(
    reader: str, data: bytes, *, limits: Limits = LIMITS, watch: Callable[[], None] = _unwatched
) -> dict[str, Any]:
    """The answer of a reader; RefusedFileError where it has none.

    `watch` is called ten times a second; what it raises ends the reading and is passed on.
    """
    while not _AT_ONCE.acquire(timeout=_POLL):
        watch()
    try:
        answer = _answer(reader, data, limits, watch)
    finally:
        _AT_ONCE.release()
    try:
        found = json.loads(answer)
    except ValueError as error:
        raise RefusedFileError(*_FAILED) from error
    if "refused" in found:
        raise RefusedFileError(str(found["refused"])[:500], str(found["fix"])[:500])
    return dict(found)


def _answer(reader: str, data: bytes, limits: Limits, watch: Callable[[], None]) -> bytes:
    try:
        run = _Run(reader, data, limits)
    except OSError as error:
        message = f"The file cannot be read now: no process can be started ({error.strerror})."
        raise RefusedFileError(message, "Try again later.") from error
    try:
        return run.answer(watch)
    finally:
        run.end()


_FAILED = ("The file is damaged, or made to do harm: its reader failed over it.", _ASK)


@dataclass(slots=True)
class _Run:
    """One process at work."""

    reader: str
    data: bytes
    limits: Limits
    process: subprocess.Popen[bytes] = field(init=False)
    output: bytes = field(init=False, default=b"")

    def __post_init__(self) -> None:
        command = [sys.executable, "-E", "-P", "-m", "study.banks.confined", self.reader]
        self.process = subprocess.Popen(  # noqa: S603 -- Our own program; the file is data.
            [*command, str(self.limits.seconds), str(self.limits.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        )

    def answer(self, watch: Callable[[], None]) -> bytes:
        """What the process said, if it ended well and in time."""
        threads = [threading.Thread(target=it, daemon=True) for it in (self._feed, self._collect)]
        for thread in threads:
            thread.start()
        # Waiting for time on a busy machine is no fault of the file.
        last = time.monotonic() + 2 * self.limits.seconds
        while threads[1].is_alive():
            threads[1].join(_POLL)
            watch()
            if time.monotonic() > last:
                raise RefusedFileError(*self._too_long())
        if len(self.output) > self.limits.output:
            most = f"more than {self.limits.output >> 20} MiB"
            raise RefusedFileError(f"The file gives {most} of text.", "Split it up.")
        self._check(self.process.wait(_POLL * 50))
        return self.output

    def end(self) -> None:
        """Ends the process, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # It still holds bytes that the process no longer takes.

    def _feed(self) -> None:
        pipe = self.process.stdin
        assert pipe is not None
        try:
            pipe.write(self.data)
            pipe.close()
        except (OSError, ValueError):
            return  # The process has ended before it read everything.

    def _collect(self) -> None:
        pipe = self.process.stdout
        assert pipe is not None
        try:
            self.output = pipe.read(self.limits.output + 1)
        except (OSError, ValueError):
            return  # The process was ended meanwhile.

    def _check(self, code: int) -> None:
        """Turns the way a process ended into a sentence."""
        if code == OUT_OF_MEMORY:
            needs = f"more than {self.limits.memory >> 20:,} MiB of memory"
            raise RefusedFileError(f"Reading the file would need {needs}.", _ASK)
        if code == -_SIGXCPU:
            raise RefusedFileError(*self._too_long())
        if code != 0:
            raise RefusedFileError(*_FAILED)

    def _too_long(self) -> tuple[str, str]:
        return f"Reading the file takes longer than {self.limits.seconds} seconds.", _ASK
