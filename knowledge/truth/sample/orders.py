"""Supply orders with their receipts, and what customers have ordered for the coming weeks."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .book import conform, read
from .demand import Demand
from .products import sold
from .stock import Played, shipped_day
from .timeline import DAYS, PLANNING_DATE, dates

KEPT_DAYS = 364
"""Orders received longer ago are not kept."""
PREFIXES = {"buy": "PO", "transfer": "TR", "make": "MO"}
KINDS = {"buy": "purchase", "transfer": "transfer", "make": "production"}
BOOKED = (0.75, 0.45, 0.22, 0.1)
"""Share of a week's expected demand that customers have ordered, for the first weeks from the planning date."""


def supply(stages: list[Played]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the tables `supply_orders` and `receipts` of the last year and of what is still to come."""
    orders = pl.concat([_orders(stage) for stage in stages], how="diagonal_relaxed")
    # One order is what leaves one source for one place together; making has an order for each item.
    together = ["ordered", "kind", "source", "location_id", "planned", "arrival", "second_arrival", "lone"]
    numbered = (
        orders.with_columns(lone=pl.when(pl.col("kind") == "make").then("item_id").otherwise(pl.lit("")))
        .sort(*together, "item_id", "quantity")
        .with_columns(number=pl.struct(together).rank("dense").over("kind").cast(pl.Int64) + 10000)
        .with_columns(
            order_id=pl.concat_str(
                pl.col("kind").replace_strict(PREFIXES), pl.lit("-"), pl.col("number").cast(pl.String)
            )
        )
        .with_columns(line=pl.int_range(1, pl.len() + 1).over("order_id"))
    )
    left = shipped_day(numbered)
    arrival = numbered["arrival"].to_numpy()
    here = arrival < DAYS
    gone = (left < DAYS) & (numbered["kind"] != "make").to_numpy()
    frame = numbered.with_columns(
        kind=pl.col("kind").replace_strict(KINDS),
        to_location="location_id",
        unit_price="purchase_price",
        ordered_on=dates(numbered["ordered"].to_numpy()),
        due_on=dates(numbered["planned"].to_numpy()),
        promised_on=dates(numbered["planned"].to_numpy()),
        shipped_on=pl.when(pl.Series(gone)).then(dates(left)),
        eta=pl.when(pl.Series(~here)).then(dates(arrival)),
        received_quantity=pl.when(pl.Series(here)).then("quantity").otherwise(0.0),
        status=pl.when(pl.Series(here))
        .then(pl.lit("received"))
        .when(pl.Series(gone))
        .then(pl.lit("shipped"))
        .otherwise(pl.lit("open")),
        recorded_on=dates(numbered["ordered"].to_numpy()),
    )
    return conform("supply_orders", frame), _receipts(numbered.filter(pl.Series(here)))


def open_sales(rng: np.random.Generator, places: pl.DataFrame, demand: Demand) -> pl.DataFrame:
    """Return the table `sales_orders`: what retail and food service have ordered of the coming weeks' demand."""
    channels = read("channels")["channel_id"].to_list()
    parts: list[pl.DataFrame] = []
    for week, share in enumerate(BOOKED):
        coming = demand.expected[DAYS + 7 * week : DAYS + 7 * week + 7].sum(axis=0)
        for column, channel in enumerate(channels):
            quantity = np.floor(coming[:, column] * share * rng.uniform(0.88, 1.06, places.height))
            booked = np.flatnonzero((quantity >= 1) & (channel != "ecom"))
            requested = DAYS + 7 * week + rng.integers(0, 5, booked.size)
            parts.append(
                places[booked]
                .select("item_id", "location_id")
                .with_columns(
                    channel_id=pl.lit(channel),
                    quantity=pl.Series(quantity[booked]),
                    requested=pl.Series(requested),
                    recorded=pl.Series(DAYS - rng.integers(1, 15, booked.size)),
                    customer=pl.Series(rng.random(booked.size)),
                )
            )
    return _sales_table(pl.concat(parts))


def _orders(stage: Played) -> pl.DataFrame:
    names = "item_id location_id source kind from_location mode transit_days purchase_price currency"
    places = stage.points.with_row_index("point").select(pl.col("point").cast(pl.Int64), *names.split())
    return stage.course.orders.filter(pl.col("arrival") >= DAYS - KEPT_DAYS).join(places, on="point")


def _receipts(received: pl.DataFrame) -> pl.DataFrame:
    first = received.select("order_id", "line", day="arrival", quantity=pl.col("quantity") - pl.col("second_quantity"))
    second = received.select("order_id", "line", day="second_arrival", quantity="second_quantity")
    both = pl.concat([first, second]).filter(pl.col("quantity") > 0)
    on = dates(both["day"].to_numpy())
    return conform("receipts", both.with_columns(received_on=on, recorded_on=on))


def _sales_table(lines: pl.DataFrame) -> pl.DataFrame:
    customers = read("customers").group_by("location_id", "channel_id", maintain_order=True).agg("customer_id")
    prices = (
        sold().select("item_id", "unit_price").join(read("channels").select("channel_id", "price_factor"), how="cross")
    )
    ranked = read("customers").select("customer_id", "priority")
    chosen = (pl.col("customer") * pl.col("customer_id").list.len()).floor().cast(pl.Int64)
    frame = (
        lines.join(customers, on=["location_id", "channel_id"])
        .with_columns(customer_id=pl.col("customer_id").list.get(chosen))
        .join(prices, on=["item_id", "channel_id"])
        .join(ranked, on="customer_id")
        .sort("requested", "customer_id", "location_id", "item_id", "quantity")
        .with_columns(number=pl.struct("requested", "customer_id", "location_id").rank("dense"))
        .with_columns(
            order_id=pl.concat_str(pl.lit("SO-"), (pl.col("number") + 70000).cast(pl.String)),
            recorded=pl.col("recorded").min().over("number"),
        )
        .with_columns(line=pl.int_range(1, pl.len() + 1).over("order_id"))
    )
    asked: NDArray[np.int64] = frame["requested"].to_numpy()
    return conform(
        "sales_orders",
        frame.with_columns(
            unit_price=(pl.col("unit_price") * pl.col("price_factor")).round(2),
            requested_on=dates(asked),
            promised_on=dates(asked),
            shipped_quantity=0.0,
            status=pl.lit("open"),
            recorded_on=pl.min_horizontal(dates(frame["recorded"].to_numpy()), pl.lit(PLANNING_DATE)),
        ),
    )
