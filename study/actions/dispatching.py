"""Has drafts made in a process of its own: its memory and its libraries are gone when it ends."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from study.domain.errors import StudyError
from study.generation import english

# What is being done, how much of it is done, how much there is; it raises to stop the work.
Progress: TypeAlias = Callable[[str, int, int], None]

BEGINNING = "Loading what reads English"
_POLL = 0.1
_ENDED = (
    "Drafting ended before it was done: most likely this computer has too little memory for it. "
    "Choose fewer or shorter documents."
)
# What a Python of its own may need to start; nothing else of our surroundings is passed on.
_PASSED_ON = (
    *("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TZ"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR"),
)
_COMMAND = (sys.executable, "-I", "-m", "study.actions.drafter")


def can_draft() -> bool:
    """Whether what reads English is installed; nothing of it is loaded."""
    return english.is_installed()


class DrafterFailedError(Exception):
    """The drafting program made a mistake; the text is what it said of it."""


def drafted(
    order: Mapping[str, Any], progress: Progress, *, command: Iterable[str] = _COMMAND
) -> Mapping[str, Any]:
    """What the drafting program answers to an order.

    `progress` is called ten times a second, also while nothing is heard; what it raises ends the
    program and is passed on. Raises StudyError where the program refuses or cannot go on.
    """
    run = _Run(tuple(command), json.dumps(order, default=str).encode())
    try:
        answer = run.answer(progress)
    finally:
        run.end()
    if "refused" in answer:
        raise StudyError(str(answer["refused"]))
    if "accident" in answer:
        raise DrafterFailedError(answer["accident"])
    return answer


@dataclass(slots=True)
class _Run:
    """The program at work."""

    command: tuple[str, ...]
    order: bytes
    process: subprocess.Popen[bytes] = field(init=False)
    heard: queue.SimpleQueue[bytes | None] = field(init=False)

    def __post_init__(self) -> None:
        self.heard = queue.SimpleQueue()
        self.process = subprocess.Popen(  # noqa: S603  # Our own program; the documents are data.
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        )

    def answer(self, progress: Progress) -> Mapping[str, Any]:
        """The last line of the program, after those that say how far it is."""
        for work in (self._feed, self._listen):
            threading.Thread(target=work, daemon=True).start()
        state: tuple[str, int, int] = (BEGINNING, 0, 0)
        while True:
            progress(*state)
            try:
                line = self.heard.get(timeout=_POLL)
            except queue.Empty:
                continue
            if line is None:
                raise StudyError(_ENDED)
            said: Mapping[str, Any] = json.loads(line)
            if "progress" not in said:
                return said
            what, done, total = said["progress"]
            state = (str(what), int(done), int(total))

    def end(self) -> None:
        """Ends the program, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:
                continue  # It still holds bytes that the program no longer takes.

    def _feed(self) -> None:
        pipe = self.process.stdin
        assert pipe is not None
        try:
            pipe.write(self.order)
            pipe.close()
        except (OSError, ValueError):
            return  # The program has ended before it read everything.

    def _listen(self) -> None:
        pipe = self.process.stdout
        assert pipe is not None
        try:
            for line in pipe:
                self.heard.put(line)
        except (OSError, ValueError):
            pass  # The program was ended meanwhile.
        self.heard.put(None)
