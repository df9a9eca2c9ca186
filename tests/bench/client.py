"""A light HTTP client in a process of its own, so that its CPU is not the server's.

It reads a plan from standard input, prepares, says it is ready, waits for a word, and
then runs every connection's steps at once; it prints what each labelled step took.
"""

import asyncio
import json
import re
import sys
import time
from typing import Any

import uvloop

Step = dict[str, str]


class Connection:
    """One kept-alive connection and what it has taken from pages so far."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.taken: dict[str, str] = {}
        self.took: list[tuple[str, float]] = []
        self.failed: list[str] = []

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def run(self, steps: list[Step]) -> None:
        for step in steps:
            await self.step(step)

    async def step(self, step: Step) -> None:
        body = step["body"].format_map(self.taken).encode() if "body" in step else b""
        head = f"{'POST' if body else 'GET'} {step['path']} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}"
        if body:
            head += "\r\nContent-Type: application/x-www-form-urlencoded"
            head += f"\r\nContent-Length: {len(body)}"
        began = time.perf_counter()
        self.writer.write(f"{head}\r\nHX-Request: true\r\n\r\n".encode() + body)
        status, text = await self._answer()
        if "label" in step:
            self.took.append((step["label"], time.perf_counter() - began))
        if status != 200:
            self.failed.append(f"{step['path']}: {status} {text[:200]!r}")
        elif "take" in step:
            found = re.search(step["take"].encode(), text)
            self.taken[step["as"]] = found[1].decode() if found else ""

    async def _answer(self) -> tuple[int, bytes]:
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        text = await self.reader.readexactly(int(length[1])) if length else b""
        return int(head[9:12]), text


async def run(plan: dict[str, Any]) -> dict[str, Any]:
    connections = [Connection(plan["port"]) for _ in plan["connections"]]
    for connection, work in zip(connections, plan["connections"], strict=True):
        await connection.open()
        await connection.run(work["prepare"])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    began = time.perf_counter()
    work_of = zip(connections, plan["connections"], strict=True)
    await asyncio.gather(*(connection.run(work["steps"]) for connection, work in work_of))
    seconds = time.perf_counter() - began
    return {
        "seconds": seconds,
        "took": [item for connection in connections for item in connection.took],
        "failed": [item for connection in connections for item in connection.failed],
    }


if __name__ == "__main__":
    result = uvloop.run(run(json.loads(sys.stdin.readline())))
    sys.stdout.write(json.dumps(result) + "\n")
