"""Allowances and the circuit breaker, on an injected clock."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from agents.errors import ModelStopped
from agents.reasoners.openai.asking import failure_of, seconds_of
from agents.reasoners.openai.breaker import Breaker
from agents.reasoners.openai.limits import Limits, Meter, Prices
from agents.reasoners.openai.replies import Reply

from .conftest import Clock


def test_the_breaker_opens_after_failures_in_a_row_and_lets_one_try_after_the_pause() -> None:
    """A success in between begins the count anew; the try decides."""
    clock = Clock()
    breaker = Breaker(failures=3, pause_seconds=30.0, clock=clock)
    for outcome in (breaker.failed, breaker.failed, breaker.succeeded, breaker.failed, breaker.failed):
        assert breaker.lets_pass()
        outcome()
    assert breaker.state == "closed"
    breaker.failed()
    assert breaker.state == "open"
    assert not breaker.lets_pass()
    clock.now += 30.0
    assert breaker.state == "half_open"
    assert breaker.lets_pass()
    assert not breaker.lets_pass()
    breaker.failed()
    assert not breaker.lets_pass()
    clock.now += 30.0
    assert breaker.lets_pass()
    breaker.succeeded()
    assert breaker.state == "closed"


def test_a_try_that_was_given_up_leaves_room_for_the_next() -> None:
    """A cancelled try must not keep the breaker half open for ever."""
    clock = Clock()
    breaker = Breaker(failures=1, pause_seconds=1.0, clock=clock)
    breaker.failed()
    clock.now += 1.0
    assert breaker.lets_pass()
    breaker.gave_up()
    assert breaker.lets_pass()


def test_of_many_threads_one_is_let_try() -> None:
    """The endpoint that has just come back is not run over."""
    clock = Clock()
    breaker = Breaker(failures=1, pause_seconds=1.0, clock=clock)
    breaker.failed()
    clock.now += 1.0
    with ThreadPoolExecutor(8) as pool:
        passed = [pool.submit(breaker.lets_pass) for _ in range(64)]
    assert sum(each.result() for each in passed) == 1


def test_seconds_count_only_while_somebody_waits_for_the_model() -> None:
    """A tool that simulates for a minute does not use up the model's time."""
    clock = Clock()
    meter = Meter(Limits(seconds=10.0), clock=clock)
    meter.waiting(True)
    clock.now += 4.0
    meter.waiting(False)
    clock.now += 100.0
    assert meter.remaining_seconds == 6.0
    meter.waiting(True)
    clock.now += 6.0
    with pytest.raises(ModelStopped) as stopped:
        meter.check()
    assert stopped.value.ending == "budget_seconds"


def test_the_money_is_counted_by_both_prices_and_needs_them() -> None:
    """By hand: 2,000 tokens at 3 a million and 100 at 15 are 0.0075."""
    meter = Meter(Limits(money=0.0075), Prices(3.0, 15.0))
    meter.count(2_000, 99, counted=True)
    meter.check()
    meter.count(0, 1, counted=True)
    assert meter.cost == pytest.approx(0.0075)
    with pytest.raises(ModelStopped) as stopped:
        meter.check()
    assert stopped.value.ending == "budget_money"
    assert Meter(Limits()).cost is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, None), ("3", 3.0), ("0.5", 0.5), ("-1", 0.0), ("soon", None), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0)],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: str | None, seconds: float | None) -> None:
    """RFC 9110, section 10.2.3, and what is neither is no pause."""
    assert seconds_of(header) == seconds


@pytest.mark.parametrize(
    ("status", "may_pass", "understood_less"),
    [
        (429, True, False),
        (500, True, False),
        (503, True, False),
        (400, False, True),
        (422, False, True),
        (401, False, False),
        (404, False, False),
    ],
)
def test_a_status_says_whether_another_try_is_worth_it(status: int, may_pass: bool, understood_less: bool) -> None:
    """A refused key stays refused."""
    failure = failure_of(status, None, "")
    assert (failure.may_pass, failure.understood_less) == (may_pass, understood_less)


@pytest.mark.parametrize(
    "pieces",
    [
        [
            {"index": 0, "id": "a", "function": {"name": "look", "arguments": '{"a"'}},
            {"index": 1, "id": "b", "function": {"name": "see", "arguments": "{}"}},
            {"index": 0, "function": {"arguments": ": 1}"}},
        ],
        [
            {"id": "a", "function": {"name": "look", "arguments": {"a": 1}}},
            {"id": "b", "function": {"name": "see", "arguments": {}}},
        ],
        [
            {"function": {"name": "look", "arguments": '{"a"'}},
            {"function": {"arguments": ": 1}"}},
            {"function": {"name": "see", "arguments": "{}"}},
        ],
    ],
    ids=["numbered", "whole, by id", "neither"],
)
def test_calls_are_put_together_however_a_server_cuts_them(pieces: list[dict[str, object]]) -> None:
    """Servers differ in index, id, and whether arguments are text."""
    reply = Reply()
    for piece in pieces:
        reply.take({"choices": [{"delta": {"tool_calls": [piece]}}]})
    assert [(call.tool, call.arguments) for call in reply.calls] == [("look", '{"a": 1}'), ("see", "{}")]
