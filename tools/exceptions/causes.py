"""Why stock will be missing.

Each possible cause is taken away in thought; what then is no longer missing is its doing.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from knowledge.truth.snapshot import Snapshot

from ..context import per_tables
from ..inventory.consumption import consume_forecast
from ..inventory.demand import demand_outlook
from ..inventory.orders import open_sales, open_supply
from ..written import written_day, written_days, written_quantity
from .position import Position

Array = NDArray[np.float64]

DECISIVE = 0.5
"""A cause counts when without it at least this share of what is missing would not be missing."""

SUBSTANTIAL = 0.25
"""Of several late orders the one that was promised first is named, if it has this share in what they would restore."""

LARGE_ORDER_WEEKS = 0.5
"""A customer order is large from so many weeks of the point's demand on."""

NOT_ORDERED = "too little on order"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why stock is missing; `also` are further orders of the same cause."""

    words: str
    order_id: str = ""
    order_line: int | None = None
    is_late_supply: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    restored: float
    cause: Cause


def cause_of(position: Position, number: int, missing: float) -> Cause:
    """Return the first decisive cause of what is missing at a point; too little on order if there is none.

    Parameters
    ----------
    missing
        How far the lowest balance in the window lies below what is needed, base units.
    """
    row = position.rows[number]
    window = int(position.window[number])
    balance = position.projection.balance[number, :window]
    key = (row["item_id"], row["location_id"])
    candidates = (
        _late_orders(position.snapshot, row, balance, missing),
        _hold(row, missing),
        _large_order(position, key, number, window, missing),
    )
    decisive = (candidate.cause for candidate in candidates if candidate.restored >= DECISIVE * missing)
    return next(decisive, Cause(NOT_ORDERED))


def late_orders(snapshot: Snapshot) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the open orders that come later than promised, by point; adds `planned_day` and `days_late`."""
    return _late_by_point(snapshot)


@per_tables("company", "supply_orders")
def _late_by_point(snapshot: Snapshot) -> dict[tuple[str, str], list[dict[str, Any]]]:
    planned = pl.coalesce("promised_on", "due_on")
    late = (
        open_supply(snapshot)
        .with_columns(
            planned_day=(planned - snapshot.planning_date).dt.total_days(),
            days_late=(pl.col("expected_on") - planned).dt.total_days(),
        )
        .filter(pl.col("days_late") > 0)
        .sort("planned_day", "order_id", "line")
    )
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in late.iter_rows(named=True):
        found.setdefault((row["item_id"], row["to_location"]), []).append(row)
    return found


def _late_orders(snapshot: Snapshot, row: dict[str, Any], balance: Array, missing: float) -> _Candidate:
    orders = late_orders(snapshot).get((row["item_id"], row["location_id"]), [])
    lowest = int(balance.argmin())
    gains = [
        order["open_quantity"] if max(order["planned_day"], 0) <= lowest < order["day"] else 0.0 for order in orders
    ]
    restored = sum(gains)
    if restored <= 0:
        return _Candidate(0.0, Cause(NOT_ORDERED))
    window = balance.size
    named = next(
        order for order, gain in zip(orders, gains, strict=True) if gain >= SUBSTANTIAL * restored or gain == max(gains)
    )
    others = tuple(
        str(order["order_id"])
        for order in orders
        if order["order_id"] != named["order_id"] and order["planned_day"] < window
    )
    source, unit = named["from_location"] or named["to_location"], str(row["unit"])
    words = (
        f"{named['kind']} order {named['order_id']} of {written_quantity(named['open_quantity'], unit)} from {source} "
        f"comes {written_days(named['days_late'])} late, on {written_day(named['expected_on'])}"
    )
    return _Candidate(
        min(restored, missing), Cause(words, named["order_id"], named["line"], is_late_supply=True, also=others)
    )


def _hold(row: dict[str, Any], missing: float) -> _Candidate:
    held = float(row["on_hold"])
    return _Candidate(
        min(held, missing),
        Cause(f"{written_quantity(held, row['unit'])} {'is' if round(held) == 1 else 'are'} on hold"),
    )


def _large_order(position: Position, key: tuple[str, str], number: int, window: int, missing: float) -> _Candidate:
    sales = open_sales(position.snapshot)
    rows = (
        pl.concat([sales.due, sales.overdue])
        .filter(pl.col("item_id") == key[0], pl.col("location_id") == key[1], pl.col("day") < window)
        .sort("open_quantity", "order_id", descending=[True, False])
    )
    weekly = float(position.weekly_forecast[number])
    if rows.is_empty() or rows["open_quantity"][0] < LARGE_ORDER_WEEKS * weekly:
        return _Candidate(0.0, Cause(NOT_ORDERED))
    order = rows.row(0, named=True)
    unit = str(position.rows[number]["unit"])
    words = (
        f"customer order {order['order_id']} asks for {written_quantity(order['open_quantity'], unit)} on "
        f"{written_day(order['requested_on'])}; a week's forecast is {written_quantity(weekly, unit)}"
    )
    inside = slice(0, window)
    orders = position.projection.customer_orders[number, inside].copy()
    forecast = demand_outlook(position.snapshot).daily_mean[number, inside]
    with_it = consume_forecast(forecast, orders).sum()
    orders[max(order["day"], 0)] -= order["open_quantity"]
    added = order["open_quantity"] if order["day"] < 0 else float(with_it - consume_forecast(forecast, orders).sum())
    return _Candidate(min(added, missing), Cause(words, order["order_id"], order["line"]))
