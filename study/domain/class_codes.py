"""Codes to join a class: seven characters that nobody mistakes for each other."""

import random

# Without 0 O, 1 I L and U: what is misread, and what makes words.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 7


def new_code(chance: random.Random) -> str:
    """A code by the given source of chance: 34 bits, so that guessing is hopeless when slowed."""
    return "".join(chance.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """The code as it is written on a board, like ABC-2345."""
    return f"{code[:3]}-{code[3:]}"


def typed(text: str) -> str:
    """The code somebody typed, whatever its case, spaces and dashes; "" when it can be none."""
    code = "".join(character for character in text.upper() if character.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
