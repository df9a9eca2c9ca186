"""Clocks and processes: servers started and ended, their CPU time, loads sent to them."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psutil

PATIENCE = 120
Steps = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Work:
    """What one connection asks for: first unmeasured, then measured."""

    prepare: Steps
    steps: Steps


@dataclass(slots=True)
class Load:
    """What loads on a server took: seconds by label, CPU seconds, elapsed seconds."""

    took: dict[str, list[float]] = field(default_factory=dict)
    cpu: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        """Every request's seconds."""
        return [seconds for some in self.took.values() for seconds in some]


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs beside the benchmark."""

    port: int
    process: psutil.Process

    def cpu(self) -> float:
        """The CPU seconds it has used in all its threads."""
        # The kernel's clock of another process (clock_getcpuclockid): psutil counts in 10 ms.
        return time.clock_gettime((~self.process.pid << 3) | 2)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def running(
    command: Sequence[str | Path], port: int, *, environ: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server that answers; it is ended with the block."""
    process = subprocess.Popen(
        [str(part) for part in command],
        env={**os.environ, **(environ or {})},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        yield Server(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Returns when the port answers a request."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)) as dialled:
            dialled.sendall(
                f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()
            )
            if dialled.recv(12) == b"HTTP/1.1 200":
                return
        time.sleep(0.01)
    message = f"The server on port {port} did not come up."
    raise RuntimeError(message)


def python_module(name: str, *arguments: object) -> list[str]:
    """The command that runs one of these modules."""
    return [sys.executable, "-m", name, *map(str, arguments)]


def serving_study(stack: contextlib.ExitStack, file: Path) -> Server:
    """The application as it is started by its command, on a database file."""
    port = free_port()
    command = python_module("study", "serve", "--port", port)
    environ = {"STUDY_DATA_DIR": str(file.parent), "STUDY_TIME_ZONE": "UTC"}
    return stack.enter_context(running(command, port, environ=environ))


def load(server: Server, connections: Sequence[Work], into: Load) -> None:
    """Sends a load from another process and adds what was measured; every answer must be a 200."""
    client = subprocess.Popen(
        python_module("tests.bench.client"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert client.stdin is not None
    assert client.stdout is not None
    plan = [{"prepare": work.prepare, "steps": work.steps} for work in connections]
    client.stdin.write(json.dumps({"port": server.port, "connections": plan}) + "\n")
    client.stdin.flush()
    if client.stdout.readline() != "ready\n":
        message = "The client could not prepare."
        raise RuntimeError(message)
    before = server.cpu()
    client.stdin.write("go\n")
    client.stdin.flush()
    result: dict[str, Any] = json.loads(client.stdout.readline())
    used = server.cpu() - before
    client.wait()
    if result["failed"]:
        message = f"{len(result['failed'])} requests failed, the first: {result['failed'][0]}"
        raise RuntimeError(message)
    for label, seconds in result["took"]:
        into.took.setdefault(label, []).append(seconds)
    into.cpu.append(used / len(result["took"]))
    into.rates.append(len(result["took"]) / result["seconds"])


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all lies at or below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def repeated(work: Callable[[], object], times: int) -> list[float]:
    """The seconds that each of some runs took."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return took


def spread(values: Sequence[float], *, scale: float = 1000, digits: int = 2) -> str:
    """The median with the least and the greatest."""
    low, middle, high = (scale * f(values) for f in (min, median, max))
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"
