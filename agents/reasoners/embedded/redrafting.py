"""A draft made again with another day, amount, item, place, order or way: corrections replace."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from pydantic import JsonValue

from ...answers import ToolCall
from ..protocol import PlannedCall, Reply, Request
from .frames.frame import heard
from .slots import Slots
from .talk import asked

_DAYS = {"expedite_order": "arrive_on", "push_out_order": "due_on", "create_order": "due_on"}
_LENGTHS = {"expedite_order": "earlier_days", "push_out_order": "later_days"}
_KINDS = {
    "expedite_order": "expedite",
    "push_out_order": "push_out",
    "create_order": "create_order",
    "change_stock_policy": "stock_policy",
    "override_forecast": "override",
}
_AMOUNTS = {
    "create_order": ("quantity",),
    "change_stock_policy": ("safety_stock", "reorder_point", "order_up_to"),
}
_MODES = {"road": "road", "truck": "road", "rail": "rail", "train": "rail", "sea": "sea", "ship": "sea", "air": "air"}
MODE = re.compile(r"\b(?:by |via |per )(?P<mode>" + "|".join(_MODES) + r")\b", re.I)
"""A mode of transport that an order is to come by."""
MORE = re.compile(r"\b(?:more|another|further|extra|additional|on top)\b", re.I)
"""Words of a length of time that is added to the one before: "5 more days"."""
_LATER = re.compile(r"\b(?:later|after|more|another|further|extra|additional|longer|on top|back)\b", re.I)
_A_WEEK = timedelta(days=6)
_WHICH_WAY = re.compile(
    r"^(?:(?:a (?:bit|little)|much|rather|please|no|somewhat|and|even)[\s,]+)*(?:later|earlier|sooner|longer)\b[^\d]{0,12}$",
    re.I,
)
_EARLIER = re.compile(r"\b(?:earlier|sooner|before|forward|less)\b", re.I)
DAY_OF_MONTH = re.compile(
    r"\b(?:the\s+)(?P<day>\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:of\s+)?(?!instead|please|then)[a-z]{3,})", re.I
)
"""A day without its month, which is that of the day before."""


def draft_again(call: ToolCall, slots: Slots) -> Request | Reply | None:
    """Return a draft again, changed by what a message names; `None` where it names nothing that a draft can take."""
    actions = cast(list[dict[str, JsonValue]], call.arguments["actions"])
    if len(actions) != 1 or actions[0]["kind"] not in _KINDS:
        return asked("Which of its actions shall be changed, and how? Say the whole action again.")
    kind = str(actions[0]["kind"])
    action = {field: value for field, value in actions[0].items() if value is not None}
    if kind == "override_forecast":
        return _override_again(action, slots)
    new = _day(kind, action, slots)
    for field in _AMOUNTS.get(kind, ()):
        number = new_number(slots, action.get(field))
        if number is not None and field in action:
            new[field] = number
            break
    mode = MODE.search(slots.said)
    if mode is not None and kind in ("expedite_order", "create_order"):
        new["mode"] = _MODES[mode["mode"].lower()]
    if slots.id("order") and "order_id" in action:
        new |= {"order_id": slots.id("order")}
        action.pop("line", None)
    if slots.id("item") and "item_id" in action:
        new["item_id"] = slots.id("item")
    if slots.id("site") and "location_id" in action:
        new["location_id"] = slots.id("site")
    if new.keys() & {"item_id", "location_id"}:  # where it comes from, and how, is completed anew
        for field in ("from_location", "order_kind", "mode"):
            action.pop(field, None)
    if not new and _WHICH_WAY.match(slots.said):
        return asked("By how many days, or to which day?")
    if not new:
        return None
    if new.keys() & set(_LENGTHS.values()):
        action.pop(_DAYS[kind], None)
    arguments: dict[str, Any] = {"actions": [action | new], "reason": f"Asked for: {slots.said}"}
    return Request(
        kind=_KINDS[kind],
        first=PlannedCall(tool=call.tool, arguments=arguments),
        heard=heard(slots),
        details={"said": slots.said},
    )


def _day(kind: str, action: Mapping[str, JsonValue], slots: Slots) -> dict[str, JsonValue]:
    """Return the day that a message names, or moves: "the 11th", "3 days later", "5 more days"."""
    field = _DAYS.get(kind)
    if field is None:
        return {}
    before = date.fromisoformat(str(action[field])) if action.get(field) else None
    of_month, length = DAY_OF_MONTH.search(slots.said), slots.quantity("duration")
    if of_month is not None and before is not None:
        day = _in_month(before, int(of_month["day"]))
        return {field: day.isoformat()} if day else {}
    if length is None:
        points = [one.first for one in slots.found.periods if one.is_point and one.first != before]
        day = points[0] if points else slots.day
        return {field: day.isoformat()} if day is not None else {}
    days = timedelta(days=round(length.value))
    if before is not None and _EARLIER.search(slots.said):
        return {field: (before - days).isoformat()}
    if before is not None and _LATER.search(slots.said):
        return {field: (before + days).isoformat()}
    return {_LENGTHS[kind]: days.days} if kind in _LENGTHS else {}


def new_number(slots: Slots, before: JsonValue) -> float | None:
    """Return the first number that a message names other than the one before: "300 is tight, say 360"."""
    return next((one.value for one in slots.found.quantities if one.kind == "number" and one.value != before), None)


def _override_again(action: Mapping[str, JsonValue], slots: Slots) -> Request | None:
    """Return an override again with another amount, other weeks, another item or another place."""
    periods = cast(list[dict[str, JsonValue]], action.get("periods") or [])
    if not periods:
        return None
    first = date.fromisoformat(str(periods[0]["period_start"]))
    length, days = slots.quantity("duration"), timedelta()
    if length is not None and (_LATER.search(slots.said) or _EARLIER.search(slots.said)):
        days = timedelta(days=round(length.value)) * (-1 if _EARLIER.search(slots.said) else 1)
    elif slots.found.periods:
        day = slots.found.periods[0].first
        days = day - timedelta(days=day.weekday()) - first
    number = new_number(slots, periods[0].get("quantity"))
    named = {"item_id": slots.id("item"), "location_id": slots.id("site")}
    new: dict[str, JsonValue] = {field: value for field, value in named.items() if value is not None}
    if not (days or number is not None or new):
        return None
    weeks: list[JsonValue] = []
    for period in periods:
        start = date.fromisoformat(str(period["period_start"])) + days
        amount = period.get("quantity") if number is None else number
        weeks.append({"first_day": start.isoformat(), "last_day": (start + _A_WEEK).isoformat(), "quantity": amount})
    whole = {field: value for field, value in action.items() if field != "periods"} | new | {"weeks": weeks}
    last = (first + days - slots.today).days + _A_WEEK.days
    arguments: dict[str, Any] = {"actions": [whole], "reason": f"Asked for: {slots.said}"}
    return Request(
        kind="override",
        first=PlannedCall(tool="forecast_demand", arguments=arguments),
        last_day=last,
        heard=heard(slots),
        details={"said": slots.said},
    )


def _in_month(before: date, day: int) -> date | None:
    try:
        return before.replace(day=day)
    except ValueError:
        return None
