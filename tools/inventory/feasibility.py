"""Which open orders are held up because what they are made of, or taken from, is not there in time.

A late component holds up the production orders that need it, and these the transfers of what they make: the ripple
of a late delivery through the network. Only a shortage that a new order placed today could not cure counts; after that
time the place is taken to be supplied.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from knowledge.truth.snapshot import Snapshot

from ..context import per_tables
from .orders import firm_requirements, open_supply
from .points import POINT_TABLES, stocking_points
from .replenishment import lead_days

OrderKey = tuple[str, int]
PointKey = tuple[str, str]

_TABLES = (*POINT_TABLES, "supply_orders", "bill_of_materials")


@dataclass
class _Place:
    """Stock of one item at one place while orders are walked through; days count from the planning date."""

    stock: float
    cured_on: int
    arrivals: list[tuple[int, float]] = field(default_factory=list)
    promised: float = 0.0

    def ready_on(self, quantity: float) -> int:
        """Reserve a quantity and return the first day on which it is there."""
        self.promised += quantity
        have = self.stock
        if have + 1e-6 >= self.promised:
            return 0
        for day, more in sorted(self.arrivals):
            if day >= self.cured_on:
                break
            have += more
            if have + 1e-6 >= self.promised:
                return day
        return self.cured_on


@per_tables(*_TABLES)
def held_up(snapshot: Snapshot) -> dict[OrderKey, int]:
    """Return by how many days open orders are held up, those that are not left out.

    Requirements are served in the order of their days, an earlier one first.
    """
    orders = {(row["order_id"], row["line"]): row for row in open_supply(snapshot).iter_rows(named=True)}
    needs: dict[OrderKey, list[dict[str, Any]]] = defaultdict(list)
    for row in firm_requirements(snapshot).iter_rows(named=True):
        needs[row["order_id"], row["line"]].append(row)
    places = _places(snapshot)
    delays: dict[OrderKey, int] = {}
    waiting = dict(orders)
    for level in _levels(orders, needs):
        for key in sorted(level, key=lambda key: (needs[key][0]["day"] if needs[key] else orders[key]["day"], key)):
            row = waiting.pop(key)
            delay = 0
            for need in needs[key]:
                place = places.get((need["item_id"], need["location_id"]))
                if place is not None:
                    delay = max(delay, place.ready_on(need["quantity"]) - need["day"])
            if delay > 0:
                delays[key] = delay
            target = places.get((row["item_id"], row["to_location"]))
            if target is not None:
                target.arrivals.append((row["day"] + max(delay, 0), row["open_quantity"]))
    return delays


def feasible_orders(snapshot: Snapshot) -> pl.DataFrame:
    """Return `open_supply` with `held_up_days` and `expected_on` and `day` moved by it."""
    delays = held_up(snapshot)
    keys = list(delays)
    frame = pl.DataFrame(
        {"order_id": [k[0] for k in keys], "line": [k[1] for k in keys], "held_up_days": list(delays.values())},
        schema={"order_id": pl.String, "line": pl.Int64, "held_up_days": pl.Int64},
    )
    return (
        open_supply(snapshot)
        .join(frame, on=["order_id", "line"], how="left")
        .with_columns(pl.col("held_up_days").fill_null(0))
        .with_columns(
            expected_on=pl.col("expected_on").dt.offset_by(pl.format("{}d", "held_up_days")),
            day=pl.col("day") + pl.col("held_up_days"),
        )
    )


def feasible_requirements(snapshot: Snapshot) -> pl.DataFrame:
    """Return `firm_requirements` with the day moved by what holds the order up."""
    delays = held_up(snapshot)
    rows = firm_requirements(snapshot)
    moved = [
        day + delays.get((order, line), 0) for order, line, day in rows.select("order_id", "line", "day").iter_rows()
    ]
    return rows.with_columns(day=pl.Series(moved, dtype=pl.Int64))


def _places(snapshot: Snapshot) -> dict[PointKey, _Place]:
    return {
        (row["item_id"], row["location_id"]): _Place(row["usable"], max(lead_days(row), 1))
        for row in stocking_points(snapshot).frame.iter_rows(named=True)
    }


def _levels(
    orders: dict[OrderKey, dict[str, Any]], needs: dict[OrderKey, list[dict[str, Any]]]
) -> list[list[OrderKey]]:
    """Sort orders so that what feeds a stock comes before what takes from it (low-level codes of the points)."""
    feeds: dict[PointKey, set[PointKey]] = defaultdict(set)
    for key, row in orders.items():
        for need in needs[key]:
            feeds[row["item_id"], row["to_location"]].add((need["item_id"], need["location_id"]))
    depth: dict[PointKey, int] = {}

    def depth_of(point: PointKey, seen: frozenset[PointKey]) -> int:
        if point in depth or point in seen:
            return depth.get(point, 0)
        below = [depth_of(source, seen | {point}) + 1 for source in feeds.get(point, ())]
        depth[point] = max(below, default=0)
        return depth[point]

    levels: dict[int, list[OrderKey]] = defaultdict(list)
    for key, row in orders.items():
        levels[depth_of((row["item_id"], row["to_location"]), frozenset())].append(key)
    return [levels[level] for level in sorted(levels)]
