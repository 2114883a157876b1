"""Which rows of the truth the effect of an action on a stocking point is computed from."""

import polars as pl

from knowledge.truth.snapshot import RowRange, Snapshot

from .action import Point

BY_ITEM = ("items", "supply_orders", "promotions")
BY_POINT = ("stock", "stock_policies", "sourcing", "forecasts", "sales_orders", "demand_history")
WHOLE = ("company", "channels")


def rows_behind(snapshot: Snapshot, point: Point) -> frozenset[RowRange]:
    """Return the rows behind the future of a stocking point.

    They are its stock, demand and replenishment; the orders of the item everywhere, because transfers take from one
    place for another; and the orders and sources of the products that are made of it, because they draw on it.
    """
    item_id, location_id = point
    parents = _parents(snapshot, point)
    ranges = {RowRange.of(table) for table in WHOLE}
    ranges |= {RowRange.of(table, item_id=item_id) for table in BY_ITEM}
    ranges |= {RowRange.of(table, item_id=item_id, location_id=location_id) for table in BY_POINT}
    ranges.add(RowRange.of("lanes", to_location=location_id))
    ranges.add(RowRange.of("lanes", from_location=location_id))
    ranges.add(RowRange.of("bill_of_materials", component_item=item_id, location_id=location_id))
    if parents:
        ranges.add(RowRange.of("supply_orders", item_id=parents, to_location=location_id))
        ranges.add(RowRange.of("sourcing", item_id=parents, location_id=location_id))
    return frozenset(ranges)


def _parents(snapshot: Snapshot, point: Point) -> tuple[str, ...]:
    recipes = snapshot.table("bill_of_materials").filter(
        pl.col("component_item") == point[0], pl.col("location_id") == point[1]
    )
    return tuple(recipes["parent_item"].unique().sort().to_list())
