"""A server and a worker on one PostgreSQL database: the whole job, and each effect once."""

import signal
import socket
import subprocess
from collections.abc import Generator
from functools import partial
from pathlib import Path

import pytest

from knowledge.decisions.outbox import EXECUTE
from tests.fixtures_postgres import postgres_server
from tests.reliability.program import (
    PATIENCE_SECONDS,
    Program,
    answered,
    approve,
    assert_done_once,
    assert_on_record,
    propose_push_outs,
    wait_executed,
)

SOON_SECONDS = 60.0
"""Far less than a lease of a dead process lasts."""
COUNT = 8

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("serving_on_postgres")]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Generator[Program]:
    """An empty home, its truth in a folder, its decisions in PostgreSQL."""
    folder = tmp_path_factory.mktemp("postgres")
    with postgres_server() as url:
        yield Program(folder / "home", {"TANDEM_DATABASE_URL": url, "TANDEM_TRUTH_URI": str(folder / "truth")})


def stop(worker: "subprocess.Popen[str]") -> None:
    """Leave no process behind, whatever happened."""
    worker.kill()
    worker.communicate(timeout=PATIENCE_SECONDS)


def end(worker: "subprocess.Popen[str]") -> None:
    worker.send_signal(signal.SIGTERM)
    log = worker.communicate(timeout=PATIENCE_SECONDS)[1]
    assert worker.returncode == 0, log
    assert "Traceback" not in log


def test_the_main_job_with_a_worker_beside_the_server(program: Program, request: pytest.FixtureRequest) -> None:
    """Both begin at once on an empty database, work at once on the same outbox, and do each thing once."""
    worker = program.start("worker")
    request.addfinalizer(partial(stop, worker))
    with program.serving() as server, server.person("maria") as maria, server.person() as operator:
        assert answered(operator.post("/truth/sample"))["version"] == "t-000001"
        answer = program.done("ask", "Push out PO-11273 to 2026-04-20", "--as", "sam")
        assert answer["proposals"], answer["text"]
        asked = program.done("proposal", "approve", answer["proposals"][0], "--as", "maria")
        assert asked["status"] == "executed", asked
        wanted = propose_push_outs(program, COUNT)
        for proposal_id in wanted:
            answered(approve(maria, proposal_id, proposal_id))
        for proposal_id in wanted:
            wait_executed(maria, proposal_id)
    assert worker.poll() is None, worker.communicate()[1]
    end(worker)
    with program.opened() as parts:
        assert_on_record(parts)
        for proposal_id, action in wanted.items():
            assert_done_once(parts, proposal_id, action)
        assert parts.ledger.incidents() == []


def test_a_lease_of_a_dead_process_of_this_machine_is_taken_over_at_once(program: Program) -> None:
    """Without that, what was approved would wait for the lease to run out."""
    ((proposal_id, action),) = propose_push_outs(program, 1).items()
    with program.serving() as server, server.person("maria") as maria:
        answered(approve(maria, proposal_id, "then it died"))
        server.kill()
    with program.opened() as parts:
        owner = f"{socket.gethostname()}-{server.process.pid}"
        parts.ledger.lease(owner, seconds=3600.0, kinds=[EXECUTE])  # whichever moment it died; nothing if it was done
    with program.serving() as server, server.person("maria") as maria:
        wait_executed(maria, proposal_id, SOON_SECONDS)
    with program.opened() as parts:
        assert_done_once(parts, proposal_id, action)


def test_a_worker_with_another_home_is_refused(program: Program, tmp_path: Path) -> None:
    """It would find no policies there, and check what waits against none."""
    elsewhere = Program(tmp_path / "elsewhere", program.settings)
    told = elsewhere.run("worker")
    assert told.returncode == 1
    assert "holds no policies" in told.stderr
    assert "Traceback" not in told.stderr
