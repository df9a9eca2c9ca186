"""The application: settings in, routes, guards and error pages wired together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from study.settings import LOOPBACK, Settings, data_folder
from study.storage.database import Database
from study.web import errors
from study.web.deps import clock as system_clock
from study.web.render import make_pages
from study.web.routes import banks, documents, home, practice, progress, settings, static
from study.web.security import Guard

ROUTERS = (
    home.router,
    practice.router,
    banks.router,
    documents.router,
    progress.router,
    settings.router,
    static.router,
)
MOST_BYTES = 2_000_000
# A card's fragment is smaller; compressing it for a reader on this computer buys nothing.
WORTH_COMPRESSING = 16_000


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
        database.close()

    app = FastAPI(
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
    app.state.pages = make_pages(
        data_folder("templates"), [route for router in ROUTERS for route in router.routes]
    )
    errors.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=WORTH_COMPRESSING, compresslevel=5)
    app.add_middleware(Guard, hosts=(*LOOPBACK, f"[{LOOPBACK[-1]}]", configuration.host))
    return app
