"""The S&OE agent: items, days and orders, within thirteen weeks."""

from typing import TYPE_CHECKING, Any

from .mandates import Mandate

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

    from .state import Desk, State

SOE = Mandate("soe", "S&OE", "items, days and orders within the execution horizon")


def soe_agent() -> "CompiledStateGraph[State, Desk, Any, Any]":
    """Return the compiled subgraph of the S&OE agent."""
    from .specialist import specialist

    return specialist(SOE)
