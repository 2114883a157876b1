"""What could be done about an exception: candidate actions, not yet tried."""

from collections.abc import Iterator
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import polars as pl

from knowledge.truth.snapshot import Snapshot

from ..exceptions.model import EVERY_PLACE, Finding
from ..inventory.orders import open_supply
from ..inventory.points import stocking_points, valid_sources
from ..inventory.replenishment import in_lots

if TYPE_CHECKING:
    from ..actions.types import Action

PUSH_OUT_DAYS = (28, 56)
ORDER_KINDS = {"buy": "purchase", "make": "production", "transfer": "transfer"}


def candidates_for(snapshot: Snapshot, finding: Finding) -> Iterator[list["Action"]]:
    """Yield what might help, each a list of actions to be done together; some may turn out impossible.

    Demand that is off its forecast has none: an override changes what is believed, and its worth cannot be told by
    comparing two worlds with different demand.
    """
    if finding.kind == "demand_off_forecast" or finding.location_id == EVERY_PLACE:
        return
    if finding.kind == "excess":
        yield from _push_out(snapshot, finding)
    else:
        yield from _expedite(snapshot, finding)
        yield from _order(snapshot, finding)


def _open_orders(snapshot: Snapshot, finding: Finding) -> pl.DataFrame:
    """Open orders of the item for the place that have not left, the soonest first; the exception's own order before."""
    rows = open_supply(snapshot).filter(
        pl.col("item_id") == finding.item_id,
        pl.col("to_location") == finding.location_id,
        pl.col("status") != "shipped",
    )
    own = (pl.col("order_id") == finding.order_id).alias("own")
    return rows.with_columns(own).sort("own", "day", "order_id", "line", descending=[True, False, False, False])


def _expedite(snapshot: Snapshot, finding: Finding) -> Iterator[list["Action"]]:
    """The next two orders, by every way that brings them sooner."""
    from ..actions.types import ExpediteOrder

    today = snapshot.planning_date
    for row in _open_orders(snapshot, finding).head(2).iter_rows(named=True):
        if row["from_location"] is None or row["kind"] == "production":
            arrive = today + timedelta(days=max((row["expected_on"] - today).days // 2, 1))
            yield [ExpediteOrder(order_id=row["order_id"], line=row["line"], arrive_on=arrive)]
            continue
        lanes = snapshot.table("lanes").filter(
            pl.col("from_location") == row["from_location"], pl.col("to_location") == row["to_location"]
        )
        for lane in lanes.iter_rows(named=True):
            arrive = today + timedelta(days=max(ceil(lane["transit_days"]), lane["frozen_days"], 1))
            if arrive < row["expected_on"]:
                mode = lane["mode"] if lane["mode"] != row["mode"] else None
                yield [ExpediteOrder(order_id=row["order_id"], line=row["line"], arrive_on=arrive, mode=mode)]


def _order(snapshot: Snapshot, finding: Finding) -> Iterator[list["Action"]]:
    """An additional order for what is missing, from every valid source by every way."""
    from ..actions.types import CreateOrder

    point = stocking_points(snapshot).row(finding.item_id, finding.location_id)
    if point["lifecycle"] == "ended":
        return
    sources = valid_sources(snapshot).filter(
        pl.col("item_id") == finding.item_id, pl.col("location_id") == finding.location_id
    )
    for source in sources.iter_rows(named=True):
        quantity = in_lots(
            np.array([finding.quantity]), float(source["min_order_quantity"]), float(source["order_multiple"])
        )
        kind = cast(Any, ORDER_KINDS[source["source_kind"]])
        for mode, transit, frozen in _ways(snapshot, source):
            days = max(ceil(source["lead_time_days"] + transit), frozen, 1)
            yield [
                CreateOrder(
                    order_kind=kind,
                    item_id=finding.item_id,
                    location_id=finding.location_id,
                    from_location=None if kind == "production" else source["from_location"],
                    mode=cast(Any, mode),
                    quantity=float(quantity[0]),
                    due_on=snapshot.planning_date + timedelta(days=days),
                )
            ]


def _ways(snapshot: Snapshot, source: dict[str, Any]) -> list[tuple[str, float, int]]:
    """Return mode, transit days and frozen days of every lane of a source; one without transit where it makes."""
    if source["source_kind"] == "make" or source["from_location"] is None:
        return [("any", 0.0, 0)]
    lanes = snapshot.table("lanes").filter(
        pl.col("from_location") == source["from_location"], pl.col("to_location") == source["location_id"]
    )
    return lanes.select("mode", "transit_days", "frozen_days").rows()


def _push_out(snapshot: Snapshot, finding: Finding) -> Iterator[list["Action"]]:
    from ..actions.types import PushOutOrder

    for row in _open_orders(snapshot, finding).head(2).iter_rows(named=True):
        for days in PUSH_OUT_DAYS:
            due = row["expected_on"] + timedelta(days=days)
            yield [PushOutOrder(order_id=row["order_id"], line=row["line"], due_on=due)]
