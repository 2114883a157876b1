"""Make a tool call, tell those who watch, and keep what came of it."""

from dataclasses import replace

from .events import Event
from .evidence import CallRecord
from .reasoners.protocol import Agent, PlannedCall
from .state import Desk


def call(desk: Desk, agent: Agent, request: int, planned: PlannedCall, number: int) -> CallRecord:
    """Call a tool and return the record of the call, whether it gave a result or a problem.

    Parameters
    ----------
    request
        Number of the request that the call serves.
    number
        Number of the call within the turn, from 1 on.
    """
    turn, name = desk.turn, f"c{number}"
    about = {"id": name, "agent": agent, "tool": planned.tool, "arguments": planned.arguments}
    desk.emit(Event(kind="tool_call_started", answer_id=turn.answer_id, data={**about}))
    context = replace(turn.context, answer_id=turn.answer_id, call_id=name)
    outcome = turn.registry.call(context, planned.tool, planned.arguments)
    record = CallRecord(
        id=name,
        agent=agent,
        request=request,
        tool=planned.tool,
        arguments=outcome.arguments,
        ok=outcome.result is not None,
        document=outcome.document,
        digest=outcome.digest,
        elapsed_ms=outcome.elapsed_ms,
    )
    finished = {**about, "ok": record.ok, "result_digest": record.digest, "elapsed_ms": round(record.elapsed_ms, 1)}
    desk.emit(Event(kind="tool_call_finished", answer_id=turn.answer_id, data={**finished}))
    return record
