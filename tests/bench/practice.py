"""Answer and rate over HTTP, durable, beside bare Starlette, Anki's engine and a hello."""

import contextlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from study.domain.cards import question_and_part
from study.domain.clozes import blanks
from study.domain.questions import AnyQuestion, Cloze, Matching, Multiple, Numeric, Ordering
from study.storage.contents import decode
from study.storage.database import SQLITE
from tests.bench import anki
from tests.bench.measuring import (
    Load,
    Server,
    Steps,
    Work,
    free_port,
    load,
    percentile,
    python_module,
    running,
    serving_study,
    spread,
)
from tests.bench.report import Options, Row, missing, ratio_row
from tests.bench.seeding import seeded

SHOWING = 'name="showing" value="([^"]+)"'
MANY = 32
# Within the default limits of a day, which are 200 reviews and 20 new cards.
PAIRS = 160
CARDS = (
    "SELECT c.card_id, v.kind, v.content FROM card c JOIN question_version v USING (question_id) "
    "WHERE c.card_id IN (SELECT card_id FROM card WHERE queue = ? AND coalesce(due_on > ?, true) "
    "ORDER BY random() LIMIT ?)"
)

GRADUATE = (
    "UPDATE card SET queue = 2, phase = 'review', step = 0, due_at = NULL, interval = 1, "
    "due_on = date('now', '+1 day') WHERE queue = 1 AND last_on >= date('now', '-4 hours')"
)


@dataclass(slots=True)
class Target:
    """A server under load and how work for it is made."""

    server: Server
    works: Callable[[int, int], list[Work]]
    alone: Load = field(default_factory=Load)
    crowded: Load = field(default_factory=Load)


def measure(options: Options) -> Iterator[Row]:
    """Rows for CPU, the middle and the slowest answers, throughput, and growth with the cards."""
    with contextlib.ExitStack() as stack:
        targets = _targets(stack, options)
        pairs = 40 if options.small else PAIRS
        for _ in range(options.repeats):
            for target in targets.values():
                load(target.server, target.works(1, pairs), target.alone)
                load(target.server, target.works(MANY, pairs), target.crowded)
    yield from _rows(targets, options)


def _targets(stack: contextlib.ExitStack, options: Options) -> dict[str, Target]:
    large, small = options.folder / "large", options.folder / "small"
    targets = {"study": _study(stack, seeded(options.cards, options.now).copy(large), options.now)}
    if not options.small:
        file = seeded(1_000, options.now).copy(small)
        targets["study, 1,000 cards"] = _study(stack, file, options.now)
    file = seeded(options.cards, options.now).copy(options.folder / "bare")
    port = free_port()
    bare = stack.enter_context(running(python_module("tests.bench.peers.bare", file, port), port))
    for way in ("thread", "inline"):
        targets[f"bare, {way}"] = Target(bare, partial(_bare_works, file, way))
    if anki.is_there(options):
        server = stack.enter_context(anki.serving(options))
        targets["anki"] = Target(server, partial(_plain_works, "/answer"))
    port = free_port()
    hello = stack.enter_context(running(python_module("tests.bench.peers.hello", port), port))
    targets["hello"] = Target(hello, partial(_plain_works, "/"))
    return targets


def _study(stack: contextlib.ExitStack, file: Path, now: datetime) -> Target:
    with _open(file) as connection:
        # Steps within the day would always come first; three hours ahead they let reviews come.
        at = int((now + timedelta(hours=3)).timestamp() * 1e6)
        connection.execute("UPDATE card SET due_at = ? WHERE queue = 1", (at,))
    return Target(serving_study(stack, file), partial(study_works, file))


@contextlib.contextmanager
def _open(file: Path) -> Iterator[Any]:
    with contextlib.closing(SQLITE.connect(str(file), timeout=30)) as connection, connection:
        yield connection


def study_works(file: Path, connections: int, pairs: int) -> list[Work]:
    """For each connection its own cards: fetched before, then answered and rated in turn.

    Cards due later are taken, one in ten new, so that the line of due cards stays; and the
    day begins anew, so that its limits leave something to show: no more cards are in their
    learning steps than when it first began.
    """
    with _open(file) as connection:
        today = connection.execute("SELECT date('now', '-4 hours')").fetchone()[0]
        connection.execute("DELETE FROM day WHERE day_on >= ?", (today,))
        connection.execute(GRADUATE)
        rows = connection.execute(CARDS, (2, today, pairs - pairs // 10)).fetchall()
        rows += connection.execute(CARDS, (0, today, pairs // 10)).fetchall()
    random.Random(4).shuffle(rows)
    return [_work(rows[number::connections]) for number in range(connections)]


def _work(rows: list[tuple[int, str, str]]) -> Work:
    prepare, steps = [], []
    for place, (card, kind, content) in enumerate(rows):
        path, name = f"/practice/{card}", f"s{place}"
        prepare.append({"path": f"/practice?card={card}", "take": SHOWING, "as": name})
        said = form_of(decode(kind, content), question_and_part(card)[1])
        showing = f"showing={{{name}}}&bank="
        rating = 1 if place % 10 == 7 else 3
        steps += [
            {"path": f"{path}/answer", "body": f"{showing}&{said}", "label": "answer"},
            {"path": f"{path}/rate", "body": f"{showing}&rating={rating}", "label": "rate"},
        ]
    return Work(prepare, steps)


def form_of(question: AnyQuestion, part: int) -> str:
    """What a browser would send for this kind: an answer that can be read, often a wrong one."""
    match question:
        case Cloze(text=text):
            fields = [("text", "a word") for _ in blanks(text, part)]
        case Numeric():
            fields = [("text", "1950")]
        case Ordering(items=items):
            fields = [("place", str(n)) for n in range(1, len(items) + 1)]
        case Matching(pairs=pairs):
            fields = [("match", str(n)) for n in range(len(pairs))]
        case Multiple():
            fields = [("choice", "0"), ("choice", "2")]
        case _ if question.kind in {"single", "true_false"}:
            fields = [("choice", "1")]
        case _:
            fields = [("text", "some words of the text")]
    return urlencode(fields)


def _bare_works(file: Path, way: str, connections: int, pairs: int) -> list[Work]:
    with _open(file) as connection:
        today = connection.execute("SELECT date('now')").fetchone()[0]
        rows = connection.execute(CARDS, (2, today, pairs)).fetchall()
    return [
        Work([], [step for card, _, _ in rows[n::connections] for step in _bare_steps(way, card)])
        for n in range(connections)
    ]


def _bare_steps(way: str, card: int) -> Steps:
    body = "showing=0.1764000000000.abc&rating=3"
    return [
        {"path": f"/{way}/{card}/{what}", "body": body, "label": what}
        for what in ("answer", "rate")
    ]


def _plain_works(path: str, connections: int, pairs: int) -> list[Work]:
    step = {"path": path, "body": "rating=3", "label": "rate"}
    return [Work([], [step] * (2 * pairs // connections)) for _ in range(connections)]


def _rows(targets: dict[str, Target], options: Options) -> Iterator[Row]:
    study = targets["study"]
    for name, target in targets.items():
        yield Row(f"CPU a request, {name}, ms", spread(target.alone.cpu))
        yield Row(
            f"one connection, {name}: p50 and p99, ms",
            ", ".join(
                f"{label} {1000 * median(took):.2f} / {1000 * percentile(took, 0.99):.1f}"
                for label, took in target.alone.took.items()
            ),
        )
        crowd = target.crowded
        yield Row(
            f"{MANY} connections, {name}: requests/s, p50, p99 in ms",
            f"{spread(crowd.rates, scale=1, digits=0)}, {1000 * median(crowd.all):.1f}, "
            f"{1000 * percentile(crowd.all, 0.99):.1f}",
        )
    for way in ("thread", "inline"):
        bare = targets[f"bare, {way}"].alone.cpu
        yield ratio_row(f"CPU a request, of bare Starlette ({way})", study.alone.cpu, bare, 3)
    yield from _against_anki(targets)
    slow, middle = percentile(study.crowded.all, 0.99), median(study.crowded.all)
    what = f"p99 of p50, {MANY} connections"
    yield Row(what, f"{slow / middle:.1f} x", "≤ 20 x", slow <= 20 * middle)
    few = targets.get("study, 1,000 cards")
    if few is not None:
        what = f"CPU a request, {options.cards:,} of 1,000 cards"
        yield ratio_row(what, study.alone.cpu, few.alone.cpu, 1.2)


def _against_anki(targets: dict[str, Target]) -> Iterator[Row]:
    p50, rate = "p50 of Anki behind Starlette", "requests/s of Anki behind Starlette"
    if "anki" not in targets:
        yield from (missing(name, anki.why_not()) for name in (p50, rate))
        return
    study, other = targets["study"], targets["anki"]
    for label in ("rate", "answer"):
        ours = _middles(study.alone.took[label])
        yield ratio_row(f"{p50}: {label}", ours, _middles(other.alone.took["rate"]), 1.5)
    yield ratio_row(rate, study.crowded.rates, other.crowded.rates, 0.8, at_least=True)


def _middles(took: Sequence[float]) -> list[float]:
    """The median of each fifth of a run."""
    size = len(took) // 5
    return [median(took[n * size : (n + 1) * size]) for n in range(5)]
