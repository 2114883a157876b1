"""What a stocking point needs today, in parts that add up to the quantity."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from knowledge.truth.snapshot import Snapshot

from ..errors import NotEnoughData
from .dependent import expected_use
from .orders import open_sales, open_supply
from .points import stocking_points
from .replenishment import ReplenishmentRule, in_lots, lead_days, rule_of

PartName = Literal[
    "demand_over_lead_time",
    "demand_over_review_period",
    "safety_stock",
    "level_of_the_policy",
    "usable_stock",
    "overdue_customer_orders",
    "on_order",
    "rule",
    "minimum_order",
    "order_multiple",
    "planner_or_past_position",
]


@dataclass(frozen=True, slots=True)
class Need:
    """A need of today.

    Attributes
    ----------
    parts
        Signed base units by what they are for, in the order of the reckoning; they add up to `quantity`.
    level
        What the inventory position is compared with.
    raw_need
        What the rule asks for before lot sizes.
    """

    rule: ReplenishmentRule
    point: dict[str, Any]
    position: float
    level: float
    raw_need: float
    quantity: float
    parts: dict[PartName, float]


def need_today(snapshot: Snapshot, item_id: str, location_id: str, *, without: tuple[str, int] | None = None) -> Need:
    """Return what the stock policy asks for today on the inventory position.

    The position is usable stock less customer orders overdue plus everything on order.

    Parameters
    ----------
    without
        An order line that is taken as not placed.

    Raises
    ------
    UnknownSubject
        If the item is not stocked there.
    NotEnoughData
        If it has no stock policy or no source there.
    """
    point = stocking_points(snapshot).row(item_id, location_id)
    usage = expected_use(snapshot, item_id, location_id)
    rule = rule_of(point, usage, 1)
    if rule is None:
        missing = "stock policy" if point["policy_kind"] is None else "source"
        raise NotEnoughData(
            f"{item_id} at {location_id} has no {missing}, so no quantity follows from one.",
            f"Load one into the table '{'stock_policies' if missing == 'stock policy' else 'sourcing'}'.",
        )
    on_order = _on_order(snapshot, item_id, location_id, without)
    sales = open_sales(snapshot).overdue.filter(pl.col("item_id") == item_id, pl.col("location_id") == location_id)
    overdue = float(sales["open_quantity"].sum())
    usable = float(point["usable"])
    position = usable - overdue + on_order
    level = float((rule.reorder_at if rule.kind == "r_Q" else rule.order_up_to)[0])
    raw = float(rule.raw_need(np.array([position]), 0)[0])
    minimum = float(point["min_order_quantity"] or 0.0)
    multiple = float(point["order_multiple"] or 10.0 ** -point["unit_precision"])
    quantity = float(in_lots(np.array([raw]), minimum, multiple)[0])
    at_minimum = max(raw, minimum) if quantity > 0 else 0.0
    over_lead = float(usage[: lead_days(point)].sum())
    protection = float(rule.demand_over_protection[0])
    safety = float(point["safety_stock"])
    parts: dict[PartName, float] = {
        "demand_over_lead_time": over_lead,
        "demand_over_review_period": protection - over_lead,
        "safety_stock": safety,
        "level_of_the_policy": level - protection - safety,
        "usable_stock": -usable,
        "overdue_customer_orders": overdue,
        "on_order": -on_order,
        "rule": raw - (level - position),
        "minimum_order": at_minimum - raw,
        "order_multiple": quantity - at_minimum,
    }
    return Need(rule, point, position, level, raw, quantity, parts)


def _on_order(snapshot: Snapshot, item_id: str, location_id: str, without: tuple[str, int] | None) -> float:
    orders = open_supply(snapshot).filter(pl.col("item_id") == item_id, pl.col("to_location") == location_id)
    if without is not None:
        orders = orders.filter((pl.col("order_id") != without[0]) | (pl.col("line") != without[1]))
    return float(orders["open_quantity"].sum())
