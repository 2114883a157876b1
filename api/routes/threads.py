"""Chat: threads, messages, and answers as JSON or as a stream of AG-UI events."""

import asyncio
import json
import secrets
from collections.abc import AsyncGenerator
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import BaseModel, Field

from agents.answers import Answer
from knowledge.decisions.conversations import Thread
from knowledge.errors import UnknownAnswer

from ..auth import App, Signed
from ..errors import NotAcceptable
from ..problems import ProblemDocument
from ..runs import Run, Runs
from ..streams import answer_in
from ..tandem import Tandem
from .bodies import Body

STREAM = "text/event-stream"


class EventStream(StreamingResponse):
    """Server-sent events."""

    media_type = STREAM


router = APIRouter(tags=["threads"], responses={404: {"model": ProblemDocument}})
QUESTION_CHARACTERS = 200_000
MOST_DIGITS = 18
STREAM_OR_JSON: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; as AG-UI events where `Accept: text/event-stream` was sent.",
        "content": {STREAM: {"schema": {"type": "string"}}},
    }
}


class ThreadView(BaseModel):
    """A new thread."""

    thread_id: str


class ThreadList(BaseModel):
    """A person's threads, the last used first."""

    threads: list[Thread]


class NewMessage(Body):
    """What a person says."""

    text: str = Field(
        max_length=QUESTION_CHARACTERS, examples=["What will hurt us in the next two weeks, and what should we do?"]
    )


@router.post("/threads", status_code=HTTPStatus.CREATED)
def open_thread(tandem: App, principal: Signed) -> ThreadView:
    """Open a thread."""
    thread_id = f"th-{secrets.token_hex(8)}"
    tandem.ledger.open_thread(thread_id, principal.person_id)
    return ThreadView(thread_id=thread_id)


@router.get("/threads")
def list_threads(tandem: App, principal: Signed, limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> ThreadList:
    """List the person's own threads."""
    return ThreadList(threads=tandem.ledger.threads(principal.person_id, limit))


@router.get("/threads/{thread_id}")
def read_thread(thread_id: str, tandem: App, principal: Signed) -> Thread:
    """Give a thread with its messages."""
    return _own_thread(thread_id, tandem, principal)


@router.post("/threads/{thread_id}/messages", response_model=Answer, responses=STREAM_OR_JSON)
async def post_message(
    thread_id: str,
    body: NewMessage,
    request: Request,
    tandem: App,
    principal: Signed,
    accept: Annotated[str, Header()] = "application/json",
) -> Any:
    """Say something in a thread.

    The answer comes as JSON, or as AG-UI events when `Accept` asks for `text/event-stream`; a stream that broke goes on
    at `GET /runs/{run_id}/events` with `Last-Event-ID`.
    """
    await asyncio.to_thread(_own_thread, thread_id, tandem, principal)
    if STREAM not in accept:
        return await asyncio.to_thread(tandem.answer, body.text, principal, thread_id)
    runs: Runs = request.app.state.runs
    run_id = f"run-{secrets.token_hex(8)}"
    run = runs.start(run_id, principal.person_id, lambda run: answer_in(run, tandem, body.text, principal, thread_id))
    return _stream(run, after=0)


@router.get("/runs/{run_id}/events", response_class=EventStream)
async def follow_run(
    run_id: str,
    request: Request,
    principal: Signed,
    last_event_id: Annotated[str | None, Header(description="Number of the last event seen.")] = None,
) -> StreamingResponse:
    """Go on with the events of a run behind the one last seen."""
    if last_event_id and not (last_event_id.isdecimal() and len(last_event_id) <= MOST_DIGITS):
        raise NotAcceptable(f"Last-Event-ID {last_event_id} is no number.", "Send the id of the last event seen.")
    runs: Runs = request.app.state.runs
    return _stream(runs.run(run_id, principal.person_id), after=int(last_event_id or 0))


def _stream(run: Run, after: int) -> StreamingResponse:
    async def events() -> AsyncGenerator[bytes]:
        async for number, event in run.tail(after):
            content = json.dumps(event.model_dump(mode="json", by_alias=True, exclude_none=True), ensure_ascii=False)
            yield format_sse_event(data_str=content, id=str(number))

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Tandem-Run": run.run_id}
    return EventStream(events(), headers=headers)


def _own_thread(thread_id: str, tandem: Tandem, principal: Signed) -> Thread:
    thread = tandem.ledger.thread(thread_id)
    if thread.person_id != principal.person_id:
        raise UnknownAnswer(f"There is no thread '{thread_id}'.", "List yours with GET /api/v1/threads.")
    return thread
