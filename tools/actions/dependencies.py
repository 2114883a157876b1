"""Which rows of the truth the effect of an action on a stocking point is computed from."""

from collections.abc import Iterable

import polars as pl

from knowledge.truth.snapshot import RowRange, Snapshot

from .action import Point

BY_ITEM = ("items", "promotions")
BY_POINT = ("stock", "stock_policies", "sourcing", "forecasts", "sales_orders", "demand_history")
WHOLE = ("company", "channels")


def rows_behind(snapshot: Snapshot, point: Point) -> frozenset[RowRange]:
    """Return the rows behind the future of a stocking point.

    They are its own stock, demand and replenishment; the orders of the item everywhere, because transfers take from
    one place for another; the orders and sources of the products that are made of it there, because they draw on it;
    and stock and orders of what it is transferred from and made of, because they hold up its orders.
    """
    item_id, location_id = point
    parents, upstream = _parents(snapshot, point), _upstream(snapshot, point)
    ordered = {item_id, *parents, *(item for item, _ in upstream)}
    ranges = {RowRange.of(table) for table in WHOLE}
    ranges |= {RowRange.of(table, item_id=item_id) for table in BY_ITEM}
    ranges |= {RowRange.of(table, item_id=item_id, location_id=location_id) for table in BY_POINT}
    ranges |= {RowRange.of("supply_orders", item_id=item) for item in ordered}
    ranges |= {RowRange.of("sourcing", item_id=parent, location_id=location_id) for parent in parents}
    for item, place in upstream:
        ranges |= {RowRange.of(table, item_id=item, location_id=place) for table in ("stock", "sourcing")}
    ranges |= {RowRange.of("lanes", to_location=location_id), RowRange.of("lanes", from_location=location_id)}
    ranges.add(RowRange.of("bill_of_materials", component_item=item_id, location_id=location_id))
    for item, place in upstream | {point}:
        ranges.add(RowRange.of("bill_of_materials", parent_item=item, location_id=place))
    return frozenset(ranges)


def _parents(snapshot: Snapshot, point: Point) -> frozenset[str]:
    recipes = snapshot.rows(RowRange.of("bill_of_materials", component_item=point[0], location_id=point[1]))
    return frozenset(recipes["parent_item"].to_list())


def _upstream(snapshot: Snapshot, point: Point) -> frozenset[Point]:
    """Return the points that this one is supplied from, directly or through others."""
    found: set[Point] = set()
    level: set[Point] = {point}
    while level:
        found |= level
        level = {above for below in level for above in _suppliers(snapshot, below)} - found
    return frozenset(found - {point})


def _suppliers(snapshot: Snapshot, point: Point) -> Iterable[Point]:
    item_id, location_id = point
    sources = snapshot.rows(RowRange.of("sourcing", item_id=item_id, location_id=location_id))
    for origin in sources.filter(pl.col("kind") == "transfer")["from_location"].drop_nulls().to_list():
        yield item_id, origin
    if (sources["kind"] == "make").any():
        recipe = snapshot.rows(RowRange.of("bill_of_materials", parent_item=item_id, location_id=location_id))
        for component in recipe["component_item"].to_list():
            yield component, location_id
