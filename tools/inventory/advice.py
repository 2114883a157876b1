"""Which existing orders should come sooner or later."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .pegging import peg

PUSH_OUT_DAYS = 14
"""An order that is needed at least so many days after its arrival may be pushed out."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Advice:
    """Move an order to another day, counted from the planning date."""

    kind: Literal["pull_in", "push_out"]
    order: dict[str, Any]
    to_day: int


def advice(orders: list[dict[str, Any]], usable: float, safety_stock: float, outflow: Array) -> list[Advice]:
    """Return which orders to move; what has been shipped cannot be moved.

    An order is pulled in when stock and earlier arrivals run out before it comes, and pushed out when stock stays
    above safety stock without it for long.

    Parameters
    ----------
    orders
        Rows of `open_supply` of one stocking point in the order of their days.
    outflow
        Expected use by day, shape `(days,)`.
    """
    quantities = [float(order["open_quantity"]) for order in orders]
    urgent = peg(usable, outflow, quantities)
    spare = peg(usable - safety_stock, outflow, quantities)
    found: list[Advice] = []
    for order, need, comfort in zip(orders, urgent, spare, strict=True):
        if order["status"] == "shipped":
            continue
        if 0 <= need.needed_day < order["day"]:
            found.append(Advice("pull_in", order, need.needed_day))
            continue
        later = comfort.needed_day if comfort.needed_day >= 0 else outflow.size
        if later - order["day"] >= PUSH_OUT_DAYS:
            found.append(Advice("push_out", order, later))
    return found
