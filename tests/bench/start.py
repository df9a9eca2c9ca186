"""From the command to the first page, on a database that has been set up."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench.measuring import free_port, python_module, running, serving_study, spread
from tests.bench.report import Options, Row, limit_row


def measure(options: Options) -> Iterator[Row]:
    """A row for the first start ever, later ones, and FastAPI that says hello."""
    file = options.folder / "data" / "study.db"
    file.parent.mkdir()

    pairs = [(_study(file), _hello()) for _ in range(2 if options.small else options.repeats + 1)]
    yield Row("very first start, with the shipped banks brought in, s", f"{pairs[0][0][0]:.2f}")
    ours, theirs = zip(*pairs[1:], strict=True)
    for what, found in (("start to first page", ours), ("  FastAPI hello", theirs)):
        elapsed, cpu = zip(*found, strict=True)
        shown = f"{spread(elapsed, scale=1)}, CPU {spread(cpu, scale=1)}"
        if found is ours:
            yield limit_row(what, median(elapsed), 1.5, "s", shown)
        else:
            yield Row(what, f"{shown} s")


def _study(file: Path) -> tuple[float, float]:
    """Elapsed and CPU seconds until the home page was there."""
    began = time.perf_counter()
    with contextlib.ExitStack() as stack:
        server = serving_study(stack, file)
        return time.perf_counter() - began, server.cpu()


def _hello() -> tuple[float, float]:
    port = free_port()
    began = time.perf_counter()
    with running(python_module("tests.bench.peers.hello", port), port) as server:
        return time.perf_counter() - began, server.cpu()
