"""Everything the simulation of one stocking point needs, taken from a snapshot."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from knowledge.truth.snapshot import Snapshot

from ..inventory.consumption import consume_forecast
from ..inventory.demand import PointDemand, point_demand
from ..inventory.dependent import expected_use
from ..inventory.feasibility import feasible_orders, feasible_requirements
from ..inventory.orders import open_sales
from ..inventory.points import latest_rates, stocking_points
from ..inventory.replenishment import lead_days, rule_of
from .lateness import observed_lateness
from .money import Prices
from .paths import daily_paths
from .randomness import stream
from .simulation import Customers, Supply

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PointInputs:
    """One stocking point ready to be simulated; `demand` is `(days, channels, replications)`.

    Attributes
    ----------
    without_rule
        The point has no policy or no source, so nothing is ordered for it.
    uncertain_orders
        How many open orders arrive by what past receipts say; the others arrive on their known day.
    """

    point: dict[str, Any]
    channels: tuple[dict[str, Any], ...]
    demand: Array
    customers: Customers
    supply: Supply
    prices: Prices
    without_rule: bool
    open_orders: int
    uncertain_orders: int


def point_inputs(
    snapshot: Snapshot, item_id: str, location_id: str, *, days: int, replications: int, seed: int
) -> PointInputs:
    """Gather one stocking point.

    Raises
    ------
    UnknownSubject
        If the item is not stocked there.
    """
    point = stocking_points(snapshot).row(item_id, location_id)
    demand = point_demand(snapshot, item_id, location_id)
    by_id = {row["channel_id"]: row for row in snapshot.table("channels").to_dicts()}
    channels = tuple(by_id[channel] for channel in demand.channel_ids)
    orders = feasible_orders(snapshot).filter(pl.col("item_id") == item_id, pl.col("to_location") == location_id)
    arrivals, uncertain = _arrivals(snapshot, orders, days, replications, seed)
    return PointInputs(
        point=point,
        channels=channels,
        demand=_customer_demand(snapshot, demand, days, replications, seed),
        customers=_customers(snapshot, demand, channels, days),
        supply=_supply(snapshot, point, demand, orders, arrivals, replications, seed),
        prices=_prices(snapshot, point, channels, orders),
        without_rule=point["policy_kind"] is None or point["source_kind"] is None,
        open_orders=orders.height,
        uncertain_orders=uncertain,
    )


def _customer_demand(snapshot: Snapshot, demand: PointDemand, days: int, replications: int, seed: int) -> Array:
    paths = daily_paths(demand, replications, seed)[:days]
    due = _of_point(open_sales(snapshot).due, demand)
    ordered = np.zeros((days, len(demand.channel_ids), 1))
    for channel, day, quantity in due.select("channel_id", "day", "open_quantity").iter_rows():
        if day < days:
            ordered[day, demand.channel_ids.index(channel), 0] += quantity
    return consume_forecast(paths, ordered, axis=0)


def _of_point(rows: pl.DataFrame, demand: PointDemand) -> pl.DataFrame:
    return rows.filter(pl.col("item_id") == demand.item_id, pl.col("location_id") == demand.location_id)


def _customers(snapshot: Snapshot, demand: PointDemand, channels: tuple[dict[str, Any], ...], days: int) -> Customers:
    owed = np.zeros(len(channels))
    overdue = _of_point(open_sales(snapshot).overdue, demand)
    for channel, quantity in overdue.select("channel_id", "open_quantity").iter_rows():
        owed[demand.channel_ids.index(channel)] += quantity
    patience = [days + 1 if row["patience_days"] is None else int(row["patience_days"]) for row in channels]
    return Customers(
        serve_order=tuple(sorted(range(len(channels)), key=lambda c: (channels[c]["priority"], c))),
        lost=np.array([row["shortage_mode"] == "lost" for row in channels], dtype=np.bool_),
        patience_days=np.array(patience, dtype=np.int64),
        owed=owed,
    )


def _arrivals(snapshot: Snapshot, orders: pl.DataFrame, days: int, replications: int, seed: int) -> tuple[Array, int]:
    lateness = observed_lateness(snapshot)
    arrivals = np.zeros((days, replications))
    columns = np.arange(replications)
    uncertain = 0
    today = snapshot.planning_date
    for row in orders.iter_rows(named=True):
        source = row["from_location"] or row["to_location"]
        chance = stream(seed, "lateness", row["order_id"], str(row["line"])).random(replications)
        known = (row["known_on"] - today).days
        uncertain += lateness.days_late(row["reference"], row["kind"], source).size > 0
        day = lateness.arrival_days(row["reference"], row["kind"], source, known, chance) + row["held_up_days"]
        within = day < days
        np.add.at(arrivals, (day[within], columns[within]), row["open_quantity"])
    return arrivals, uncertain


def _supply(
    snapshot: Snapshot,
    point: dict[str, Any],
    demand: PointDemand,
    orders: pl.DataFrame,
    arrivals: Array,
    replications: int,
    seed: int,
) -> Supply:
    days = arrivals.shape[0]
    item, place = demand.item_id, demand.location_id
    requirements = np.zeros(days)
    firm = feasible_requirements(snapshot).filter(pl.col("item_id") == item, pl.col("location_id") == place)
    for day, quantity in firm.select("day", "quantity").iter_rows():
        if day < days:
            requirements[day] += quantity
    lots, last_days = usable_lots(snapshot, item, place, days)
    normal = stream(seed, "lead_time", item, place).standard_normal((days, replications))
    spread = float(np.hypot(point["lead_time_sd_days"] or 0.0, point["transit_sd_days"] or 0.0))
    lead = np.maximum(np.rint(lead_days(point) + spread * normal), 0).astype(np.int64)
    return Supply(
        lots=lots,
        last_days=last_days,
        arrivals=arrivals,
        on_order=float(orders["open_quantity"].sum()),
        requirements=requirements,
        rule=rule_of(point, expected_use(snapshot, item, place), days),
        review_days=int(point["review_period_days"] or 1),
        minimum=float(point["min_order_quantity"] or 0.0),
        multiple=float(point["order_multiple"] or 10.0 ** -point["unit_precision"]),
        lead_days=lead,
    )


def usable_lots(snapshot: Snapshot, item_id: str, location_id: str, days: int) -> tuple[Array, NDArray[np.int64]]:
    """Return stock less what is on hold by lot, and the last day of use (`days` where it lies beyond or is unknown)."""
    lots = snapshot.table("stock").filter(pl.col("item_id") == item_id, pl.col("location_id") == location_id)
    quantity = np.maximum(lots["on_hand"].to_numpy() - lots["on_hold"].to_numpy(), 0.0).astype(np.float64)
    last = (lots["expires_on"] - snapshot.planning_date).dt.total_days().fill_null(days).to_numpy().astype(np.int64)
    return quantity, np.minimum(last, days)


def _prices(
    snapshot: Snapshot, point: dict[str, Any], channels: tuple[dict[str, Any], ...], orders: pl.DataFrame
) -> Prices:
    price = float(point["unit_price"] or 0.0)
    weight, volume = float(point["weight_kg"] or 0.0), float(point["volume_m3"] or 0.0)
    buys = point["source_kind"] == "buy" and point["purchase_price"] is not None
    goods = float(point["purchase_price"] or 0.0) if buys else float(point["unit_cost"])
    lanes = {
        (row["from_location"], row["mode"]): (
            row["cost_per_shipment"],
            row["cost_per_kg"] * weight + row["cost_per_m3"] * volume,
        )
        for row in snapshot.table("lanes").filter(pl.col("to_location") == point["location_id"]).iter_rows(named=True)
    }
    standard = lanes.get((point["from_location"], point["standard_mode"]), (0.0, 0.0))
    open_freight = premium = purchase_premium = 0.0
    for row in orders.join(latest_rates(snapshot), on="currency", how="left").iter_rows(named=True):
        quantity = row["open_quantity"]
        ways = [
            fixed + each * quantity for (source, _), (fixed, each) in lanes.items() if source == row["from_location"]
        ]
        fixed, each = lanes.get((row["from_location"], row["mode"]), (min(ways, default=0.0), 0.0))
        usual = min(ways, default=0.0)
        open_freight += usual
        premium += fixed + each * quantity - usual
        own_currency = row["currency"] in (None, snapshot.company.currency)
        rate = row["rate"] or (1.0 if own_currency else None)
        if row["kind"] == "purchase" and buys and row["unit_price"] is not None and rate is not None:
            purchase_premium += (row["unit_price"] * rate - goods) * quantity
    return Prices(
        unit_price=np.full(len(channels), price),
        unit_cost=float(point["unit_cost"]),
        penalty_a_day=np.array([price * row["shortage_cost_rate"] for row in channels]),
        holding_rate_a_year=snapshot.company.holding_cost_rate,
        goods_cost=goods,
        ordering_cost=float(point["ordering_cost"] or 0.0),
        freight_per_order=float(standard[0]),
        freight_per_unit=float(standard[1]),
        premium_freight=premium,
        purchase_premium=purchase_premium,
        open_freight=open_freight,
    )
