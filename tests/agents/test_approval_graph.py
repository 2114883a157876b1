"""The approval graph follows the ledger, and cannot be led astray by itself."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from langgraph.types import Command

from agents.approval import Approvals, Reconciled, approval_handlers, open_saver, reconcile, reconcile_home
from knowledge.decisions.ledger import Ledger
from knowledge.decisions.outbox import RESUME_APPROVAL, START_APPROVAL
from knowledge.decisions.proposals import Proposal, Status
from tests.fixtures_ledger import (
    ANA,
    DIRECTOR,
    LOGISTICS,
    MARIA,
    MAX,
    HandClock,
    decide,
    draft,
    postgres_engine,
    sqlite_engine,
)
from tests.fixtures_postgres import postgres_server
from tools.actions.dispatch import Dispatcher, Handler


@pytest.fixture
def desk(tmp_path: Path) -> Iterator["Desk"]:
    """A ledger with the dispatcher of its approval graphs."""
    with sqlite_engine(tmp_path) as engine, open_saver(tmp_path / "approvals.db") as saver:
        yield Desk(Ledger(engine, HandClock()), saver)


class Desk:
    """A ledger, its graphs, and the dispatcher between them."""

    def __init__(self, ledger: Ledger, saver: Any) -> None:
        self.ledger = ledger
        self.saver = saver
        self.approvals = Approvals(ledger, saver)
        handlers: dict[str, Handler] = {START_APPROVAL: self.approvals.handle, RESUME_APPROVAL: self.approvals.handle}
        self.dispatcher = Dispatcher(ledger, handlers, ledger.clock, "one")

    def asked(self, proposal: Proposal) -> dict[str, Any]:
        """Dispatch, and return the arguments of the request that the graph waits with; empty if it does not wait."""
        self.dispatcher.run_once()
        assert self.ledger.incidents() == []
        request = self.approvals.request(proposal.proposal_id)
        return {} if request is None else cast(Any, request)["action_requests"][0]["args"]

    def lose_checkpoints(self) -> None:
        """Delete every checkpoint."""
        for table in ("checkpoints", "writes"):
            self.saver.conn.execute(f"DELETE FROM {table}")
        self.saver.conn.commit()


def test_the_graph_waits_with_a_request_that_inboxes_can_read(desk: Desk) -> None:
    """Some clients read `args`, others `arguments`; each interrupt holds one request."""
    opened = desk.ledger.open(draft(), ANA)
    asked = desk.asked(opened)
    assert asked["actions"] == list(opened.draft.actions)
    assert (asked["version"], asked["digest"]) == (1, opened.digest)
    request = cast(Any, desk.approvals.request(opened.proposal_id))
    assert set(request) == {"action_requests", "review_configs"}
    (action,) = request["action_requests"]
    assert action["args"] == action["arguments"]
    assert request["review_configs"][0]["action_name"] == action["name"]
    assert json.loads(json.dumps(request)) == request


def test_the_graph_goes_where_the_ledger_goes(desk: Desk) -> None:
    """Step by step, through a return and an edit, to the end."""
    two = draft(route=(LOGISTICS, DIRECTOR))
    opened = desk.ledger.open(two, ANA)
    assert desk.asked(opened)["waits_for"] == ["logistics_manager"]
    first = decide(desk.ledger, opened, MARIA)
    assert desk.asked(opened)["waits_for"] == ["director"]
    returned = decide(desk.ledger, first, MAX, verdict="return")
    assert desk.asked(opened)["version"] == returned.version
    assert cast(Any, desk.approvals.request(opened.proposal_id))["action_requests"][0]["name"] == "revise_proposal"
    edited = desk.ledger.revise(opened.proposal_id, draft("PO-2"), version=returned.version, principal=ANA)
    assert desk.asked(opened)["actions"] == list(edited.draft.actions)
    decide(desk.ledger, edited, MARIA)
    assert desk.asked(opened) == {}


def test_nobody_approves_by_resuming_the_graph(desk: Desk) -> None:
    """Whoever reaches the checkpoints, or a chat client with a resume button, decides nothing."""
    opened = desk.ledger.open(draft(), ANA)
    desk.asked(opened)
    config: Any = {"configurable": {"thread_id": opened.proposal_id}}
    graph = desk.approvals._graph  # pyright: ignore[reportPrivateUsage] - nothing public shows the graph
    graph.invoke(Command(resume={"type": "approve", "status": "approved"}), config)
    assert desk.ledger.proposal(opened.proposal_id) == opened
    assert desk.asked(opened)["version"] == 1
    assert graph.get_state(config).values["status"] == "pending"


def test_following_twice_does_nothing_the_second_time(desk: Desk) -> None:
    """The same row of the outbox may be handled twice."""
    opened = desk.ledger.open(draft(), ANA)
    assert desk.approvals.follow(opened) == "started"
    assert desk.approvals.follow(opened) == "unchanged"
    approved = decide(desk.ledger, opened)
    assert desk.approvals.follow(approved) == "resumed"
    assert desk.approvals.follow(approved) == "unchanged"


def test_no_proposal_is_lost_with_the_checkpoints(desk: Desk) -> None:
    """Deleting every checkpoint loses nothing: the ledger has all of it, and the graphs are made again."""
    waiting = [desk.ledger.open(draft(f"PO-{number}"), ANA) for number in range(4)]
    returned = decide(desk.ledger, waiting[1], verdict="return")
    decide(desk.ledger, waiting[2])
    before = [desk.asked(proposal) for proposal in waiting]
    desk.lose_checkpoints()
    assert [desk.asked(proposal) for proposal in waiting] == [{}] * 4
    assert reconcile(desk.ledger, desk.saver) == Reconciled(started=3, resumed=0, unchanged=1)
    assert [desk.asked(proposal) for proposal in waiting] == before
    assert desk.ledger.proposals()[0].status is Status.PENDING
    assert decide(desk.ledger, waiting[0]).status is Status.APPROVED
    edited = desk.ledger.revise(returned.proposal_id, draft("PO-9"), version=returned.version, principal=ANA)
    assert desk.asked(edited)["version"] == edited.version
    assert desk.asked(waiting[0]) == {}


def test_a_decision_is_followed_though_the_checkpoints_are_lost_meanwhile(desk: Desk) -> None:
    """An outbox row that finds no graph makes one."""
    opened = desk.ledger.open(draft(route=(LOGISTICS, DIRECTOR)), ANA)
    desk.asked(opened)
    desk.lose_checkpoints()
    decide(desk.ledger, opened)
    assert desk.asked(opened)["waits_for"] == ["director"]


def test_a_lagging_graph_is_resumed_by_the_reconciler(desk: Desk) -> None:
    """A restored, older checkpoint file catches up."""
    opened = desk.ledger.open(draft(), ANA)
    desk.asked(opened)
    decide(desk.ledger, opened)
    assert reconcile(desk.ledger, desk.saver) == Reconciled(started=0, resumed=1, unchanged=0)
    assert desk.approvals.request(opened.proposal_id) is None


def test_a_graph_that_ended_while_the_proposal_is_open_is_started_again(desk: Desk) -> None:
    """A ledger restored from a backup may be older than its graphs."""
    opened = desk.ledger.open(draft(), ANA)
    approved = decide(desk.ledger, opened)
    desk.approvals.follow(opened)
    desk.approvals.follow(approved)
    stale = opened.model_copy(update={"version": 1})
    desk.approvals.follow(stale)
    assert cast(Any, desk.approvals.request(opened.proposal_id))["action_requests"][0]["args"]["version"] == 1


def test_the_state_is_plain_json(desk: Desk) -> None:
    """A checkpoint of today must load in every later release."""
    opened = desk.ledger.open(draft(), ANA)
    desk.asked(opened)
    stored = desk.saver.get({"configurable": {"thread_id": opened.proposal_id}})
    state = {name: value for name, value in stored["channel_values"].items() if not name.startswith("branch:")}
    assert json.loads(json.dumps(state)) == state


def test_the_handlers_of_a_home_share_its_checkpoints(tmp_path: Path) -> None:
    """A worker that starts later finds the graphs of the one before, and its file is written ahead."""
    with sqlite_engine(tmp_path) as engine:
        ledger = Ledger(engine, HandClock())
        opened = ledger.open(draft(), ANA)
        Dispatcher(ledger, approval_handlers(ledger, tmp_path), ledger.clock, "one").run_once()
        decide(ledger, opened)
        Dispatcher(ledger, approval_handlers(ledger, tmp_path), ledger.clock, "two").run_once()
        assert {row.status for row in ledger.outbox() if row.kind != "execute"} == {"done"}
        assert reconcile_home(ledger, tmp_path) == Reconciled(started=0, resumed=0, unchanged=1)
    connection = sqlite3.connect(tmp_path / "approvals.db")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("SELECT count(DISTINCT thread_id) FROM checkpoints").fetchone() == (1,)
    connection.close()


@pytest.mark.slow
def test_several_workers_keep_their_graphs_in_postgresql(tmp_path: Path) -> None:
    """Workers on several machines have no folder in common."""
    with postgres_server() as server, postgres_engine(server) as engine:
        ledger = Ledger(engine, HandClock())
        opened = ledger.open(draft(), ANA)
        for owner, home in (("one", tmp_path / "one"), ("two", tmp_path / "two")):
            assert Dispatcher(ledger, approval_handlers(ledger, home), ledger.clock, owner).run_once() == 1
            if owner == "one":
                decide(ledger, opened, verdict="return")
        assert ledger.incidents() == []
        assert reconcile_home(ledger, tmp_path) == Reconciled(started=0, resumed=0, unchanged=1)
