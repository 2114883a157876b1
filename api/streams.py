"""A turn as AG-UI events in a run's log."""

import json

import structlog
from ag_ui.core import (
    CustomEvent,
    RunErrorEvent,
    RunFinishedEvent,
    RunStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
    ToolCallArgsEvent,
    ToolCallEndEvent,
    ToolCallResultEvent,
    ToolCallStartEvent,
)

from agents.events import Event
from knowledge.errors import TandemError
from knowledge.principal import Principal

from .runs import Run
from .tandem import Tandem

ANSWER_EVENT = "tandem.answer"
"""The custom event that carries the whole answer document."""

log = structlog.get_logger(__name__)


def answer_in(run: Run, tandem: Tandem, text: str, principal: Principal, thread_id: str) -> None:
    """Answer a question and write what happens into the log of a run; it always ends with a finish or an error."""
    run.append(RunStartedEvent(thread_id=thread_id, run_id=run.run_id))
    writing = _Writing(run)
    try:
        answer = tandem.answer(text, principal, thread_id, writing.emit)
    except TandemError as error:
        writing.close()
        run.append(RunErrorEvent(message=f"{error.detail} {error.remedy}".strip(), code=error.code))
        return
    except Exception as error:  # a defect must reach whoever waits on the stream; it is logged with its trace
        log.exception("defect", exc_info=error)
        writing.close()
        run.append(RunErrorEvent(message="Tandem failed to answer; the log says why.", code="defect"))
        return
    writing.close()
    run.append(CustomEvent(name=ANSWER_EVENT, value=answer.model_dump(mode="json")))
    run.append(RunFinishedEvent(thread_id=thread_id, run_id=run.run_id))


class _Writing:
    """Turns the agents' events into those of AG-UI, one text message a turn."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._message: str | None = None

    def emit(self, event: Event) -> None:
        data = event.data
        if event.kind == "tool_call_started":
            call = str(data["id"])
            self._run.append(ToolCallStartEvent(tool_call_id=call, tool_call_name=str(data["tool"])))
            arguments = json.dumps(data.get("arguments", {}), ensure_ascii=False)
            self._run.append(ToolCallArgsEvent(tool_call_id=call, delta=arguments))
            self._run.append(ToolCallEndEvent(tool_call_id=call))
        elif event.kind == "tool_call_finished":
            call = str(data["id"])
            self._run.append(
                ToolCallResultEvent(
                    message_id=f"{event.answer_id}-{call}",
                    tool_call_id=call,
                    content=json.dumps(data, ensure_ascii=False),
                    role="tool",
                )
            )
        elif event.kind == "text":
            if self._message is None:
                self._message = event.answer_id
                self._run.append(TextMessageStartEvent(message_id=self._message, role="assistant"))
            self._run.append(TextMessageContentEvent(message_id=self._message, delta=str(data["text"])))

    def close(self) -> None:
        if self._message is not None:
            self._run.append(TextMessageEndEvent(message_id=self._message))
            self._message = None
