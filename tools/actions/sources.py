"""Where an order can come from, what it costs there and how long it takes."""

import math
from dataclasses import dataclass
from datetime import date

import polars as pl

from knowledge.truth.snapshot import RowRange, Snapshot

from ..errors import ActionRefused
from ..subjects import Item
from .action import OrderKind
from .freight import Lane, freight_cost
from .money import rate_of

SOURCE_KIND = {"purchase": "buy", "production": "make", "transfer": "transfer"}


@dataclass(frozen=True, slots=True)
class Source:
    """A row of the table `sourcing`."""

    item_id: str
    location_id: str
    rank: int
    kind: str
    from_location: str | None
    share: float
    purchase_price: float | None
    currency: str | None
    ordering_cost: float
    lead_time_days: float
    lead_time_sd_days: float
    min_order_quantity: float
    order_multiple: float
    review_period_days: int
    valid_from: date | None
    valid_to: date | None

    def days_with(self, lane: Lane | None) -> int:
        """Days from ordering to arrival: lead time and transit, never less than the lane's frozen days."""
        if lane is None:
            return math.ceil(self.lead_time_days)
        return max(math.ceil(self.lead_time_days + lane.transit_days), lane.frozen_days)


def find_source(snapshot: Snapshot, item_id: str, location_id: str, kind: OrderKind, origin: str | None) -> Source:
    """Return the source of an item at a place that is valid on the planning date.

    Raises
    ------
    ActionRefused
        If it does not come from there; with where it does come from.
    """
    today = snapshot.planning_date
    rows = snapshot.rows(RowRange.of("sourcing", item_id=item_id, location_id=location_id)).filter(
        pl.col("valid_from").fill_null(today) <= today, pl.col("valid_to").fill_null(today) >= today
    )
    sources = [Source(**row) for row in rows.iter_rows(named=True)]
    for source in sources:
        made_here = kind == "production" and origin is None
        if source.kind == SOURCE_KIND[kind] and (made_here or (origin is not None and source.from_location == origin)):
            return source
    known = [f"{source.kind} from {source.from_location or source.location_id}" for source in sources]
    origin_words = f" from {origin}" if origin else " without a place of origin" if kind != "production" else ""
    raise ActionRefused(
        f"{item_id} has no valid source for a {kind} order at {location_id}{origin_words}.",
        f"Its sources there are: {', '.join(known)}." if known else "Load one into the table 'sourcing'.",
    )


def unit_price(snapshot: Snapshot, source: Source, quantity: float) -> float | None:
    """Return the price of one base unit in the source's currency; `None` for what is made or moved without a price.

    The highest price break that the quantity reaches counts (all-units discount); below every break the source's price.

    Raises
    ------
    ActionRefused
        If a purchase has no price.
    """
    breaks = snapshot.rows(
        RowRange.of("price_breaks", item_id=source.item_id, from_location=source.from_location)
    ).filter(pl.col("min_quantity") <= quantity)
    if source.kind == "buy" and not breaks.is_empty():
        return float(breaks.sort("min_quantity")["price"].to_list()[-1])
    if source.kind == "buy" and source.purchase_price is None:
        raise ActionRefused(
            f"{source.item_id} has no purchase price from {source.from_location}.",
            "Load purchase_price into the table 'sourcing'.",
        )
    return source.purchase_price if source.kind == "buy" else None


def goods_value(snapshot: Snapshot, item: Item, source: Source, quantity: float) -> float:
    """Return what the ordered goods are worth, company currency: at purchase price, else at standard cost."""
    price = unit_price(snapshot, source, quantity)
    return quantity * (item.unit_cost if price is None else price * rate_of(snapshot, source.currency))


def committed_value(snapshot: Snapshot, item: Item, source: Source, lane: Lane | None, quantity: float) -> float:
    """Return the money that an order commits: its freight and, unless they are owned already, its goods."""
    freight = 0.0 if lane is None else freight_cost(lane, item, quantity)
    return freight if source.kind == "transfer" else freight + goods_value(snapshot, item, source, quantity)
