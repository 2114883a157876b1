"""The dispatcher: nothing lost, nothing in a loop, nothing given up in silence."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest
from sqlalchemy.exc import OperationalError

from knowledge.decisions.ledger import Ledger
from knowledge.decisions.outbox import OutboxEvent, post
from knowledge.errors import StaleProposal
from tests.fixtures_ledger import HandClock, sqlite_engine
from tools.actions.dispatch import LONGEST_DELAY_SECONDS, Dispatcher, Handler, delay_seconds
from tools.errors import ActionRefused, ConnectorFailed


@pytest.fixture
def clock() -> HandClock:
    """A clock that the test moves."""
    return HandClock()


@pytest.fixture
def ledger(tmp_path: Path, clock: HandClock) -> Iterator[Ledger]:
    """An empty ledger."""
    with sqlite_engine(tmp_path) as engine:
        yield Ledger(engine, clock)


def add(ledger: Ledger, subject: str) -> None:
    """Post a row of the kind that these tests handle."""
    with ledger.changing() as connection:
        post(connection, ledger.clock(), kind="execute", subject=subject, payload={})


def failing(error: Exception, times: int, calls: list[str]) -> Handler:
    """Return a handler that fails some times and then succeeds."""

    def handle(event: OutboxEvent) -> None:
        calls.append(event.subject)
        if len(calls) <= times:
            raise error

    return handle


def dispatcher(ledger: Ledger, handler: Handler, attempts: int = 4, owner: str = "one") -> Dispatcher:
    """Return a dispatcher with one handler."""
    return Dispatcher(ledger, {"execute": handler}, ledger.clock, owner, attempts=attempts)


def work_off(ledger: Ledger, clock: HandClock, worker: Dispatcher) -> int:
    """Run until nothing is left, moving the clock to what is due next; returns how often rows were handled."""
    count = worker.run_once()
    while waiting := [row.next_attempt_at for row in ledger.outbox() if row.status == "ready"]:
        clock.now = max(clock.now, min(waiting))
        count += worker.run_once()
    return count


def test_every_row_is_handled_once(ledger: Ledger) -> None:
    """The plain case: in order, and each row once."""
    for number in range(5):
        add(ledger, f"P-{number}")
    calls: list[str] = []
    worker = dispatcher(ledger, failing(ConnectorFailed("", ""), 0, calls))
    assert (worker.run_once(), worker.run_once()) == (5, 0)
    assert calls == [f"P-{number}" for number in range(5)]
    assert {row.status for row in ledger.outbox()} == {"done"}


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ConnectorFailed("The system did not answer.", ""), id="the connector failed"),
        pytest.param(StaleProposal("It changed.", ""), id="the ledger moved on"),
        pytest.param(KeyError("a fault of the handler"), id="the handler has a fault"),
    ],
)
def test_what_failed_is_tried_again_later(ledger: Ledger, clock: HandClock, error: Exception) -> None:
    """A system that is down for a minute must not lose an approved action, nor be asked in a loop."""
    add(ledger, "P-1")
    calls: list[str] = []
    worker = dispatcher(ledger, failing(error, 2, calls))
    assert (worker.run_once(), worker.run_once()) == (1, 0)
    assert work_off(ledger, clock, worker) == 2
    (row,) = ledger.outbox()
    assert (row.status, row.attempts, ledger.incidents()) == ("done", 3, [])


def test_what_fails_for_ever_becomes_an_incident(ledger: Ledger, clock: HandClock) -> None:
    """After the last attempt a person has to look; other rows are not held up."""
    add(ledger, "P-1")
    calls: list[str] = []
    worker = dispatcher(ledger, failing(ConnectorFailed("The system did not answer.", ""), 99, calls))
    assert work_off(ledger, clock, worker) == 4
    (incident,) = ledger.incidents()
    assert (incident.attempts, len(calls)) == (4, 4)
    assert "did not answer" in incident.last_error
    assert [entry.kind for entry in ledger.entries()] == ["outbox.execute.given_up"]


def test_what_can_never_be_done_is_not_tried_again(ledger: Ledger) -> None:
    """A refusal is an answer."""
    add(ledger, "P-1")
    calls: list[str] = []
    dispatcher(ledger, failing(ActionRefused("The order is closed.", ""), 99, calls)).run_once()
    assert len(calls) == 1
    assert "closed" in ledger.incidents()[0].last_error


def test_a_faulty_row_does_not_stop_the_others(ledger: Ledger) -> None:
    """One poisoned row would otherwise stop every execution of the company."""
    for subject in ("poison", "P-1", "P-2"):
        add(ledger, subject)
    done: list[str] = []

    def handle(event: OutboxEvent) -> None:
        if event.subject == "poison":
            raise ZeroDivisionError
        done.append(event.subject)

    dispatcher(ledger, handle).run_once()
    assert done == ["P-1", "P-2"]


def test_delays_double_spread_and_stay_within_their_limit() -> None:
    """Many rows that failed together must not come back together."""
    for attempts in range(1, 40):
        longest = min(LONGEST_DELAY_SECONDS, 2.0 ** (attempts - 1))
        delays = [delay_seconds(attempts, Random(seed)) for seed in range(50)]
        assert all(longest / 2 <= delay <= longest for delay in delays)
        assert len(set(delays)) == 50


def test_the_same_seed_gives_the_same_delays(ledger: Ledger, clock: HandClock) -> None:
    """A run can be repeated exactly."""
    add(ledger, "P-1")
    dispatcher(ledger, failing(ConnectorFailed("", ""), 99, [])).run_once()
    (row,) = ledger.outbox()
    expected = delay_seconds(1, Random(f"1:{row.key}:1"))
    assert row.next_attempt_at - clock.now == timedelta(seconds=expected)


def test_a_handler_that_outlives_its_lease_closes_nothing(ledger: Ledger, clock: HandClock) -> None:
    """Another dispatcher has the row by then; the late one must not declare it done."""
    add(ledger, "P-1")
    taken: list[OutboxEvent | None] = []

    def slow(event: OutboxEvent) -> None:
        del event
        clock.advance(61)
        taken.append(ledger.lease("two", seconds=60, kinds=["execute"]))

    dispatcher(ledger, slow).run_once()
    (row,) = ledger.outbox()
    assert taken[0] is not None
    assert (row.status, row.lease_owner) == ("leased", "two")


def test_it_runs_until_it_is_told_to_stop(ledger: Ledger) -> None:
    """A server waits for its dispatcher to finish the row in hand, and no longer."""
    stop, handled = Event(), Event()

    def handle(event: OutboxEvent) -> None:
        del event
        handled.set()

    worker = Dispatcher(ledger, {"execute": handle}, ledger.clock, "one", poll_seconds=0.001)
    thread = Thread(target=worker.run_until, args=(stop,))
    thread.start()
    add(ledger, "P-1")
    assert handled.wait(20)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


def test_it_survives_a_database_that_does_not_answer(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A restart of the database must not end the dispatcher's thread."""
    add(ledger, "P-1")
    stop = Event()
    lease: Callable[..., OutboxEvent | None] = ledger.lease
    answers = iter([OperationalError("SELECT 1", {}, ConnectionError("gone")), None])

    def unsteady(owner: str, **options: object) -> OutboxEvent | None:
        error = next(answers, None)
        if error is not None:
            raise error
        return lease(owner, **options)

    def handle(event: OutboxEvent) -> None:
        del event
        stop.set()

    monkeypatch.setattr(ledger, "lease", unsteady)
    Dispatcher(ledger, {"execute": handle}, ledger.clock, "one", poll_seconds=0.001).run_until(stop)
    assert "outbox" in caplog.text
    assert [row.status for row in ledger.outbox()] == ["done"]
