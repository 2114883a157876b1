"""Wishes whose verb and value disagree: "raise the safety stock to 500" where it is 592 today."""

import re
from typing import cast

import polars as pl
from pydantic import JsonValue

from knowledge.truth.snapshot import Snapshot

from ...answers import Choice
from ..protocol import Reply, Request
from .slots import Slots
from .talk import asked

_UP = re.compile(
    r"\b(?:rais|increas|lift|bump|boost|heighten|hik|top up|go up|step up|up(?= (?:to|by)\b)|higher|more)\w*", re.I
)
_DOWN = re.compile(r"\b(?:lower|reduc|cut|trim|decreas|shrink|drop|bring down|go down|slash|less)\w*", re.I)
_LEVELS = ("safety_stock", "reorder_point", "order_up_to", "service_target")


def contradicted(snapshot: Snapshot, slots: Slots, request: Request) -> Reply | None:
    """Ask which is meant where a level of stock is to be raised to less than it is today, or lowered to more.

    A wish that speaks of both directions, or of none, is taken by its value.
    """
    goes_up, goes_down = bool(_UP.search(slots.said)), bool(_DOWN.search(slots.said))
    if goes_up == goes_down:
        return None
    for change in _changes(request):
        for level in _LEVELS:
            value, today = change.get(level), _today(snapshot, change, level)
            if not isinstance(value, int | float) or today is None or value == today or (value > today) == goes_up:
                continue
            verb, other = ("raise", "lower") if goes_up else ("lower", "raise")
            name, what = level.replace("_", " "), f"{change['item_id']} at {change['location_id']}"
            said = _written(level, value)
            meant = Choice(label=f"{other} it to {said}", message=f"Set the {name} of {what} to {said}")
            why = Choice(label="show how it is built", message=f"Explain the safety stock of {what}")
            return asked(
                f"You wish to {verb} the {name} of {what}, but the level that you name would {other} it. "
                "To what shall it be set?",
                (meant, why),
            )
    return None


def _changes(request: Request) -> list[dict[str, JsonValue]]:
    """Return the changes of levels at one item and place that a request is for, each by the names of its levels."""
    arguments = request.first.arguments
    listed = arguments.get("actions") or arguments.get("events")
    changes = [one for one in cast(list[object], listed) if isinstance(one, dict)] if isinstance(listed, list) else []
    found: list[dict[str, JsonValue]] = []
    for change in cast(list[dict[str, JsonValue]], changes):
        if change.get("kind") == "safety_stock_change":
            change = {**change, "safety_stock": change.get("value")}
        if change.get("item_id") and change.get("location_id"):
            found.append(change)
    return found


def _today(snapshot: Snapshot, change: dict[str, JsonValue], level: str) -> float | None:
    is_here = (pl.col("item_id") == change["item_id"]) & (pl.col("location_id") == change["location_id"])
    return next(iter(snapshot.table("stock_policies").filter(is_here)[level].to_list()), None)


def _written(level: str, value: float) -> str:
    return f"{value * 100:g} %" if level == "service_target" else f"{value:,g}"
