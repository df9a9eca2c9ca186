"""What every route is given: the database, who is asking, and when; the clock is read here."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from study.storage.database import Database
from study.storage.people import LOCAL_LEARNER
from study.web.jobs import Jobs
from study.web.linting import Lints
from study.web.render import Pages


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: its database, its learner, its instant, and a nonce of its own."""

    request: Request
    database: Database
    jobs: Jobs
    pages: Pages
    lints: Lints
    who: int
    now: datetime
    nonce: str


async def visit(request: Request) -> Visit:
    """The visit behind a request; async, so that it costs no hop to a thread."""
    state = request.app.state
    return Visit(
        request=request,
        database=state.database,
        jobs=state.jobs,
        pages=state.pages,
        lints=state.lints,
        who=LOCAL_LEARNER,
        now=state.clock(),
        nonce=secrets.token_urlsafe(9),
    )


def clock() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # This is the place that reads the clock.


Here = Annotated[Visit, Depends(visit)]
