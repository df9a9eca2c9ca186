"""The application called in process, without sockets: what a page costs the server."""

import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from study.settings import read_settings
from study.storage.database import Database
from study.web.app import create_app
from study.web.deps import clock


class Inside:
    """An application over a database file, and how long its pages take."""

    def __init__(self, file: Path) -> None:
        self.database = Database(f"sqlite:///{file}")
        environ = {**os.environ, "STUDY_DATA_DIR": str(file.parent), "STUDY_TIME_ZONE": "UTC"}
        settings = read_settings(environ, database_url=f"sqlite:///{file}")
        self.app = create_app(settings, self.database, clock=clock)

    def get(self, paths: Sequence[str], *, cold: bool = False) -> tuple[list[float], list[float]]:
        """Elapsed and CPU seconds of each page; cold ones come over a new connection."""
        return asyncio.run(self._get(paths, cold=cold))

    async def _get(self, paths: Sequence[str], *, cold: bool) -> tuple[list[float], list[float]]:
        elapsed, cpu = [], []
        for path in paths:
            if cold:
                self.database.close()
            began, used = time.perf_counter(), time.process_time()
            status = await self._call(path)
            elapsed.append(time.perf_counter() - began)
            cpu.append(time.process_time() - used)
            assert status == 200, f"{path}: {status}"
        return elapsed, cpu

    async def _call(self, path: str) -> int:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(b"host", b"127.0.0.1")],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        statuses: list[int] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await self.app(scope, receive, send)
        return statuses[0]
