"""The rule by which a stocking point is replenished, day by day; plan, explanation and twin share it."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

PolicyKind = Literal["base_stock", "s_S", "r_Q", "days_of_cover"]


@dataclass(frozen=True, slots=True)
class ReplenishmentRule:
    """When to order and up to where, for every day.

    Attributes
    ----------
    reorder_at
        Order when the inventory position is at or below this (base stock: below); shape `(days,)`, base units.
    order_up_to
        What the order brings the position to; shape `(days,)`. For `r_Q` it is not used.
    order_quantity
        The fixed quantity Q of `r_Q`; 0 otherwise.
    demand_over_protection
        Expected demand over lead time and review period from each day.
    source
        Where the level comes from, as words for people.
    """

    kind: PolicyKind
    reorder_at: NDArray[np.float64]
    order_up_to: NDArray[np.float64]
    order_quantity: float
    demand_over_protection: NDArray[np.float64]
    source: str

    def raw_need(self, position: NDArray[np.float64], day: int) -> NDArray[np.float64]:
        """Return what the rule asks for at an inventory position on a day, before lot sizes; never negative."""
        if self.kind == "r_Q":
            short = self.reorder_at[day] - position
            lots = np.floor(np.maximum(short, 0) / self.order_quantity) + 1
            return np.where(short >= 0, lots * self.order_quantity, 0.0)
        need = np.maximum(self.order_up_to[day] - position, 0)
        if self.kind == "s_S":
            return np.where(position <= self.reorder_at[day], need, 0.0)
        return need


def in_lots(need: NDArray[np.float64], minimum: float, multiple: float) -> NDArray[np.float64]:
    """Round a need up to the minimum order and the order multiple; what is not needed stays 0.

    Examples
    --------
    >>> in_lots(np.array([0.0, 3.0, 21.0]), minimum=10, multiple=8).tolist()
    [0.0, 16.0, 24.0]
    """
    least = np.maximum(need, minimum)
    return np.where(need > 1e-9, np.ceil(least / multiple - 1e-9) * multiple, 0.0)


def protection_days(point: dict[str, Any]) -> int:
    """Return lead time (with transit) and review period of a point, whole days.

    An order placed in the morning of a day and received in the morning `lead` days later must last until the next
    order can arrive: `lead + review` days of demand (Silver, Pyke and Thomas 2017, section 7.9).
    """
    return lead_days(point) + int(point["review_period_days"] or 1)


def lead_days(point: dict[str, Any]) -> int:
    """Return the days from order to receipt, rounded up."""
    return int(np.ceil((point["lead_days"] or 0.0) - 1e-9))


def rule_of(point: dict[str, Any], daily_demand: NDArray[np.float64], days: int) -> ReplenishmentRule | None:
    """Return the replenishment rule of a stocking point; `None` where it has no policy or no source.

    Levels that the policy names are used as they are. A level that it leaves open is the demand over lead time (and
    review period) plus the safety stock.

    Parameters
    ----------
    point
        A row of `Points.frame`.
    daily_demand
        Expected demand from the planning date, shape `(length,)`; beyond its end the mean of its last 28 days is taken.
    days
        For how many days the rule is needed.
    """
    if point["policy_kind"] is None or point["source_kind"] is None:
        return None
    kind: PolicyKind = point["policy_kind"]
    lead, protection = lead_days(point), protection_days(point)
    ahead = _ahead(daily_demand, days, protection)
    safety = float(point["safety_stock"])
    up_to_target = ahead + safety
    reorder = _ahead(daily_demand, days, lead) + safety
    source = "demand over lead time and review period plus safety stock"
    if kind == "days_of_cover" and point["cover_days"] is not None:
        cover = int(np.ceil(point["cover_days"]))
        up_to_target = _ahead(daily_demand, days, cover)
        source = f"demand over the policy's {cover} days of cover, safety stock included"
    elif kind == "r_Q" and point["reorder_point"] is not None:
        source = "reorder point of the stock policy"
    elif point["order_up_to"] is not None:
        up_to_target = np.full(days, float(point["order_up_to"]))
        source = "order-up-to level of the stock policy"
    if kind in ("s_S", "r_Q") and point["reorder_point"] is not None:
        reorder = np.full(days, float(point["reorder_point"]))
    if kind in ("base_stock", "days_of_cover"):
        reorder = up_to_target
    quantity = 0.0
    if kind == "r_Q":
        quantity = float(point["order_quantity"] or max(point["min_order_quantity"], point["order_multiple"]))
    return ReplenishmentRule(kind, reorder, up_to_target, quantity, ahead, source)


def _ahead(daily_demand: NDArray[np.float64], days: int, window: int) -> NDArray[np.float64]:
    tail = float(daily_demand[-28:].mean()) if daily_demand.size else 0.0
    missing = days + window - daily_demand.size
    demand = np.concatenate([daily_demand, np.full(max(missing, 0), tail)])
    cumulated = np.concatenate([[0.0], np.cumsum(demand)])
    return cumulated[window : window + days] - cumulated[:days]
