"""What it costs beyond plan to have a supply order earlier, and how early it can be.

A purchase or transfer order that changes its mode costs the freight of the new mode less that of the planned one, never
less than nothing. One that keeps its mode no longer shares a load: it costs the lane's price of one more shipment.
A production order is made in overtime: the hours of its routing at the overtime rate less the regular rate.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from knowledge.truth.snapshot import RowRange, Snapshot

from ..errors import ActionRefused
from ..subjects import Item
from .freight import Lane, freight_cost, lane_by, lane_rows, lanes_between
from .orders import SupplyOrder, exact_item


@dataclass(frozen=True, slots=True)
class Premium:
    """Money beyond the plan, company currency, and the rule behind it in words.

    Attributes
    ----------
    in_freight
        Whether it is a difference of freight, which the digital twin counts by itself.
    """

    cost: float
    rule: str
    in_freight: bool


def premium_of(snapshot: Snapshot, order: SupplyOrder, mode: str | None) -> Premium:
    """Return what pulling in an order costs beyond the plan.

    Parameters
    ----------
    mode
        The mode to change to; `None` keeps the planned one.

    Raises
    ------
    ActionRefused
        If the data do not carry the cost: no lane, no weight or volume, no routing.
    """
    if order.is_made:
        return _overtime(snapshot, order)
    item = exact_item(snapshot, order.item_id)
    planned = planned_lane(snapshot, order, item)
    if mode is None or mode == planned.mode:
        return Premium(planned.cost_per_shipment, f"one shipment of its own by {planned.mode}", False)
    faster = lane_by(snapshot, _origin(order), order.to_location, mode)
    cost = freight_cost(faster, item, order.outstanding) - freight_cost(planned, item, order.outstanding)
    return Premium(max(cost, 0.0), f"freight by {faster.mode} instead of {planned.mode}", True)


def planned_lane(snapshot: Snapshot, order: SupplyOrder, item: Item) -> Lane:
    """Return the lane that the order would take as it stands; the cheapest one where its mode is left open."""
    lanes = lanes_between(snapshot, _origin(order), order.to_location)
    if order.mode == "any" and all(lane.mode != "any" for lane in lanes):
        return min(lanes, key=lambda lane: freight_cost(lane, item, order.outstanding))
    return lane_by(snapshot, _origin(order), order.to_location, order.mode)


def planned_mode(snapshot: Snapshot, order: SupplyOrder) -> str:
    """Return the mode that the order would take as it stands."""
    return planned_lane(snapshot, order, exact_item(snapshot, order.item_id)).mode


def earliest_arrival(snapshot: Snapshot, order: SupplyOrder, mode: str | None) -> date:
    """Return the first day on which an order that has not left can arrive: transit, or making it in overtime.

    Raises
    ------
    ActionRefused
        If there is no lane of that mode, or no routing.
    """
    today = snapshot.planning_date
    if order.is_made:
        return today + timedelta(days=max(1, math.ceil(7 * _weeks_in_overtime(snapshot, order))))
    if mode is None:
        return planned_lane(snapshot, order, exact_item(snapshot, order.item_id)).earliest_arrival(today)
    return lane_by(snapshot, _origin(order), order.to_location, mode).earliest_arrival(today)


def frozen_days(snapshot: Snapshot, order: SupplyOrder) -> int:
    """Return the days before arrival within which the order cannot be moved any more; 0 where no lane says."""
    if order.is_made or order.from_location is None:
        return 0
    if snapshot.rows(lane_rows(order.from_location, order.to_location)).is_empty():
        return 0
    return planned_lane(snapshot, order, exact_item(snapshot, order.item_id)).frozen_days


def way_rows(order: SupplyOrder) -> frozenset[RowRange]:
    """Return the rows that cost and duration of an order's way, and its value, are computed from."""
    ranges: set[RowRange] = set()
    if order.currency is not None:
        ranges.add(RowRange.of("exchange_rates", currency=order.currency))
    if order.is_made:
        ranges.add(RowRange.of("routings", item_id=order.item_id, location_id=order.to_location))
        ranges.add(RowRange.of("resources", location_id=order.to_location))
    elif order.from_location is not None:
        ranges.add(lane_rows(order.from_location, order.to_location))
    return frozenset(ranges)


def _origin(order: SupplyOrder) -> str:
    if order.from_location is None:
        raise ActionRefused(
            f"It is not known where order {order.name} comes from.", "Load its from_location into 'supply_orders'."
        )
    return order.from_location


def _overtime(snapshot: Snapshot, order: SupplyOrder) -> Premium:
    work = _operations(snapshot, order)
    cost = (work["hours"] * (work["overtime_cost_per_hour"] - work["cost_per_hour"])).to_list()
    hours = sum(work["hours"].to_list())
    return Premium(max(sum(cost), 0.0), f"{hours:,.1f} hours of overtime at {order.to_location}", False)


def _weeks_in_overtime(snapshot: Snapshot, order: SupplyOrder) -> float:
    """Weeks that the operations take one after the other when the resources do nothing else."""
    work = _operations(snapshot, order)
    available = work["hours_per_week"] + work["overtime_hours_per_week"]
    if (available <= 0).any():
        raise ActionRefused(
            f"A resource of order {order.name} has no hours.", "Correct hours_per_week in the table 'resources'."
        )
    return sum((work["hours"] / available).to_list())


def _operations(snapshot: Snapshot, order: SupplyOrder) -> pl.DataFrame:
    """Return the first-choice operations with `hours` for what is outstanding and the rates of their resources."""
    rows = snapshot.rows(RowRange.of("routings", item_id=order.item_id, location_id=order.to_location))
    work = rows.filter(pl.col("rank") == pl.col("rank").min().over("operation")).join(
        snapshot.table("resources").drop("location_id"), on="resource_id"
    )
    if work.is_empty():
        raise ActionRefused(
            f"The overtime of production order {order.name} cannot be computed: {order.item_id} has no routing at "
            f"{order.to_location}.",
            "Load its routing and resources, or choose an order that is bought or transferred.",
        )
    return work.with_columns(hours=pl.col("hours_per_unit") * order.outstanding + pl.col("setup_hours"))
