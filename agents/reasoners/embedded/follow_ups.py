"""Messages that only make sense after another: "and at DC North?", "why?", "do it", "the first one".

A follow-up is a part of a frame laid over the last call: what it names replaces what was named before.
"""

import re
from collections.abc import Sequence
from typing import Any, cast

from pydantic import JsonValue

from tools.registry import Registry

from ...answers import Answer, ToolCall
from ..protocol import PlannedCall, Reply, Request
from .frames.frame import heard
from .frames.trying import change
from .slots import Slots
from .talk import NOTHING_TO_PROPOSE, asked

_LEAD = re.compile(
    r"^(?:and|what about|how about|same (?:for|at|with)|no,?|now|only|just|but|or|ok,? and|make (?:it|that))\b", re.I
)
_WHY = re.compile(
    r"^(?:(?:but|and|ok|so) )?"
    r"(?:why|how come|how so|why is that|why so|explain(?: (?:it|that|this))?)\b[\s?!.]*$",
    re.I,
)
_ORDINALS = {
    **dict.fromkeys(("first", "1", "one", "best", "top"), 0),
    **dict.fromkeys(("second", "2", "two"), 1),
    **dict.fromkeys(("third", "3", "three"), 2),
}
_ORDINAL = re.compile(rf"\b(?:the |option |number |no\.? )?({'|'.join(_ORDINALS)})\b(?: one| option)?", re.I)
_YES = re.compile(r"^(?:yes|yep|ok|okay|sure|please|please do|go ahead)[\s.!]*$", re.I)

KIND_OF_TOOL = {
    "list_exceptions": "exceptions",
    "project_inventory": "projection",
    "forecast_demand": "forecast",
    "measure_forecast_accuracy": "accuracy",
    "reconcile_with_budget": "budget",
    "plan_replenishment": "replenishment",
    "explain_quantity": "explain",
    "simulate_scenario": "what_if",
    "search_policies": "policy",
    "list_proposals": "proposals",
    "rank_mitigations": "mitigations",
    "calculate": "calculate",
}
_HORIZONS = {"within_days": (14, 182, False), "days": (28, 182, False), "weeks": (13, 78, True)}
"""Arguments that say how far to look: usual and largest value, and whether they count weeks."""


def chosen(thread: Sequence[Answer], said: str) -> str | None:
    """Return the message of the choice that was offered last and is taken now, by its label, number or "yes"."""
    if not thread or not thread[-1].choices:
        return None
    choices = thread[-1].choices
    plain = said.strip(" .!?").lower()
    for choice in choices:
        is_line = choice.label.lower().startswith(f"{plain}:") or choice.label.lower().startswith(f"line {plain}:")
        if is_line or plain in (choice.label.lower(), choice.message.lower().strip(" .!?")):
            return choice.message
    if not thread[-1].asked_back:
        return None
    ordinal = _ORDINAL.fullmatch(plain)
    if ordinal and _ORDINALS[ordinal[1].lower()] < len(choices):
        return choices[_ORDINALS[ordinal[1].lower()]].message
    return choices[0].message if _YES.match(said) and len(choices) == 1 else None


def is_why(said: str) -> bool:
    """Whether a message only asks for the reason of what was said before."""
    return bool(_WHY.match(said.strip()))


def is_partial(slots: Slots) -> bool:
    """Whether a message only changes what the one before was about."""
    words = slots.said.split()
    return bool(_LEAD.match(slots.said)) and len(words) <= 10 and bool(slots.named - {"number"})


def is_bare(slots: Slots) -> bool:
    """Whether a message is nothing but a name, a date or a quantity."""
    rest = slots.said
    spans = [(m.start, m.end) for m in slots.found.mentions]
    spans += [(p.start, p.end) for p in slots.found.periods] + [(q.start, q.end) for q in slots.found.quantities]
    for start, end in sorted(spans, reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    left = [
        word for word in re.findall(r"[^\W_]+", rest.lower()) if word not in ("the", "for", "at", "in", "and", "of")
    ]
    return bool(spans) and not left


def laid_over(thread: Sequence[Answer], slots: Slots, registry: Registry) -> Request | None:
    """Return the last call again with what the message names in place of what was named before."""
    call = _leading_call(thread)
    if call is None or call.tool not in KIND_OF_TOOL:
        return None
    known = registry.get(call.tool).arguments.model_fields
    arguments = dict(call.arguments)
    if call.tool == "simulate_scenario":
        return _scenario_again(call, slots)
    new = _named(slots)
    if "item_id" in new and "family" in known:
        arguments["family"] = None
    if "family" in new and "item_id" in known:
        arguments["item_id"] = None
    arguments.update({field: value for field, value in new.items() if field in known})
    for field, (default, most, in_weeks) in _HORIZONS.items():
        if field in known and slots.last_day is not None:
            arguments[field] = slots.weeks_ahead(default, most) if in_weeks else slots.days_ahead(default, most)
    if not (set(new) & set(known)) and slots.last_day is None:
        return None
    return Request(
        kind=KIND_OF_TOOL[call.tool],
        first=PlannedCall(tool=call.tool, arguments={k: v for k, v in arguments.items() if v is not None}),
        first_day=slots.first_day,
        last_day=slots.last_day,
        heard=heard(slots),
        details={"said": slots.said},
    )


def _scenario_again(call: ToolCall, slots: Slots) -> Request | None:
    """Return the scenario again with its first event changed by what the message names."""
    events = [dict(event) for event in cast(list[dict[str, JsonValue]], call.arguments["events"])]
    event, share = events[0], change(slots)
    delay = slots.quantity("duration")
    new: dict[str, JsonValue] = {}
    if event["kind"] == "late_supply":
        new |= {"delay_days": round(delay.value)} if delay else {}
        if slots.id("order") or slots.id("supplier"):
            new |= {"order_id": slots.id("order"), "line": None}
            new |= {"supplier_id": None if slots.id("order") else slots.id("supplier")}
    else:
        named = _named(slots)
        if named.keys() & {"item_id", "family"}:
            new |= {"item_id": None, "family": None}
        new |= {field: value for field, value in named.items() if field in event}
        if share is not None:
            new |= {"change": share} if event["kind"] == "demand_change" else {"factor": 1.0 + share, "value": None}
    if slots.period is not None and "from_date" in event:
        first, last = max(slots.period.first, slots.today), max(slots.period.last, slots.today)
        new |= {"from_date": first.isoformat(), "to_date": last.isoformat()}
    if not new:
        return None
    events[0] = {field: value for field, value in (event | new).items() if value is not None}
    arguments = {**call.arguments, "events": cast(JsonValue, events)}
    return Request(
        kind=KIND_OF_TOOL[call.tool],
        first=PlannedCall(tool=call.tool, arguments=arguments),
        first_day=slots.first_day,
        heard=heard(slots),
        details={"said": slots.said},
    )


def reason_asked(thread: Sequence[Answer], slots: Slots) -> Request | Reply:
    """Return the request that explains what the answer before said."""
    call = _leading_call(thread)
    if call is None or call.tool not in KIND_OF_TOOL:
        return asked("What shall I explain? Name an item and a place, a forecast or an exception.")
    explains = call.tool in ("plan_replenishment", "list_exceptions")
    kind = "why" if explains else KIND_OF_TOOL[call.tool]
    number = slots.quantity("number")
    details: dict[str, JsonValue] = {"said": slots.said, "why": True, "number": number.value if number else None}
    return Request(kind=kind, first=_again(call), details=details)


def proposal_asked(thread: Sequence[Answer], said: str) -> Request | Reply:
    """Return the request that drafts what the answers before offered."""
    for answer in reversed(thread):
        if answer.proposals:
            waiting = PlannedCall(tool="list_proposals", arguments={})
            told = "It is drafted already; an authorised person decides on it."
            return Request(kind="proposals", first=waiting, heard=(told,), details={"said": said})
        ranking = next((call for call in answer.tool_calls if call.tool == "rank_mitigations"), None)
        plan = next((call for call in answer.tool_calls if call.tool == "plan_replenishment"), None)
        if ranking or plan:
            ordinal = _ORDINAL.search(said)
            choice = _ORDINALS[ordinal[1].lower()] if ordinal else 0
            call = cast(ToolCall, ranking or plan)
            details: dict[str, JsonValue] = {"said": said, "choice": choice, "asked": answer.question}
            return Request(kind="propose", first=_again(call), details=details)
    return NOTHING_TO_PROPOSE


def _again(call: ToolCall) -> PlannedCall:
    return PlannedCall(tool=call.tool, arguments={k: v for k, v in call.arguments.items() if v is not None})


def _leading_call(thread: Sequence[Answer]) -> ToolCall | None:
    for answer in reversed(thread):
        if answer.tool_calls:
            return answer.tool_calls[0]
    return None


def _named(slots: Slots) -> dict[str, Any]:
    fields = {"item": "item_id", "family": "family", "site": "location_id", "channel": "channel_id"}
    new = {field: slots.id(kind) for kind, field in fields.items() if slots.id(kind) is not None}  # pyright: ignore[reportArgumentType]
    if "item_id" in new:
        new.pop("family", None)
    return new
