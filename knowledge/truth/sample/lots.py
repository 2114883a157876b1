"""Which lots the stock of today consists of: the youngest receipts, since the oldest stock leaves first."""

import numpy as np
import polars as pl

from .book import conform
from .products import items
from .stock import Played
from .timeline import DAYS, dates

MADE_BEFORE_RECEIPT_DAYS = {"buy": 10, "transfer": 8, "make": 1}
"""Days between making and leaving the source."""


def stock(stages: list[Played]) -> pl.DataFrame:
    """Return the table `stock`, with an expiry date for each lot."""
    shelf = items().select("item_id", "shelf_life_days")
    parts = [_lots(stage) for stage in stages]
    lots = pl.concat(parts).join(shelf, on="item_id", how="left")
    age = pl.col("kind").replace_strict(MADE_BEFORE_RECEIPT_DAYS) + pl.col("transit_days").ceil().cast(pl.Int64)
    lots = lots.with_columns(expires=pl.col("received") - age + pl.col("shelf_life_days"))
    received = dates(lots["received"].to_numpy())
    return conform(
        "stock",
        lots.with_columns(
            lot_id=pl.concat_str(pl.lit("L"), received.dt.to_string("%y%m%d")),
            expires_on=dates(lots["expires"].to_numpy()),
            allocated=0.0,
            on_hold=0.0,
        ),
    )


def _lots(stage: Played) -> pl.DataFrame:
    orders = stage.course.orders
    first = orders.select("point", day="arrival", quantity=pl.col("quantity") - pl.col("second_quantity"))
    second = orders.select("point", day="second_arrival", quantity="second_quantity")
    opening = pl.DataFrame(
        {"point": np.arange(stage.points.height), "day": 0, "quantity": np.full(stage.points.height, 1e12)}
    )
    left = pl.DataFrame({"point": np.arange(stage.points.height), "on_hand": stage.course.on_hand[-1]})
    received = (
        pl.concat([first, second, opening], how="vertical_relaxed")
        .filter((pl.col("day") < DAYS) & (pl.col("quantity") > 0))
        .group_by("point", "day")
        .agg(pl.col("quantity").sum())
        .sort("point", "day", descending=[False, True])
        .with_columns(younger=pl.col("quantity").cum_sum().over("point") - pl.col("quantity"))
        .join(left, on="point")
        .with_columns(here=pl.min_horizontal("quantity", pl.col("on_hand") - pl.col("younger")).round(1))
        .filter(pl.col("here") > 0)
    )
    places = stage.points.with_row_index("point").select(
        pl.col("point").cast(pl.Int64), "item_id", "location_id", "kind", "transit_days"
    )
    return received.join(places, on="point").select(
        "item_id", "location_id", "kind", "transit_days", received="day", on_hand="here"
    )
