"""Messages about one line of the list before: "what can be done about the third?", "which is the worst?"."""

import re
from collections.abc import Sequence

from pydantic import JsonValue

from ...answers import Answer, ToolCall
from ..protocol import Request
from .follow_ups import DO_ABOUT, again, leading_call
from .overlaying import KIND_OF_TOOL
from .picking import ORDINAL, ORDINALS
from .slots import Slots

RANKING = frozenset({"measure_forecast_accuracy", "list_exceptions", "reconcile_with_budget", "show_stock"})
_MOST_WORDS = 12
_OF_OPTION = re.compile(
    r"^(?:and |but |so |ok,? )?(?:what|how|why|which|tell|show|explain|is|does|would|will|compare)\b.*"
    r"\b(?:options?|alternatives?|remed(?:y|ies)|the (?:first|second|third|fourth|fifth|cheapest|best|last)(?: one)?\b(?! (?:place|time|day|week|month|quarter|half|line|order|item)s?\b)|number (?:one|two|three|\d)|"
    r"(?:it|that|this) (?:cost|save)s?)\b",
    re.I,
)
_WORST = re.compile(
    r"^(?:and |so |ok,? )?(?:which|what)(?:'s| is| are)?\b[\w\s]{0,25}\b(?:worst|best|biggest|largest|highest|lowest|most|least)\b[\w\s]{0,20}[?.!]*$",
    re.I,
)


def remedy_of_listed(thread: Sequence[Answer], slots: Slots) -> Request | None:
    """Return the request for remedies of the exception that a message names by its place in the list before."""
    call, ordinal = leading_call(thread), ORDINAL.search(slots.said)
    is_about_a_line = ordinal is not None and not slots.named - {"number"} and DO_ABOUT.search(slots.said)
    if call is None or call.tool != "list_exceptions" or not is_about_a_line or ordinal is None or _ranked(thread):
        return None
    choice = ORDINALS.get(ordinal[1].lower())
    if choice is None:
        return None
    details: dict[str, JsonValue] = {"said": slots.said, "choice": choice}
    return Request(kind="mitigations", first=again(call), details=details)


def options_again(thread: Sequence[Answer], slots: Slots) -> Request | None:
    """Return the ranking before once more, where a message asks about one of its options: "what does the third cost?"."""
    ranking = _ranked(thread)
    is_named = bool(slots.named - {"number"})
    if ranking is None or is_named or len(slots.said.split()) > _MOST_WORDS or not _OF_OPTION.search(slots.said):
        return None
    call = leading_call(thread)
    details: dict[str, JsonValue] = {"said": slots.said, "exception": ranking.arguments["exception_id"]}
    listed = call is not None and call.tool == "list_exceptions"
    return Request(kind="mitigations", first=again(call if call is not None and listed else ranking), details=details)


def _ranked(thread: Sequence[Answer]) -> ToolCall | None:
    """Return the only ranking of remedies of the answer before."""
    last = next((answer for answer in reversed(thread) if answer.tool_calls), None)
    rankings = [call for call in last.tool_calls if call.tool == "rank_mitigations"] if last else []
    return rankings[0] if len(rankings) == 1 else None


def ranking_again(thread: Sequence[Answer], slots: Slots) -> Request | None:
    """Return the last call again, where a message asks which of its lines is the worst or the best."""
    call = leading_call(thread)
    if call is None or call.tool not in RANKING or slots.named - {"number"} or not _WORST.match(slots.said):
        return None
    return Request(kind=KIND_OF_TOOL[call.tool], first=again(call), details={"said": slots.said})
