"""One import in a process of its own, so that its memory is its own; prints a line of JSON."""

import json
import re
import sys
import time
from pathlib import Path

from study.cli.importing import Wishes, import_files
from study.storage.database import Database
from study.storage.migrations import upgrade
from study.web.deps import clock


def main(file: Path, paths: list[Path]) -> None:
    """Brings the files into a database, made when it is missing."""
    url = f"sqlite:///{file}"
    upgrade(url, now=clock())
    database = Database(url)
    wishes = Wishes(dry_run=False, strict=False, retire_missing=False, silent=True)
    started = _peak()
    began, used = time.perf_counter(), time.process_time()
    outcome = import_files(database, paths, "UTC", clock(), wishes)
    found = {
        "elapsed": time.perf_counter() - began,
        "cpu": time.process_time() - used,
        "started": started,
        "peak": _peak(),
        "new": len(outcome.new),
        "unchanged": outcome.unchanged,
        "problems": [f"{problem.question}: {problem.message}" for problem in outcome.problems[:3]],
    }
    database.close()
    print(json.dumps(found))


def _peak() -> int:
    """The most bytes that were ever resident; getrusage would count the parent's too."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]])
