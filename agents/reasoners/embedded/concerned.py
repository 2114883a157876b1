"""Which exceptions have to do with the order, or the supplier, that a question names."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from ..protocol import Request, Turn

Line = Mapping[str, Any]


def concerned(turn: Turn, request: Request, lines: Sequence[Line]) -> list[Line]:
    """Return the exceptions that the order named, or one of the supplier named, is behind; all where none is named.

    Parameters
    ----------
    lines
        The `exceptions` of a result of `list_exceptions`.
    """
    order, supplier = request.details.get("order"), request.details.get("supplier")
    if not order and not supplier:
        return list(lines)
    orders: set[object] = {str(order)} if order else _orders_of(turn, str(supplier))
    return [line for line in lines if orders & {line["order_id"], *(line["other_orders"] or ())}]


def _orders_of(turn: Turn, supplier: str) -> set[object]:
    supply = turn.context.snapshot.table("supply_orders")
    return set(supply.filter(pl.col("from_location") == supplier)["order_id"].to_list())
