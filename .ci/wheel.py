"""Builds the wheel and uses it from another folder: does it hold everything that Study needs?"""

import os
import subprocess
import sys
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NEEDED = (
    "study/web/static/vendor/htmx.min.js",
    "study/web/static/vendor/htmx.LICENSE.txt",
    "study/_data/templates/base.html",
    "study/_data/alembic/env.py",
    "study/_data/alembic/script.py.mako",
)
PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import study
from study.settings import data_folder
from study.storage.migrations import head_revision, upgrade

here = Path(study.__file__).parent
assert here.is_relative_to(sys.argv[1]), f"{here} is not the wheel's"
for name in ("templates", "questions", "alembic"):
    assert data_folder(name).is_relative_to(here), name
assert list(data_folder("questions").glob("banks/*.yaml")), "no bank"
file = Path(sys.argv[1]) / "new.db"
done = upgrade(f"sqlite:///{file}", now=datetime(2026, 1, 1, tzinfo=UTC))
assert done.after == head_revision(), done
"""


def build(folder: Path) -> Path:
    """The wheel, built apart from this environment."""
    if find_spec("uv"):
        command = ["-m", "uv", "build", "--quiet", "--wheel", "--out-dir", str(folder), str(ROOT)]
    else:
        command = ["-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), str(ROOT)]
    subprocess.run([sys.executable, *command], check=True)  # noqa: S603  # Our own words only.
    return next(folder.glob("*.whl"))


def main() -> None:
    """Fails with a sentence when the wheel lacks something."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        unpacked, elsewhere = folder / "unpacked", folder / "elsewhere"
        elsewhere.mkdir()
        wheel = build(folder)
        with zipfile.ZipFile(wheel) as archive:
            missing = [needed for needed in NEEDED if needed not in archive.namelist()]
            archive.extractall(unpacked)
        if missing:
            sys.exit(f"The wheel lacks {', '.join(missing)}.")
        subprocess.run(  # noqa: S603  # Our own words only.
            [sys.executable, "-c", PROGRAM, str(unpacked)],
            check=True,
            cwd=elsewhere,
            env={**os.environ, "PYTHONPATH": str(unpacked)},
        )
        sys.stdout.write(f"{wheel.name} is complete and works from another folder.\n")


if __name__ == "__main__":
    main()
