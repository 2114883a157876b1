"""The S&OP agent: families, months and money; the plan as a whole and what lies beyond thirteen weeks."""

from typing import TYPE_CHECKING, Any

from .mandates import Mandate

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

    from .state import Desk, State

SOP = Mandate("sop", "S&OP", "families, months and the budget, and what lies beyond the execution horizon")


def sop_agent() -> "CompiledStateGraph[State, Desk, Any, Any]":
    """Return the compiled subgraph of the S&OP agent."""
    from .specialist import specialist

    return specialist(SOP)
