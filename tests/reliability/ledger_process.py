"""A process that proposes, decides and executes; tests run several of them at once, or kill them.

Usage: ledger_process.py MODE URL FOLDER [ARGUMENTS]; prints one line of JSON for each thing done.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from threading import Barrier, Event, Thread
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine, event, text

from knowledge.database import open_database, writing
from knowledge.decisions.ledger import Ledger
from knowledge.decisions.outbox import EXECUTE, OutboxEvent
from knowledge.decisions.proposals import Proposal, Status
from knowledge.errors import TandemError
from tests.fixtures_ledger import ANA, HEAD, READS, decide, draft
from tools.actions.dispatch import Dispatcher, Handler
from tools.actions.outbox_handlers import Connector, execute_with

TODAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Faults:
    """Kills this process at the n-th point that it passes: a statement, a commit, the edge of an effect."""

    def __init__(self, nth: int) -> None:
        self.left = nth

    def point(self, *_: object) -> None:
        """Pass a point."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, engine: Engine) -> None:
        """Pass a point before every statement and every commit."""
        event.listen(engine, "before_cursor_execute", self.point)
        event.listen(engine, "commit", self.point)


class SharedDatabase:
    """A system that shares the ledger's database: its effect is a row, and nothing but the ledger prevents a second."""

    name = "shared database"

    def __init__(self, ledger: Ledger, point: Callable[[], None]) -> None:
        self.ledger = ledger
        self.point = point

    def apply(self, proposal: Proposal, key: str) -> str:
        """Add a row in the transaction that marks the proposal executed."""
        with writing(self.ledger.engine) as connection:
            connection.execute(text("INSERT INTO effects VALUES (:name)"), {"name": proposal.proposal_id})
            self.point()
            self.ledger.executed_within(connection, proposal.proposal_id, "Done.", key=key)
        return "Done."


class Files:
    """A system of its own that recognises a key: its effect is a file named after it."""

    name = "files"

    def __init__(self, folder: Path, point: Callable[[], None]) -> None:
        self.folder = folder
        self.point = point

    def apply(self, proposal: Proposal, key: str) -> str:
        """Create the file of the key, unless it is there."""
        self.point()
        (self.folder / f"{proposal.proposal_id}.{key}").touch()
        self.point()
        return "Done."


def with_graphs(ledger: Ledger, folder: Path, point: Callable[[], None], owner: str) -> Dispatcher:
    """Return a dispatcher that executes and drives the approval graphs."""
    from agents.approval import approval_handlers

    return dispatcher(ledger, folder, point, owner, approval_handlers(ledger, folder))


def dispatcher(
    ledger: Ledger,
    folder: Path,
    point: Callable[[], None],
    owner: str,
    more: Mapping[str, Handler] = MappingProxyType({}),
) -> Dispatcher:
    """Return a dispatcher with a connector for each half of the proposals."""
    connectors: list[Connector] = [SharedDatabase(ledger, point), Files(folder, point)]
    executors = [execute_with(ledger, connector, lambda _: (HEAD, READS)) for connector in connectors]

    def execute(event: OutboxEvent) -> None:
        executors[int(event.subject[-1]) % 2](event)

    def edged(handler: Handler) -> Handler:
        def handle(event: OutboxEvent) -> None:
            point()
            handler(event)
            point()

        return handle

    handlers: dict[str, Handler] = {**more, EXECUTE: execute}
    return Dispatcher(ledger, {kind: edged(each) for kind, each in handlers.items()}, ledger.clock, owner)


def carry_through(ledger: Ledger, worker: Dispatcher, order: str) -> None:
    """Propose, decide and execute an order, going on from wherever an earlier process stopped."""
    known = [proposal for proposal in ledger.proposals(limit=10_000) if proposal.draft.title == f"Expedite {order}"]
    proposal = known[0] if known else ledger.open(draft(order), ANA)
    worker.run_once()
    if proposal.status is Status.PENDING:
        decide(ledger, proposal, idempotency_key=order)
    worker.run_once()


def crash(url: str, folder: Path, first: int, stride: int) -> None:
    """Kill a child at one point of an order after the other, and have another child go on, until none is reached."""
    for heavy in ("langgraph.checkpoint.sqlite", "langgraph.graph", "agents.approval"):
        import_module(heavy)  # once, and not in every child
    point = first
    while True:
        killed = _child(url, folder, f"PO-{point}", point, TODAY)
        if not killed:
            return
        assert not _child(url, folder, f"PO-{point}", 0, TODAY + timedelta(hours=1))
        print(json.dumps({"point": point}), flush=True)
        point += stride


def _child(url: str, folder: Path, order: str, nth: int, now: datetime) -> bool:
    """Carry an order through in a process of its own; returns whether it was killed."""
    child = os.fork()
    if child == 0:
        faults = Faults(nth)
        engine = open_database(url)
        faults.watch(engine)
        ledger = Ledger(engine, lambda: now)
        carry_through(ledger, with_graphs(ledger, folder, faults.point, f"worker {os.getpid()}"), order)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def work(url: str, folder: Path, prefix: str, now: str) -> None:
    """Carry orders through until killed."""
    with closing(_Opened(url, datetime.fromisoformat(now))) as opened:
        worker = with_graphs(opened.ledger, folder, lambda: None, prefix)
        for number in range(100_000):
            carry_through(opened.ledger, worker, f"{prefix}-{number}")
            print(json.dumps({"order": f"{prefix}-{number}"}), flush=True)


def drain(url: str, folder: Path, owner: str, now: str) -> None:
    """Handle what is in the outbox, from the moment that the test says so."""
    with closing(_Opened(url, datetime.fromisoformat(now))) as opened:
        worker = dispatcher(opened.ledger, folder, lambda: None, owner)
        print(json.dumps("ready"), flush=True)
        sys.stdin.readline()
        print(json.dumps({"handled": worker.run_once()}), flush=True)


def approve(url: str, folder: Path, key: str) -> None:
    """Approve the same proposal from eight threads at once, while a dispatcher runs."""
    with closing(_Opened(url, TODAY)) as opened:
        ledger, stop = opened.ledger, Event()
        (proposal,) = ledger.proposals()
        worker = dispatcher(ledger, folder, lambda: None, f"worker {os.getpid()}")
        running = Thread(target=worker.run_until, args=(stop,))
        barrier, outcomes = Barrier(8), list[dict[str, Any]]()

        def one(number: int) -> None:
            own = key or f"{os.getpid()}-{number}"
            barrier.wait()
            try:
                decided = decide(ledger, proposal, idempotency_key=own)
                outcomes.append({"status": decided.status.value, "version": decided.version})
            except TandemError as error:
                outcomes.append({"status": error.code})

        print(json.dumps("ready"), flush=True)
        sys.stdin.readline()
        running.start()
        threads = [Thread(target=one, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stop.set()
        running.join()
        for outcome in outcomes:
            print(json.dumps(outcome), flush=True)


class _Opened:
    """A ledger of a process, with its database."""

    def __init__(self, url: str, now: datetime) -> None:
        self.engine = open_database(url)
        self.ledger = Ledger(self.engine, lambda: now)

    def close(self) -> None:
        """Close the database."""
        self.engine.dispose()


if __name__ == "__main__":
    mode, where, into, *rest = sys.argv[1:]
    if mode == "crash":
        crash(where, Path(into), int(rest[0]), int(rest[1]))
    else:
        {"work": work, "drain": drain, "approve": approve}[mode](where, Path(into), *rest)
