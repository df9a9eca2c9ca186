"""What the results of a class cost: statements and time, for 30 x 50 and for 300 x 100."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from study.cli.serving import publish_shipped
from study.settings import Settings
from study.storage.database import Database
from study.storage.migrations import upgrade
from study.web.deps import clock
from tests.bench.measuring import spread
from tests.bench.report import Options, Row, limit_row
from tests.classroom import signed_in
from tests.counting import counted
from tests.taking import DUE, TakenTest, a_taken_test
from tests.visiting import Visitor

SIZES = ((30, 50), (300, 100))
PAGES = ("", "/questions", "/items", "/tags", "/passages", "/recall")
MOST_SECONDS = 1.0


def measure(options: Options) -> Iterator[Row]:
    """Each page of the results with few and with many learners."""
    sizes = SIZES[:1] if options.small else SIZES
    rooms = [_room(options.folder / f"{learners}", learners, asked) for learners, asked in sizes]
    for page in PAGES:
        path = f"/results{page}"
        taken = [_opened(visitor, test, path, options.repeats) for visitor, test in rooms]
        counts = {statements for statements, _ in taken}
        for (learners, asked), (statements, seconds) in zip(sizes, taken, strict=True):
            shown = f"{spread(seconds)} ms, {statements} statements;"
            what = f"{path}, {learners} x {asked}"
            middle = median(seconds)
            yield limit_row(what, middle, MOST_SECONDS, "s", f"{shown} {middle:.2f}")
        yield limit_row(f"{path}, different counts of statements", len(counts), 1, "count")
    for visitor, _ in rooms:
        visitor.database.close()


def _room(folder: Path, learners: int, asked: int) -> tuple[Visitor, TakenTest]:
    folder.mkdir()
    url = f"sqlite:///{folder / 'study.db'}"
    upgrade(url, now=clock())
    database = Database(url)
    publish_shipped(database, Settings(data_dir=folder, database_url=url), clock())
    test = a_taken_test(database, learners=learners, questions=asked)
    return signed_in(database, test.teacher, DUE), test


def _opened(visitor: Visitor, test: TakenTest, path: str, repeats: int) -> tuple[int, list[float]]:
    """The statements of a page, and the seconds that each opening took."""
    address = f"/assignments/{test.assignment_id}{path}"
    seconds = []
    for _ in range(repeats + 1):
        with counted(visitor.database) as statements:
            began = time.perf_counter()
            status = visitor.client.get(address).status_code
            seconds.append(time.perf_counter() - began)
        assert status == 200, address
    return len(statements), seconds[1:]
