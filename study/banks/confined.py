"""The program that reads one foreign file in a process of its own, within limits.

It is started by study.banks.confining: `python -m study.banks.confined FORMAT SECONDS BYTES`, with
the file on its standard input; it answers in JSON on its standard output.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from study.banks.extracting.blocks import Extracted, UnreadableError

READERS = ("markdown", "plain", "html", "pdf", "docx", "epub")
OUT_OF_MEMORY = 3
_READING_ONLY = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_FORBIDDEN = (
    *("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system"),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"),
    *("os.chmod", "os.chown", "os.utime", "os.kill", "os.putenv", "shutil.", "urllib.", "ftplib."),
    *("smtplib.", "webbrowser.", "winreg."),
)


def main(arguments: list[str]) -> int:
    """Reads the file and answers; the exit code says when memory did not suffice."""
    name, seconds, memory = arguments
    try:
        limit(int(seconds), int(memory))
        data = sys.stdin.buffer.read()
        extract = _reader(name)
        sys.addaudithook(forbid)
        answer = answered(extract, data)
    except MemoryError:
        return OUT_OF_MEMORY
    answer_text = json.dumps(answer, ensure_ascii=False)
    sys.stdout.buffer.write(answer_text.encode("utf-8", "replace"))
    return 0


def limit(seconds: int, memory: int) -> None:
    """Bounds this process where the system can: its time, its memory, no files, no children."""
    try:
        import resource  # noqa: PLC0415 -- Windows has none.
    except ImportError:
        return
    bounds = {
        "RLIMIT_CPU": (seconds, seconds + 1),
        "RLIMIT_AS": (memory, memory),
        "RLIMIT_FSIZE": (0, 0),
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_NPROC": (0, 0),
    }
    for name, most in bounds.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        try:
            resource.setrlimit(kind, most)
        except (OSError, ValueError):  # macOS does not bound addresses.
            continue


def forbid(event: str, arguments: tuple[Any, ...]) -> None:
    """Stops whatever Python code would write a file, start a program or reach the network."""
    is_open_to_write = event == "open" and bool((arguments[2] or 0) & _READING_ONLY)
    if is_open_to_write or event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not for a reader of files.")


def answered(extract: Callable[[bytes], Extracted], data: bytes) -> dict[str, Any]:
    """What was taken out of the file as plain values, or the sentence that refuses it."""
    try:
        return asdict(extract(data))
    except UnreadableError as refused:
        return {"refused": refused.message, "fix": refused.fix}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 -- Libraries fail in many ways over broken files.
        name = type(error).__name__
        message = f"The file is damaged, or made to do harm: reading it failed ({name})."
        return {"refused": message, "fix": "Save it once more, or give the text as .txt or .md."}


def _reader(name: str) -> Callable[[bytes], Extracted]:
    if name not in READERS:
        raise ValueError(f"There is no reader for {name}.")
    reader: Callable[[bytes], Extracted] = importlib.import_module(
        f"study.banks.extracting.{name}"
    ).extract
    return reader


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
