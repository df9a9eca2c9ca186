"""The memory of one server that has been used for a while."""

import contextlib
from collections.abc import Iterator

from tests.bench.measuring import Load, Work, load, serving_study
from tests.bench.practice import MANY, study_works
from tests.bench.report import Options, Row, limit_row
from tests.bench.seeding import seeded

PATHS = ("/", "/progress", "/banks", "/banks/made-1", "/documents", "/settings", "/practice")
MEGABYTE = 1_000_000


def measure(options: Options) -> Iterator[Row]:
    """Resident memory at the start, after practice, and after every kind of page."""
    file = seeded(options.cards, options.now).copy(options.folder)
    with contextlib.ExitStack() as stack:
        server = serving_study(stack, file)
        started = server.process.memory_info().rss
        load(server, study_works(file, 1, 50), Load())
        load(server, study_works(file, MANY, 160), Load())
        practised = server.process.memory_info().rss
        look = [{"path": path, "label": "look"} for path in PATHS] * 3
        load(server, [Work([], look)], Load())
        info = server.process.memory_full_info()
    yield Row("resident after the start, MB", f"{started / MEGABYTE:.0f}")
    yield limit_row("resident after 420 requests of practice", practised / MEGABYTE, 130, "MB")
    shown = f"{info.rss / MEGABYTE:.0f} (its own {info.uss / MEGABYTE:.0f})"
    what = "resident after every page three times, one of 5,000 cards among them"
    yield limit_row(what, info.rss / MEGABYTE, 130, "MB", shown)
