"""`tandem serve`, killed while it waits, executes, loads or computes: nothing is lost, nothing done twice."""

import json
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread, Timer
from typing import Any

import httpx2
import pytest

from api.compose import HOME_HOLDER
from api.home import SERVER
from knowledge.decisions.ledger import Ledger
from knowledge.decisions.outbox import EXECUTE
from tests.fixtures_home import copy_home
from tests.fixtures_ledger import ANA, DIRECTOR, LOGISTICS, HandClock, decide, draft, sqlite_engine
from tests.reliability.program import (
    Program,
    answered,
    approve,
    assert_done_once,
    assert_on_record,
    propose_push_outs,
    status_of,
    wait_executed,
    wait_until,
)

DELAYS = (0.0, 0.03, 0.2)
"""Seconds from the answer to an approval until the server is killed: before, while and after it is executed."""

SOON_SECONDS = 60.0
"""Far less than a lease of a dead process lasts."""

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("killed_server")]


def test_a_server_killed_around_a_decision_executes_it_once(sample_home: Path, tmp_path: Path) -> None:
    """The same server dies again and again: while all wait, and after each approval a little later."""
    program = Program(copy_home(sample_home, tmp_path))
    wanted = propose_push_outs(program, len(DELAYS) + 1)
    with program.serving() as server, server.person("maria") as manager:
        assert {status_of(manager, each) for each in wanted} == {"pending"}
        server.kill()
    assert (program.home / SERVER).exists(), "a killed server cleans nothing up"
    shown = program.done("proposal", "show", next(iter(wanted)))
    assert shown["status"] == "pending", "the command line is not misled by the dead server"
    answers: dict[str, Any] = {}
    for proposal_id, delay in zip(wanted, DELAYS, strict=False):
        with program.serving() as server, server.person("maria") as manager:
            for earlier in answers:
                wait_executed(manager, earlier, SOON_SECONDS)
            answers[proposal_id] = answered(approve(manager, proposal_id, f"key-{proposal_id}"))
            time.sleep(delay)
            server.kill()
        with program.opened() as parts:  # as if it had just begun, whichever moment it was; nothing if it was done
            parts.ledger.lease(HOME_HOLDER, seconds=3600.0, kinds=[EXECUTE])
    with program.serving() as server, server.person("maria") as manager:
        for proposal_id, answer in answers.items():
            wait_executed(manager, proposal_id, SOON_SECONDS)
            assert answered(approve(manager, proposal_id, f"key-{proposal_id}")) == answer
        assert manager.get("/audit/verify").json()["intact"]
    with program.opened() as parts:
        assert_on_record(parts)
        assert len(parts.truth.versions(100)) == 1 + len(answers)
        for proposal_id in answers:
            assert_done_once(parts, proposal_id, wanted[proposal_id])
        assert parts.ledger.incidents() == []
    assert_graphs_follow(program)


def assert_graphs_follow(program: Program) -> None:
    """Each graph waits exactly where its proposal does, before anything is reconciled."""
    from agents.approval import Approvals, open_saver

    with program.opened() as parts, open_saver(program.home / "approvals.db") as saver:
        graphs = Approvals(parts.ledger, saver)
        for proposal in parts.ledger.proposals():
            request = graphs.request(proposal.proposal_id)
            assert (request is not None) == (proposal.status == "pending")


def test_a_server_killed_while_it_loads_or_computes_loses_nothing(
    sample_home: Path, tmp_path: Path, demand_of_the_sample: Path
) -> None:
    program = Program(copy_home(sample_home, tmp_path))
    folder = {"folder": str(demand_of_the_sample)}
    with program.serving() as server, server.person("sam") as sam:
        thread = sam.post("/threads").json()["thread_id"]
        asked = in_background(sam, f"/threads/{thread}/messages", {"text": "What will hurt us in two weeks?"})
        log = program.home / "truth" / "demand_history" / "_delta_log"
        commits = len(list(log.iterdir()))
        with server.person() as operator:
            loading = in_background(operator, "/truth/loads", folder)
            wait_until(lambda: len(list(log.iterdir())) > commits)
            server.kill()
            loading.join()
        asked.join()
    with program.opened() as parts:
        assert_on_record(parts)
        assert len(parts.truth.versions(9)) <= 2
    with program.serving() as server, server.person("sam") as sam, server.person() as operator:
        messages = answered(sam.get(f"/threads/{thread}"))["messages"]
        assert [each["author"] for each in messages] in ([], ["person"], ["person", "tandem"])
        again = answered(operator.post("/truth/loads", json=folder))
        assert again["version"] == "t-000002"
        assert not answered(operator.post("/truth/loads", json=folder))["created"]
        text = {"text": "What does the policy say about expediting?"}
        assert answered(sam.post(f"/threads/{thread}/messages", json=text))["text"]
    with program.opened() as parts:
        assert_on_record(parts)


def in_background(client: httpx2.Client, path: str, body: Any) -> Thread:
    """Send a request whose answer comes only if it is quicker than the kill."""

    def send() -> None:
        with suppress(httpx2.TransportError):  # the server is killed while it answers
            client.post(path, json=body)

    thread = Thread(target=send)
    thread.start()
    return thread


def test_a_command_waits_for_a_server_that_is_starting(tmp_path: Path) -> None:
    """Between taking the home and listening, a server would else be taken for another command until patience ends."""
    from api.home import announce, hold, reach

    with hold(tmp_path):
        Timer(0.3, announce, (tmp_path, "http://127.0.0.1:1")).start()
        with reach(tmp_path, wait_seconds=20.0) as server:
            assert server is not None
            assert server.url == "http://127.0.0.1:1"


def test_a_retry_is_answered_alike_after_the_content_has_moved_on(tmp_path: Path) -> None:
    """The server died after the first of two approvals, and new data changed the effect before the client came back."""
    with sqlite_engine(tmp_path) as engine:
        ledger = Ledger(engine, HandClock())
        opened = ledger.open(draft(route=(LOGISTICS, DIRECTOR)), ANA)
        first = decide(ledger, opened, idempotency_key="once")
        moved = ledger.record_recheck(first.proposal_id, first.version, "t-000002", "moved", {"cost": 1_400.0})
        assert moved.digest != opened.digest
        assert decide(ledger, opened, digest=moved.digest, idempotency_key="once") == first
        assert len(ledger.proposal(opened.proposal_id).decisions) == 1


def test_a_dead_servers_address_does_not_mislead_while_a_command_holds_the_home(tmp_path: Path) -> None:
    """The file that a killed server left would send the operator's key to whoever listens there now."""
    from api.home import hold, running_server

    (tmp_path / SERVER).write_text(json.dumps({"url": "http://127.0.0.1:1", "pid": 1}))
    with hold(tmp_path):
        assert running_server(tmp_path) is None
