"""Anki's engine as a peer: in an environment of its own, made by the first run that needs it."""

import contextlib
import functools
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.measuring import Server, free_port, running
from tests.bench.report import Options
from tests.bench.seeding import cache

PACKAGES = ("anki", "starlette", "uvicorn[standard]")
PEERS = Path(__file__).parent / "peers"


@functools.cache
def _prepared() -> str:
    """Nothing when the environment is there, else why it could not be made."""
    folder = cache() / "anki"
    if (folder / "made").is_file():
        return ""
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        command = [str(python()), "-m", "pip", "install", "--quiet", *PACKAGES]
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
    except (OSError, subprocess.SubprocessError) as error:
        return f"Anki could not be installed ({type(error).__name__})"
    (folder / "made").touch()
    return ""


def python() -> Path:
    """The interpreter of Anki's environment."""
    return cache() / "anki" / "bin" / "python"


def why_not() -> str:
    """Why there are no figures of Anki's."""
    return _prepared() or "left out of small runs"


def is_there(options: Options) -> bool:
    """Whether Anki can be measured in this run; it is installed when it must be."""
    return options.anki and not _prepared()


def job(name: str, folder: Path, *arguments: object) -> dict[str, Any]:
    """What one of the jobs of peers/anki_jobs.py measured, in a process of its own."""
    command = [python(), PEERS / "anki_jobs.py", name, folder, *arguments]
    done = subprocess.run([str(p) for p in command], check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def collection(options: Options, folder: Path) -> Path:
    """A copy of a collection of as many cards and reviews, kept like the seeded database."""
    kept = cache() / f"anki-{options.cards}-{options.now:%Y%m%d}"
    if not (kept / "made").is_file():
        kept.mkdir(exist_ok=True)
        job("seed", kept, options.cards)
        (kept / "made").touch()
    target = folder / "collection.anki2"
    folder.mkdir(parents=True, exist_ok=True)
    target.write_bytes((kept / "collection.anki2").read_bytes())
    return target


@contextlib.contextmanager
def serving(options: Options) -> Iterator[Server]:
    """Anki's scheduler and renderer behind Starlette."""
    file, port = collection(options, options.folder / "anki"), free_port()
    with running([python(), PEERS / "anki_server.py", file, str(port)], port) as server:
        yield server
