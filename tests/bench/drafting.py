"""How fast questions are drafted, in how much memory, and how soon it can be stopped."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from tests.bench.report import Options, Row, limit_row

FEWEST_A_SECOND = 2_400
MOST_MEMORY = 400
MOST_SILENCE = 3.0
# What twice the words may take beside twice the time.
MOST_GROWTH = 1.3
LONG, SHORT, SMALL = 500_000, 50_000, 5_000


def measure(options: Options) -> Iterator[Row]:
    """The shipped documents cold and warm, then a short and a long book of varied text."""
    cold, warm = _job(0)
    yield _speed("nine documents, cold: model loaded and checked", cold)
    yield _speed("nine documents, warm", warm, has_goal=True)
    yield limit_row("nine documents, memory", warm["peak"], MOST_MEMORY, "MB")
    yield Row("nine documents, drafts", _kinds(warm))
    (short,) = _job(SMALL if options.small else SHORT)
    yield _speed(f"book of {short['words']:,} words", short, has_goal=True)
    (long,) = _job(2 * SMALL if options.small else LONG)
    what = f"book of {long['words']:,} words"
    yield _speed(what, long, has_goal=True)
    yield limit_row(f"{what}, memory", long["peak"], MOST_MEMORY, "MB")
    yield Row(f"{what}, drafts", _kinds(long))
    growth = long["cpu"] / long["words"] / (short["cpu"] / short["words"])
    yield limit_row("CPU a word of the long book beside the short", growth, MOST_GROWTH, "x")
    yield limit_row(
        "longest time in which it cannot be stopped", long["silence"], MOST_SILENCE, "s"
    )


def _job(words: int) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.bench.draft_job", str(words)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def _speed(what: str, run: dict[str, Any], *, has_goal: bool = False) -> Row:
    """Words a second of CPU time, which other work disturbs least; beside it what one waits."""
    rate = run["words"] / run["cpu"]
    figure = f"{rate:,.0f} words/s of CPU, {run['elapsed']:.1f} s elapsed"
    goal = f"≥ {FEWEST_A_SECOND:,} words/s" if has_goal else ""
    return Row(what, figure, goal, rate >= FEWEST_A_SECOND if has_goal else None)


def _kinds(run: dict[str, Any]) -> str:
    kinds = ", ".join(f"{count} {kind}" for kind, count in run["kinds"].items())
    return f"{run['drafts']:,}: {kinds}"
