"""A stream that breaks or starts late must still show every event, once and in order."""

import asyncio
from threading import Barrier

import pytest
from ag_ui.core import BaseEvent, CustomEvent

from api.errors import NotFound
from api.runs import Run, Runs

EVENTS = 200


def numbered(count: int) -> list[BaseEvent]:
    return [CustomEvent(name="n", value=number) for number in range(count)]


async def collect(run: Run, after: int = 0) -> list[int]:
    return [number async for number, _ in run.tail(after)]


def test_every_tail_sees_every_event_once_whenever_it_begins() -> None:
    barrier = Barrier(2)

    def work(run: Run) -> None:
        barrier.wait()
        for event in numbered(EVENTS):
            run.append(event)

    async def watch() -> list[list[int]]:
        run = Runs().start("r", "ana", work)
        early = [asyncio.create_task(collect(run)) for _ in range(20)]
        await asyncio.sleep(0)
        barrier.wait()
        seen = await asyncio.gather(*early)
        return [*seen, await collect(run)]

    expected = list(range(1, EVENTS + 1))
    assert asyncio.run(watch()) == [expected] * 21


def test_a_tail_that_comes_back_goes_on_behind_the_last_event_it_saw() -> None:
    run = Run("r", "ana")
    for event in numbered(10):
        run.append(event)
    run.end()
    assert asyncio.run(collect(run, after=7)) == [8, 9, 10]
    assert asyncio.run(collect(run, after=10)) == []


def test_nobody_follows_the_run_of_somebody_else() -> None:
    runs = Runs()
    runs.start("r", "ana", lambda _: None)
    assert runs.run("r", "ana").run_id == "r"
    with pytest.raises(NotFound):
        runs.run("r", "sam")
