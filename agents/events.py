"""What is going on during a turn, for those who watch it."""

from collections.abc import Callable
from typing import Literal

from pydantic import JsonValue

from tools.results import Part

EventKind = Literal["turn_started", "tool_call_started", "tool_call_finished", "text", "turn_finished"]


class Event(Part):
    """One step of a turn.

    Attributes
    ----------
    kind
        `text` carries a checked piece of the answer; nothing unchecked is ever sent.
    """

    kind: EventKind
    answer_id: str
    data: dict[str, JsonValue]


Emit = Callable[[Event], None]


def silent(_event: Event) -> None:
    """Drop an event: nobody watches."""
