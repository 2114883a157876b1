"""The stocking points: every item at a place, with its stock, its policy and how it is replenished."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from knowledge.truth.snapshot import Snapshot

from ..context import per_tables
from ..errors import UnknownSubject

POINT_TABLES = ("company", "items", "locations", "stock", "stock_policies", "sourcing", "lanes", "exchange_rates")
KEY = ("item_id", "location_id")


@dataclass(frozen=True, slots=True)
class Points:
    """Every stocking point.

    Attributes
    ----------
    frame
        One row a point in the order of `index`. Quantities in base units, money in the company currency. `usable` is
        on hand less on hold; `lead_days` is the lead time of the first source with the transit of its standard lane;
        columns of the source and the policy are null where there is none.
    index
        Row number by (item, place).
    """

    frame: pl.DataFrame
    index: Mapping[tuple[str, str], int]

    def row(self, item_id: str, location_id: str) -> dict[str, Any]:
        """Return one point.

        Raises
        ------
        UnknownSubject
            If the item has neither stock, policy nor source there.
        """
        number = self.index.get((item_id, location_id))
        if number is None:
            places = sorted(location for item, location in self.index if item == item_id)
            raise UnknownSubject(
                f"{item_id} is not stocked at {location_id}.",
                f"It is stocked at {', '.join(places)}." if places else "It is stocked nowhere.",
                places[:3],
            )
        return self.frame.row(number, named=True)


@per_tables(*POINT_TABLES)
def stocking_points(snapshot: Snapshot) -> Points:
    """Return every stocking point of a version: whatever has stock, a policy or a source at a place."""
    keys = pl.concat([snapshot.table(name).select(KEY) for name in ("stock", "stock_policies", "sourcing")])
    items = snapshot.table("items").select(
        "item_id", "family", "unit", "unit_precision", "unit_cost", "unit_price", "volume_m3", "weight_kg",
        "shelf_life_days", "lifecycle", item_name="name",
    )  # fmt: skip
    places = snapshot.table("locations").select("location_id", "region", location_kind="kind", location_name="name")
    stock = snapshot.table("stock").group_by(KEY).agg(pl.col("on_hand", "on_hold").sum())
    policies = snapshot.table("stock_policies").rename({"kind": "policy_kind"})
    frame = (
        keys.unique()
        .join(items, on="item_id")
        .join(places.filter(pl.col("location_kind") != "supplier"), on="location_id")
        .join(stock, on=KEY, how="left")
        .join(policies, on=KEY, how="left")
        .join(first_sources(snapshot), on=KEY, how="left")
        .with_columns(pl.col("on_hand", "on_hold").fill_null(0.0), pl.col("safety_stock").fill_null(0.0))
        .with_columns(
            usable=(pl.col("on_hand") - pl.col("on_hold")).clip(lower_bound=0),
            lead_days=pl.col("lead_time_days") + pl.col("transit_days").fill_null(0.0),
        )
        .sort(KEY)
    )
    index = {(item, place): number for number, (item, place) in enumerate(frame.select(KEY).rows())}
    return Points(frame, index)


def valid_sources(snapshot: Snapshot) -> pl.DataFrame:
    """Return the sources that are valid on the planning date, with the standard lane and the price in own currency.

    The standard lane is the one that moves a minimum order at least cost. A price in a currency without a rate is null.
    Ascending by point and rank.
    """
    today, own = snapshot.planning_date, snapshot.company.currency
    sources = (
        snapshot.table("sourcing")
        .filter(pl.col("valid_from").fill_null(today) <= today, pl.col("valid_to").fill_null(today) >= today)
        .rename({"kind": "source_kind", "share": "source_share"})
        .join(latest_rates(snapshot), on="currency", how="left")
        .with_columns(
            rate=pl.when(pl.col("currency").fill_null(own) == own).then(pl.col("rate").fill_null(1.0)).otherwise("rate")
        )
        .with_columns(purchase_price=pl.col("purchase_price") * pl.col("rate"))
        .drop("rate", "valid_from", "valid_to")
    )
    return sources.join(_standard_lanes(snapshot, sources), on=[*KEY, "rank"], how="left").sort(*KEY, "rank")


def first_sources(snapshot: Snapshot) -> pl.DataFrame:
    """Return the first-ranked valid source of each point."""
    return valid_sources(snapshot).unique(KEY, keep="first", maintain_order=True)


def latest_rates(snapshot: Snapshot) -> pl.DataFrame:
    """Return the last known exchange rate of each currency on the planning date: `currency`, `rate`."""
    return (
        snapshot.table("exchange_rates")
        .filter(pl.col("date") <= snapshot.planning_date)
        .sort("date")
        .group_by("currency")
        .agg(pl.col("rate").last())
    )


def freight_cost(quantity: pl.Expr) -> pl.Expr:
    """Cost of one shipment on a lane; expects the lane's cost columns, `weight_kg` and `volume_m3`."""
    return (
        pl.col("cost_per_shipment")
        + pl.col("cost_per_kg") * pl.col("weight_kg").fill_null(0.0) * quantity
        + pl.col("cost_per_m3") * pl.col("volume_m3").fill_null(0.0) * quantity
    )


def _standard_lanes(snapshot: Snapshot, sources: pl.DataFrame) -> pl.DataFrame:
    sizes = snapshot.table("items").select("item_id", "weight_kg", "volume_m3")
    typical = pl.max_horizontal("min_order_quantity", pl.lit(1.0))
    return (
        sources.select(*KEY, "rank", "from_location", "min_order_quantity")
        .join(
            snapshot.table("lanes"),
            left_on=["from_location", "location_id"],
            right_on=["from_location", "to_location"],
        )
        .join(sizes, on="item_id")
        .with_columns(standard_freight=freight_cost(typical))
        .sort("standard_freight", "transit_days", "mode")
        .unique([*KEY, "rank"], keep="first", maintain_order=True)
        .select(*KEY, "rank", "transit_days", "transit_sd_days", "frozen_days", standard_mode="mode")
    )
