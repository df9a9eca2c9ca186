"""Passwords are hashed two at a time: each takes 64 MB and a core for a fifth of a second."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends

AT_ONCE = 2


def turn() -> Iterator[None]:
    """Holds one of the turns until the route is done."""
    yield


# A route that hashes takes this as its last argument, when its form is read already: whoever
# waits for a turn holds no thread, and whoever sends slowly no turn.
Turn = Annotated[None, Depends(turn, scope="function", max_concurrency=AT_ONCE)]
