"""A SIMULATED supply side over real demand: suppliers, lead times, stock policies, stock and orders.

Stock and orders are drawn as an (s, S) policy would leave them on a random day: the inventory position lies between
the reorder point and the order-up-to level, and what the lead time holds of it is still on order. One order in six is
late. Safety stock is z sqrt(L sd² + mean² sd_L²) (Silver, Pyke and Thomas, Inventory and Production Management in
Supply Chains, 2017, section 6.10).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

import numpy as np
import polars as pl
from numpy.random import Generator
from scipy.stats import norm

PLACE = "UK-WH"
SERVICE = 0.95
RECENT_DAYS = 91
REVIEW_DAYS = 7
ORDER_COVER_DAYS = 28
LATE_SHARE = 1 / 6
PAST_ORDERS = 2


@dataclass(frozen=True, slots=True)
class Supplier:
    """A simulated supplier: days to make ready (mean, standard deviation), days in transit, and order multiple."""

    supplier_id: str
    name: str
    region: str
    mode: str
    ready_days: float
    ready_sd_days: float
    transit_days: float
    transit_sd_days: float
    multiple: int

    @property
    def lead_days(self) -> float:
        """Mean days from order to receipt."""
        return self.ready_days + self.transit_days

    @property
    def lead_sd_days(self) -> float:
        """Standard deviation of the days from order to receipt; both parts vary on their own."""
        return sqrt(self.ready_sd_days**2 + self.transit_sd_days**2)


SUPPLIERS = (
    Supplier("SIM-SUP-1", "SIMULATED supplier, Ningbo", "Far East", "sea", 14, 4, 32, 5, 48),
    Supplier("SIM-SUP-2", "SIMULATED supplier, Shenzhen", "Far East", "sea", 10, 3, 34, 5, 24),
    Supplier("SIM-SUP-3", "SIMULATED supplier, Lodz", "Europe", "road", 9, 2, 5, 1, 12),
    Supplier("SIM-SUP-4", "SIMULATED supplier, Leicester", "UK", "road", 5, 1.5, 2, 0.5, 12),
)


def simulate_supply(
    items: pl.DataFrame, demand: pl.DataFrame, today: date, random: Generator
) -> dict[str, pl.DataFrame]:
    """Return lanes, sourcing, stock policies, stock, supply orders and receipts for every item."""
    sourcing: list[dict[str, object]] = []
    policies: list[dict[str, object]] = []
    stock: list[dict[str, object]] = []
    orders: list[dict[str, object]] = []
    receipts: list[dict[str, object]] = []
    for item in _daily(items, demand, today).sort("item_id").iter_rows(named=True):
        supplier = SUPPLIERS[int(random.integers(len(SUPPLIERS)))]
        lot = _rounded(item["mean"] * ORDER_COVER_DAYS, supplier)
        span = supplier.lead_days + REVIEW_DAYS
        spread = sqrt(span * item["sd"] ** 2 + (item["mean"] * supplier.lead_sd_days) ** 2)
        safety = float(np.ceil(norm.ppf(SERVICE) * spread))
        reorder_point = float(np.ceil(item["mean"] * span + safety))
        sourcing.append(_sourcing(item, supplier))
        policies.append(_policy(item["item_id"], reorder_point, lot, safety))
        position = reorder_point + random.uniform() * lot
        coming = _coming(item, supplier, lot, position, today, random, len(orders))
        orders += coming
        on_hand = max(0.0, float(np.round(position - lot * len(coming))))
        stock.append({"item_id": item["item_id"], "location_id": PLACE, "lot_id": "SIM-LOT", "on_hand": on_hand})
        for order, receipt in _past(item, supplier, lot, today, random, len(orders)):
            orders.append(order)
            receipts.append(receipt)
    return {
        "lanes": _lanes(),
        "sourcing": pl.DataFrame(sourcing),
        "stock_policies": pl.DataFrame(policies),
        "stock": pl.DataFrame(stock).with_columns(allocated=0.0, on_hold=0.0),
        "supply_orders": pl.DataFrame(orders, infer_schema_length=None),
        "receipts": pl.DataFrame(receipts),
    }


def _daily(items: pl.DataFrame, demand: pl.DataFrame, today: date) -> pl.DataFrame:
    """Return mean and standard deviation of the items' daily demand in the last weeks, days without a sale included."""
    since = today - timedelta(days=RECENT_DAYS)
    days = demand.filter(pl.col("date").is_between(since, today, closed="left"))
    daily = days.group_by("item_id", "date").agg(pl.col("quantity").sum())
    total, squares = pl.col("quantity").sum(), (pl.col("quantity") ** 2).sum()
    moments = daily.group_by("item_id").agg(
        (total / RECENT_DAYS).alias("mean"), (squares / RECENT_DAYS).alias("_squares")
    )
    return (
        items.select("item_id", "unit_cost")
        .join(moments, on="item_id", how="left")
        .with_columns(pl.col("mean", "_squares").fill_null(0.0))
        .with_columns((pl.col("_squares") - pl.col("mean") ** 2).clip(0).sqrt().alias("sd"))
    )


def _rounded(quantity: float, supplier: Supplier) -> float:
    return float(max(1, round(quantity / supplier.multiple)) * supplier.multiple)


def _lanes() -> pl.DataFrame:
    rows = [
        {
            "from_location": one.supplier_id,
            "to_location": PLACE,
            "mode": mode,
            "transit_days": days,
            "transit_sd_days": spread,
            "cost_per_shipment": fixed,
            "cost_per_kg": per_kg,
            "cost_per_m3": per_m3,
            "frozen_days": 2,
        }
        for one in SUPPLIERS
        for mode, days, spread, fixed, per_kg, per_m3 in (
            (one.mode, one.transit_days, one.transit_sd_days, 120.0, 0.0, 60.0),
            ("air", min(6.0, one.transit_days), 1.0, 250.0, 4.5, 0.0),
        )
    ]
    return pl.DataFrame(rows)


def _sourcing(item: dict[str, float], supplier: Supplier) -> dict[str, object]:
    return {
        "item_id": item["item_id"],
        "location_id": PLACE,
        "rank": 1,
        "kind": "buy",
        "from_location": supplier.supplier_id,
        "share": 1.0,
        "purchase_price": item["unit_cost"],
        "currency": "GBP",
        "ordering_cost": 25.0,
        "lead_time_days": supplier.ready_days,
        "lead_time_sd_days": supplier.ready_sd_days,
        "min_order_quantity": float(supplier.multiple),
        "order_multiple": float(supplier.multiple),
        "review_period_days": REVIEW_DAYS,
    }


def _policy(item_id: object, reorder_point: float, lot: float, safety: float) -> dict[str, object]:
    return {
        "item_id": item_id,
        "location_id": PLACE,
        "kind": "s_S",
        "reorder_point": reorder_point,
        "order_up_to": reorder_point + lot,
        "safety_stock": safety,
        "service_measure": "cycle_service",
        "service_target": SERVICE,
    }


def _coming(
    item: dict[str, float], supplier: Supplier, lot: float, position: float, today: date, random: Generator, made: int
) -> list[dict[str, object]]:
    """Return the orders that are on their way, evenly spaced over the lead time."""
    count = min(int(item["mean"] * supplier.lead_days / lot + random.uniform()), int(position // lot))
    gap = supplier.lead_days / max(count, 1)
    phase = random.uniform()
    orders: list[dict[str, object]] = []
    for number in range(count):
        due = today + timedelta(days=1 + int((number + phase) * gap))
        ordered = due - timedelta(days=round(supplier.lead_days))
        late = int(random.integers(3, 22)) if random.uniform() < LATE_SHARE else 0
        shipped = due - timedelta(days=round(supplier.transit_days))
        on_its_way = shipped <= today
        order = _order(made + number, item, supplier, lot, ordered, due)
        order |= {
            "shipped_on": shipped if on_its_way else None,
            "eta": due + timedelta(days=late),
            "received_quantity": 0.0,
            "status": "shipped" if on_its_way else "open",
        }
        orders.append(order)
    return orders


def _past(
    item: dict[str, float], supplier: Supplier, lot: float, today: date, random: Generator, made: int
) -> list[tuple[dict[str, object], dict[str, object]]]:
    """Return received orders with their receipts: the record of how punctual the supplier is."""
    pairs: list[tuple[dict[str, object], dict[str, object]]] = []
    for number in range(PAST_ORDERS):
        received = today - timedelta(days=int(random.integers(1, ORDER_COVER_DAYS)) + number * ORDER_COVER_DAYS)
        late = round(float(random.normal(0, supplier.lead_sd_days)))
        due = received - timedelta(days=late)
        ordered = due - timedelta(days=round(supplier.lead_days))
        order = _order(made + number, item, supplier, lot, min(ordered, received), due)
        shipped = max(received - timedelta(days=round(supplier.transit_days)), min(ordered, received))
        order |= {"shipped_on": shipped, "eta": received, "received_quantity": lot, "status": "received"}
        receipt = {"order_id": order["order_id"], "line": 1, "received_on": received, "quantity": lot}
        pairs.append((order, receipt))
    return pairs


def _order(
    number: int, item: dict[str, float], supplier: Supplier, lot: float, ordered: date, due: date
) -> dict[str, object]:
    return {
        "order_id": f"SIM-PO-{number + 1:05d}",
        "line": 1,
        "kind": "purchase",
        "item_id": item["item_id"],
        "from_location": supplier.supplier_id,
        "to_location": PLACE,
        "mode": supplier.mode,
        "quantity": lot,
        "unit_price": item["unit_cost"],
        "currency": "GBP",
        "ordered_on": ordered,
        "due_on": due,
        "promised_on": due,
    }
