"""A question is answered once; whoever listens, leaves or comes back hears the whole answer."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from ag_ui.core import Event
from pydantic import TypeAdapter

from agents.answers import Answer
from api.app import create_app
from api.settings import Settings
from tests.api.proposing import tandem_of
from tests.fixtures_home import BASE, House, copy_home, problem_of

EVENT: TypeAdapter[Any] = TypeAdapter(Event)
QUESTION = "What does the policy say about expediting?"


def events_of(text: str) -> list[tuple[int, Any]]:
    """The numbered events of a stream, each read with AG-UI's own models."""
    found: list[tuple[int, Any]] = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        found.append((int(fields["id"]), EVENT.validate_json(fields["data"])))
    return found


@pytest.fixture(scope="module")
def thread(house: House) -> str:
    """A thread of Sam's."""
    return house.person("sam").post("/threads")["thread_id"]


def test_an_answer_as_json_is_kept_and_read_again(house: House, thread: str) -> None:
    sam = house.person("sam")
    answer = sam.post(f"/threads/{thread}/messages", {"text": QUESTION})
    assert Answer.model_validate(answer).asked_by == "sam"
    assert answer["citations"]
    assert sam.get(f"/answers/{answer['answer_id']}") == answer
    messages = sam.get(f"/threads/{thread}")["messages"]
    assert (messages[-2]["author"], messages[-2]["text"]) == ("person", QUESTION)
    assert messages[-1]["answer_id"] == answer["answer_id"]
    assert thread in [each["thread_id"] for each in sam.get("/threads")["threads"]]


def test_threads_and_answers_of_others_do_not_exist(house: House, thread: str) -> None:
    sam, lea = house.person("sam"), house.holder("lea")
    answer = sam.post(f"/threads/{thread}/messages", {"text": QUESTION})
    problem_of(lea.send("GET", f"/threads/{thread}"), 404, "unknown_answer")
    problem_of(lea.send("POST", f"/threads/{thread}/messages", {"text": "hello"}), 404, "unknown_answer")
    problem_of(lea.send("GET", f"/answers/{answer['answer_id']}"), 404, "unknown_answer")
    problem_of(lea.send("POST", f"/answers/{answer['answer_id']}/replay"), 404, "unknown_answer")
    problem_of(lea.send("GET", "/answers/A-nonsense"), 404, "unknown_answer")
    assert thread not in str(lea.get("/threads"))


def test_the_operator_replays_an_answer_as_whoever_asked(house: House, thread: str) -> None:
    answer = house.person("sam").post(f"/threads/{thread}/messages", {"text": QUESTION})
    report = house.operator.post(f"/answers/{answer['answer_id']}/replay")
    assert report["same"], report
    assert report["differences"] == []
    assert "the same" in report["summary"]


def test_a_question_that_is_too_long_or_empty(house: House, thread: str) -> None:
    sam = house.person("sam")
    problem_of(sam.send("POST", f"/threads/{thread}/messages", {"text": "x" * 200_001}), 422, "request_refused")
    problem_of(sam.send("POST", f"/threads/{thread}/messages", {"text": " \n"}), 422, "question_refused")


def test_a_stream_tells_the_whole_turn_in_order(house: House, thread: str) -> None:
    response = house.person("sam").send(
        "POST", f"/threads/{thread}/messages", {"text": QUESTION}, Accept="text/event-stream"
    )
    assert response.headers["content-type"].startswith("text/event-stream")
    numbers, events = zip(*events_of(response.text), strict=True)
    assert numbers == tuple(range(1, len(numbers) + 1))
    kinds = [event.type.value for event in events]
    assert (kinds[0], kinds[-2:]) == ("RUN_STARTED", ["CUSTOM", "RUN_FINISHED"])
    starts = [kind for kind in kinds if kind in ("TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_END")]
    assert starts == ["TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_END"] * (len(starts) // 3)
    text = [kind for kind in kinds if kind.startswith("TEXT_MESSAGE")]
    assert text == ["TEXT_MESSAGE_START", *["TEXT_MESSAGE_CONTENT"] * (len(text) - 2), "TEXT_MESSAGE_END"]
    answer = events[-2].value
    said = "".join(event.delta for event in events if event.type.value == "TEXT_MESSAGE_CONTENT")
    assert said.strip() == answer["text"].strip()
    called = [event.tool_call_name for event in events if event.type.value == "TOOL_CALL_START"]
    assert called == [call["tool"] for call in answer["tool_calls"]]
    assert house.person("sam").get(f"/answers/{answer['answer_id']}") == answer


def test_a_stream_that_broke_goes_on_behind_the_last_event(house: House, thread: str) -> None:
    sam = house.person("sam")
    whole = sam.send("POST", f"/threads/{thread}/messages", {"text": QUESTION}, Accept="text/event-stream")
    path = f"/runs/{whole.headers['tandem-run']}/events"
    first = sam.send("GET", path)
    assert first.text == whole.text
    everything = events_of(whole.text)
    for last in (0, 1, len(everything) - 1):
        rest = sam.send("GET", path, Last_Event_ID=str(last))
        assert events_of(rest.text) == everything[last:]
    assert sam.send("GET", path, Last_Event_ID=str(len(everything))).text == ""
    problem_of(sam.send("GET", path, Last_Event_ID="x"), 400, "not_acceptable")
    problem_of(house.person("lea").send("GET", path), 404, "not_found")
    problem_of(sam.send("GET", "/runs/run-none/events"), 404, "not_found")


@asynccontextmanager
async def serving(home: Path) -> AsyncGenerator[httpx2.AsyncClient]:
    """The application in this event loop, so that streams run side by side and can be left."""
    from api.home import operator_key

    app = create_app(Settings(home=home))
    headers = {"Authorization": f"Bearer {operator_key(home)}"}
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://tandem.invalid", headers=headers) as client:
            yield client


def test_twenty_streams_at_once_lose_nothing(sample_home: Path, tmp_path: Path) -> None:
    async def stream(client: httpx2.AsyncClient, person: str) -> list[tuple[int, Any]]:
        speaking = {"Tandem-As": person, "Accept": "text/event-stream"}
        opened = await client.post(f"{BASE}/threads", headers=speaking)
        path = f"{BASE}/threads/{opened.json()['thread_id']}/messages"
        return events_of((await client.post(path, json={"text": QUESTION}, headers=speaking, timeout=120)).text)

    async def crowd() -> list[list[tuple[int, Any]]]:
        async with serving(copy_home(sample_home, tmp_path)) as client:
            people = ("sam", "ana", "maria", "lea") * 5
            return await asyncio.gather(*(stream(client, person) for person in people))

    streams = asyncio.run(crowd())
    assert len(streams) == 20
    for events in streams:
        assert [number for number, _ in events] == list(range(1, len(events) + 1))
        assert events[-1][1].type.value == "RUN_FINISHED"
    assert len({events[-2][1].value["answer_id"] for events in streams}) == 20


def test_the_answer_is_kept_when_nobody_listens_any_more(house: House, thread: str) -> None:
    sam = house.person("sam")
    before = len(sam.get(f"/threads/{thread}")["messages"])
    whole = sam.send("POST", f"/threads/{thread}/messages", {"text": QUESTION}, Accept="text/event-stream")
    run = house.client.app.state.runs.run(whole.headers["tandem-run"], "sam")  # type: ignore[attr-defined] - the client declares any ASGI application

    async def leave() -> None:
        tail = run.tail()
        await anext(tail)
        await tail.aclose()

    asyncio.run(leave())
    assert run.ended
    assert len(sam.get(f"/threads/{thread}")["messages"]) == before + 2


def test_an_error_ends_the_stream_with_what_to_do(house: House, thread: str, monkeypatch: pytest.MonkeyPatch) -> None:
    response = house.person("sam").send(
        "POST", f"/threads/{thread}/messages", {"text": " "}, Accept="text/event-stream"
    )
    last = events_of(response.text)[-1][1]
    assert (last.type.value, last.code) == ("RUN_ERROR", "question_refused")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    conversation = tandem_of(house).conversation
    monkeypatch.setattr(type(conversation), "answer", broken)
    response = house.person("sam").send(
        "POST", f"/threads/{thread}/messages", {"text": "hello"}, Accept="text/event-stream"
    )
    last = events_of(response.text)[-1][1]
    assert (last.type.value, last.code) == ("RUN_ERROR", "defect")
    assert "secret detail" not in response.text
