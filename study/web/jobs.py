"""Long work beside the requests: one thread, a short queue, results kept for a while."""

import logging
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from study.domain.errors import StudyError
from study.storage.database import Unavailable

log = logging.getLogger("study")
T = TypeVar("T")
# What is being done, how much of it is done, and how much there is.
Progress: TypeAlias = Callable[[str, int, int], None]
_Name: TypeAlias = tuple[int, str]

MOST_WAITING = 20
# A large bank that was read takes a hundred megabytes: few are kept, and not for long.
MOST_KEPT = 4
KEPT_SECONDS = 900.0
CLOSING_SECONDS = 10.0


class Cancelled(Exception):
    """The work was asked to stop."""


class Stage(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A piece of work as it stands: its result when it is done, a sentence when it failed."""

    owner: int
    key: str
    stage: Stage = Stage.WAITING
    what: str = ""
    done: int = 0
    total: int = 0
    result: Any = None
    error: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.stage not in {Stage.WAITING, Stage.RUNNING}


@dataclass(slots=True, kw_only=True)
class _Task:
    """A job while it is carried out; everything but its events is read under the lock."""

    owner: int
    key: str
    work: Callable[[Progress], Any] | None
    stage: Stage = Stage.WAITING
    what: str = ""
    done: int = 0
    total: int = 0
    result: Any = None
    error: str = ""
    expires: float = float("inf")
    stop: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def seen(self) -> Job:
        """The job as others see it."""
        return Job(
            owner=self.owner,
            key=self.key,
            stage=self.stage,
            what=self.what,
            done=self.done,
            total=self.total,
            result=self.result,
            error=self.error,
        )


class Jobs:
    """Carries out one piece of work after the other, each for its owner under a key.

    What is over is kept for a quarter of an hour, the last few only: whoever comes later
    starts anew. Nobody sees another owner's.
    """

    def __init__(
        self,
        *,
        most_waiting: int = MOST_WAITING,
        most_kept: int = MOST_KEPT,
        kept_seconds: float = KEPT_SECONDS,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_waiting = most_waiting
        self._most_kept = most_kept
        self._kept_seconds = kept_seconds
        self._timer = timer
        self._tasks: OrderedDict[_Name, _Task] = OrderedDict()
        self._queue: deque[_Task] = deque()
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._worker: threading.Thread | None = None
        self._is_closed = False

    def start(self, owner: int, key: str, work: Callable[[Progress], T]) -> Job:
        """The job under that key, put in the queue unless it is there already."""
        with self._changed:
            known = self._known(owner, key)
            if known is not None:
                return known.seen()
            if self._is_closed or len(self._queue) >= self._most_waiting:
                raise Unavailable("Too much is being read at once. Try again in a minute.")
            task = self._tasks[owner, key] = _Task(owner=owner, key=key, work=work)
            self._queue.append(task)
            self._changed.notify_all()
            if self._worker is None:
                self._worker = threading.Thread(target=self._serve, name="jobs", daemon=True)
                self._worker.start()
            return task.seen()

    def run(self, owner: int, key: str, work: Callable[[Progress], T]) -> Job:
        """The same for work that is short: carried out here and now, past the queue."""
        with self._lock:
            known = self._known(owner, key)
            if known is not None:
                return known.seen()
            task = self._tasks[owner, key] = _Task(owner=owner, key=key, work=work)
        self._carry_out(task)
        with self._lock:
            return task.seen()

    def find(self, owner: int, key: str, *, wait: float = 0.0) -> Job | None:
        """The job as it stands, or None; with `wait` at its end, if that comes so soon."""
        with self._lock:
            task = self._known(owner, key)
        if task is None:
            return None
        if wait:
            task.over.wait(wait)
        with self._lock:
            return task.seen()

    def cancel(self, owner: int, key: str) -> None:
        """Asks the work to stop; what is over already stays as it is."""
        with self._lock:
            task = self._known(owner, key)
            if task is None or task.over.is_set():
                return
            task.stop.set()
            if task in self._queue:
                self._queue.remove(task)
                self._end(task, Stage.CANCELLED)

    def forget(self, owner: int, key: str) -> None:
        """Drops what came of the work, so that it can be started anew."""
        self.cancel(owner, key)
        with self._lock:
            self._tasks.pop((owner, key), None)

    def close(self) -> None:
        """Stops everything; nothing is taken in after this."""
        with self._changed:
            self._is_closed = True
            for task in tuple(self._tasks.values()):
                task.stop.set()
            for task in self._queue:
                self._end(task, Stage.CANCELLED)
            self._queue.clear()
            self._changed.notify_all()
            worker = self._worker
        if worker is not None:
            worker.join(CLOSING_SECONDS)

    # --- under the lock ------------------------------------------------------------------

    def _known(self, owner: int, key: str) -> _Task | None:
        self._expire()
        task = self._tasks.get((owner, key))
        if task is not None:
            self._tasks.move_to_end((owner, key))
        return task

    def _end(self, task: _Task, stage: Stage, *, result: Any = None, error: str = "") -> None:  # noqa: ANN401  # Whatever the work gave.
        task.stage, task.result, task.error, task.work = stage, result, error, None
        task.expires = self._timer() + self._kept_seconds
        task.over.set()
        self._expire()

    def _expire(self) -> None:
        """Lets go of what is too old, and of all but the last few."""
        now = self._timer()
        over = [(name, task) for name, task in self._tasks.items() if task.over.is_set()]
        surplus = len(over) - self._most_kept
        for place, (name, task) in enumerate(over):
            if place < surplus or task.expires <= now:
                del self._tasks[name]

    # --- the thread ----------------------------------------------------------------------

    def _serve(self) -> None:
        while (task := self._next()) is not None:
            self._carry_out(task)
            del task  # The result must not live here while the next one is waited for.

    def _next(self) -> _Task | None:
        """The next task; waiting for it, what is kept expires in its time."""
        with self._changed:
            while not self._is_closed:
                if self._queue:
                    return self._queue.popleft()
                self._changed.wait(self._kept_seconds if self._tasks else None)
                self._expire()
        return None

    def _carry_out(self, task: _Task) -> None:
        def progress(what: str, done: int, total: int) -> None:
            if task.stop.is_set():
                raise Cancelled
            with self._lock:
                task.what, task.done, task.total = what, done, total

        with self._lock:
            task.stage, work = Stage.RUNNING, task.work
        assert work is not None, "A task is carried out once."
        stage, result, error = _outcome(work, progress)
        with self._lock:
            self._end(task, stage, result=result, error=error)


def _outcome(work: Callable[[Progress], Any], progress: Progress) -> tuple[Stage, Any, str]:
    try:
        progress("", 0, 0)
        return Stage.DONE, work(progress), ""
    except Cancelled:
        return Stage.CANCELLED, None, ""
    except StudyError as error:
        return Stage.FAILED, None, str(error)
    except Exception as error:  # The thread must outlive whatever its work does.
        code = secrets.token_hex(4)
        log.error("accident %s in a job", code, exc_info=error)
        sentence = "The program made a mistake, and nothing was changed."
        return Stage.FAILED, None, f"{sentence} If you report this, give the code {code}."
