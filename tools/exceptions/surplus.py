"""Stock that is more than anybody will need, or that will expire first."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from statistics import NormalDist
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..inventory.orders import open_supply
from ..inventory.projection import expected_expiry
from ..inventory.replenishment import rule_of
from ..written import written_day, written_quantity
from .model import EVERY_PLACE, ExceptionValue, Finding
from .position import Position

Array = NDArray[np.float64]

EXCESS_COVER = 2.0
"""Excess begins at so many times the highest stock that the policy brings about when all goes as expected."""

LEAST_COVER_DAYS = 30
"""Stock of less than so many days of demand is no excess."""

LEAST_VALUE = 250.0
"""Stock worth less than this, in company currency, is no excess."""

HORIZON_DAYS = 182

_NORMAL = NormalDist()


def surplus(position: Position) -> list[Finding]:
    """Return one finding for each point with more stock than it will need."""
    found: list[Finding] = []
    orders = open_supply(position.snapshot)
    coming: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for order in orders.sort("open_quantity", descending=True).iter_rows(named=True):
        coming.setdefault((order["item_id"], order["to_location"]), []).append(order)
    expiring = expected_expiry(position.snapshot, position.projection.points, position.usage)
    for number, row in enumerate(position.rows):
        on_way = coming.get((row["item_id"], row["location_id"]), [])
        finding = _run_down(position, number, on_way) if row["lifecycle"] in ("phase_out", "ended") else None
        finding = (
            finding
            or _too_much(position, number, on_way, expiring[number])
            or _expires(position, number, expiring[number])
        )
        if finding is not None:
            found.append(finding)
    return _one_a_run_down(position, found)


def _one_a_run_down(position: Position, found: list[Finding]) -> list[Finding]:
    """Put what is left over of an ended item at several places, without an order behind it, into one finding."""
    ended = {row["item_id"] for row in position.rows if row["lifecycle"] in ("phase_out", "ended")}
    alike: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        if finding.item_id in ended and not finding.order_id:
            alike[finding.item_id].append(finding)
    several = {item: findings for item, findings in alike.items() if len(findings) > 1}
    kept = [finding for finding in found if finding.order_id or finding.item_id not in several]
    for findings in several.values():
        units = sum(finding.quantity for finding in findings)
        write_off = sum(finding.value.write_off for finding in findings)
        places = ", ".join(finding.location_id for finding in findings)
        first = findings[0]
        unit = str(position.rows[position.projection.points.index[first.item_id, first.location_id]]["unit"])
        kept.append(
            replace(
                first,
                location_id=EVERY_PLACE,
                harm=f"{written_quantity(units, unit)} will be left over at {places}",
                quantity=units,
                value=ExceptionValue(write_off=write_off),
                day=min(finding.day for finding in findings),
            )
        )
    return kept


def _too_much(position: Position, number: int, on_way: list[dict[str, Any]], expiring: Array) -> Finding | None:
    row = position.rows[number]
    daily = float(position.usage[number, :28].mean())
    rule = rule_of(row, position.usage[number], 1)
    if rule is None or daily <= 0:
        return None
    lot = max(row["min_order_quantity"] or 0.0, row["order_multiple"] or 0.0, rule.order_quantity)
    highest = float(row["safety_stock"]) + daily * float(row["review_period_days"] or 1) + lot
    usable = float(row["usable"])
    if usable < EXCESS_COVER * highest or usable < LEAST_COVER_DAYS * daily:
        return None
    units = usable - highest
    if units * row["unit_cost"] < LEAST_VALUE:
        return None
    cover = usable / daily
    wasted = float(expiring.sum())
    spread = float(position.spread_until(np.full(len(position.rows), int(min(cover, HORIZON_DAYS))))[number])
    last = on_way[0] if on_way and on_way[0]["open_quantity"] >= units else None
    return _finding(
        position,
        number,
        units=units,
        cause=f"stock covers {cover:,.0f} days; the policy needs {highest / daily:,.0f} at most",
        harm=f"{written_quantity(units, row['unit'])} too many"
        + (f", {wasted:,.0f} of them expire" if wasted >= 1 else ""),
        order=last,
        value=ExceptionValue(
            carrying_cost=_carrying_cost(position, row, units, daily), write_off=wasted * row["unit_cost"]
        ),
        confidence=_NORMAL.cdf(units / spread) if spread > 0 else 1.0,
        day=0,
    )


def _run_down(position: Position, number: int, on_way: list[dict[str, Any]]) -> Finding | None:
    """More than the item will still sell; what is left when it ends is written off."""
    row = position.rows[number]
    coming = sum(order["open_quantity"] for order in on_way)
    left = float(row["usable"]) + coming - float(position.usage[number, :HORIZON_DAYS].sum())
    if left * row["unit_cost"] < LEAST_VALUE or left <= 0:
        return None
    order = on_way[0] if on_way else None
    state = "has ended" if row["lifecycle"] == "ended" else "is being phased out"
    return _finding(
        position,
        number,
        units=left,
        cause=f"the item {state}" + (f", yet order {order['order_id']} is still to come" if order else ""),
        harm=f"{written_quantity(left, row['unit'])} will be left over",
        order=order,
        value=ExceptionValue(write_off=left * row["unit_cost"]),
        confidence=0.5 + 0.5 * min(left / (float(row["usable"]) + coming), 1.0),
        day=max(int(order["day"]), 0) if order else 0,
    )


def _expires(position: Position, number: int, expiring: Array) -> Finding | None:
    row = position.rows[number]
    units = float(expiring.sum())
    if units * row["unit_cost"] < LEAST_VALUE:
        return None
    day = max(int(np.argmax(expiring > 0)) - 1, 0)
    spread = float(position.spread_until(np.full(len(position.rows), day))[number])
    lots = position.snapshot.table("stock").filter(
        pl.col("item_id") == row["item_id"], pl.col("location_id") == row["location_id"]
    )
    first = written_day(cast(date, lots["expires_on"].drop_nulls().min()))
    return _finding(
        position,
        number,
        units=units,
        cause=f"lots expire from {first} on, sooner than they sell",
        harm=f"{written_quantity(units, row['unit'])} expire before they are sold",
        order=None,
        value=ExceptionValue(write_off=units * row["unit_cost"]),
        confidence=_NORMAL.cdf(units / spread) if spread > 0 else 1.0,
        day=day,
    )


def _carrying_cost(position: Position, row: dict[str, Any], units: float, daily: float) -> float:
    """Holding cost until the excess is sold: it melts away evenly, but not for more than a year."""
    years = min(units / daily / 365, 1.0)
    return units * row["unit_cost"] * position.snapshot.company.holding_cost_rate * years / 2


def _finding(
    position: Position,
    number: int,
    *,
    units: float,
    cause: str,
    harm: str,
    order: dict[str, Any] | None,
    value: ExceptionValue,
    confidence: float,
    day: int,
) -> Finding:
    row = position.rows[number]
    return Finding(
        kind="excess",
        item_id=row["item_id"],
        location_id=row["location_id"],
        order_id=order["order_id"] if order else "",
        order_line=order["line"] if order else None,
        cause=cause,
        harm=harm,
        day=day,
        window_days=HORIZON_DAYS,
        quantity=units,
        value=value,
        confidence=confidence,
    )
