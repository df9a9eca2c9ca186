"""Accounts: made by a link or a class code, changed by their owners, looked after by admins."""

from collections.abc import Mapping
from datetime import datetime

from study.actions.passwords import Hashed, matches, weakness
from study.domain.errors import BadInput, Conflict, NotFound
from study.domain.naming import LEAST_LOGIN, MOST_LOGIN, folded, is_login, person_name
from study.storage import accounts, audit, invitations, people, sign_ins
from study.storage.accounts import Account
from study.storage.database import Transaction
from study.storage.invitations import Invitation
from study.storage.people import LOCAL_LEARNER

NO_LINK = "This link does not work: it was used already, has expired, or is not whole."
MOST_EMAIL = 254
LAST_ADMIN = "Nobody else looks after the accounts: give somebody else that right first."


class LoginTaken(BadInput):
    """Somebody else signs in by this name already."""


def complaints(name: str, login: str, password: str) -> Mapping[str, str]:
    """What is wrong with a new account's fields, a sentence each; nothing when all is well."""
    return _said({**_names(name, login), "password": weakness(password, name, login)})


def _names(name: str, login: str) -> Mapping[str, str]:
    return {
        "name": "" if person_name(name) else "Write your name, in at most 100 characters.",
        "login": "" if is_login(folded(login)) else login_rule(),
    }


def _said(found: Mapping[str, str]) -> Mapping[str, str]:
    return {field: words for field, words in found.items() if words}


def login_rule() -> str:
    """What can be a sign-in name."""
    return (
        f"A sign-in name has from {LEAST_LOGIN} to {MOST_LOGIN} letters, digits and . _ - @ +, "
        "and no spaces."
    )


def register(  # noqa: PLR0913  # What an account has.
    db: Transaction,
    name: str,
    login: str,
    password: Hashed,
    now: datetime,
    *,
    time_zone: str = "UTC",
    email: str = "",
    is_admin: bool = False,
    may_teach: bool = False,
    learner_id: int | None = None,
) -> int:
    """The learner's id of a new account; raises LoginTaken, and BadInput where a field is wrong.

    Hash the password with `passwords.hashed` before the transaction begins: it takes long.
    `learner_id` is a learner who has no account yet and keeps everything.
    """
    shown, kept = person_name(name), folded(login)
    if not shown or not is_login(kept):
        raise BadInput(login_rule() if shown else "Write a name, in at most 100 characters.")
    if accounts.account_by_login(db, kept) is not None:
        raise _taken(login)
    who = learner_id or accounts.add_learner(db, shown, time_zone, now)
    if learner_id:
        accounts.set_name(db, learner_id, shown)
    rights = {"is_admin": is_admin, "may_teach": may_teach}
    if not accounts.add_account(db, who, kept, password, now, email=email, **rights):
        raise _taken(login)
    return who


def _taken(login: str) -> LoginTaken:
    return LoginTaken(f"Somebody signs in as {folded(login)!r} already: choose another name.")


def has_left_something(db: Transaction) -> bool:
    """Whether there is a local learner without an account, whose studies can be taken over."""
    return people.has_learner(db, LOCAL_LEARNER) and not accounts.has_account(db, LOCAL_LEARNER)


def first_link(db: Transaction, token: str, now: datetime) -> str:
    """The path at which the first account is made; raises Conflict when there are accounts."""
    if accounts.has_accounts(db):
        raise Conflict("There are accounts already: an admin invites others.")
    invitations.add(db, "first", token, now)
    return f"/invitation/{token}"


def teacher_link(db: Transaction, who: int | None, token: str, now: datetime) -> str:
    """The path at which one teacher makes an account."""
    invitations.add(db, "teacher", token, now, made_by=who)
    audit.record(db, who=who, class_id=None, act="invite", words="Invited a teacher.", now=now)
    return f"/invitation/{token}"


def reset_link(db: Transaction, who: int | None, learner_id: int, token: str, now: datetime) -> str:
    """The path at which a learner chooses a new password; raises Conflict.

    `who` is None at the command line. That they may do it is decided by the caller; nobody but
    an admin may for somebody with rights of their own, who would be taken over by it.
    """
    wanted = accounts.account(db, learner_id)
    if who is not None and not accounts.is_admin(db, who) and accounts.has_rights(db, learner_id):
        raise Conflict("This is a teacher’s account: only an admin can make a link for it.")
    invitations.add(db, "reset", token, now, learner_id=learner_id, made_by=who)
    words = f"Made a link for a new password of {wanted.name}."
    audit.record(db, who=who, class_id=None, act="reset", words=words, now=now)
    return f"/invitation/{token}"


def find_invitation(db: Transaction, token: str, now: datetime) -> Invitation | None:
    """What a link is for; None when it does not work, or not any more."""
    found = invitations.find(db, token, now)
    is_late = found is not None and found.kind == "first" and accounts.has_accounts(db)
    return None if is_late else found


def no_link() -> NotFound:
    """What is said of a link that does not work."""
    return NotFound(NO_LINK)


def accept(
    db: Transaction,
    token: str,
    name: str,
    login: str,
    password: Hashed,
    now: datetime,
    *,
    time_zone: str,
    takes_over: bool = False,
) -> int:
    """The learner's id of the account that a link makes; raises NotFound and LoginTaken."""
    used = invitations.use(db, token, now)
    if used is None or used.kind == "reset" or (used.kind == "first" and _is_late(db)):
        raise no_link()
    is_first = used.kind == "first"
    theirs = LOCAL_LEARNER if is_first and takes_over and has_left_something(db) else None
    return register(
        db,
        name,
        login,
        password,
        now,
        time_zone=time_zone,
        is_admin=is_first,
        may_teach=True,
        learner_id=theirs,
    )


def _is_late(db: Transaction) -> bool:
    # Two who open the first link's page at once: the database lets one of them have it.
    return accounts.has_accounts(db)


def choose_password(db: Transaction, token: str, password: Hashed, now: datetime) -> int:
    """The learner's id of whom a link gave a new password; signed out wherever they were."""
    used = invitations.use(db, token, now)
    if used is None or used.learner_id is None:
        raise no_link()
    change_password(db, used.learner_id, password, now)
    return used.learner_id


def change_password(db: Transaction, who: int, password: Hashed, now: datetime) -> None:
    """Keeps another password and signs everybody out who was signed in by the old one."""
    accounts.set_password(db, who, password, now)
    sign_ins.end_all(db, who)


def own_complaints(name: str, login: str, email: str) -> Mapping[str, str]:
    """What is wrong with what somebody says of themselves; nothing when all is well."""
    is_fine = is_address(email.strip())
    return _said({**_names(name, login), "email": "" if is_fine else "This is no e-mail address."})


def is_address(email: str) -> bool:
    """Whether this can be an e-mail address; none is all right too."""
    name, _, host = email.partition("@")
    is_whole = bool(name and host) and len(email) <= MOST_EMAIL and " " not in email
    return not email or (is_whole and email.isprintable())


def describe(db: Transaction, who: int, name: str, login: str, email: str) -> None:
    """Keeps what somebody says of themselves; raises LoginTaken."""
    wanted = folded(login)
    other = accounts.account_by_login(db, wanted)
    if other is not None and other.learner_id != who:
        raise _taken(login)
    accounts.set_name(db, who, person_name(name))
    accounts.set_login(db, who, wanted)
    accounts.set_email(db, who, email.strip())


def is_theirs(found: Account | None, password: str) -> bool:
    """Whether the password is that of an account in use; takes as long when there is none."""
    is_right = matches(password, found.password if found else None)
    return is_right and found is not None and found.disabled_at is None


def set_rights(
    db: Transaction,
    who: int | None,
    learner_id: int,
    now: datetime,
    *,
    is_admin: bool,
    may_teach: bool,
) -> None:
    """Says what somebody may do; raises Conflict when nobody would look after the accounts."""
    found = accounts.account(db, learner_id)
    if found.is_admin and not is_admin:
        keep_an_admin(db, found)
    accounts.set_rights(db, learner_id, is_admin=is_admin, may_teach=may_teach)
    roles = [word for word, has in (("admin", is_admin), ("teacher", may_teach)) if has]
    words = f"{found.name} is now {' and '.join(roles) or 'a learner only'}."
    audit.record(db, who=who, class_id=None, act="rights", words=words, now=now)


def disable(db: Transaction, who: int | None, learner_id: int, now: datetime) -> None:
    """Shuts an account: signed out everywhere, everything kept."""
    found = accounts.account(db, learner_id)
    keep_an_admin(db, found)
    accounts.set_disabled(db, learner_id, now)
    sign_ins.end_all(db, learner_id)
    words = f"Shut the account of {found.name}."
    audit.record(db, who=who, class_id=None, act="disable", words=words, now=now)


def enable(db: Transaction, who: int | None, learner_id: int, now: datetime) -> None:
    """Opens a shut account again."""
    found = accounts.account(db, learner_id)
    accounts.set_disabled(db, learner_id, None)
    words = f"Opened the account of {found.name} again."
    audit.record(db, who=who, class_id=None, act="enable", words=words, now=now)


def keep_an_admin(db: Transaction, found: Account) -> None:
    """Raises Conflict when nobody would look after the accounts without this one."""
    if found.is_admin and found.disabled_at is None and accounts.admins(db) == 1:
        raise Conflict(LAST_ADMIN)
