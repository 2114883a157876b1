"""Which stocking points differ between two snapshots."""

import polars as pl

from knowledge.truth.snapshot import Snapshot

from ..inventory.feasibility import held_up
from ..inventory.orders import firm_requirements, open_supply
from ..inventory.points import stocking_points

_PLACES = {
    "stock": "location_id",
    "stock_policies": "location_id",
    "sourcing": "location_id",
    "sales_orders": "location_id",
    "forecasts": "location_id",
    "supply_orders": "to_location",
}


def changed_points(base: Snapshot, alternative: Snapshot) -> tuple[tuple[str, str], ...]:
    """Return every (item, place) whose rows differ or whose orders are held up differently, in order."""
    found: set[tuple[str, str]] = set()
    for table, place in _PLACES.items():
        before, after = base.table(table), alternative.table(table)
        if before is after:
            continue
        found |= set(_differing(before, after).select("item_id", place).iter_rows())
    if base.table("supply_orders") is not alternative.table("supply_orders"):
        found |= _moved_requirements(base, alternative)
    known = stocking_points(alternative).index.keys() & stocking_points(base).index.keys()
    return tuple(sorted(found & known))


def _differing(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    lists = [name for name, dtype in before.schema.items() if isinstance(dtype, pl.List)]
    as_text = [pl.col(name).cast(pl.List(pl.String)).list.join(";") for name in lists]
    one, other = before.with_columns(as_text), after.with_columns(as_text)
    columns = one.columns
    return pl.concat(
        [
            one.join(other, on=columns, how="anti", nulls_equal=True),
            other.join(one, on=columns, how="anti", nulls_equal=True),
        ]
    )


def _moved_requirements(base: Snapshot, alternative: Snapshot) -> set[tuple[str, str]]:
    """Points that orders take from, or go to, where the order changed or is held up differently."""
    found: set[tuple[str, str]] = set()
    columns = ["item_id", "location_id", "quantity", "day", "order_id", "line"]
    before, after = (firm_requirements(snapshot).select(columns) for snapshot in (base, alternative))
    found |= set(_differing(before, after).select("item_id", "location_id").iter_rows())
    held_before, held_after = held_up(base), held_up(alternative)
    moved = {key for key in held_before.keys() | held_after.keys() if held_before.get(key) != held_after.get(key)}
    for snapshot, rows in ((base, before), (alternative, after)):
        for order, line, item, place in (
            open_supply(snapshot).select("order_id", "line", "item_id", "to_location").iter_rows()
        ):
            if (order, line) in moved:
                found.add((item, place))
        for order, line, item, place in rows.select("order_id", "line", "item_id", "location_id").iter_rows():
            if (order, line) in moved:
                found.add((item, place))
    return found
