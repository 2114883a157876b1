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
    new = _day(kind, action, slots)
    number = slots.quantity("number")
    for field in _AMOUNTS.get(kind, ()):
        if number is not None and field in action:
            new[field] = number.value
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
        return {field: slots.day.isoformat()} if slots.day is not None else {}
    days = timedelta(days=round(length.value))
    if before is not None and _EARLIER.search(slots.said):
        return {field: (before - days).isoformat()}
    if before is not None and _LATER.search(slots.said):
        return {field: (before + days).isoformat()}
    return {_LENGTHS[kind]: days.days} if kind in _LENGTHS else {}


def _in_month(before: date, day: int) -> date | None:
    try:
        return before.replace(day=day)
    except ValueError:
        return None
