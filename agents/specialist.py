"""An agent's way of working: plan, call, plan again, then put the findings into words.

Both agents work in this way; they differ in their mandate, and so in the tools they may use and in their words.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command

from .beyond import findings_beyond, handover
from .calling import call
from .evidence import CallRecord
from .mandates import Mandate
from .reasoners.protocol import Agent, PlannedCall, Request
from .state import Desk, Json, State
from .wording import word

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

MOST_CALLS = 16
"""Calls for one request; what a planner asks takes a handful."""


def specialist(mandate: Mandate) -> "CompiledStateGraph[State, Desk, Any, Any]":
    """Return the compiled subgraph of an agent with that mandate."""

    def plan(state: State, runtime: Runtime[Desk]) -> Command[Any]:
        desk, request, done = runtime.context, _request(state), _done(state)
        desk.turn.context.check()
        planned = _next(state, desk, request, done)
        room = max(MOST_CALLS - len(done), 0)
        allowed: list[Json] = []
        handed: list[Json] = []
        for call_ in planned[:room]:
            tool = desk.turn.registry.get(call_.tool)
            if mandate.may_use(tool, desk.turn.operating_model):
                allowed.append(call_.model_dump(mode="json"))
            else:
                other: Agent = "sop" if mandate.agent == "soe" else "soe"
                handed.append(handover(other, _number(state), tool.summary, call_))
        if not allowed:
            today = desk.turn.context.snapshot.planning_date
            handed += findings_beyond(mandate.agent, _number(state), request, done, today)
        return Command(goto="make" if allowed else "say", update={"planned": allowed, "handovers": handed})

    def _next(state: State, desk: Desk, request: Request, done: tuple[CallRecord, ...]) -> Sequence[PlannedCall]:
        begin = state["waiting"][0].get("begin")
        if begin is None:
            return desk.reasoner.plan(desk.turn, mandate.agent, request, done)
        return () if done else tuple(PlannedCall.model_validate(call_) for call_ in begin)

    def make(state: State, runtime: Runtime[Desk]) -> Command[Any]:
        before = [CallRecord.model_validate(entry["record"]) for entry in state["records"]]
        records = [
            call(runtime.context, mandate.agent, _number(state), PlannedCall.model_validate(planned), number, before)
            for number, planned in enumerate(state["planned"], start=len(state["records"]) + 1)
        ]
        made = [{"key": record.id, "record": record.model_dump(mode="json")} for record in records]
        return Command(goto="plan", update={"records": made, "planned": []})

    def say(state: State, runtime: Runtime[Desk]) -> dict[str, Any]:
        said = word(runtime.context, mandate.agent, _request(state), _done(state))
        number = _number(state)
        section = {"key": f"{mandate.agent}:{number}", "agent": mandate.agent, "request": number, **said}
        return {"sections": [section]}

    def _done(state: State) -> tuple[CallRecord, ...]:
        records = (CallRecord.model_validate(entry["record"]) for entry in state["records"])
        return tuple(r for r in records if r.agent == mandate.agent and r.request == _number(state))

    graph = StateGraph(State, context_schema=Desk)
    graph.add_node("plan", plan, destinations=("make", "say"))
    graph.add_node("make", make, destinations=("plan",))
    graph.add_node("say", say)
    graph.add_edge(START, "plan")
    graph.add_edge("say", END)
    return graph.compile()


def _number(state: State) -> int:
    return int(state["waiting"][0]["request"])


def _request(state: State) -> Request:
    return Request.model_validate(state["requests"][_number(state)])
