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


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is here, and what they may do; without accounts it is the local learner."""

    id: int
    name: str = ""
    is_admin: bool = False
    may_teach: bool = False
    is_local: bool = False

    @property
    def may_author(self) -> bool:
        """Whether they may write banks and see every key."""
        return self.is_local or self.may_teach or self.is_admin


LOCAL = Person(id=LOCAL_LEARNER, is_local=True)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: its database, its learner, its instant, and a nonce of its own."""

    request: Request
    database: Database
    jobs: Jobs
    pages: Pages
    lints: Lints
    person: Person
    now: datetime
    nonce: str

    @property
    def who(self) -> int:
        """The learner's id."""
        return self.person.id


async def visit(request: Request) -> Visit:
    """The visit behind a request; async, so that it costs no hop to a thread."""
    state = request.app.state
    return Visit(
        request=request,
        database=state.database,
        jobs=state.jobs,
        pages=state.pages,
        lints=state.lints,
        person=LOCAL,
        now=state.clock(),
        nonce=secrets.token_urlsafe(9),
    )


def clock() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # This is the place that reads the clock.


Here = Annotated[Visit, Depends(visit)]
