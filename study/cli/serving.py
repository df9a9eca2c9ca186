"""Running the server: a database that is up to date, the shipped banks, one address."""

import ipaddress
import logging
import socket
from collections.abc import Callable
from datetime import datetime

import uvicorn

from study.actions.freshness import fresh_files
from study.domain.errors import BadInput, StudyError
from study.settings import LOOPBACK, Settings, data_folder
from study.storage import people
from study.storage.database import Database
from study.web.app import create_app

log = logging.getLogger("study")
BACKLOG = 128
SHIPPED = ("banks", "generated")


def refuse_strangers(host: str) -> None:
    """Without accounts whoever reaches the server is its learner: only this computer may."""
    if host in LOOPBACK:
        return
    try:
        if ipaddress.ip_address(host).is_loopback:
            return
    except ValueError:
        pass
    raise BadInput(
        f"Study will not listen on {host}: it runs for one person, without accounts, so anybody "
        "who reached it there could read and change everything. Leave --host away to study on "
        "this computer; for a class see “A classroom” in docs/operations.md."
    )


def listen(host: str, port: int) -> socket.socket:
    """The open port; a taken one is said before anything else is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # From here on nobody is turned away: who comes early waits until the first page is ready.
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise StudyError(
            f"Port {port} on {host} cannot be used ({error.strerror}). Is Study running already? "
            f"Open http://{host}:{port}/ or choose another port with --port."
        ) from error
    return listener


def publish_shipped(database: Database, settings: Settings, now: datetime) -> None:
    """Makes the local learner and brings in the shipped banks that are new or changed."""
    folders = [data_folder("questions") / name for name in SHIPPED]
    with database.read() as db:
        known = people.has_learner(db, people.LOCAL_LEARNER)
        fresh, _ = fresh_files(db, [folder for folder in folders if folder.is_dir()])
    if known and not fresh:
        return
    # Reading banks takes a good part of the program's start, and most starts need none of it.
    from study.cli.importing import publish

    outcome = publish(database, fresh, settings.time_zone, now)
    for problem in outcome.problems:
        log.warning("%s:%s: %s", problem.file, problem.line, problem.message)


def serve(settings: Settings, database: Database, clock: Callable[[], datetime]) -> None:
    """Serves until it is interrupted; prints the one address to open."""
    listener = listen(settings.host, settings.port)
    port = listener.getsockname()[1]
    publish_shipped(database, settings, clock())
    application = create_app(settings, database, clock=clock)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(
        f"Study is open at http://{host}:{port}/  (Ctrl+C ends it)", flush=True
    )  # This is what the command says.
    config = uvicorn.Config(
        application,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=8,
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[listener])
