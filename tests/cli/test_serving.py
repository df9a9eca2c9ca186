"""`study serve`: one address for one person on this computer, or a sentence that says why not."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OPEN_AT = re.compile(r"Study is open at (http://\S+/)")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "study", "serve", *arguments]


def surroundings(folder: Path) -> dict[str, str]:
    return {**os.environ, "STUDY_DATA_DIR": str(folder), "STUDY_DATABASE_URL": ""}


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A server and its address."""
    process = subprocess.Popen(
        command("--port", "0", *arguments),
        env=surroundings(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = OPEN_AT.match(line)
        assert found, line + process.stdout.read()
        yield process, found[1]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_it_serves_the_shipped_banks_and_ends_when_it_is_told_to(tmp_path):
    with serving(tmp_path) as (process, address):
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{address}banks") as page:
            assert page.status == 200
            assert "server" not in page.headers
        process.send_signal(signal.SIGINT)
        assert process.wait(10) in {0, 130, -2}


def test_a_taken_port_is_said_before_anything_is_done(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            command("--port", port),
            env=surroundings(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in done.stderr
    assert "choose another port with --port" in done.stderr


def test_listening_to_others_is_refused_before_anything_is_made(tmp_path):
    done = subprocess.run(
        command("--host", "0.0.0.0"),
        env=surroundings(tmp_path / "data"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("study: Study will not listen on 0.0.0.0: it runs for one")
    assert not (tmp_path / "data").exists()


def test_a_classroom_prints_the_link_to_its_first_account_and_asks_for_a_sign_in(tmp_path):
    with serving(tmp_path, "--classroom", "--host", "0.0.0.0") as (process, address):
        port = address.rstrip("/").rpartition(":")[2]
        assert process.stdout is not None
        link = process.stdout.readline().rpartition(" ")[2].strip()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/banks") as page:
            assert page.url == f"http://127.0.0.1:{port}/sign-in?next=%2Fbanks"
        path = link.removeprefix(address.rstrip("/"))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as page:
            assert "The first account" in page.read().decode()
