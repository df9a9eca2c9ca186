"""Long work shows how far it is, on standard error, so that standard output stays clean."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

Watch = Callable[[str, int, int], None]


@contextmanager
def watched(*, silent: bool) -> Iterator[Watch | None]:
    """Something to call with what is done, how much of it and of how much; None when silent."""
    console = Console(stderr=True)
    if silent or not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield show


@contextmanager
def heeded(progress: Watch | None) -> Iterator[Watch]:
    """A progress that ends the work at Ctrl+C too where a library that was loading swallowed it."""
    pressed = False

    def press(_number: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True
        raise KeyboardInterrupt

    def heed(what: str, done: int, total: int) -> None:
        if pressed:
            raise KeyboardInterrupt
        if progress is not None:
            progress(what, done, total)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield heed
    finally:
        signal.signal(signal.SIGINT, before)
