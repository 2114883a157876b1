"""Which quantities can be ordered: the item's precision, the minimum order and the order multiple."""

import math

from ..errors import ActionRefused
from ..subjects import Item
from ..written import exact_quantity

TOLERANCE = 1e-9
"""Relative: how far a quantity may lie from a whole number of lots and still count as one."""


def check_lot(item: Item, quantity: float, minimum: float, multiple: float) -> None:
    """Make sure that a quantity can be ordered.

    Parameters
    ----------
    quantity, minimum, multiple
        Base units.

    Raises
    ------
    ActionRefused
        With the nearest quantities that can be ordered.
    """
    if quantity < minimum * (1 - TOLERANCE):
        raise ActionRefused(
            f"{exact_quantity(quantity, item.unit)} of {item.item_id} is below the minimum order of {minimum:,.12g}.",
            f"Order at least {_up(max(minimum, multiple), multiple):,.12g}.",
        )
    if not _is_whole(quantity / multiple):
        lower = math.floor(quantity / multiple) * multiple
        nearest = [lower] if lower > 0 and lower >= minimum else []
        nearest.append(lower + multiple)
        raise ActionRefused(
            f"{exact_quantity(quantity, item.unit)} of {item.item_id} is no multiple of {multiple:,.12g}.",
            f"Order {' or '.join(f'{value:,.12g}' for value in nearest)}.",
        )
    check_precision(item, quantity)


def check_precision(item: Item, quantity: float) -> None:
    """Refuse a quantity with more decimal places than the item's unit has."""
    if not _is_whole(quantity * 10**item.unit_precision):
        raise ActionRefused(
            f"{exact_quantity(quantity, item.unit)} of {item.item_id} has more than {item.unit_precision} decimal "
            "places.",
            f"Write {round(quantity, item.unit_precision):.12g}.",
        )


def _is_whole(value: float) -> bool:
    return math.isclose(value, round(value), rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _up(quantity: float, multiple: float) -> float:
    return math.ceil(quantity / multiple * (1 - TOLERANCE)) * multiple
