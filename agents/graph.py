"""The wiring: read the message, let the agents work, until nothing is waiting."""

from functools import cache
from typing import TYPE_CHECKING, Any

from .coordinator import assign, next_after
from .state import Desk, State

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

STEPS = 200
"""The most steps of one turn; the calls of a request are limited far below."""


@cache
def turn_graph() -> "CompiledStateGraph[State, Desk, Any, Any]":
    """Return the compiled graph of a turn: `read` → (`soe` | `sop` → `assign`)* → end."""
    from langgraph.graph import END, START, StateGraph
    from langgraph.runtime import Runtime
    from langgraph.types import Command

    from .soe import soe_agent
    from .sop import sop_agent

    def read(state: State, runtime: Runtime[Desk]) -> Command[Any]:
        desk = runtime.context
        reading = desk.reasoner.read(desk.turn)
        waiting = assign(desk.turn, reading.requests)
        update = {
            "requests": [request.model_dump(mode="json") for request in reading.requests],
            "reply": reading.reply.model_dump(mode="json") if reading.reply else None,
            "waiting": waiting,
        }
        return Command(goto=waiting[0]["agent"] if waiting else END, update=update)

    def assign_next(state: State, runtime: Runtime[Desk]) -> Command[Any]:
        waiting = next_after(runtime.context.turn, state)
        return Command(goto=waiting[0]["agent"] if waiting else END, update={"waiting": waiting})

    graph = StateGraph(State, context_schema=Desk)
    graph.add_node("read", read, destinations=("soe", "sop", END))
    graph.add_node("assign", assign_next, destinations=("soe", "sop", END))
    graph.add_node("soe", soe_agent())
    graph.add_node("sop", sop_agent())
    graph.add_edge(START, "read")
    graph.add_edge("soe", "assign")
    graph.add_edge("sop", "assign")
    return graph.compile()
