"""Facts about the item, and about its stock in days of demand once an action is done."""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.truth.snapshot import Snapshot

from ..inventory.projection import project
from .action import ActionModel, Point
from .downstream import RATE_DAYS, dependent_demand
from .orders import exact_item, exact_location

Days = NDArray[np.float64]


def item_facts(snapshot: Snapshot, point: Point) -> dict[str, Any]:
    """Return the fields of `ActionFacts` that describe the item and the place."""
    item, location = exact_item(snapshot, point[0]), exact_location(snapshot, point[1])
    return {
        "item_id": item.item_id,
        "currency": snapshot.company.currency,
        "family": item.family,
        "lifecycle": item.lifecycle,
        "location_id": location.location_id,
        "region": location.region,
        "shelf_life_days": np.inf if item.shelf_life_days is None else float(item.shelf_life_days),
    }


def cover_facts(snapshot: Snapshot, action: ActionModel, point: Point, quantity: float, day: date) -> dict[str, Any]:
    """Return the fields of `ActionFacts` that compare a quantity and the projected stock with demand.

    Parameters
    ----------
    quantity
        What the action orders or moves, base units.
    day
        When the action takes effect.
    """
    after = snapshot.with_rows(action.changes(snapshot))
    ahead = (day - snapshot.planning_date).days
    balance = projected_balance(after, point)
    if ahead >= balance.size:
        return {"quantity": quantity, "quantity_cover_days": _cover(quantity, daily_demand(snapshot, point))}
    covers = [
        _cover(max(float(held), 0.0), daily_demand(after, point, from_day=number))
        for number, held in enumerate(balance[: ahead + 1])
    ]
    known = [cover for cover in covers if cover is not None]
    return {
        "quantity": quantity,
        "quantity_cover_days": _cover(quantity, daily_demand(snapshot, point)),
        "cover_days": covers[ahead],
        "lowest_cover_days": min(known) if len(known) == len(covers) else None,
    }


def daily_demand(snapshot: Snapshot, point: Point, from_day: int = 0) -> float:
    """Return what a point is asked for on an average day of the `RATE_DAYS` from a day on, base units.

    Customers by forecast and orders, and besides either what the places and products that it supplies are forecast to
    need, or what open orders for them draw, whichever is more.
    """
    projection = project(snapshot)
    number = projection.points.index.get(point)
    if number is None:
        return 0.0
    window = slice(from_day, from_day + RATE_DAYS)
    firm = float(projection.requirements[number, window].mean())
    return float(projection.demand[number, window].mean()) + max(firm, dependent_demand(snapshot, point))


def projected_balance(snapshot: Snapshot, point: Point) -> Days:
    """Return the projected available balance of a point by day from the planning date on; empty if it is unknown."""
    projection = project(snapshot)
    number = projection.points.index.get(point)
    return np.empty(0) if number is None else projection.balance[number]


def _cover(quantity: float, rate: float) -> float | None:
    """Days that a quantity lasts; unknown where nothing is asked for."""
    return quantity / rate if rate > 0 else None
