"""Names of people: the one they sign in by, and the one that others read."""

import unicodedata

LEAST_LOGIN, MOST_LOGIN, MOST_NAME = 2, 60, 100
_BESIDE = frozenset("._-@+")
# Some scripts need them between letters.
_JOINERS = frozenset("\u200c\u200d")


def folded(text: str) -> str:
    """A sign-in name as it is compared: whatever its case, its width and the space around it."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.strip()).casefold())


def is_login(login: str) -> bool:
    """Whether a folded text can be a sign-in name: letters of any script, digits and . _ - @ +."""
    return LEAST_LOGIN <= len(login) <= MOST_LOGIN and all(
        character.isalnum() or character in _BESIDE or unicodedata.category(character) == "Mn"
        for character in login
    )


def person_name(text: str) -> str:
    """A name with single spaces; "" when there is none, or when it would play with the page."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if len(name) > MOST_NAME or any(
        unicodedata.category(character).startswith("C") and character not in _JOINERS
        for character in name
    ):
        return ""
    return name
