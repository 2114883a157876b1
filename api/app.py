"""The HTTP application."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import version
from threading import Event, Thread

from fastapi import APIRouter, FastAPI

from .middleware import BodyLimit, Observe
from .openapi import describe
from .problems import ProblemDocument, answer_with_problems
from .routes import answers, audit, exceptions, health, keys, policies, proposals, threads, tools, truth
from .runs import Runs
from .settings import MEGABYTE, Settings

DESCRIPTION = """Decision support for supply chain planning: ask, look at the evidence, decide on proposals.

Sign in with `Authorization: Bearer KEY`. Errors are RFC 9457 problem documents that say what to do next."""


def create_app(settings: Settings, *, warm: bool = False) -> FastAPI:
    """Build the application; its parts are put together when it starts and taken apart when it ends.

    Whoever calls this holds the home folder for as long as the application runs.

    Parameters
    ----------
    warm
        Compute in the background what the first questions would wait for, as a server does.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        from .compose import compose

        tandem = await asyncio.to_thread(compose, settings)
        app.state.tandem = tandem
        app.state.runs = Runs()
        stop = Event()
        working = Thread(target=tandem.work, args=(stop,), name="dispatcher")
        working.start()
        if warm:
            await asyncio.to_thread(tandem.reasoner.prepare)
            Thread(target=tandem.warm, name="warm-up", daemon=True).start()
        try:
            yield
        finally:
            stop.set()
            await asyncio.to_thread(working.join)
            tandem.close()

    app = FastAPI(
        title="Tandem",
        version=version("tandem"),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    answer_with_problems(app)
    app.add_middleware(BodyLimit, limit_bytes=settings.body_limit_mb * MEGABYTE)
    app.add_middleware(Observe)
    api = APIRouter(prefix="/api/v1", responses={"default": {"model": ProblemDocument, "description": "A problem"}})
    for routes in (threads, answers, tools, exceptions, proposals, policies, truth, audit, keys):
        api.include_router(routes.router)
    app.include_router(api)
    app.include_router(health.router)
    describe(app)
    return app
