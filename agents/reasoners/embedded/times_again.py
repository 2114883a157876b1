"""Times that are told by those of the call before: "the month after", "only the first two weeks of it", "since October"."""

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from pydantic import JsonValue

from ...answers import ToolCall
from .slots import Slots

DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
"""How many days a unit of time has, roughly."""

_AHEAD = re.compile(r"\b(?:next|coming|will|forecast\w*|expect\w*|ahead|going to|plan\w*)\b", re.I)
_YEAR = re.compile(r"20\d\d|['’]\d\d|\b(?:next|coming)\b", re.I)
_PART = re.compile(r"\b(?P<end>first|last) (?:\w+ )?(?:days?|weeks?|months?)(?: of (?:it|that|them|those))?\b", re.I)


def in_the_past(slots: Slots) -> Slots:
    """Return a message with the times that lie ahead moved back by a year, where it names no year and nothing to come."""
    if _AHEAD.search(slots.said):
        return slots
    periods = tuple(
        replace(one, first=_months_on(one.first, -12), last=_months_on(one.last, -12))
        if one.first > slots.today and not one.is_length and not _YEAR.search(slots.said[one.start : one.end])
        else one
        for one in slots.found.periods
    )
    return replace(slots, found=replace(slots.found, periods=periods))


def part_of(call: ToolCall, slots: Slots) -> dict[str, JsonValue]:
    """Return the first or last days of the stretch of a call: "only the first two weeks of it"."""
    part, length = _PART.search(slots.said), slots.quantity("duration")
    if part is None or length is None or slots.found.periods or not call.arguments.get("first_day"):
        return {}
    first, last = (date.fromisoformat(str(call.arguments[field])) for field in ("first_day", "last_day"))
    days = timedelta(days=round(length.value) - 1)
    if part["end"].lower() == "first":
        return {"first_day": first.isoformat(), "last_day": min(first + days, last).isoformat()}
    return {"first_day": max(last - days, first).isoformat(), "last_day": last.isoformat()}


def moved_days(call: ToolCall, unit: str, steps: int) -> dict[str, JsonValue]:
    """Return the stretch of a call moved by so many units; one of whole months stays one of whole months."""
    first = date.fromisoformat(str(call.arguments["first_day"]))
    last = date.fromisoformat(str(call.arguments.get("last_day") or first))
    if unit not in ("month", "quarter", "year"):
        days = timedelta(days=DAYS[unit] * steps)
        return {"first_day": (first + days).isoformat(), "last_day": (last + days).isoformat()}
    months = {"month": 1, "quarter": 3, "year": 12}[unit] * steps
    is_whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    end = _months_on(last + timedelta(days=1), months) - timedelta(days=1) if is_whole else _months_on(last, months)
    return {"first_day": _months_on(first, months).isoformat(), "last_day": end.isoformat()}


def _months_on(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of that month."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, min(day.day, monthrange(number // 12, number % 12 + 1)[1]))
