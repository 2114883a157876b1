"""What orders are worth in company currency."""

import polars as pl

from knowledge.truth.snapshot import RowRange, Snapshot

from ..errors import ActionRefused
from ..written import written_day
from .orders import SupplyOrder, exact_item


def rate_of(snapshot: Snapshot, currency: str | None) -> float:
    """Return what one unit of a currency is worth in company currency, by the last rate up to the planning date.

    Raises
    ------
    ActionRefused
        If no rate is known by then.
    """
    if currency is None or currency == snapshot.company.currency:
        return 1.0
    rows = snapshot.rows(RowRange.of("exchange_rates", currency=currency))
    known = rows.filter(pl.col("date") <= snapshot.planning_date).sort("date")
    if known.is_empty():
        raise ActionRefused(
            f"No exchange rate of {currency} is known on {written_day(snapshot.planning_date)}.",
            "Load it into the table 'exchange_rates'.",
        )
    return float(known["rate"].to_list()[-1])


def outstanding_value(snapshot: Snapshot, order: SupplyOrder) -> float:
    """Return the value of what is still to come of an order: at its price, or at standard cost where it has none."""
    if order.unit_price is None:
        return order.outstanding * exact_item(snapshot, order.item_id).unit_cost
    return order.outstanding * order.unit_price * rate_of(snapshot, order.currency)
