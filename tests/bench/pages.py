"""What pages cost the server on the large database, beside what Anki shows in their place."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from tests.bench import anki
from tests.bench.inside import Inside
from tests.bench.measuring import spread
from tests.bench.report import Options, Row, limit_row, missing
from tests.bench.seeding import seeded


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its goal in milliseconds, and what Anki does instead."""

    what: str
    path: str
    goal: float
    peer: str
    cold: bool = False


PAGES = (
    # Every time a new connection, whose cache is empty; the last review is a day and a half ago.
    Page("first card of the day", "/practice", 30, "queue", cold=True),
    Page("home, 20 banks", "/", 8, "tree"),
    Page("progress", "/progress", 200, "graphs"),
)


def measure(options: Options) -> Iterator[Row]:
    """A row for each page and one for its peer."""
    inside = Inside(seeded(options.cards, options.now).copy(options.folder))
    times = 5 * options.repeats
    # The first of each compiles its template, once in the life of a server.
    inside.get([page.path for page in PAGES])
    peers = {}
    if anki.is_there(options):
        folder = anki.collection(options, options.folder / "anki").parent
        peers = anki.job("pages", folder, options.repeats)
    for page in PAGES:
        elapsed, cpu = inside.get([page.path] * times, cold=page.cold)
        shown = f"{spread(elapsed)}, CPU {1000 * median(cpu):.2f}"
        what = f"{page.what}, {options.cards:,} cards"
        yield limit_row(what, 1000 * median(elapsed), page.goal, "ms", shown)
        if page.peer in peers:
            yield Row(f"  Anki's {page.peer}, ms", spread(peers[page.peer]))
        else:
            yield missing(f"  Anki's {page.peer}", anki.why_not())
    inside.database.close()
