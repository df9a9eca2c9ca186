"""The application: settings in, routes, guards and error pages wired together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from study.settings import EVERYWHERE, LOOPBACK, Settings, data_folder
from study.storage.database import Database
from study.web import errors
from study.web.deps import SEALED, Cookie
from study.web.deps import clock as system_clock
from study.web.jobs import Jobs
from study.web.linting import Lints
from study.web.render import make_pages
from study.web.routes import (
    accounts,
    asking,
    assigning,
    assignments,
    attempts,
    banks,
    batches,
    breakdowns,
    bulk,
    classes,
    completing,
    coverage,
    disputes,
    documents,
    drafting,
    drafts,
    editing,
    exporting,
    extensions,
    founding,
    gradebook,
    home,
    imports,
    joining,
    linting,
    members,
    notices,
    people,
    practice,
    practising,
    progress,
    recall,
    regrading,
    results,
    rosters,
    searching,
    settings,
    sharing,
    sheets,
    signing,
    stale,
    static,
    trying_out,
    versions,
)
from study.web.security import Access, Guard, bracketed
from study.web.throttling import Throttle

ROUTERS = (
    home.router,
    practice.router,
    assigning.router,
    assignments.router,
    extensions.router,
    sharing.router,
    trying_out.router,
    practising.router,
    imports.router,
    batches.router,
    stale.router,
    asking.router,
    editing.router,
    completing.router,
    founding.router,
    bulk.router,
    exporting.router,
    versions.router,
    banks.router,
    linting.router,
    documents.router,
    coverage.router,
    drafting.router,
    drafts.router,
    searching.router,
    progress.router,
    recall.router,
    results.router,
    breakdowns.router,
    disputes.router,
    regrading.router,
    gradebook.router,
    sheets.router,
    settings.router,
    signing.router,
    accounts.router,
    people.router,
    attempts.router,
    classes.router,
    members.router,
    rosters.router,
    joining.router,
    notices.router,
    static.router,
)
MOST_BYTES = 2_000_000
WORTH_COMPRESSING = 1_000


class CompressedReads:
    """Pages and files go out compressed; the fragments that answer a write do not.

    They stay on this computer, where packing them would cost more than it saves.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.plain = app
        self.packed = GZipMiddleware(app, minimum_size=WORTH_COMPRESSING, compresslevel=5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.packed if scope.get("method") == "GET" else self.plain
        await app(scope, receive, send)


class Guarded(FastAPI):
    """An application whose guard stands before everything: no refusal or accident slips past it."""

    access: Access = Access()

    def build_middleware_stack(self) -> ASGIApp:
        return Guard(super().build_middleware_stack(), self.access)


def cookie(configuration: Settings) -> Cookie | None:
    """What browsers are known by; None where there is one learner, who needs no sign-in."""
    if not configuration.classroom:
        return None
    return SEALED if configuration.base_url.startswith("https://") else Cookie()


def access_of(configuration: Settings) -> Access:
    """By which names, and through what, this server may be reached."""
    named = urlsplit(configuration.base_url).hostname or ""
    names = [configuration.host, *configuration.hosts, named]
    is_everywhere = configuration.host in EVERYWHERE
    return Access(
        hosts=frozenset(bracketed(name).lower() for name in (*LOOPBACK, *names) if name),
        any_address=configuration.classroom and is_everywhere,
        is_classroom=configuration.classroom,
        is_proxied=configuration.base_url.startswith("https://"),
    )


def create_app(
    configuration: Settings,
    database: Database,
    *,
    clock: Callable[[], datetime] = system_clock,
) -> FastAPI:
    """The application over a migrated database; the clock is an argument for tests."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.jobs.close()
        database.close()

    app = Guarded(
        title="Study",
        lifespan=lifespan,
        # Their pages load scripts from another host.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=MOST_BYTES,
    )
    for router in ROUTERS:
        app.include_router(router)
    app.state.database = database
    app.state.clock = clock
    app.state.cookie = cookie(configuration)
    app.state.base_url = configuration.base_url
    app.state.time_zone = configuration.time_zone
    app.state.throttle = Throttle()
    app.access = access_of(configuration)
    # Study itself speaks no TLS: where its address is encrypted, a proxy stands in front.
    app.state.is_proxied = app.access.is_proxied
    app.state.jobs = Jobs()
    app.state.llm = configuration.llm
    app.state.lints = Lints()
    app.state.pages = make_pages(
        data_folder("templates"), [route for router in ROUTERS for route in router.routes]
    )
    errors.install(app)
    app.add_middleware(CompressedReads)
    return app
