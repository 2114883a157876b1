"""The approval graph: one LangGraph thread for each proposal, waiting at an interrupt until somebody decides.

The ledger decides and this graph follows: it is started and resumed by outbox rows only, after the decision is in the
ledger, and reads from there what was decided. What a resume says is ignored, so nobody can approve by resuming a graph,
and resuming twice does no harm. Checkpoints can be deleted at any time: `reconcile` makes them again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any, TypedDict

from pydantic import JsonValue

from knowledge.decisions.ledger import Ledger
from knowledge.decisions.outbox import RESUME_APPROVAL, START_APPROVAL, OutboxEvent
from knowledge.decisions.proposals import Proposal, Status

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.checkpoint.postgres import PostgresSaver
    from langgraph.graph.state import CompiledStateGraph

SETUP_LOCK = 0x63686563  # "chec"
SETUP_POLL_SECONDS = 0.05
PAGE = 500
STEPS = 4
"""How many times a graph is driven on for one change at most: finish what a crash interrupted, then follow."""


class ApprovalState(TypedDict):
    """What the graph knows of its proposal, as JSON."""

    proposal_id: str
    version: int
    status: str
    step: int
    digest: str
    title: str
    reason: str
    actions: list[dict[str, JsonValue]]
    waits_for: list[str]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a reconciliation did: graphs started anew, driven on, and found as they should be."""

    started: int
    resumed: int
    unchanged: int


class Approvals:
    """The approval graphs of a ledger.

    Parameters
    ----------
    saver
        Keeps the graphs' checkpoints, see `open_saver`.
    """

    def __init__(self, ledger: Ledger, saver: BaseCheckpointSaver[Any]) -> None:
        self._ledger = ledger
        self._graph = _build(ledger.proposal, saver)

    def handle(self, event: OutboxEvent) -> None:
        """Follow what an outbox row tells about; a handler of `start_approval` and `resume_approval`."""
        self.follow(self._ledger.proposal(str(event.payload["proposal_id"])))

    def follow(self, proposal: Proposal) -> str:
        """Bring a proposal's graph to where the ledger is: `started`, `resumed` or `unchanged`."""
        done = "unchanged"
        for _ in range(STEPS):
            seen = self._graph.get_state(_config(proposal))
            if not seen.values:
                if not _is_open(proposal):
                    return done
                self._graph.invoke(_state_of(proposal), _config(proposal))
                return "started"
            if seen.next and not seen.interrupts:
                self._graph.invoke(None, _config(proposal))
            elif seen.interrupts and seen.values["version"] != proposal.version:
                self._graph.invoke(_resume(seen.interrupts[0].id), _config(proposal))
            elif not seen.interrupts and _is_open(proposal):
                self._graph.invoke(_state_of(proposal), _config(proposal))
            else:
                return done
            done = "resumed"
        return done

    def request(self, proposal_id: str) -> dict[str, JsonValue] | None:
        """Return what a proposal's graph asks for at its interrupt, or nothing if it does not wait."""
        seen = self._graph.get_state({"configurable": {"thread_id": proposal_id}})
        return seen.interrupts[0].value if seen.interrupts else None

    def reconcile(self) -> Reconciled:
        """Start the graphs that are missing and resume those that lag behind the ledger."""
        counts = {"started": 0, "resumed": 0, "unchanged": 0}
        before: str | None = None
        while page := self._ledger.proposals(limit=PAGE, before=before):
            for proposal in page:
                counts[self.follow(proposal)] += 1
            before = page[-1].proposal_id
        return Reconciled(**counts)


def approval_handlers(ledger: Ledger, home: Path) -> Mapping[str, Callable[[OutboxEvent], None]]:
    """Return the handlers of `start_approval` and `resume_approval` rows of the outbox.

    Checkpoints are kept in the home folder, or in the ledger's own database where that is PostgreSQL, which several
    workers share.
    """
    database = _checkpoints(ledger, home)

    def follow(event: OutboxEvent) -> None:
        with open_saver(database) as saver:
            Approvals(ledger, saver).handle(event)

    return {START_APPROVAL: follow, RESUME_APPROVAL: follow}


def reconcile_home(ledger: Ledger, home: Path) -> Reconciled:
    """Make the graphs whose checkpoints `approval_handlers` keeps follow the ledger; for the start of a server."""
    with open_saver(_checkpoints(ledger, home)) as saver:
        return reconcile(ledger, saver)


def _checkpoints(ledger: Ledger, home: Path) -> Path | str:
    if ledger.engine.dialect.name == "postgresql":
        return ledger.engine.url.render_as_string(hide_password=False)
    return home / "approvals.db"


def reconcile(ledger: Ledger, saver: BaseCheckpointSaver[Any]) -> Reconciled:
    """Make the approval graphs follow the ledger, whatever became of their checkpoints."""
    return Approvals(ledger, saver).reconcile()


@contextmanager
def open_saver(database: Path | str) -> Generator[BaseCheckpointSaver[Any]]:
    """Open the place where checkpoints are kept: a SQLite file, or a PostgreSQL URL."""
    if isinstance(database, str):
        from langgraph.checkpoint.postgres import PostgresSaver

        with PostgresSaver.from_conn_string(re.sub(r"^postgresql\+\w+:", "postgresql:", database)) as saver:
            _set_up_alone(saver)
            yield saver
        return
    import sqlite3

    from langgraph.checkpoint.sqlite import SqliteSaver

    connection = sqlite3.connect(database, check_same_thread=False, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        saver = SqliteSaver(connection)
        saver.setup()
        yield saver
    finally:
        connection.close()


def _set_up_alone(saver: PostgresSaver) -> None:
    """Make the tables of the checkpoints, one process at a time.

    The lock is asked for again and again instead of waited for: making an index concurrently waits for every open
    statement, also for one that waits for this lock.
    """
    connection: Any = saver.conn
    while not connection.execute("SELECT pg_try_advisory_lock(%s) AS mine", (SETUP_LOCK,)).fetchone()["mine"]:
        sleep(SETUP_POLL_SECONDS)
    try:
        saver.setup()
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", (SETUP_LOCK,))


def _build(
    read: Callable[[str], Proposal], saver: BaseCheckpointSaver[Any]
) -> CompiledStateGraph[ApprovalState, None, ApprovalState, ApprovalState]:
    from langgraph.graph import END, START, StateGraph
    from langgraph.types import interrupt

    def await_decision(state: ApprovalState) -> ApprovalState:
        interrupt(_decision_request(state))
        return _state_of(read(state["proposal_id"]))

    def await_revision(state: ApprovalState) -> ApprovalState:
        interrupt(_revision_request(state))
        return _state_of(read(state["proposal_id"]))

    def next_node(state: ApprovalState) -> str:
        waiting = {Status.PENDING.value: "await_decision", Status.RETURNED.value: "await_revision"}
        return waiting.get(state["status"], END)

    graph = StateGraph(ApprovalState)
    graph.add_node("await_decision", await_decision)
    graph.add_node("await_revision", await_revision)
    for node in (START, "await_decision", "await_revision"):
        graph.add_conditional_edges(node, next_node, ["await_decision", "await_revision", END])
    return graph.compile(checkpointer=saver, name="approval")


def _state_of(proposal: Proposal) -> ApprovalState:
    waits = proposal.draft.route[proposal.step].position_ids if proposal.status is Status.PENDING else ()
    return ApprovalState(
        proposal_id=proposal.proposal_id,
        version=proposal.version,
        status=proposal.status.value,
        step=proposal.step,
        digest=proposal.digest,
        title=proposal.draft.title,
        reason=proposal.draft.reason,
        actions=list(proposal.draft.actions),
        waits_for=list(waits),
    )


def _decision_request(state: ApprovalState) -> dict[str, JsonValue]:
    """Return the request in the form that LangGraph's inboxes read; some want `args`, others `arguments`."""
    return _request(state, "decide_proposal", ["approve", "edit", "reject"])


def _revision_request(state: ApprovalState) -> dict[str, JsonValue]:
    return _request(state, "revise_proposal", ["edit"])


def _request(state: ApprovalState, name: str, allowed: list[JsonValue]) -> dict[str, JsonValue]:
    arguments: dict[str, JsonValue] = {
        "proposal_id": state["proposal_id"],
        "version": state["version"],
        "digest": state["digest"],
        "actions": list(state["actions"]),
        "waits_for": list(state["waits_for"]),
    }
    described = f"{state['title']}\n\n{state['reason']}"
    return {
        "action_requests": [{"name": name, "args": arguments, "arguments": arguments, "description": described}],
        "review_configs": [{"action_name": name, "allowed_decisions": allowed}],
    }


def _resume(interrupt_id: str) -> Any:
    from langgraph.types import Command

    return Command(resume={interrupt_id: "look into the ledger"})


def _config(proposal: Proposal) -> Any:
    return {"configurable": {"thread_id": proposal.proposal_id}}


def _is_open(proposal: Proposal) -> bool:
    return proposal.status in (Status.PENDING, Status.RETURNED)
