"""The command line's way in: over HTTP to the server that holds the home folder, in-process where none runs."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, Protocol

import httpx2

from .errors import NotSignedIn, RequestFailed, ServerUnreachable, UnknownPerson
from .home import operator_key, reach, silent
from .settings import Settings

BASE = "/api/v1"
TIMEOUT_SECONDS = 600.0


class Client(Protocol):
    """Sends requests to the HTTP interface, wherever it runs."""

    def request(self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None) -> Any:
        """Send a request and return the JSON of the response.

        Raises
        ------
        RequestFailed
            If the response is an error.
        """
        ...


class _Http:
    def __init__(self, client: httpx2.Client) -> None:
        self._client = client

    def request(self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None) -> Any:
        try:
            response = self._client.request(method, BASE + path, json=body, headers=dict(headers or {}))
        except httpx2.TransportError as error:
            raise ServerUnreachable(
                f"The server at {self._client.base_url} does not answer: {error}.", "Look at its log, or restart it."
            ) from error
        return _content(response)


class _InProcess:
    def __init__(self, runner: asyncio.Runner, client: httpx2.AsyncClient) -> None:
        self._runner, self._client = runner, client

    def request(self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None) -> Any:
        sent = self._client.request(method, BASE + path, json=body, headers=dict(headers or {}))
        return _content(self._runner.run(_awaited(sent)))


async def _awaited(response: Any) -> httpx2.Response:
    return await response


def _content(response: httpx2.Response) -> Any:
    content = response.json() if response.content else None
    if not response.is_success:
        raise RequestFailed(response.status_code, content or {"detail": response.reason_phrase})
    return content


@contextmanager
def connect(settings: Settings, speak_as: str | None = None, tell: Callable[[str], None] = silent) -> Generator[Client]:
    """Give a client for the length of the block; without a server the home folder is held meanwhile.

    Parameters
    ----------
    speak_as
        A person of the sample company to speak as.
    tell
        Told in words when another command must be waited for.
    """
    if settings.api_key and not settings.api_key.isascii():
        raise NotSignedIn("TANDEM_API_KEY is no key: it holds letters that no key has.", "Set it to the key as given.")
    if speak_as and not speak_as.isascii():
        raise UnknownPerson(f"There is no person '{speak_as}'.", "The table people lists them.")
    headers = {"Authorization": f"Bearer {settings.api_key or operator_key(settings.home)}"}
    if speak_as is not None:
        headers["Tandem-As"] = speak_as
    with reach(settings.home, tell=tell) as server:
        if server is not None:
            with httpx2.Client(base_url=server.url, headers=headers, timeout=TIMEOUT_SECONDS) as client:
                yield _Http(client)
            return
        with asyncio.Runner() as runner:
            within = _started(settings, headers)
            client = runner.run(_enter(within))
            try:
                yield _InProcess(runner, client)
            finally:
                runner.run(_leave(within))


@asynccontextmanager
async def _started(settings: Settings, headers: Mapping[str, str]) -> AsyncGenerator[httpx2.AsyncClient]:
    from .app import create_app

    app = create_app(settings)
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(
            transport=transport, base_url="http://tandem.invalid", headers=dict(headers), timeout=TIMEOUT_SECONDS
        ) as client,
    ):
        yield client


async def _enter(within: AbstractAsyncContextManager[httpx2.AsyncClient]) -> httpx2.AsyncClient:
    return await within.__aenter__()


async def _leave(within: AbstractAsyncContextManager[httpx2.AsyncClient]) -> None:
    await within.__aexit__(None, None, None)
