"""What a tool is given besides its arguments."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from threading import Event, Lock, RLock
from typing import TypeVar
from weakref import WeakKeyDictionary

from knowledge.decisions.ledger import Ledger
from knowledge.policies.store import PolicyStore
from knowledge.principal import Principal
from knowledge.truth.snapshot import Snapshot

from .errors import BudgetExhausted, Cancelled

T = TypeVar("T")
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class ToolContext:
    """One turn's surroundings: a pinned version of the truth, who asks, what else is known, and how long it may take.

    Parameters
    ----------
    snapshot
        The version of the truth that the whole turn computes from.
    clock
        Gives the time of day for records; "today" in a computation is `snapshot.planning_date`.
    answer_id, call_id
        The answer that a call is made for, and the call's name in it; a proposal keeps them.
    deadline
        In seconds of `time.monotonic`; `None` is no limit.
    """

    snapshot: Snapshot
    principal: Principal
    policies: PolicyStore
    ledger: Ledger
    clock: Clock
    seed: int = 1
    answer_id: str | None = None
    call_id: str | None = None
    deadline: float | None = None
    cancelled: Event = field(default_factory=Event)

    def check(self) -> None:
        """Stop a long computation that was cancelled or has used up its time.

        Raises
        ------
        Cancelled, BudgetExhausted
        """
        if self.cancelled.is_set():
            raise Cancelled("The computation was stopped.", "Ask again when you need it.")
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise BudgetExhausted("The time allowed for this computation is used up.", "Ask for fewer items or weeks.")


def per_snapshot(compute: Callable[[Snapshot], T]) -> Callable[[Snapshot], T]:
    """Keep what a function computes from a snapshot for as long as the snapshot is in memory."""
    kept: WeakKeyDictionary[Snapshot, T] = WeakKeyDictionary()
    lock = Lock()

    @wraps(compute)
    def remembered(snapshot: Snapshot) -> T:
        with lock:
            if snapshot not in kept:
                kept[snapshot] = compute(snapshot)
            return kept[snapshot]

    return remembered


def per_tables(*tables: str) -> Callable[[Callable[[Snapshot], T]], Callable[[Snapshot], T]]:
    """Keep what a function computes from some tables only; what-ifs that leave these tables alone share it.

    The function must read no other table, `company` included.
    """

    def decorate(compute: Callable[[Snapshot], T]) -> Callable[[Snapshot], T]:
        kept: WeakKeyDictionary[Snapshot, T] = WeakKeyDictionary()
        lock = RLock()

        @wraps(compute)
        def remembered(snapshot: Snapshot) -> T:
            origin = snapshot.origin(tables)
            with lock:
                if origin not in kept:
                    kept[origin] = compute(origin)
                return kept[origin]

        return remembered

    return decorate
