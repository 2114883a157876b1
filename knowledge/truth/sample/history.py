"""What the company wrote down of the past: demand and stock."""

import numpy as np
import polars as pl

from .book import conform, read
from .demand import MIXES, Demand
from .promotions import Effects, Promotion
from .stock import Played
from .timeline import DAYS, dates

PLANT_DAYS = 364
"""Days of stock history kept for the plants."""


def demand_history(centres: Played, demand: Demand, effects: Effects, promotions: list[Promotion]) -> pl.DataFrame:
    """Return the table `demand_history`.

    Its quantity is what the company accepted: retail and online orders that could not be met were refused and are not
    in it, so a stock-out hides demand there; food service waits, so all of it is in.
    """
    channels = read("channels")
    points = centres.points.select("item_id", "location_id", "slow")
    prices = read("products").select("item_id", "unit_price", "profile")
    points = points.join(prices, on="item_id", how="left", maintain_order="left")
    slow = points["slow"].to_numpy()
    sells = np.array([MIXES[profile] for profile in points["profile"]]) > 0
    kept = demand.exists[:DAYS, :, None] & sells[None] & (~slow[None, :, None] | (centres.course.recorded > 0))
    day, point, channel = np.nonzero(kept)
    price = points["unit_price"].to_numpy()[point] * channels["price_factor"].to_numpy()[channel]
    price = price * (1 - effects.discount[day, point, channel])
    numbers = pl.Series(effects.promotion[day, point, channel])
    names = pl.Series([None, *(one.promotion_id for one in promotions)], dtype=pl.String)
    frame = pl.DataFrame(
        {
            "date": dates(day),
            "item_id": points["item_id"].gather(point),
            "location_id": points["location_id"].gather(point),
            "channel_id": channels["channel_id"].gather(channel),
            "quantity": centres.course.recorded[day, point, channel],
            "unit_price": price.round(2),
            "promotion_id": names.gather(numbers),
        }
    )
    return conform("demand_history", frame.with_columns(recorded_on="date"))


def stock_history(stages: list[Played]) -> pl.DataFrame:
    """Return the table `stock_history`: three years at the distribution centres, one year at the plants."""
    return conform(
        "stock_history",
        pl.concat([_stock_history(stage, DAYS - PLANT_DAYS if number else 0) for number, stage in enumerate(stages)]),
    )


def _stock_history(stage: Played, first: int) -> pl.DataFrame:
    course = stage.course
    days = np.arange(first, DAYS)
    count = stage.points.height
    row = np.tile(np.arange(count), days.size)
    return pl.DataFrame(
        {
            "date": dates(np.repeat(days, count)),
            "item_id": stage.points["item_id"].gather(row),
            "location_id": stage.points["location_id"].gather(row),
            "on_hand": course.on_hand[first:].ravel(),
            "backorders": course.backorders[first:].ravel(),
            "in_stock_share": course.in_stock_share[first:].ravel(),
        }
    ).with_columns(recorded_on="date")
