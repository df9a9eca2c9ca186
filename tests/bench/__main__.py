"""Figures beside peers and goals: `python -m tests.bench [NAME...] [--small] [--json FILE]`."""

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

from study.storage.database import sqlite_version
from study.web.deps import clock
from tests.bench.report import Options, Row, as_json, missing, table

NAMES = (
    *("practice", "pages", "classroom", "searching", "drafting", "importing"),
    *("start", "wire", "memory"),
)
BUSY_PERCENT = 15


def main() -> None:
    """Runs the named benchmarks, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME")
    parser.add_argument("--small", action="store_true", help="1,000 cards, few repeats, no Anki")
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args()
    machine = _machine()
    print(*(f"{name}: {value}" for name, value in machine.items()), sep="\n")
    rows: list[tuple[str, Row]] = []
    for name in given.names or NAMES:
        print(f"... {name}", file=sys.stderr)
        found = [(name, row) for row in _measured(name, small=given.small)]
        print(table(found), flush=True)
        rows += found
    print("\nAll goals:", table([item for item in rows if item[1].goal]), sep="\n")
    print("load at the end:", *os.getloadavg())
    if given.json:
        given.json.write_text(json.dumps(as_json(rows, machine), indent=1))


def _measured(name: str, *, small: bool) -> list[Row]:
    module = importlib.import_module(f"tests.bench.{name}")
    with tempfile.TemporaryDirectory(prefix="study-bench-") as folder:
        options = Options(now=clock(), folder=Path(folder), small=small, anki=not small)
        try:
            return list(module.measure(options))
        except (AssertionError, RuntimeError, subprocess.SubprocessError) as error:
            return [missing("everything", str(error))]


def _machine() -> dict[str, object]:
    busy = psutil.cpu_percent(interval=1)
    return {
        "python": platform.python_version(),
        "sqlite": sqlite_version(),
        "cores": os.cpu_count(),
        "load": " ".join(f"{load:.2f}" for load in os.getloadavg()),
        "others": f"use {busy:.0f} % of the CPU"
        + ("; WARNING: elapsed times will be too long" if busy > BUSY_PERCENT else ""),
    }


if __name__ == "__main__":
    main()
