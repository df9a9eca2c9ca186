"""Hours of practice in minutes: what a server holds on to. `make soak [ARGS="--minutes 10"]`."""

import argparse
import contextlib
import sys
import tempfile
import time
from pathlib import Path

from study.web.deps import clock
from tests.bench.measuring import Load, Work, load, serving_study
from tests.bench.practice import MANY, study_works
from tests.bench.seeding import seeded

PATHS = ("/", "/practice", "/progress", "/banks", "/documents", "/settings")
MEGABYTE = 1_000_000
# Caches fill in the first rounds; what grows after them leaks.
SETTLED = 3
LEAK_MB = 20


def main() -> None:
    """Practises round after round; exits 1 when memory, files or threads grow for ever."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak")
    parser.add_argument("--minutes", type=float, default=10)
    until = time.monotonic() + 60 * parser.parse_args().minutes
    held: list[tuple[float, int, int]] = []
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        file = seeded(1_000, clock()).copy(Path(folder))
        server = serving_study(stack, file)
        look = [{"path": path, "label": "look"} for path in PATHS] * 20
        while len(held) <= SETTLED or time.monotonic() < until:
            # The same cards again and again: after the first round every answer is a repeat.
            load(server, study_works(file, MANY, 160), Load())
            load(server, [Work([], look)] * 4, Load())
            process = server.process
            state = (process.memory_info().rss / MEGABYTE, process.num_fds(), process.num_threads())
            held.append(state)
            print("round {}: {:.0f} MB, {} files, {} threads".format(len(held), *state), flush=True)
    grown = held[-1][0] - held[SETTLED][0]
    files = held[-1][1] - held[SETTLED][1]
    print(f"after round {SETTLED + 1}: {grown:+.1f} MB, {files:+d} files")
    sys.exit(grown > LEAK_MB or files > MANY)


if __name__ == "__main__":
    main()
