"""Stock that will be missing before a new regular order could help: late supply, stock-outs, below safety stock."""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..inventory.orders import open_sales, valid_components
from ..written import written_days, written_quantity
from .causes import Cause, cause_of, late_orders
from .freight import cheapest_faster_freight
from .model import ExceptionValue, Finding, Kind
from .position import UNSOURCED_DAYS, Position

Array = NDArray[np.float64]

LEAST_SHORT_WEEKS = 0.1
"""A shortage of less than so many weeks of demand is no exception."""

DEEP_SHARE = 0.5
"""Safety stock is there to be used: an exception is stock below it today, or a balance that falls below this share."""

LEAST_CHANCE = 0.05
"""... and then runs out with at least this probability."""

_NORMAL = NormalDist()


def shortages(position: Position) -> list[Finding]:
    """Return one finding for each point whose stock will be missing before a new order could help.

    A late order is looked at until it arrives: the stock policy counts it as on order and replaces nothing.
    """
    stock_outs = _stock_outs(position)
    known = {(finding.item_id, finding.location_id) for finding in stock_outs}
    counted = "until the late order arrives, on which replenishment counts"
    until_late = replace(position, window=_until_late_orders(position), limit=counted)
    late = [
        finding
        for finding in _stock_outs(until_late)
        if finding.kind == "late_supply" and (finding.item_id, finding.location_id) not in known
    ]
    known |= {(finding.item_id, finding.location_id) for finding in late}
    low = [finding for finding in _too_low(position) if (finding.item_id, finding.location_id) not in known]
    return stock_outs + late + low


def _until_late_orders(position: Position) -> NDArray[np.int64]:
    """Return the window of each point, stretched to the arrival of its first late order."""
    window = position.window.copy()
    for key, orders in late_orders(position.snapshot).items():
        number = position.projection.points.index.get(key)
        if number is not None:
            window[number] = max(window[number], min(int(orders[0]["day"]), UNSOURCED_DAYS))
    return window


def _stock_outs(position: Position) -> list[Finding]:
    days = np.arange(position.projection.balance.shape[1])
    inside = days[None, :] < position.window[:, None]
    short = (position.shortage.short.sum(axis=1) * inside).sum(axis=1)
    short += (position.shortage.unsent * inside).max(axis=1)
    spread = position.spread_until(_lowest_days(position))
    least = np.maximum(LEAST_SHORT_WEEKS * position.weekly_demand, 1.0)
    return [
        _stock_out(position, int(number), float(short[number]), float(spread[number]))
        for number in np.flatnonzero((short >= least) & (position.weekly_demand > 0))
    ]


def _too_low(position: Position) -> list[Finding]:
    lowest_days = _lowest_days(position)
    lowest = position.projection.balance[np.arange(lowest_days.size), lowest_days]
    spread = position.spread_until(lowest_days)
    safety = np.array([row["safety_stock"] for row in position.rows], dtype=np.float64)
    is_likely = np.array(
        [_chance_below(low, s) >= LEAST_CHANCE for low, s in zip(lowest, spread, strict=True)], dtype=np.bool_
    )
    is_below_today = (position.projection.opening < safety) & (lowest < safety)
    is_deep = ((lowest < DEEP_SHARE * safety) & is_likely) | is_below_today
    return [
        _below_safety_stock(
            position, int(number), float(lowest[number]), int(lowest_days[number]), float(spread[number])
        )
        for number in np.flatnonzero((safety > 0) & (position.weekly_demand > 0) & is_deep)
    ]


def _lowest_days(position: Position) -> NDArray[np.int64]:
    """Return the day of the lowest balance within the window of each point."""
    days = np.arange(position.projection.balance.shape[1])
    inside = days[None, :] < position.window[:, None]
    return np.where(inside, position.projection.balance, np.inf).argmin(axis=1)


def _stock_out(position: Position, number: int, units: float, spread: float) -> Finding:
    window = int(position.window[number])
    shortage = position.shortage
    balance = position.projection.balance[number, :window]
    cause = cause_of(position, number, max(-float(balance.min()), 1e-9))
    per_day = shortage.short[number, :, :window].sum(axis=0) + shortage.unsent[number, :window]
    by_channel = shortage.short[number, :, :window].sum(axis=1)
    channels = tuple(c for c, q in zip(shortage.channel_ids, by_channel, strict=True) if q >= 0.5)
    day = int(np.argmax(per_day > 1e-6))
    return _finding(
        position,
        number,
        "late_supply" if cause.is_late_supply else "projected_stock_out",
        cause,
        harm=_harm_words(position, number, units, window),
        day=day,
        quantity=units,
        value=_shortage_value(position, number, window, units),
        confidence=_chance_below(float(balance.min()), spread),
        channels=channels,
        customers=_customers(position, number, day, window) if channels else (),
    )


def _harm_words(position: Position, number: int, units: float, window: int) -> str:
    row = position.rows[number]
    last = f"within {written_days(window)}, {position.limit}"
    missing = written_quantity(units, row["unit"], row["unit_precision"])
    if position.shortage.unsent[number, :window].max() > 0.5 * units:
        return f"{missing} cannot be supplied to production and transfer orders {last}"
    return f"stock-out: {missing} of demand cannot be served {last}"


def _below_safety_stock(position: Position, number: int, lowest: float, lowest_day: int, spread: float) -> Finding:
    row = position.rows[number]
    safety = float(row["safety_stock"])
    cause = cause_of(position, number, safety - lowest)
    below = position.projection.balance[number, : lowest_day + 1] < safety
    expected_short = _expected_shortfall(lowest, spread)
    margin = max((row["unit_price"] or 0.0) - row["unit_cost"], 0.0)
    return _finding(
        position,
        number,
        "late_supply" if cause.is_late_supply else "below_safety_stock",
        cause,
        harm=f"stock falls to {max(lowest, 0):,.0f} of {written_quantity(safety, row['unit'])} of safety stock",
        day=int(np.argmax(below)),
        quantity=safety - lowest,
        value=ExceptionValue(lost_margin=expected_short * margin),
        confidence=_chance_below(lowest, spread),
        channels=(),
        customers=(),
    )


def _finding(
    position: Position,
    number: int,
    kind: Kind,
    cause: Cause,
    *,
    harm: str,
    day: int,
    quantity: float,
    value: ExceptionValue,
    confidence: float,
    channels: tuple[str, ...],
    customers: tuple[str, ...],
) -> Finding:
    row = position.rows[number]
    return Finding(
        kind=kind,
        item_id=row["item_id"],
        location_id=row["location_id"],
        order_id=cause.order_id,
        order_line=cause.order_line,
        cause=cause.words,
        harm=harm,
        day=day,
        window_days=int(position.window[number]),
        quantity=quantity,
        value=value,
        confidence=confidence,
        channels=channels,
        customers=customers,
        also=cause.also,
    )


def _shortage_value(position: Position, number: int, window: int, units: float) -> ExceptionValue:
    """Lost margin and penalties within the window, and the cheapest faster freight for what is missing."""
    row = position.rows[number]
    price = float(row["unit_price"] or 0.0)
    margin = max(price - row["unit_cost"], 0.0)
    shortage = position.shortage
    rates = {c["channel_id"]: c["shortage_cost_rate"] for c in position.snapshot.table("channels").to_dicts()}
    rate = np.array([rates[channel] for channel in shortage.channel_ids])
    lost = float(shortage.lost[number, :, :window].sum()) * margin
    penalty = float((shortage.owed[number, :, :window].sum(axis=1) * rate).sum()) * price
    lost += float(shortage.unsent[number, :window].max()) * _dependent_margin(position, number)
    freight = cheapest_faster_freight(position.snapshot, row, units, window)
    return ExceptionValue(lost_margin=lost, backorder_penalty=penalty, premium_freight=min(freight, lost + penalty))


def _dependent_margin(position: Position, number: int) -> float:
    """Margin that one unit of an item carries for others: its own, or that of the products it goes into."""
    row = position.rows[number]
    own = max((row["unit_price"] or 0.0) - row["unit_cost"], 0.0)
    parents = valid_components(position.snapshot).filter(
        pl.col("component_item") == row["item_id"], pl.col("location_id") == row["location_id"]
    )
    if parents.is_empty():
        return own
    priced = parents.join(
        position.snapshot.table("items").filter(pl.col("unit_price").is_not_null()),
        left_on="parent_item",
        right_on="item_id",
    )
    if priced.is_empty():
        return own
    margins = ((priced["unit_price"] - priced["unit_cost"]) / priced["per_parent"]).clip(lower_bound=0)
    return float(np.mean(margins.to_numpy()))


def _customers(position: Position, number: int, day: int, window: int) -> tuple[str, ...]:
    row = position.rows[number]
    sales = open_sales(position.snapshot)
    hit = pl.concat([sales.due, sales.overdue]).filter(
        pl.col("item_id") == row["item_id"],
        pl.col("location_id") == row["location_id"],
        pl.col("day").is_between(day, window - 1) | (pl.col("day") < 0),
    )
    return tuple(sorted(set(hit["customer_id"].drop_nulls().to_list())))


def _chance_below(balance: float, spread: float) -> float:
    """Probability that demand leaves less than nothing of an expected balance."""
    if spread <= 0:
        return 1.0 if balance < 0 else 0.0
    return _NORMAL.cdf(-balance / spread)


def _expected_shortfall(balance: float, spread: float) -> float:
    """Expected units missing of an expected balance (standard normal loss function)."""
    if spread <= 0:
        return max(-balance, 0.0)
    z = balance / spread
    return spread * (_NORMAL.pdf(z) - z * (1 - _NORMAL.cdf(z)))
