"""What happens to every request before and after its route: size limit, request id, log line, metrics."""

import time
import uuid
from http import HTTPStatus

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import problem

REQUESTS = Counter("tandem_http_requests_total", "Requests by route and status.", ["method", "route", "status"])
SECONDS = Histogram("tandem_http_request_seconds", "Seconds until the response began.", ["method", "route"])
log = structlog.get_logger(__name__)


class BodyLimit:
    """Refuses bodies that are too large, whether they say so or not."""

    def __init__(self, app: ASGIApp, limit_bytes: int) -> None:
        self._app = app
        self._limit = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        refusal = problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "body_too_large",
            f"The body is larger than {self._limit} bytes.",
            "Send less at once, or load files with 'tandem data load'.",
        )
        if not announced.isdigit() or int(announced) > self._limit:
            await refusal(scope, receive, send)
            return
        read = 0
        chunks: list[Message] = []
        while True:
            message = await receive()
            chunks.append(message)
            read += len(message.get("body", b""))
            if read > self._limit:
                await refusal(scope, receive, send)
                return
            if message["type"] != "http.request" or not message.get("more_body", False):
                break

        async def replay() -> Message:
            return chunks.pop(0) if chunks else await receive()

        await self._app(scope, replay, send)


class Observe:
    """Gives each request an id, writes one log line and counts it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and record how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex
        started = time.perf_counter()
        status = int(HTTPStatus.INTERNAL_SERVER_ERROR)

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, observed)
            finally:
                route = getattr(scope.get("route"), "path", "unmatched")
                elapsed = time.perf_counter() - started
                REQUESTS.labels(scope["method"], route, status).inc()
                SECONDS.labels(scope["method"], route).observe(elapsed)
                log.info(
                    "request", method=scope["method"], path=scope["path"], status=status, ms=round(elapsed * 1000, 1)
                )
