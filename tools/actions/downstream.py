"""How much a place is asked for on an average day, by its customers and by the places and products it supplies."""

import numpy as np
import polars as pl

from knowledge.truth.snapshot import Snapshot

from ..context import per_snapshot
from ..inventory.demand import demand_outlook
from ..inventory.orders import valid_components
from ..inventory.points import first_sources, stocking_points
from .action import Point

RATE_DAYS = 28
"""A day of demand is the mean of this many days of forecast."""


@per_snapshot
def _network(snapshot: Snapshot) -> dict[Point, list[tuple[Point, float]]]:
    """Return, for each point, the points that it supplies first and how much one unit of theirs takes."""
    supplied: dict[Point, list[tuple[Point, float]]] = {}
    sources = first_sources(snapshot)
    moved = sources.filter(pl.col("source_kind") == "transfer", pl.col("from_location").is_not_null())
    for item, place, origin in moved.select("item_id", "location_id", "from_location").iter_rows():
        supplied.setdefault((item, origin), []).append(((item, place), 1.0))
    made = sources.filter(pl.col("source_kind") == "make").join(
        valid_components(snapshot),
        left_on=["item_id", "location_id"],
        right_on=["parent_item", "location_id"],
    )
    for item, place, component, quantity in made.select(
        "item_id", "location_id", "component_item", "per_parent"
    ).iter_rows():
        supplied.setdefault((component, place), []).append(((item, place), quantity))
    return supplied


def dependent_demand(snapshot: Snapshot, point: Point) -> float:
    """Return what a point is asked for by the points it supplies, base units a day over the next `RATE_DAYS`."""
    return _dependent(snapshot, point, frozenset({point}))


def _dependent(snapshot: Snapshot, point: Point, above: frozenset[Point]) -> float:
    total = 0.0
    for below, quantity in _network(snapshot).get(point, []):
        if below not in above:
            total += quantity * (_independent(snapshot, below) + _dependent(snapshot, below, above | {below}))
    return total


def _independent(snapshot: Snapshot, point: Point) -> float:
    number = stocking_points(snapshot).index.get(point)
    return 0.0 if number is None else float(np.mean(demand_outlook(snapshot).daily_mean[number, :RATE_DAYS]))
