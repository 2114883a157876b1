"""Planned replenishment: what the stock policy will order, day by day, on the expected balance."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .replenishment import ReplenishmentRule, in_lots, lead_days

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """An order that the policy will place; days count from the planning date.

    Attributes
    ----------
    position
        Inventory position before it.
    raw_need
        What the rule asks for, before lot sizes.
    """

    order_day: int
    arrival_day: int
    quantity: float
    raw_need: float
    position: float


def planned_orders(
    point: dict[str, Any],
    rule: ReplenishmentRule,
    opening: float,
    balance: Array,
    arrivals: Array,
    on_order: float,
    days: int,
) -> list[PlannedOrder]:
    """Return the orders that the rule places within some days; today is a review day.

    The inventory position is what is projected to be in stock (negative: owed) plus everything on order.

    Parameters
    ----------
    opening
        Usable stock less what is overdue to customers.
    balance, arrivals
        Projected balance without planned orders and open supply by day, shape `(days,)`.
    on_order
        All open supply, also beyond the last day.
    """
    review, lead = int(point["review_period_days"] or 1), lead_days(point)
    minimum = float(point["min_order_quantity"] or 0.0)
    multiple = float(point["order_multiple"] or 10.0 ** -point["unit_precision"])
    arrived = np.concatenate([[0.0], np.cumsum(arrivals)])
    orders: list[PlannedOrder] = []
    planned = 0.0
    for day in range(0, days, review):
        before = float(balance[day - 1]) if day else opening
        position = before + on_order - float(arrived[day]) + planned
        need = float(rule.raw_need(np.array([position]), day)[0])
        quantity = float(in_lots(np.array([need]), minimum, multiple)[0])
        if quantity > 0:
            orders.append(PlannedOrder(day, day + lead, quantity, need, position))
            planned += quantity
    return orders
