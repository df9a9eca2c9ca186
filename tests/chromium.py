"""A real Chromium for the browser tests: where it is, and how it is started.

`python -m tests.chromium` prints the program found, or says what is missing and fails.
"""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "Chromium is missing: install your system's chromium package, "
    "or name the program in STUDY_CHROMIUM."
)
# Nothing that calls out or keeps state; as root it runs only without its own sandbox.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def find_chromium() -> Path | None:
    """The browser's program; STUDY_CHROMIUM wins and must then exist."""
    given = os.environ.get("STUDY_CHROMIUM")
    if given:
        return Path(given) if Path(given).is_file() else None
    found = (shutil.which(name) for name in NAMES)
    return next((Path(program) for program in found if program), None)


if __name__ == "__main__":
    program = find_chromium()
    sys.stdout.write(f"{program}\n" if program else "")
    sys.exit(None if program else MISSING)
