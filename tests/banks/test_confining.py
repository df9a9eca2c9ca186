"""Readers of foreign files run apart: bounded, cut off from everything, ended when told to."""

import subprocess
import sys
import threading
import time

import psutil
import pytest

from study.banks.confining import LIMITS, Limits, RefusedFileError, _Run, confined
from tests.banks.running import readers

TEXT = b"The first line of a text.\n\nThe second paragraph of it, with more words.\n"
# Links in links: markdown-it takes a minute of processor time over four megabytes of them.
SLOW = b"![[]()" * 500_000


def refusal(reader: str, data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(RefusedFileError) as caught:
        confined(reader, data, limits=limits)
    assert caught.value.fix
    return caught.value.message


def test_a_reader_answers_with_blocks_facts_and_remarks():
    answer = confined("plain", TEXT)
    assert answer.keys() == {"blocks", "facts", "remarks"}
    assert answer["blocks"][0]["text"] == "The first line of a text."
    assert readers() == []


def test_a_refusal_of_the_reader_is_passed_on():
    assert refusal("pdf", b"%PDF-1.7\n") == "The PDF is damaged."


def test_too_much_time_is_a_sentence():
    began = time.monotonic()
    message = refusal("markdown", SLOW, Limits(seconds=2))
    assert message == "Reading the file takes longer than 2 seconds."
    assert time.monotonic() - began < 20


def test_too_much_memory_is_a_sentence():
    message = refusal("markdown", b"*a **a " * 100_000, Limits(memory=120 * 1024 * 1024))
    assert message == "Reading the file would need more than 120 MiB of memory."


def test_too_much_text_is_a_sentence():
    message = refusal("plain", b"a word\n" * 200_000, Limits(output=1024 * 1024))
    assert message == "The file gives more than 1 MiB of text."


def test_an_unknown_reader_is_a_sentence_too():
    assert "its reader failed" in refusal("yaml", b"a: b")


def test_whoever_waits_can_stop_it():
    class StopError(Exception):
        """What a watcher raises."""

    calls: list[int] = []

    def watch() -> None:
        calls.append(len(readers()))
        if len(calls) == 3:
            raise StopError

    with pytest.raises(StopError):
        confined("markdown", SLOW, watch=watch)
    assert calls == [1, 1, 1]
    assert readers() == []


def test_many_at_once_wait_for_each_other():
    most: list[int] = []
    answers: list[int] = []

    def read() -> None:
        answer = confined("plain", TEXT, watch=lambda: most.append(len(readers())))
        answers.append(len(answer["blocks"]))

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [2] * 6
    assert max(most, default=0) <= 2


def test_secrets_of_our_surroundings_are_not_passed_on(monkeypatch):
    monkeypatch.setenv("STUDY_DATABASE_URL", "postgresql://me:secret@host/study")
    run = _Run("plain", TEXT, LIMITS)
    try:
        known = psutil.Process(run.process.pid).environ()
    finally:
        run.end()
    assert "STUDY_DATABASE_URL" not in known


FORBIDDEN = {
    "a connection": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "a name's address": "import socket; socket.getaddrinfo('example.org', 80)",
    "a page": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    "a program": "import subprocess; subprocess.run(['true'])",
    "a shell": "import os; os.system('true')",
    "a child": "import os; os.fork()",
    "a new file": "open('left-behind.txt', 'w')",
    "an old file": "import os; os.open('.', os.O_RDWR)",
    "a removal": "import os; os.remove('nothing')",
    "a folder": "import os; os.mkdir('left-behind')",
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_no_reader_reaches_outside(name, tmp_path):
    code = (
        "import sys; from study.banks.confined import forbid, limit\n"
        f"limit(5, {LIMITS.memory}); sys.addaudithook(forbid)\n"
        f"try:\n    {FORBIDDEN[name]}\nexcept PermissionError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert "is not for a reader of files" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_system_itself_bounds_files_and_memory(tmp_path):
    code = (
        f"from study.banks.confined import limit\nlimit(5, {LIMITS.memory})\n"
        "import ctypes, os\n"
        "file = os.open('left-behind.txt', os.O_CREAT | os.O_WRONLY)\n"
        "try:\n    os.write(file, b'x')\nexcept OSError:\n    print('no file')\n"
        "try:\n    bytes(2**30)\nexcept MemoryError:\n    print('no memory')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0
    if sys.platform.startswith("linux"):  # Others bound what they can.
        assert done.stdout.split() == ["no", "file", "no", "memory"]
