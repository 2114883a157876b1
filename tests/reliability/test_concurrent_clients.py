"""Two client processes at once: one decision and one effect of sixteen approvals, and no row lost of two loaders."""

import json
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from api.home import operator_key
from tests.fixtures_home import copy_home
from tests.reliability.program import (
    BASE,
    PATIENCE_SECONDS,
    ROOT,
    Program,
    Server,
    answered,
    assert_done_once,
    assert_on_record,
    propose_push_outs,
    wait_executed,
)

SCRIPT = Path(__file__).parent / "client_process.py"
THREADS = 8
BATCHES = 6

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("concurrent_clients")]


@pytest.fixture(scope="module")
def program(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A home with proposals that wait."""
    return Program(copy_home(sample_home, tmp_path_factory.mktemp("crowd")))


@pytest.fixture(scope="module")
def wanted(program: Program) -> dict[str, Any]:
    """Two proposals."""
    return propose_push_outs(program, 2)


@pytest.fixture(scope="module")
def server(program: Program, wanted: dict[str, Any]) -> Generator[Server]:
    """A server over them."""
    assert wanted
    with program.serving() as server:
        yield server


def together(server: Server, person: str, folder: Path, requests: list[list[dict[str, Any]]]) -> list[Any]:
    """Send lists of requests from a process each, all at once; returns `[status, document]` of each."""
    with server.person() as client:
        url = str(client.base_url).removesuffix("/").removesuffix(BASE)
    processes: list[subprocess.Popen[str]] = []
    for number, each in enumerate(requests):
        file = folder / f"requests-{number}.json"
        file.write_text(json.dumps(each))
        command = [sys.executable, str(SCRIPT), url, operator_key(server.program.home), person, str(file)]
        processes.append(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [line for process in processes for line in process.communicate(timeout=PATIENCE_SECONDS)[0].splitlines()]
    assert {process.returncode for process in processes} == {0}
    return [json.loads(line) for line in told]


def approvals(proposal_id: str, prefix: str, key: str) -> list[dict[str, Any]]:
    """Eight approvals of version 1, with keys of their own or one for all."""
    return [
        {
            "method": "POST",
            "path": f"{BASE}/proposals/{proposal_id}/decisions",
            "body": {"verdict": "approve", "comment": "agreed"},
            "headers": {"If-Match": '"1"', "Idempotency-Key": key or f"{prefix}-{number}"},
        }
        for number in range(THREADS)
    ]


@pytest.mark.parametrize("key", ["", "the same click"])
def test_sixteen_approvals_over_http_are_one_decision_and_one_effect(
    server: Server, wanted: dict[str, Any], tmp_path: Path, key: str
) -> None:
    proposal_id = list(wanted)[bool(key)]
    requests = [approvals(proposal_id, prefix, key) for prefix in ("a", "b")]
    responses = together(server, "maria", tmp_path, requests)
    assert len(responses) == 2 * THREADS
    won = [document for status, document in responses if status == 200]
    lost = [(status, document) for status, document in responses if status != 200]
    assert (len(won), len(lost)) == ((16, 0) if key else (1, 15))
    assert all(document == won[0] for document in won)
    (decision,) = won[0]["decisions"]
    for status, document in lost:
        assert status in (409, 412), document
        assert document["code"] in ("stale_proposal", "not_decidable")
        moment = decision["decided_at"][:19].replace("T", " ")
        assert f"maria approved version 1 of it on {moment} UTC." in document["detail"]
        assert document["next"]
    with server.person("maria") as maria:
        wait_executed(maria, proposal_id)
        after = answered(maria.get(f"/proposals/{proposal_id}"))
        assert after["decisions"] == [decision]


def test_two_loaders_at_once_lose_no_row(server: Server, tmp_path: Path) -> None:
    """Every request makes a version of its own, on top of the one before, and all rows are there at the end."""

    def rows(loader: str, number: int) -> dict[str, Any]:
        names = [f"{loader}-{number}-{each}" for each in range(5)]
        return {
            "method": "POST",
            "path": f"{BASE}/truth/people/rows",
            "body": {"rows": [{"person_id": name, "name": name} for name in names], "cause": f"{loader} {number}"},
            "headers": {"Idempotency-Key": f"{loader}-{number}"},
        }

    with server.person() as operator:
        before = answered(operator.get("/truth"))
        responses = together(
            server, "", tmp_path, [[rows(loader, each) for each in range(BATCHES)] for loader in ("x", "y")]
        )
        assert {status for status, _ in responses} == {200}
        assert len({document["version"] for _, document in responses}) == 2 * BATCHES
        assert all(document["created"] for _, document in responses)
        after = answered(operator.get("/truth"))
        assert after["tables"]["people"] == before["tables"]["people"] + 2 * BATCHES * 5
        assert int(after["head"][2:]) == int(before["head"][2:]) + 2 * BATCHES


def test_files_are_checked_and_loaded_beside_a_server(server: Server, tmp_path: Path) -> None:
    """The command line asks the server for what must be done by the one that holds the home, and reads beside it."""
    (tmp_path / "people.csv").write_text("person_id,name\nnewcomer,Somebody\n")
    assert server.program.done("data", "check", str(tmp_path))["ok"]
    assert server.program.done("data", "load", str(tmp_path))["created"]
    assert not server.program.done("data", "load", str(tmp_path))["created"]


def test_afterwards_everything_is_on_record_once(server: Server, wanted: dict[str, Any]) -> None:
    server.kill()
    with server.program.opened() as parts:
        assert_on_record(parts)
        for proposal_id, action in wanted.items():
            assert_done_once(parts, proposal_id, action)
