"""Messages about one line of the list before: "what can be done about the third?", "which is the worst?"."""

import re
from collections.abc import Sequence

from pydantic import JsonValue

from ...answers import Answer
from ..protocol import Request
from .follow_ups import DO_ABOUT, again, leading_call
from .overlaying import KIND_OF_TOOL
from .picking import ORDINAL, ORDINALS
from .slots import Slots

RANKING = frozenset({"measure_forecast_accuracy", "list_exceptions", "reconcile_with_budget", "show_stock"})
_WORST = re.compile(
    r"^(?:and |so |ok,? )?(?:which|what)(?:'s| is| are)?\b[\w\s]{0,25}\b(?:worst|best|biggest|largest|highest|lowest|most|least)\b[\w\s]{0,20}[?.!]*$",
    re.I,
)


def remedy_of_listed(thread: Sequence[Answer], slots: Slots) -> Request | None:
    """Return the request for remedies of the exception that a message names by its place in the list before."""
    call, ordinal = leading_call(thread), ORDINAL.search(slots.said)
    is_about_a_line = ordinal is not None and not slots.named - {"number"} and DO_ABOUT.search(slots.said)
    if call is None or call.tool != "list_exceptions" or not is_about_a_line or ordinal is None:
        return None
    choice = ORDINALS.get(ordinal[1].lower())
    if choice is None:
        return None
    details: dict[str, JsonValue] = {"said": slots.said, "choice": choice}
    return Request(kind="mitigations", first=again(call), details=details)


def ranking_again(thread: Sequence[Answer], slots: Slots) -> Request | None:
    """Return the last call again, where a message asks which of its lines is the worst or the best."""
    call = leading_call(thread)
    if call is None or call.tool not in RANKING or slots.named - {"number"} or not _WORST.match(slots.said):
        return None
    return Request(kind=KIND_OF_TOOL[call.tool], first=again(call), details={"said": slots.said})
