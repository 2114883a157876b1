"""Open orders: what is to come, what must go out, and what customers have asked for."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from knowledge.truth.snapshot import Snapshot

from ..context import per_tables
from .points import POINT_TABLES, Points, stocking_points

OVERDUE_DELAY_DAYS = 3
"""An open supply order whose best known date has passed is assumed to arrive this many days from the planning date."""

OPEN_SUPPLY = ("planned", "open", "shipped")


@per_tables("company", "supply_orders")
def open_supply(snapshot: Snapshot) -> pl.DataFrame:
    """Return the supply orders of which something is still to come.

    Adds `open_quantity` (base units), `known_on` (eta, else promised, else due date), `reference` (which of these),
    `overdue`, `expected_on` and `day` (days from the planning date to `expected_on`).
    """
    today = snapshot.planning_date
    known = pl.coalesce("eta", "promised_on", "due_on")
    return (
        snapshot.table("supply_orders")
        .filter(pl.col("status").is_in(OPEN_SUPPLY), pl.col("quantity") > pl.col("received_quantity"))
        .with_columns(
            open_quantity=pl.col("quantity") - pl.col("received_quantity"),
            known_on=known,
            reference=reference_date(),
            overdue=known < today,
        )
        .with_columns(
            expected_on=pl.when("overdue").then(today + timedelta(days=OVERDUE_DELAY_DAYS)).otherwise("known_on")
        )
        .with_columns(day=(pl.col("expected_on") - today).dt.total_days())
    )


def reference_date() -> pl.Expr:
    """Name the column that gives a supply order's best known date; an eta that repeats the promise is no news."""
    return (
        pl.when(pl.col("eta").is_not_null() & pl.col("eta").ne_missing(pl.col("promised_on")))
        .then(pl.lit("eta"))
        .when(pl.col("promised_on").is_not_null())
        .then(pl.lit("promised_on"))
        .otherwise(pl.lit("due_on"))
    )


@per_tables(*POINT_TABLES, "supply_orders", "bill_of_materials")
def firm_requirements(snapshot: Snapshot) -> pl.DataFrame:
    """Return what open orders for other places and products will take out of stock.

    One row a requirement: `item_id`, `location_id` (where it is taken from), `quantity`, `day` (0 is the planning
    date), `order_id`, `line`, `cause` (transfer or production). A transfer leaves on its expected day less the transit
    of the lane of its mode; a production order draws its components when it starts, its production lead time before
    the expected day. What has left or started is no longer required.
    """
    orders = open_supply(snapshot)
    return pl.concat([_transfers_out(snapshot, orders), _components(snapshot, orders)])


def _transfers_out(snapshot: Snapshot, orders: pl.DataFrame) -> pl.DataFrame:
    transit = snapshot.table("lanes").select("from_location", "to_location", "mode", "transit_days")
    quickest = transit.group_by("from_location", "to_location").agg(any_days=pl.col("transit_days").min())
    return (
        orders.filter(
            pl.col("kind") == "transfer", pl.col("shipped_on").is_null(), pl.col("from_location").is_not_null()
        )
        .join(transit, on=["from_location", "to_location", "mode"], how="left")
        .join(quickest, on=["from_location", "to_location"], how="left")
        .with_columns(days=pl.coalesce("transit_days", "any_days").fill_null(0.0).ceil().cast(pl.Int64))
        .select(
            "item_id",
            pl.col("from_location").alias("location_id"),
            pl.col("open_quantity").alias("quantity"),
            (pl.col("day") - pl.col("days")).clip(lower_bound=0).alias("day"),
            "order_id",
            "line",
            pl.lit("transfer").alias("cause"),
        )
    )


def _components(snapshot: Snapshot, orders: pl.DataFrame) -> pl.DataFrame:
    makes = stocking_points(snapshot).frame.select("item_id", "location_id", "lead_time_days")
    return (
        orders.filter(pl.col("kind") == "production")
        .join(makes, left_on=["item_id", "to_location"], right_on=["item_id", "location_id"], how="left")
        .with_columns(start=pl.col("day") - pl.col("lead_time_days").fill_null(0.0).ceil().cast(pl.Int64))
        .filter(pl.col("start") >= 0)
        .join(
            valid_components(snapshot),
            left_on=["item_id", "to_location"],
            right_on=["parent_item", "location_id"],
        )
        .select(
            pl.col("component_item").alias("item_id"),
            pl.col("to_location").alias("location_id"),
            (pl.col("open_quantity") * pl.col("per_parent")).alias("quantity"),
            pl.col("start").alias("day"),
            "order_id",
            "line",
            pl.lit("production").alias("cause"),
        )
    )


def valid_components(snapshot: Snapshot) -> pl.DataFrame:
    """Return what one unit of a parent takes today: `parent_item`, `component_item`, `location_id`, `per_parent`.

    Scrap is a share of what goes in. Of alternates the first by name is taken.
    """
    today = snapshot.planning_date
    rows = snapshot.table("bill_of_materials").filter(
        pl.col("valid_from") <= today,
        pl.col("valid_to").fill_null(today) >= today,
        pl.col("scrap_rate") < 1,
    )
    single = rows.filter(pl.col("alternate_group").is_null())
    first = rows.filter(pl.col("alternate_group").is_not_null()).unique(
        ["parent_item", "location_id", "alternate_group"], keep="first", maintain_order=True
    )
    return pl.concat([single, first]).select(
        "parent_item",
        "component_item",
        "location_id",
        per_parent=pl.col("quantity_per") / (1 - pl.col("scrap_rate")),
    )


@dataclass(frozen=True, slots=True)
class OpenSales:
    """Customer orders not yet shipped.

    Attributes
    ----------
    due
        Orders requested from the planning date on: the columns of `sales_orders`, `open_quantity` and `day`.
    overdue
        Those requested before, which are owed at once.
    """

    due: pl.DataFrame
    overdue: pl.DataFrame


@per_tables("company", "sales_orders")
def open_sales(snapshot: Snapshot) -> OpenSales:
    """Return the customer orders of which something is still to be shipped."""
    rows = (
        snapshot.table("sales_orders")
        .filter(pl.col("status") == "open", pl.col("quantity") > pl.col("shipped_quantity"))
        .with_columns(
            open_quantity=pl.col("quantity") - pl.col("shipped_quantity"),
            day=(pl.col("requested_on") - snapshot.planning_date).dt.total_days(),
        )
    )
    return OpenSales(rows.filter(pl.col("day") >= 0), rows.filter(pl.col("day") < 0))


def by_point_and_day(
    points: Points, rows: pl.DataFrame, days: int, *, place: str = "location_id"
) -> NDArray[np.float64]:
    """Add up `quantity` or `open_quantity` by stocking point and day, shape `(points, days)`.

    Rows of items that are not stocked at the place, or beyond the last day, are left out.
    """
    column = "open_quantity" if "open_quantity" in rows.columns else "quantity"
    total = np.zeros((len(points.index), days))
    within = rows.filter(pl.col("day").is_between(0, days - 1))
    for item, location, day, quantity in within.select("item_id", place, "day", column).iter_rows():
        number = points.index.get((item, location))
        if number is not None:
            total[number, day] += quantity
    return total
