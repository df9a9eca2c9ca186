"""The work behind `study person`: accounts made, listed, given a new password, shut and erased."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from study.actions import accounts, erasing, own_data
from study.actions.passwords import NONE_YET
from study.cli.serving import open_at
from study.domain.errors import BadInput, NotFound
from study.domain.naming import folded
from study.settings import Settings
from study.storage import accounts as account_storage
from study.storage import people
from study.storage.accounts import Account
from study.storage.database import Database, Transaction
from study.storage.people import LOCAL_LEARNER

# Administrating, teaching.
RIGHTS = {
    "learner": (False, False),
    "teacher": (False, True),
    "admin": (True, True),
}


def add(
    database: Database,
    settings: Settings,
    name: str,
    login: str,
    role: str,
    now: datetime,
    *,
    is_local: bool,
) -> str:
    """Makes an account and says at which link its password is chosen."""
    if role not in RIGHTS:
        raise BadInput(f"There is no role {role!r}: take learner, teacher or admin.")
    is_admin, may_teach = RIGHTS[role]
    with database.write() as db:
        who = accounts.register(
            db,
            name,
            login,
            NONE_YET,
            now,
            time_zone=settings.time_zone,
            learner_id=_local(db) if is_local else None,
            is_admin=is_admin,
            may_teach=may_teach,
        )
        return _link(db, settings, who, now)


def _local(db: Transaction) -> int:
    if not accounts.has_left_something(db):
        raise BadInput("Nothing was studied here without accounts, or an account has it already.")
    return people.learner(db, LOCAL_LEARNER).id


def reset(database: Database, settings: Settings, login: str, now: datetime) -> str:
    """Says at which link somebody chooses a new password."""
    with database.write() as db:
        return _link(db, settings, _known(db, login).learner_id, now)


def _link(db: Transaction, settings: Settings, who: int, now: datetime) -> str:
    path = accounts.reset_link(db, None, who, secrets.token_urlsafe(32), now)
    return f"The password is chosen here, once, within three days: {open_at(settings)}{path}"


def everybody(database: Database) -> Sequence[dict[str, Any]]:
    """Everybody who has an account, as JSON has it."""
    with database.read() as db:
        found = account_storage.accounts(db)
    return [
        {
            "name": it.name,
            "login": it.login,
            "email": it.email,
            "roles": _roles(it),
            "disabled": it.disabled_at is not None,
        }
        for it in found
    ]


def _roles(found: Account) -> list[str]:
    return [
        word for word, has in (("admin", found.is_admin), ("teacher", found.may_teach)) if has
    ] or ["learner"]


def print_people(found: Sequence[dict[str, Any]]) -> None:
    """One line each."""
    for it in found:
        shut = ", shut" if it["disabled"] else ""
        typer.echo(f"{it['login']:<20} {it['name']:<30} {', '.join(it['roles'])}{shut}")


def export(database: Database, login: str, file: Path, now: datetime) -> None:
    """Writes somebody's own data; a file that is there stays as it is."""
    with database.read() as db:
        data = own_data.archive(db, _known(db, login).learner_id, now)
    try:
        with file.open("xb") as opened:
            file.chmod(0o600)
            opened.write(data)
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}.") from error


def erase(database: Database, login: str, now: datetime) -> None:
    """Erases somebody."""
    with database.write() as db:
        erasing.erase(db, None, _known(db, login).learner_id, now)


def disable(database: Database, login: str, now: datetime) -> None:
    """Shuts somebody's account."""
    with database.write() as db:
        accounts.disable(db, None, _known(db, login).learner_id, now)


def enable(database: Database, login: str, now: datetime) -> None:
    """Opens somebody's account again."""
    with database.write() as db:
        accounts.enable(db, None, _known(db, login).learner_id, now)


def _known(db: Transaction, login: str) -> Account:
    found = account_storage.account_by_login(db, folded(login))
    if found is None:
        raise NotFound(f"Nobody signs in as {login!r}: `study person list` prints everybody.")
    return found
