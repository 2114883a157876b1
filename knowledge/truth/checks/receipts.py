"""What arrived must fit what was ordered."""

from collections.abc import Callable, Mapping

import polars as pl

from ..problems import ROW, Problems
from ..tables import TABLES
from .rules import OVERDELIVERY

ORDER = ["order_id", "line"]


def check_receipts(incoming: Mapping[str, pl.DataFrame], stored: Callable[[str], pl.LazyFrame]) -> Problems:
    """Return a problem for receipts that add up to far more than the order, a warning for those before it."""
    problems = Problems()
    orders = _all("supply_orders", incoming, stored).select(*ORDER, "quantity", "ordered_on")
    received = (
        _all("receipts", incoming, stored)
        .join(orders, on=ORDER, suffix="_ordered")
        .with_columns(pl.col("quantity").sum().over(ORDER).alias("_total"))
        .filter(pl.col(ROW).is_not_null())
        .collect()
    )
    problems.add_rows(
        received.filter(pl.col("_total") > OVERDELIVERY * pl.col("quantity_ordered")),
        table="receipts",
        column="quantity",
        kind="quantity",
        reason=pl.format("The receipts of this line add up to {}, and {} were ordered.", "_total", "quantity_ordered"),
        cure="Check the quantities, and their unit.",
    )
    problems.add_rows(
        received.filter(pl.col("received_on") < pl.col("ordered_on")),
        table="receipts",
        column="received_on",
        kind="dates out of order",
        reason=pl.format("The goods arrived before they were ordered on {}.", "ordered_on"),
        cure="Check both dates.",
        severity="warning",
    )
    return problems


def _all(table: str, incoming: Mapping[str, pl.DataFrame], stored: Callable[[str], pl.LazyFrame]) -> pl.LazyFrame:
    if table not in incoming:
        return stored(table)
    rows = incoming[table].lazy()
    kept = stored(table).join(rows, on=TABLES[table].key, how="anti")
    return pl.concat([rows, kept], how="diagonal_relaxed")
