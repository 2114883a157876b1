"""Proposals survive kill -9 at any point and any number of hands: nothing lost, nothing done twice."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from knowledge.database import reading, writing
from knowledge.decisions.ledger import Ledger
from knowledge.decisions.outbox import EXECUTE
from knowledge.decisions.proposals import Status
from tests.fixtures_ledger import ANA, HandClock, decide, draft, empty, postgres_engine, sqlite_engine
from tests.fixtures_postgres import postgres_server

SCRIPT = Path(__file__).parent / "ledger_process.py"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def postgres() -> Iterator[Engine]:
    """A migrated PostgreSQL database for this file."""
    with postgres_server() as url, postgres_engine(url) as engine:
        yield engine


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of either kind, with the table of a system that shares it."""
    if request.param == "sqlite":
        with sqlite_engine(tmp_path) as engine:
            _add_effects(engine)
            yield engine
    else:
        engine = request.getfixturevalue("postgres")
        empty(engine)
        _add_effects(engine)
        yield engine


def _add_effects(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("DROP TABLE IF EXISTS effects"))
        connection.execute(text("CREATE TABLE effects (proposal TEXT)"))


def start(mode: str, engine: Engine, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a process of `ledger_process.py`."""
    url = engine.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), mode, url, str(folder), *arguments],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def together(processes: list[subprocess.Popen[str]]) -> list[dict[str, object]]:
    """Let processes go at the same time, once all are ready; returns what they printed."""
    for process in processes:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == "ready"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    printed: list[dict[str, object]] = []
    for process in processes:
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        printed += [json.loads(line) for line in output.splitlines()]
    return printed


def assert_each_done_once(engine: Engine, folder: Path, count: int) -> None:
    """Every proposal was decided once and took effect once, and the chain is whole."""
    ledger = Ledger(engine, HandClock())
    proposals = ledger.proposals(limit=10_000)
    assert len(proposals) == count
    assert {proposal.status for proposal in proposals} == {Status.EXECUTED}
    assert {len(proposal.decisions) for proposal in proposals} == {1}
    with reading(engine) as connection:
        effects = list(connection.execute(text("SELECT proposal FROM effects")).scalars())
    effects += [path.name.split(".")[0] for path in folder.glob("P-*.*")]
    assert sorted(effects) == sorted(proposal.proposal_id for proposal in proposals)
    assert {row.status for row in ledger.outbox() if row.kind == EXECUTE} == {"done"}
    assert ledger.incidents() == []
    assert ledger.verify().intact


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "seed"), [("sqlite", 1), ("sqlite", 4), ("postgresql", 2)], indirect=["engine"])
def test_killed_at_any_point_it_goes_on_and_does_nothing_twice(engine: Engine, tmp_path: Path, seed: int) -> None:
    """Killed before a statement or a commit, while waiting, deciding or executing, another process completes it."""
    process = start("crash", engine, tmp_path, str(seed), "13")
    output, _ = process.communicate(timeout=250)
    assert process.returncode == 0
    points = [json.loads(line)["point"] for line in output.splitlines()]
    assert len(points) >= 7, "the faults must be spread over the whole way"
    assert_each_done_once(engine, tmp_path, len(points) + 1)


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "lines"), [("sqlite", 1), ("sqlite", 5), ("postgresql", 3)], indirect=["engine"])
def test_killed_from_outside_at_work_it_loses_nothing(engine: Engine, tmp_path: Path, lines: int) -> None:
    """kill -9 from another process, at whatever it is just doing."""
    clock = HandClock()
    process = start("work", engine, tmp_path, "PO", clock().isoformat())
    assert process.stdout is not None
    for _ in range(lines):
        process.stdout.readline()
    process.kill()
    process.communicate(timeout=60)
    assert process.returncode == -9
    clock.advance(3_600)
    again = start("work", engine, tmp_path, "PO", clock().isoformat())
    assert again.stdout is not None
    for _ in range(lines + 2):
        again.stdout.readline()
    again.kill()
    again.communicate(timeout=60)
    clock.advance(3_600)
    _finish(engine, tmp_path, clock)
    assert_each_done_once(engine, tmp_path, len(Ledger(engine, clock).proposals(limit=10_000)))


def _finish(engine: Engine, folder: Path, clock: HandClock) -> None:
    """Decide what the last kill left waiting, and drain the outbox."""
    ledger = Ledger(engine, clock)
    for proposal in ledger.proposals(Status.PENDING):
        decide(ledger, proposal, idempotency_key=proposal.draft.title.removeprefix("Expedite "))
    together([start("drain", engine, folder, "last", clock().isoformat())])


@pytest.mark.parametrize("key", ["", "the same click"])
def test_sixteen_approvals_from_two_processes_are_one_decision_and_one_effect(
    engine: Engine, tmp_path: Path, key: str
) -> None:
    """One wins and the others learn that it changed; under one key all get the same answer."""
    ledger = Ledger(engine, HandClock())
    opened = ledger.open(draft(), ANA)
    outcomes = together([start("approve", engine, tmp_path, key) for _ in range(2)])
    assert len(outcomes) == 16
    won = [outcome for outcome in outcomes if outcome == {"status": "approved", "version": 2}]
    lost = [outcome for outcome in outcomes if outcome == {"status": "stale_proposal"}]
    assert (len(won), len(lost)) == ((16, 0) if key else (1, 15))
    together([start("drain", engine, tmp_path, "last", (HandClock()() + timedelta(hours=1)).isoformat())])
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM decisions")).scalar() == 1
        assert connection.execute(text("SELECT count(*) FROM outbox WHERE kind = 'execute'")).scalar() == 1
    kinds = [entry.kind for entry in ledger.entries(subject=opened.proposal_id)]
    assert kinds == ["proposal.opened", "proposal.decided", "proposal.executing", "proposal.executed"]
    assert_each_done_once(engine, tmp_path, 1)


def test_two_dispatchers_share_the_outbox(engine: Engine, tmp_path: Path) -> None:
    """Each row is handled by one of them, and both have some."""
    ledger = Ledger(engine, HandClock())
    for number in range(12):
        decide(ledger, ledger.open(draft(f"PO-{number}"), ANA))
    now = HandClock()().isoformat()
    handled = together([start("drain", engine, tmp_path, f"worker {number}", now) for number in range(2)])
    assert sum(int(str(each["handled"])) for each in handled) == 12
    assert_each_done_once(engine, tmp_path, 12)
