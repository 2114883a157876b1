"""A call made again with what a message names in place of what was named before; corrections replace."""

import re
from collections.abc import Callable
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
from .redrafting import MORE, draft_again, new_number
from .slots import Slots
from .talk import asked
from .times_again import DAYS, in_the_past, moved_days, part_of

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

_HORIZONS = {
    "within_days": (14, 182, False),
    "days": (28, 182, False),
    "weeks": (13, 78, True),
    "horizon_weeks": (4, 26, True),
}
"""Arguments that say how far to look: usual and largest value, and whether they count weeks."""

_LONGEST_SCENARIO = 26
_OVER = re.compile(
    r"\b(?:horizon|look(?:ing)?(?: ahead| further)?|over|across|simulate|run (?:it|that) for|cover(?:ing)?|through)\b",
    re.I,
)
"""What says that a length of time is how far to look, and not how late something is."""
_DOWN = re.compile(r"\b(?:down|less|lower|minus|fewer|drop\w*|fall\w*|decline\w*)\b", re.I)
_UP = re.compile(r"\b(?:up|more|higher|plus|ris\w+|grow\w*)\b", re.I)

_FIELDS: dict[EntityKind, str] = {"item": "item_id", "family": "family", "site": "location_id", "channel": "channel_id"}
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


def overlaid(
    call: ToolCall, slots: Slots, registry: Registry, slots_of: Callable[[str], Slots] | None = None
) -> Request | Reply | None:
    """Return a call again, changed by what a message names; `None` where it names nothing that the call can take.

    Parameters
    ----------
    slots_of
        Returns what a text names; with it the message also changes what the frame of the call hears in it.
    """
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
    changed |= (_heard_anew(call, slots, registry, slots_of) if slots_of else {}) | narrowed(slots, known)
    dropped = _dropped(slots) & arguments.keys()
    if call.tool == "explain_quantity":
        if dropped:
            return asked("The reason of a quantity is told for an item at a place. Which place do you mean?")
        by_order = "order_id" in changed
        arguments = {field: value for field, value in arguments.items() if (field in ("order_id", "line")) == by_order}
    if call.tool == "list_exceptions" and arguments.get("kind") == "late_supply" and slots.id("supplier"):
        return _late_orders_of(arguments | changed, slots)
    if call.tool == "show_past_demand":
        slots = in_the_past(slots)
        changed |= _times(call, slots, set(known))
    if slots.last_day is not None and slots.last_day < 0 and not {"first_month", "first_day"} & known.keys():
        return _sold_then(arguments | changed, slots) if "past_demand" in registry.kinds else asked(PAST.text)
    part = part_of(call, slots) if call.tool == "show_past_demand" else {}
    changed |= part
    if call.tool == "show_past_demand" and not part and slots.last_day is not None and slots.last_day > 0:
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


def _heard_anew(
    call: ToolCall, slots: Slots, registry: Registry, slots_of: Callable[[str], Slots]
) -> dict[str, JsonValue]:
    """Return what the frame of a call hears in a message besides names and times: "the statistical one instead"."""
    frame = frames_of(registry)[KIND_OF_TOOL[call.tool]]
    subject = " ".join(str(call.arguments[field]) for field in _FIELDS.values() if call.arguments.get(field))
    filled, usual = (frame.fill(slots_of(text)) for text in (f"{slots.said.rstrip(' .?!')} {subject}", subject))
    if isinstance(filled, Ask) or isinstance(usual, Ask):
        return {}
    others = {*_FIELDS.values(), *_HORIZONS, *_OF_TIME}
    return {field: value for field, value in filled.items() if field not in others and value != usual.get(field)}


_OF_TIME = frozenset({"first_day", "last_day", "first_month", "months", "query"})


def _late_orders_of(arguments: dict[str, JsonValue], slots: Slots) -> Request:
    """Return the late orders of the supplier that a message names, whom no list of exceptions is narrowed to."""
    fields = {field: arguments[field] for field in _FIELDS.values() if field in arguments}
    given = {**fields, "late_only": True, "from_location": slots.id("supplier")}
    return Request(
        kind="orders",
        first=PlannedCall(tool="list_orders", arguments=given),
        heard=heard(slots),
        details={"said": slots.said},
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
            step = DAYS[moved["unit"].lower()] * (1 if moved["way"].lower() == "after" else -1)
            before = cast(int | None, call.arguments[field]) or default
            changed[field] = min(max(before + (step // 7 if in_weeks else step), 1), most)
        elif field in call.arguments and (times := _times_as_far(slots)) is not None:
            changed[field] = min(round((cast(int | None, call.arguments[field]) or default) * times), most)
        elif slots.last_day is not None:
            days = min(slots.days_ahead(default, most) + (field == "days" and slots.names_last_day), most)
            changed[field] = slots.weeks_ahead(default, most) if in_weeks else days
    if {"first_day", "last_day"} <= known and slots.window is not None:
        changed |= _past_days(slots, slots.window)
    elif {"first_day", "last_day"} <= known and moved and call.arguments.get("first_day"):
        changed |= moved_days(call, moved["unit"].lower(), 1 if moved["way"].lower() == "after" else -1)
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


def _times_as_far(slots: Slots) -> float | None:
    """Return how many times as far a message wants to look: "twice as far", "double the horizon"."""
    factor = slots.quantity("factor")
    return factor.value if factor is not None and _FAR.search(slots.said) else None


_FAR = re.compile(r"\b(?:as far|as long|the (?:horizon|time|period|range)|further|ahead)\b", re.I)


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
    horizon = slots.quantity("duration") if _OVER.search(slots.said) else None
    weeks = min(max(round(horizon.value / 7), 1), _LONGEST_SCENARIO) if horizon else call.arguments.get("horizon_weeks")
    if horizon is not None:
        share = delay = None
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
    if not new and horizon is None:
        return None
    events[0] = {field: value for field, value in (event | new).items() if value is not None}
    arguments = {**call.arguments, "events": cast(JsonValue, events), "horizon_weeks": weeks}
    return Request(
        kind=KIND_OF_TOOL[call.tool],
        first=PlannedCall(tool=call.tool, arguments=arguments),
        first_day=slots.first_day,
        heard=heard(slots),
        details={"said": slots.said},
    )


def _share(event: dict[str, JsonValue], slots: Slots) -> float | None:
    """Return the change that a message speaks of; a bare number is percent the way of the change before."""
    said, before = change(slots), event.get("change")
    if said is not None or not isinstance(before, int | float):
        return said
    number = new_number(slots, round(abs(before) * 100, 6)) or new_number(slots, None)
    is_down = bool(_DOWN.search(slots.said)) or (before < 0 and not _UP.search(slots.said))
    return abs(number) / 100 * (-1 if is_down else 1) if number is not None else None


def _named(slots: Slots) -> dict[str, JsonValue]:
    new: dict[str, JsonValue] = {field: slots.id(kind) for kind, field in _FIELDS.items() if slots.id(kind) is not None}
    if "item_id" in new:
        new.pop("family", None)
    return new
