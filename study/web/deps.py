"""What every route is given: the database, who is asking, and when; the clock is read here."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from study.domain.errors import StudyError
from study.storage import sign_ins
from study.storage.database import Database, Unavailable
from study.storage.people import LOCAL_LEARNER
from study.web.jobs import Jobs
from study.web.linting import Lints
from study.web.render import Frame, Pages


class SignedOut(StudyError):
    """Who this is has to be known first."""


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
NOBODY = Person(id=0)
PLEASE = "You are not signed in here, or no longer."


@dataclass(frozen=True, slots=True)
class Cookie:
    """What a browser is known by; sealed where all of the way is encrypted."""

    name: str = "study"
    is_secure: bool = False


SEALED = Cookie("__Host-study", is_secure=True)


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
    """The visit of whoever is here; raises SignedOut.

    Async, so that it costs no hop to a thread where there are no accounts to look up.
    """
    if request.app.state.cookie is None:
        return _visit(request, LOCAL)
    found = await passing(request)
    if found.person is NOBODY:
        raise SignedOut(PLEASE)
    return found


async def passing(request: Request) -> Visit:
    """The visit of anybody: somebody signed in, the local learner, or NOBODY."""
    cookie: Cookie | None = request.app.state.cookie
    if cookie is None:
        return _visit(request, LOCAL)
    token = request.cookies.get(cookie.name, "")
    state = request.app.state
    if not token:
        return _visit(request, NOBODY)
    person = await run_in_threadpool(_keeper, state.database, token, state.clock())
    return _visit(request, person)


def _keeper(database: Database, token: str, now: datetime) -> Person:
    """Who keeps this cookie; that they were here is written down every few minutes only."""
    with database.read() as db:
        found = sign_ins.look_up(db, token, now)
    if found is None:
        return NOBODY
    if sign_ins.is_stale(found, now):
        # A page that can be read is not kept back because this cannot be written just now.
        with suppress(Unavailable), database.write() as db:
            sign_ins.seen(db, token, now)
    return Person(
        id=found.learner_id, name=found.name, is_admin=found.is_admin, may_teach=found.may_teach
    )


def _visit(request: Request, person: Person) -> Visit:
    state = request.app.state
    pages: Pages = state.pages
    if not person.is_local:
        pages = pages.framed(framing(person))
        # An error page is made where there is no visit.
        request.state.pages = pages
    return Visit(
        request=request,
        database=state.database,
        jobs=state.jobs,
        pages=pages,
        lints=state.lints,
        person=person,
        now=state.clock(),
        nonce=secrets.token_urlsafe(9),
    )


def framing(person: Person) -> Frame:
    """What stands around the pages of somebody in a classroom."""
    return Frame(
        name=person.name,
        is_admin=person.is_admin,
        may_author=person.may_author,
        is_classroom=True,
    )


def clock() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # This is the place that reads the clock.


Here = Annotated[Visit, Depends(visit)]
Anyone = Annotated[Visit, Depends(passing)]
