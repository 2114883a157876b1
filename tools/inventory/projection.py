"""Projected available balance (PAB): expected stock day by day, for every stocking point at once.

PAB(t) = PAB(t-1) + open supply due - demand - firm requirements - expiring stock (Vollmann et al. 2005, chapter 14,
without planned orders). A negative balance is what will be missing.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from knowledge.truth.schema.columns import QUANTILE_LEVELS
from knowledge.truth.snapshot import Snapshot

from ..context import per_snapshot
from .consumption import consume_forecast
from .demand import OUTLOOK_DAYS, PointDemand, demand_outlook
from .orders import by_point_and_day, firm_requirements, open_sales, open_supply
from .points import Points, stocking_points

Array = NDArray[np.float64]

BAND_COVERAGE = 0.8
_LOW, _HIGH = QUANTILE_LEVELS.index(0.1), QUANTILE_LEVELS.index(0.9)


@dataclass(frozen=True, slots=True)
class Projection:
    """Expected flows and balance of every stocking point; all of shape `(points, OUTLOOK_DAYS)`, base units.

    Attributes
    ----------
    demand
        Customer orders and forecast after consumption; day 0 includes what is overdue.
    balance
        At the end of each day; negative is missing.
    opening
        Usable stock today, shape `(points,)`.
    overdue
        Customer orders overdue today, shape `(points,)`.
    """

    points: Points
    opening: Array
    overdue: Array
    customer_orders: Array
    demand: Array
    arrivals: Array
    requirements: Array
    expiring: Array
    balance: Array


@per_snapshot
def project(snapshot: Snapshot) -> Projection:
    """Project every stocking point of a version from its planning date on, without planned orders."""
    points = stocking_points(snapshot)
    return project_with(snapshot, by_point_and_day(points, firm_requirements(snapshot), OUTLOOK_DAYS))


def project_with(snapshot: Snapshot, requirements: Array) -> Projection:
    """Project with given requirements of other places and products, shape `(points, OUTLOOK_DAYS)`."""
    points = stocking_points(snapshot)
    days = OUTLOOK_DAYS
    sales = open_sales(snapshot)
    orders = by_point_and_day(points, sales.due, days)
    overdue = by_point_and_day(points, sales.overdue.with_columns(day=pl.lit(0)), 1)[:, 0]
    demand = consume_forecast(demand_outlook(snapshot).daily_mean, orders)
    demand[:, 0] += overdue
    arrivals = by_point_and_day(points, open_supply(snapshot), days, place="to_location")
    expiring = expected_expiry(snapshot, points, demand + requirements)
    opening = points.frame["usable"].to_numpy()
    balance = opening[:, None] + np.cumsum(arrivals - demand - requirements - expiring, axis=1)
    return Projection(points, opening, overdue, orders, demand, arrivals, requirements, expiring, balance)


def first_day_below(balance: Array, level: float) -> NDArray[np.int64]:
    """Return the first day on which a balance of shape `(points, days)` lies below a level; -1 where it never does."""
    below = balance < level - 1e-6
    return np.where(below.any(axis=1), below.argmax(axis=1), -1)


def demand_band(demand: PointDemand, days: int) -> tuple[Array, Array]:
    """Return how far cumulated demand can lie below and above its mean, 80 % of the time, shape `(days,)` each.

    Errors of weeks add up with their correlation r: `sqrt((1 - r) Σx² + r (Σx)²)`.
    """
    below = _cumulated(demand, demand.weekly_mean - demand.quantiles[:, _LOW], days)
    above = _cumulated(demand, demand.quantiles[:, _HIGH] - demand.weekly_mean, days)
    return below, above


def _cumulated(demand: PointDemand, deviation: Array, days: int) -> Array:
    deviation = np.maximum(deviation, 0.0)
    means = demand.weekly_mean
    plain, squared = np.zeros(days), np.zeros(days)
    before_plain = before_squared = 0.0
    for week in np.unique(demand.week_of_day[:days]):
        of_week = np.flatnonzero(demand.week_of_day[:days] == week)
        share = np.cumsum(demand.daily_mean[of_week]) / means[week] if means[week] > 0 else np.zeros(of_week.size)
        part = share * deviation[week]
        plain[of_week], squared[of_week] = before_plain + part, before_squared + part**2
        before_plain, before_squared = float(plain[of_week[-1]]), float(squared[of_week[-1]])
    return np.sqrt((1 - demand.correlation) * squared + demand.correlation * plain**2)


def expected_expiry(snapshot: Snapshot, points: Points, outflow: Array) -> Array:
    """Return what expires before it is used, first expired, first out; it leaves the day after its last day."""
    expiring = np.zeros(outflow.shape)
    days = outflow.shape[1]
    lots = (
        snapshot.table("stock")
        .filter(pl.col("expires_on").is_not_null(), pl.col("on_hand") > pl.col("on_hold"))
        .with_columns(
            last=(pl.col("expires_on") - snapshot.planning_date).dt.total_days(),
            usable=pl.col("on_hand") - pl.col("on_hold"),
        )
        .filter(pl.col("last") < days - 1)
        .sort("item_id", "location_id", "last")
    )
    used = np.cumsum(outflow, axis=1)
    gone: dict[int, float] = {}
    for item, location, last, usable in lots.select("item_id", "location_id", "last", "usable").iter_rows():
        number = points.index.get((item, location))
        if number is None:
            continue
        needed = float(used[number, last]) if last >= 0 else 0.0
        offered = gone.get(number, 0.0) + usable
        wasted = max(offered - max(needed, gone.get(number, 0.0)), 0.0)
        expiring[number, max(last + 1, 0)] += wasted
        gone[number] = offered
    return expiring
