"""Facts about the item, and about its stock in days of demand once an action is done."""

from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from knowledge.truth.snapshot import Snapshot

from ..inventory.consumption import consume_forecast
from ..inventory.demand import point_demand
from ..inventory.orders import firm_requirements, open_sales, open_supply
from ..inventory.points import stocking_points
from .action import ActionModel, Point
from .orders import exact_item, exact_location

Days = NDArray[np.float64]

RATE_DAYS = 28
"""A day of demand is the mean of this many days ahead."""


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
    """Return the fields of `ActionFacts` that compare a quantity and the stock with demand.

    Parameters
    ----------
    quantity
        What the action orders or moves, base units.
    day
        When the action takes effect.
    """
    ahead = (day - snapshot.planning_date).days
    demand, stock = projected(snapshot.with_rows(action.changes(snapshot)), point, ahead + 1)
    rates = [_rate(demand, start) for start in range(ahead + 1)]
    covers = [_cover(max(float(held), 0.0), rate) for held, rate in zip(stock, rates, strict=True)]
    known = [cover for cover in covers if cover is not None]
    return {
        "quantity": quantity,
        "quantity_cover_days": _cover(quantity, _rate(demand, 0)),
        "cover_days": covers[ahead],
        "lowest_cover_days": min(known) if len(known) == len(covers) else None,
    }


def daily_demand(snapshot: Snapshot, point: Point) -> float:
    """Return the mean demand of a day, base units, over the next `RATE_DAYS`."""
    demand, _ = projected(snapshot, point, 1)
    return float(demand[:RATE_DAYS].mean())


def projected(snapshot: Snapshot, point: Point, days: int) -> tuple[Days, Days]:
    """Return the demand of each day and the projected stock at its end.

    Stock is what is usable, less what is owed, plus open orders on their expected day, less demand and what open orders
    for other places and products draw. It may be negative.

    Returns
    -------
    Demand, shape `(days + RATE_DAYS,)`, and stock, shape `(days,)`, base units from the planning date on.
    """
    length = days + RATE_DAYS
    number = stocking_points(snapshot).index.get(point)
    usable = 0.0 if number is None else float(stocking_points(snapshot).frame.row(number, named=True)["usable"])
    sales = open_sales(snapshot)
    forecast = _daily_forecast(snapshot, point, length)
    independent = consume_forecast(forecast, _by_day(sales.due, "open_quantity", point, length))
    demand = independent + _by_day(firm_requirements(snapshot), "quantity", point, length)
    arrivals = _by_day(open_supply(snapshot), "open_quantity", point, length, place="to_location")
    owed = float(_at(sales.overdue, point)["open_quantity"].sum())
    return demand, (usable - owed + np.cumsum(arrivals - demand))[:days]


def _daily_forecast(snapshot: Snapshot, point: Point, days: int) -> Days:
    """Return the daily forecast; beyond its last day the mean of its last `RATE_DAYS` is repeated."""
    known = point_demand(snapshot, *point).daily_mean[:days]
    return np.concatenate([known, np.full(days - known.size, known[-RATE_DAYS:].mean())])


def _by_day(rows: pl.DataFrame, column: str, point: Point, days: int, place: str = "location_id") -> Days:
    found = _at(rows, point, place).filter(pl.col("day").is_between(0, days - 1))
    total = np.zeros(days)
    np.add.at(total, found["day"].to_numpy().astype(np.int64), found[column].to_numpy())
    return total


def _at(rows: pl.DataFrame, point: Point, place: str = "location_id") -> pl.DataFrame:
    return rows.filter(pl.col("item_id") == point[0], pl.col(place) == point[1])


def _rate(demand: Days, start: int) -> float:
    return float(demand[start : start + RATE_DAYS].mean())


def _cover(quantity: float, rate: float) -> float | None:
    """Days that a quantity lasts; unknown where nothing is asked for."""
    return quantity / rate if rate > 0 else None
