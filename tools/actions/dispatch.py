"""The dispatcher: does what the outbox says, at least once, and gives up visibly.

Several dispatchers may share a ledger. A handler may be called again for the same row, after a crash or when its lease
ran out, so what it does must be the same the second time: the row's key names it for whatever system is behind.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from threading import Event

from sqlalchemy.exc import SQLAlchemyError

from knowledge.decisions.ledger import Ledger
from knowledge.decisions.outbox import OutboxEvent
from knowledge.errors import TandemError

from ..errors import ActionRefused

Handler = Callable[[OutboxEvent], None]
"""Does what a row says; raises `ActionRefused` if that can never be done, any other `TandemError` if perhaps later."""

FIRST_DELAY_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 300.0
PAUSE_SECONDS = 2.0

logger = logging.getLogger(__name__)


class Dispatcher:
    """Works off the outbox.

    Parameters
    ----------
    handlers
        What to do, by kind of row; rows of other kinds are left for other dispatchers.
    owner
        A name that no other dispatcher has, for the leases.
    lease_seconds
        How long a handler may take before its row is given to another dispatcher.
    attempts
        How often a row is tried before it becomes an incident.
    seed
        Of the jitter of the delays.
    """

    def __init__(
        self,
        ledger: Ledger,
        handlers: Mapping[str, Handler],
        clock: Callable[[], datetime],
        owner: str,
        *,
        lease_seconds: float = 60.0,
        attempts: int = 10,
        poll_seconds: float = 0.25,
        seed: int = 1,
    ) -> None:
        self._ledger = ledger
        self._handlers = dict(handlers)
        self._clock = clock
        self._owner = owner
        self._lease_seconds = lease_seconds
        self._attempts = attempts
        self._poll_seconds = poll_seconds
        self._seed = seed

    def run_once(self) -> int:
        """Handle every row that is due; returns how many there were."""
        count = 0
        while (event := self._next()) is not None:
            self._handle(event)
            count += 1
        return count

    def run_until(self, stop: Event) -> None:
        """Handle rows as they come until told to stop; a database that cannot be used is tried again later."""
        while not stop.is_set():
            try:
                event = self._next()
                if event is None:
                    stop.wait(self._poll_seconds)
                else:
                    self._handle(event)
            except (SQLAlchemyError, OSError, TandemError):
                logger.exception("the outbox cannot be used; it is tried again in %g seconds", PAUSE_SECONDS)
                stop.wait(PAUSE_SECONDS)

    def _next(self) -> OutboxEvent | None:
        return self._ledger.lease(self._owner, seconds=self._lease_seconds, kinds=self._handlers)

    def _handle(self, event: OutboxEvent) -> None:
        try:
            self._handlers[event.kind](event)
        except ActionRefused as error:
            self._ledger.give_up(event, str(error))
        except TandemError as error:
            self._try_again(event, f"{error.code}: {error}")
        except Exception as error:  # a fault in one handler must not stop the others; it is logged and on record
            logger.exception("the handler of %s failed", event.key)
            self._try_again(event, f"{type(error).__name__}: {error}")
        else:
            self._ledger.complete(event)

    def _try_again(self, event: OutboxEvent, error: str) -> None:
        if event.attempts >= self._attempts:
            self._ledger.give_up(event, error)
            return
        delay = delay_seconds(event.attempts, Random(f"{self._seed}:{event.key}:{event.attempts}"))
        self._ledger.retry_later(event, error, self._clock() + timedelta(seconds=delay))


def delay_seconds(attempts: int, random: Random) -> float:
    """Return how long to wait after some attempts: twice as long each time, less up to half of it by chance.

    Parameters
    ----------
    attempts
        How often it was tried, from 1.
    random
        Spreads what failed together, so that it does not come back together.
    """
    longest = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2.0 ** (attempts - 1))
    return longest * random.uniform(0.5, 1.0)
