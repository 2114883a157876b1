"""Make a tool call, tell those who watch, and keep what came of it."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.canonical import canonical_digest
from tools.registry import Outcome, Problem

from .events import Event
from .evidence import CallRecord, unreceipted_texts
from .reasoners.protocol import Agent, PlannedCall, Turn
from .state import Desk
from .wording import sources_of


def call(
    desk: Desk, agent: Agent, request: int, planned: PlannedCall, number: int, before: Sequence[CallRecord] = ()
) -> CallRecord:
    """Call a tool and return the record of the call, whether it gave a result or a problem.

    Parameters
    ----------
    request
        Number of the request that the call serves.
    number
        Number of the call within the turn, from 1 on.
    before
        The calls made earlier in the turn: what a reasoner writes into a proposal must rest on them or on the person.
    """
    turn, name = desk.turn, f"c{number}"
    about = {"id": name, "agent": agent, "tool": planned.tool, "arguments": planned.arguments}
    desk.emit(Event(kind="tool_call_started", answer_id=turn.answer_id, data={**about}))
    context = replace(turn.context, answer_id=turn.answer_id, call_id=name)
    outcome = _without_receipt(turn, planned, before) or turn.registry.call(context, planned.tool, planned.arguments)
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


def _without_receipt(turn: Turn, planned: PlannedCall, before: Sequence[CallRecord]) -> Outcome | None:
    """The refusal of a draft whose texts contain a number without a receipt; people decide on what they read there."""
    if turn.registry.get(planned.tool).effect != "draft":
        return None
    numbers = unreceipted_texts(planned.arguments, sources_of(turn, before))
    if not numbers:
        return None
    problem = Problem(
        code="evidence_missing",
        detail=f"Its texts contain numbers without a receipt: {', '.join(numbers)}.",
        remedy="Leave them out, or compute them first.",
    )
    return Outcome(
        tool=planned.tool,
        arguments=planned.arguments,
        truth_version=turn.context.snapshot.version,
        seed=turn.context.seed,
        result=None,
        problem=problem,
        digest=canonical_digest(problem.model_dump(mode="json")),
        elapsed_ms=0.0,
    )
