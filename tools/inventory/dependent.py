"""Expected demand that places and products downstream will put on a stocking point, beyond what is ordered."""

from collections import defaultdict

import numpy as np
import polars as pl
from numpy.typing import NDArray

from knowledge.truth.snapshot import Snapshot

from ..context import per_snapshot, per_tables
from .consumption import consume_forecast
from .demand import demand_outlook, point_demand
from .orders import open_sales, valid_components
from .points import POINT_TABLES, stocking_points
from .projection import Projection, project, project_with
from .replenishment import lead_days

Array = NDArray[np.float64]


@per_snapshot
def dependent_forecast(snapshot: Snapshot) -> Array:
    """Return expected dependent demand by stocking point and day, base units, shape `(points, days)`.

    The forecast of a place is also what its first source will be asked for, its lead time earlier; that of what is made
    is what its components will be asked for, through the bill of materials. Stocks downstream are taken to stay level.
    """
    points = stocking_points(snapshot)
    customers = demand_outlook(snapshot).daily_mean
    dependent = np.zeros(customers.shape)
    feeds = _feeds(snapshot)
    done: set[int] = set()

    def settle(point: int, above: frozenset[int]) -> None:
        """Add up what the points fed by this one ask for; a circle of sources is cut where it closes."""
        if point in done or point in above:
            return
        for child, factor, lead in feeds.get(point, ()):
            settle(child, above | {point})
            dependent[point] += factor * _earlier(customers[child] + dependent[child], lead)
        done.add(point)

    for point in range(len(points.index)):
        settle(point, frozenset())
    return dependent


@per_snapshot
def expected_projection(snapshot: Snapshot) -> Projection:
    """Project every stocking point with what places and products downstream will ask for, ordered by now or not.

    Of firm and expected requirements the larger counts, cumulated from today; exceptions, plan and projection share it.
    """
    firm = project(snapshot).requirements
    return project_with(snapshot, consume_forecast(dependent_forecast(snapshot), firm, firm.shape[1]))


def expected_use(snapshot: Snapshot, item_id: str, location_id: str) -> Array:
    """Return what customers and places downstream are expected to take from a stocking point a day, shape `(days,)`.

    Customer orders that are overdue are not in it.
    """
    forecast = point_demand(snapshot, item_id, location_id).daily_mean
    due = open_sales(snapshot).due.filter(pl.col("item_id") == item_id, pl.col("location_id") == location_id)
    orders = np.zeros(forecast.size)
    for day, quantity in due.select("day", "open_quantity").iter_rows():
        if day < forecast.size:
            orders[day] += quantity
    mean = consume_forecast(forecast, orders)
    number = stocking_points(snapshot).index[item_id, location_id]
    return mean + dependent_forecast(snapshot)[number] if number in _feeds(snapshot) else mean


@per_tables(*POINT_TABLES, "bill_of_materials")
def _feeds(snapshot: Snapshot) -> dict[int, list[tuple[int, float, int]]]:
    """Return, by feeding point, the points it feeds, units per unit and days of lead."""
    points = stocking_points(snapshot)
    components: dict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
    rows = valid_components(snapshot).select("parent_item", "location_id", "component_item", "per_parent")
    for parent, place, component, quantity in rows.iter_rows():
        components[parent, place].append((component, quantity))
    feeds: dict[int, list[tuple[int, float, int]]] = defaultdict(list)
    for number, row in enumerate(points.frame.iter_rows(named=True)):
        item, place = row["item_id"], row["location_id"]
        if row["source_kind"] == "make":
            sources = [((component, place), quantity) for component, quantity in components[item, place]]
        elif row["from_location"] is not None:
            sources = [((item, row["from_location"]), 1.0)]
        else:
            sources = []
        for key, quantity in sources:
            if key in points.index:
                feeds[points.index[key]].append((number, quantity, lead_days(row)))
    return dict(feeds)


def _earlier(demand: Array, days: int) -> Array:
    """Move demand to earlier days; what lies beyond the end is the mean of the last 28 days."""
    if days == 0:
        return demand
    return np.concatenate([demand[days:], np.full(min(days, demand.size), demand[-28:].mean())])
