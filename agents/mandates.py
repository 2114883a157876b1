"""What each agent answers for."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from tools.registry import Tool

from .reasoners.protocol import Agent, OperatingModel

EXECUTION_DAYS = 91
"""S&OE answers for thirteen weeks from the planning date; what lies beyond is S&OP's."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """An agent's part of the work.

    Attributes
    ----------
    title
        What people call it.
    owns
        What it answers for, to be said when something is handed over to it.
    """

    agent: Agent
    title: str
    owns: str

    def may_use(self, tool: Tool[Any, Any], operating_model: OperatingModel) -> bool:
        """Whether the agent may call a tool; where the two are merged, each may call every tool."""
        return operating_model == "merged" or tool.mandate in (self.agent, "both")


Reach = Literal["near", "far", "both"]


def reach_of(first_day: int | None, last_day: int | None) -> Reach | None:
    """Return whether a stretch lies within S&OE's horizon, beyond it, or in both; `None` where none is named.

    Parameters
    ----------
    first_day, last_day
        Days after the planning date, negative for the past.
    """
    if last_day is None:
        return None
    if last_day <= EXECUTION_DAYS:
        return "near"
    return "far" if first_day is not None and first_day > EXECUTION_DAYS else "both"


def is_beyond(day: str, today: date) -> bool:
    """Whether an ISO date lies beyond S&OE's horizon."""
    return (date.fromisoformat(day) - today).days > EXECUTION_DAYS
