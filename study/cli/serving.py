"""Running the server: a database that is up to date, the shipped banks, one address."""

import ipaddress
import logging
import secrets
import socket
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import uvicorn

from study.actions.accounts import first_link
from study.actions.freshness import fresh_files
from study.domain.errors import BadInput, StudyError
from study.settings import EVERYWHERE, LOOPBACK, Settings, data_folder
from study.storage import people
from study.storage.accounts import has_accounts
from study.storage.database import Database
from study.web.app import create_app
from study.web.security import bracketed

log = logging.getLogger("study")
BACKLOG = 128
UNENCRYPTED = (
    "This address is not encrypted: whoever is in the same network can read passwords on their "
    "way. Put a proxy with TLS in front: see “A classroom” in docs/operations.md."
)
SHIPPED = ("banks", "generated")


def refuse_strangers(host: str) -> None:
    """Without accounts whoever reaches the server is its learner: only this computer may."""
    if is_loopback(host):
        return
    raise BadInput(
        f"Study will not listen on {host}: it runs for one person, without accounts, so anybody "
        "who reached it there could read and change everything. Leave --host away to study on "
        "this computer; for a class add --classroom: see “A classroom” in docs/operations.md."
    )


def is_loopback(host: str) -> bool:
    """Whether a host is this computer and nothing else."""
    try:
        return host in LOOPBACK or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


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
    address = open_at(settings, port)
    # What this command says on its standard output is for whoever started it.
    print(f"Study is open at {address}/  (Ctrl+C ends it)", flush=True)
    for line in told_in_a_classroom(settings, database, address, clock()):
        print(line, flush=True)
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


def open_at(settings: Settings, port: int = 0) -> str:
    """The address that people open."""
    if settings.base_url:
        return settings.base_url
    name = settings.host
    if settings.host in EVERYWHERE:
        name = settings.hosts[0] if settings.hosts else own_address()
    return f"http://{bracketed(name)}:{port or settings.port}"


def own_address() -> str:
    """The address of this computer in its network; its own alone where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            # An address of documentation: nothing is sent, only the way there is looked up.
            asking.connect(("192.0.2.1", 9))
        except OSError:
            return LOOPBACK[0]
        return str(asking.getsockname()[0])


def told_in_a_classroom(
    settings: Settings, database: Database, address: str, now: datetime
) -> tuple[str, ...]:
    """The link to the first account where there is none, and what is not safe as it stands."""
    if not settings.classroom:
        return ()
    lines = []
    with database.write() as db:
        if not has_accounts(db):
            path = first_link(db, secrets.token_urlsafe(32), now)
            lines.append(f"Make the first account here, within a day: {address}{path}")
    if not (address.startswith("https://") or is_loopback(urlsplit(address).hostname or "")):
        lines.append(UNENCRYPTED)
    return tuple(lines)
