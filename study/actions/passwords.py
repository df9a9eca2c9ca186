"""Passwords: kept as argon2 hashes, which take long to make and to compare on purpose."""

from functools import lru_cache
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from pwdlib import PasswordHash

from study.domain.naming import folded

LEAST, MOST = 8, 200
Hashed = NewType("Hashed", str)
# No password has this hash: the account waits for its link to be opened.
NONE_YET = Hashed("none")
# Compared with when there is no such account: that takes as long as when there is one.
NOBODYS = Hashed(
    "$argon2id$v=19$m=65536,t=3,p=4$E2IvV6ydqxiiNvjhXr/AYw"
    "$3dEvM7Fyb4b/Ua3r5xyVzizLb18wuNj2gciqBa3ew3g"
)


def weakness(password: str, *names: str) -> str:
    """Why this cannot be somebody's password, or nothing."""
    if len(password) < LEAST:
        return f"A password has at least {LEAST} characters."
    if len(password) > MOST:
        return f"A password has at most {MOST} characters."
    if folded(password) in {folded(name) for name in names}:
        return "A password must not be the name: choose something others do not know."
    if len(set(password)) == 1:
        return "A password must not be one character over and over."
    return ""


def hashed(password: str) -> Hashed:
    """What is kept of a password; takes a fifth of a second and 64 MB: see web/hashing.py."""
    return Hashed(_hasher().hash(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password; without an account it takes as long to say no."""
    if len(password) > MOST:
        return False
    is_usable = kept is not None and kept != NONE_YET
    return _hasher().verify(password, kept if kept and is_usable else NOBODYS) and is_usable


@lru_cache(maxsize=1)
def _hasher() -> "PasswordHash":
    # Most starts need none of it, and it takes a twentieth of a second.
    from pwdlib import PasswordHash  # noqa: PLC0415

    return PasswordHash.recommended()
