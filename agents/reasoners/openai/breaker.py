"""A circuit breaker: an endpoint that keeps failing is left alone for a while (Nygard 2007, Release It!, ch. 5)."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Literal


class Breaker:
    """Opens after so many failures in a row; after a pause it lets one try through, whose outcome decides.

    It may be used by several threads.

    Parameters
    ----------
    failures
        In a row, until it opens.
    pause_seconds
        For which it then stays open.
    clock
        Gives seconds; only differences count.
    """

    def __init__(self, failures: int = 3, pause_seconds: float = 30.0, clock: Callable[[], float] = monotonic) -> None:
        self._most = failures
        self._pause = pause_seconds
        self._clock = clock
        self._lock = Lock()
        self._failed = 0
        self._opened_at: float | None = None
        self._trying = False

    @property
    def state(self) -> Literal["closed", "open", "half_open"]:
        """Whether requests pass, none does, or one may try."""
        with self._lock:
            return self._state()

    def _state(self) -> Literal["closed", "open", "half_open"]:
        if self._opened_at is None:
            return "closed"
        return "half_open" if self._clock() - self._opened_at >= self._pause else "open"

    def lets_pass(self) -> bool:
        """Whether a request may be made now; who is let pass must tell how it went."""
        with self._lock:
            state = self._state()
            if state == "closed":
                return True
            if state == "open" or self._trying:
                return False
            self._trying = True
            return True

    def succeeded(self) -> None:
        """A request was served: close."""
        with self._lock:
            self._failed, self._opened_at, self._trying = 0, None, False

    def failed(self) -> None:
        """A request was not served: count, and open when there are too many, or when it was the try."""
        with self._lock:
            self._failed += 1
            if self._trying or self._failed >= self._most:
                self._opened_at = self._clock()
            self._trying = False

    def gave_up(self) -> None:
        """A request was stopped from here; that says nothing about the endpoint."""
        with self._lock:
            self._trying = False
