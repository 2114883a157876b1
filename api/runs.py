"""Runs: a question is answered in the background, its events are kept in a log, and streams tail the log.

A client that disconnects stops nothing, and a client that comes back with the number of the last event it saw misses
nothing. Events are those of AG-UI.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable
from threading import Lock, Thread

from ag_ui.core import BaseEvent

from .errors import NotFound

KEPT_RUNS = 1000


class Run:
    """The events of one run, numbered from 1; written by one thread, read by any number of streams."""

    def __init__(self, run_id: str, owner: str) -> None:
        self.run_id = run_id
        self.owner = owner
        self._events: list[BaseEvent] = []
        self._ended = False
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._lock = Lock()

    @property
    def ended(self) -> bool:
        """Whether no further event will come."""
        return self._ended

    def append(self, event: BaseEvent) -> None:
        """Add an event."""
        with self._lock:
            self._events.append(event)
            self._wake()

    def end(self) -> None:
        """Say that no further event will come."""
        with self._lock:
            self._ended = True
            self._wake()

    def _wake(self) -> None:
        for loop, woken in self._waiting:
            loop.call_soon_threadsafe(woken.set)

    async def tail(self, after: int = 0) -> AsyncGenerator[tuple[int, BaseEvent]]:
        """Give the numbered events behind number `after`, those to come included, until the run ends."""
        woken = asyncio.Event()
        waiter = (asyncio.get_running_loop(), woken)
        with self._lock:
            self._waiting.add(waiter)
        try:
            while True:
                woken.clear()
                with self._lock:
                    fresh, ended = self._events[after:], self._ended
                for event in fresh:
                    after += 1
                    yield after, event
                if ended:
                    return
                if not fresh:
                    await woken.wait()
        finally:
            with self._lock:
                self._waiting.discard(waiter)


class Runs:
    """The runs of this process, the latest `KEPT_RUNS` of them."""

    def __init__(self) -> None:
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._lock = Lock()

    def start(self, run_id: str, owner: str, work: Callable[[Run], None]) -> Run:
        """Begin a run in a thread of its own; `work` appends the events."""
        run = Run(run_id, owner)
        with self._lock:
            self._runs[run_id] = run
            ended = [key for key, kept in self._runs.items() if kept.ended]
            for key in ended[: max(0, len(self._runs) - KEPT_RUNS)]:
                del self._runs[key]

        def finish() -> None:
            try:
                work(run)
            finally:
                run.end()

        Thread(target=finish, name=f"run-{run_id}", daemon=True).start()
        return run

    def run(self, run_id: str, owner: str) -> Run:
        """Return a run of a person.

        Raises
        ------
        NotFound
            If there is no such run, or it is somebody else's.
        """
        run = self._runs.get(run_id)
        if run is None or run.owner != owner:
            raise NotFound(f"There is no run {run_id}.", "Its answer, if it ended, is in the thread.")
        return run
