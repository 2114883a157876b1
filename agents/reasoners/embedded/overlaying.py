"""A call made again with what a message names in place of what was named before; corrections replace."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import cast

from pydantic import JsonValue

from tools.registry import Registry

from ...answers import ToolCall
from ..protocol import PlannedCall, Reply, Request
from .frames import frames_of
from .frames.amounts import change
from .frames.frame import Ask, heard
from .frames.looking import BACKWARDS, PAST
from .linking import EntityKind
from .narrowing import narrowed, widened
from .redrafting import MORE, draft_again
from .slots import Slots
from .talk import asked

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
    "show_past_demand": "past_demand",
    "list_orders": "orders",
    "show_stock": "stock",
    "calculate": "calculate",
}
"""The kind of question that a call of a tool answers, where the conversation goes on about it."""

_HORIZONS = {"within_days": (14, 182, False), "days": (28, 182, False), "weeks": (13, 78, True)}
"""Arguments that say how far to look: usual and largest value, and whether they count weeks."""

_FIELDS: dict[EntityKind, str] = {"item": "item_id", "family": "family", "site": "location_id", "channel": "channel_id"}
_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
SHIFT = re.compile(
    r"\b(?:and\s+)?(?:the\s+)?(?P<unit>day|week|month|quarter|year)\s+(?P<way>after|before)(?:\s+that)?\s*[?.!]*$", re.I
)
WIDER = re.compile(
    r"\b(?:drop|without|forget|remove|ignore|leave out|lift|not only|skip)\s+(?:the\s+)?"
    r"(?P<what>site|place|location|item|family|channel|time|period|date|filter|filters|limit)\b"
    r"|\b(?:for|at|across|in|over)\s+(?:all|every)\s+(?:the\s+)?"
    r"(?P<all>sites?|places?|locations?|items?|famil(?:y|ies)|channels?|of (?:it|them))\b"
    r"|^(?:and\s+)?(?:overall|in total|everywhere|for everything)\s*[?.!]*$",
    re.I,
)


def overlaid(call: ToolCall, slots: Slots, registry: Registry) -> Request | Reply | None:
    """Return a call again, changed by what a message names; `None` where it names nothing that the call can take."""
    if any(period.last < period.first for period in slots.found.periods):
        return asked(BACKWARDS.text)
    if call.tool == "simulate_scenario":
        return _scenario_again(call, slots)
    if call.tool == "draft_proposal":
        return draft_again(call, slots)
    tool = registry.get(call.tool)
    if call.tool not in KIND_OF_TOOL:
        return _anything_again(call, slots, registry)
    known = tool.arguments.model_fields
    arguments = {field: value for field, value in call.arguments.items() if value is not None}
    new = _named(slots)
    if "item_id" in new:
        arguments.pop("family", None)
    if "family" in new:
        arguments.pop("item_id", None)
        if (
            tool.arguments.model_fields.get("item_id") is not None
            and tool.arguments.model_fields["item_id"].is_required()
        ):
            return asked(f"That is shown for an item by itself. Which item of {new['family']} do you mean?")
    changed = {field: value for field, value in new.items() if field in known}
    changed |= _times(call, slots, set(known))
    changed |= narrowed(slots, known)
    dropped = _dropped(slots) & arguments.keys()
    if call.tool == "explain_quantity":
        if dropped:
            return asked("The reason of a quantity is told for an item at a place. Which place do you mean?")
        by_order = "order_id" in changed
        arguments = {field: value for field, value in arguments.items() if (field in ("order_id", "line")) == by_order}
    if slots.last_day is not None and slots.last_day < 0 and not {"first_month", "first_day"} & known.keys():
        return _sold_then(arguments | changed, slots) if "past_demand" in registry.kinds else asked(PAST.text)
    if call.tool == "show_past_demand" and slots.last_day is not None and slots.last_day > 0:
        is_of_something = bool({"item_id", "family"} & (arguments | changed).keys())
        return _expected_then(arguments | changed, slots) if is_of_something else None
    if not changed and not dropped:
        return None
    arguments = {
        field: value for field, value in (arguments | changed).items() if field not in dropped - changed.keys()
    }
    details: dict[str, JsonValue] = {"said": slots.said}
    if slots.day is not None and any(period.is_point for period in slots.found.periods):
        details["day"] = slots.day.isoformat()
    return Request(
        kind=_kind(call, arguments),
        first=PlannedCall(tool=call.tool, arguments=arguments),
        first_day=slots.first_day,
        last_day=slots.last_day,
        heard=heard(slots),
        details=details,
    )


def _sold_then(arguments: dict[str, JsonValue], slots: Slots) -> Request:
    """Return what was sold in the past time that a message names, of what was spoken of."""
    fields = {field: value for field, value in arguments.items() if field in _FIELDS.values()}
    window = slots.window or (slots.today, None)
    days = _past_days(slots, window)
    return Request(
        kind="past_demand",
        first=PlannedCall(tool="show_past_demand", arguments=fields | days),
        first_day=slots.first_day,
        last_day=slots.last_day,
        heard=heard(slots),
        details={"said": slots.said},
    )


def _past_days(slots: Slots, window: tuple[date, date | None]) -> dict[str, JsonValue]:
    yesterday = slots.today - timedelta(days=1)
    first, last = window
    return {"first_day": first.isoformat(), "last_day": min(last or yesterday, yesterday).isoformat()}


def _expected_then(arguments: dict[str, JsonValue], slots: Slots) -> Request:
    """Return the forecast of the coming time that a message names, of what was spoken of."""
    fields: dict[str, JsonValue] = {field: value for field, value in arguments.items() if field in _FIELDS.values()}
    _, most, _ = _HORIZONS["weeks"]
    return Request(
        kind="forecast",
        first=PlannedCall(tool="forecast_demand", arguments={**fields, "weeks": slots.weeks_ahead(13, most)}),
        first_day=slots.first_day,
        last_day=slots.last_day,
        heard=heard(slots),
        details={"said": slots.said},
    )


def _kind(call: ToolCall, arguments: dict[str, JsonValue]) -> str:
    if call.tool == "list_exceptions" and arguments.get("kind") == "late_supply":
        return "late_orders"
    return KIND_OF_TOOL[call.tool]


def _times(call: ToolCall, slots: Slots, known: set[str]) -> dict[str, JsonValue]:
    """Return the arguments of time that a message changes."""
    changed: dict[str, JsonValue] = {}
    moved = SHIFT.search(slots.said)
    for field, (default, most, in_weeks) in _HORIZONS.items():
        if field not in known:
            continue
        if moved and field in call.arguments:
            step = _DAYS[moved["unit"].lower()] * (1 if moved["way"].lower() == "after" else -1)
            before = cast(int | None, call.arguments[field]) or default
            changed[field] = min(max(before + (step // 7 if in_weeks else step), 1), most)
        elif slots.last_day is not None:
            days = min(slots.days_ahead(default, most) + (field == "days" and slots.names_last_day), most)
            changed[field] = slots.weeks_ahead(default, most) if in_weeks else days
    if {"first_day", "last_day"} <= known and slots.window is not None:
        changed |= _past_days(slots, slots.window)
    elif {"first_day", "last_day"} <= known and moved and call.arguments.get("first_day"):
        changed |= _moved_days(call, moved["unit"].lower(), 1 if moved["way"].lower() == "after" else -1)
    if "first_month" in known and slots.period is not None:
        first, last = slots.period.first, slots.period.last
        changed["first_month"] = first.replace(day=1).isoformat()
        changed["months"] = min(max(12 * (last.year - first.year) + last.month - first.month + 1, 1), 12)
    elif "first_month" in known and moved and call.arguments.get("first_month"):
        first = date.fromisoformat(str(call.arguments["first_month"]))
        step = {"month": 1, "quarter": 3, "year": 12}.get(moved["unit"].lower(), 1) * (
            1 if moved["way"].lower() == "after" else -1
        )
        month = first.year * 12 + first.month - 1 + step
        changed["first_month"] = date(month // 12, month % 12 + 1, 1).isoformat()
    return changed


def _moved_days(call: ToolCall, unit: str, steps: int) -> dict[str, JsonValue]:
    """Return the stretch of a call moved by so many units; one of whole months stays one of whole months."""
    first = date.fromisoformat(str(call.arguments["first_day"]))
    last = date.fromisoformat(str(call.arguments.get("last_day") or first))
    if unit not in ("month", "quarter", "year"):
        days = timedelta(days=_DAYS[unit] * steps)
        return {"first_day": (first + days).isoformat(), "last_day": (last + days).isoformat()}
    months = {"month": 1, "quarter": 3, "year": 12}[unit] * steps
    is_whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    end = _months_on(last + timedelta(days=1), months) - timedelta(days=1) if is_whole else _months_on(last, months)
    return {"first_day": _months_on(first, months).isoformat(), "last_day": end.isoformat()}


def _months_on(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of that month."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, min(day.day, monthrange(number // 12, number % 12 + 1)[1]))


def _dropped(slots: Slots) -> set[str]:
    """Return the arguments that a message takes away: "drop the site", "for all channels", "overall"."""
    widest = widened(slots.said)
    match = WIDER.search(slots.said)
    if match is None or widest:
        return widest
    said = (match["what"] or match["all"] or "").lower()
    for start, fields in (
        (("site", "place", "location"), {"location_id"}),
        (("item",), {"item_id"}),
        (("famil",), {"family", "item_id"}),
        (("channel",), {"channel_id"}),
        (("time", "period", "date", "limit"), {"within_days", "days", "weeks", "first_month", "months"}),
    ):
        if said.startswith(start):
            return fields
    return {"location_id", "item_id", "family", "channel_id", "within_days"}


def _anything_again(call: ToolCall, slots: Slots, registry: Registry) -> Request | None:
    """Return the call of a tool without a frame of its own again, with the arguments that the message fills."""
    tool = registry.get(call.tool)
    kind = next(iter(tool.utterances), None)
    if kind is None:
        return None
    given = {field: value for field, value in call.arguments.items() if value is not None}
    filled = frames_of(registry)[kind].fill(slots)
    new = {} if isinstance(filled, Ask) else filled
    if isinstance(filled, Ask):
        new = {field: slots.id(entity) for entity, field in _FIELDS.items() if slots.id(entity) and field in given}
    if not new:
        return None
    return Request(
        kind=kind,
        first=PlannedCall(tool=call.tool, arguments=given | new),
        first_day=slots.first_day,
        last_day=slots.last_day,
        heard=heard(slots),
        details={"said": slots.said},
    )


def _scenario_again(call: ToolCall, slots: Slots) -> Request | None:
    """Return the scenario again with its first event changed by what the message names."""
    events = [dict(event) for event in cast(list[dict[str, JsonValue]], call.arguments["events"])]
    event = events[0]
    share = _share(event, slots)
    delay = slots.quantity("duration") or slots.quantity("number")
    new: dict[str, JsonValue] = {}
    if event["kind"] == "late_supply":
        before = cast(float, event.get("delay_days") or 0) if delay and MORE.search(slots.said) else 0
        new |= {"delay_days": round(before + delay.value)} if delay else {}
        supplier = slots.id("supplier") or slots.id("site")
        if slots.id("order") or supplier:
            new |= {"order_id": slots.id("order"), "line": None}
            new |= {"supplier_id": None if slots.id("order") else supplier}
    else:
        named = _named(slots)
        if named.keys() & {"item_id", "family"}:
            new |= {"item_id": None, "family": None}
        new |= {field: value for field, value in named.items() if field in event or field in ("item_id", "family")}
        if share is not None:
            new |= {"change": share} if event["kind"] == "demand_change" else {"factor": 1.0 + share, "value": None}
        new |= dict.fromkeys(_dropped(slots) & event.keys())
    if slots.period is not None and event["kind"] == "demand_change":
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


def _share(event: dict[str, JsonValue], slots: Slots) -> float | None:
    """Return the change that a message speaks of; a bare number is percent the way of the change before."""
    said, number, before = change(slots), slots.quantity("number"), event.get("change")
    if said is not None or number is None or not isinstance(before, int | float):
        return said
    return abs(number.value) / 100 * (-1 if before < 0 else 1)


def _named(slots: Slots) -> dict[str, JsonValue]:
    new: dict[str, JsonValue] = {field: slots.id(kind) for kind, field in _FIELDS.items() if slots.id(kind) is not None}
    if "item_id" in new:
        new.pop("family", None)
    return new
