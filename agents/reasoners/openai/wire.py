"""Stream one completion from an OpenAI-compatible endpoint, so that it can be stopped at any moment.

The requests run in an event loop of their own; who waits for them looks every few milliseconds whether the turn was
cancelled or has used up its time. Nothing is retried here.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from .replies import Reply

if TYPE_CHECKING:
    from openai import AsyncOpenAI

LOOK_SECONDS = 0.02
"""How often the waiting side looks whether to stop."""

CONNECT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked.

    Parameters
    ----------
    base_url
        Of the OpenAI-compatible interface, such as `http://localhost:8000/v1`.
    api_key
        Never shown nor logged.
    """

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)


class Wire:
    """A kept connection to an endpoint; it may be used by several threads."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._client: AsyncOpenAI | None = None

    def prepare(self) -> None:
        """Load the library and start the loop, so that the first question does not wait for them."""
        self._running()

    def stream(
        self, body: Mapping[str, Any], seconds: float, check: Callable[[Reply], None], heard: Callable[[str], None]
    ) -> Reply:
        """Ask for a completion and return it when it has arrived.

        Parameters
        ----------
        seconds
            For which the endpoint may be silent.
        check
            Is called with what has arrived so far, again and again; an error that it raises ends the request.
        heard
            Is given each piece of text as it arrives; an error that it raises ends the request.

        Raises
        ------
        openai.OpenAIError, httpx2.HTTPError, ValueError
            Whatever went wrong between here and the endpoint.
        """
        loop, client = self._running()
        arrived: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        under_way = asyncio.run_coroutine_threadsafe(_pump(client, body, seconds, arrived), loop)
        under_way.add_done_callback(lambda _: arrived.put(None))
        reply = Reply()
        try:
            while (chunk := _next(arrived, lambda: check(reply))) is not None:
                text = reply.take(chunk)
                check(reply)
                if text:
                    heard(text)
            under_way.result()
        finally:
            under_way.cancel()
        return reply

    def close(self) -> None:
        """Let go of the connection and the loop."""
        with self._lock:
            loop, client, thread = self._loop, self._client, self._thread
            self._loop = self._client = self._thread = None
        if loop is not None and client is not None and thread is not None:
            asyncio.run_coroutine_threadsafe(_end(client), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    def _running(self) -> "tuple[asyncio.AbstractEventLoop, AsyncOpenAI]":
        with self._lock:
            if self._loop is None or self._client is None:
                from openai import AsyncOpenAI

                self._client = AsyncOpenAI(
                    base_url=self._endpoint.base_url, api_key=self._endpoint.api_key or "none", max_retries=0
                )
                self._loop = asyncio.new_event_loop()
                self._thread = Thread(target=self._loop.run_forever, name="model-endpoint", daemon=True)
                self._thread.start()
            return self._loop, self._client


async def _pump(
    client: "AsyncOpenAI", body: Mapping[str, Any], seconds: float, arrived: "SimpleQueue[dict[str, Any] | None]"
) -> None:
    from httpx2 import Timeout

    timeout = Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))
    create: Any = client.chat.completions.create
    async with await create(**body, stream=True, timeout=timeout) as stream:
        async for chunk in stream:
            if not isinstance(chunk, BaseModel):
                raise ValueError("what arrived is no chunk of a completion")
            arrived.put(chunk.model_dump(exclude_unset=True, warnings=False))


async def _end(client: "AsyncOpenAI") -> None:
    """Let requests that were given up end, and close the connections."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await client.close()


def _next(arrived: "SimpleQueue[dict[str, Any] | None]", check: Callable[[], None]) -> dict[str, Any] | None:
    while True:
        try:
            return arrived.get(timeout=LOOK_SECONDS)
        except Empty:
            check()
