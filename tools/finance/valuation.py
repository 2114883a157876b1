"""Units and money of demand by family, channel and month: what has been sold so far and what is forecast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from knowledge.truth.snapshot import Snapshot

from ..errors import NotEnoughData, OutOfHorizon
from ..forecasting.current import current_forecast
from ..written import written_day

MIX_WEEKS = 13
"""The last weeks, from which channel mix and prices are taken."""

_CELL = ["family", "channel_id", "month"]


@dataclass(frozen=True, slots=True)
class Valuation:
    """Expected demand.

    Attributes
    ----------
    cells
        Rows by `family`, `channel_id` and `month` (its first day) with `units`, `revenue`, `margin` and, of these,
        `actual_units`, `actual_revenue` sold before the planning date.
    items_without_price
        Items that count in units only.
    """

    cells: pl.DataFrame
    items_without_price: tuple[str, ...]


def months_from(first: date, count: int) -> tuple[date, ...]:
    """Return the first days of `count` months from the one that a day lies in."""
    numbers = range(first.year * 12 + first.month - 1, first.year * 12 + first.month - 1 + count)
    return tuple(date(number // 12, number % 12 + 1, 1) for number in numbers)


def value_demand(snapshot: Snapshot, months: Sequence[date], families: Sequence[str]) -> Valuation:
    """Value past and forecast demand of some months that follow one another.

    Past days count as sold, at the price of each row. Coming days count as forecast: a week is split evenly over its
    days, an item over channels by its mix of the last `MIX_WEEKS` weeks (its family's, then that of all these families,
    where it sold nothing), at its mean price in the channel over these weeks, or its list price.

    Raises
    ------
    OutOfHorizon
        If a month ends after the forecast.
    NotEnoughData
        If none of the families was sold lately, so that no channel mix is known.
    """
    items = snapshot.table("items").filter(pl.col("family").is_in(list(families)))
    items = items.select("item_id", "family", "unit_cost", list_price="unit_price")
    past = _recorded(snapshot).join(items, on="item_id")
    past = past.with_columns(price=pl.coalesce("unit_price", "list_price"), month=pl.col("date").dt.truncate("1mo"))
    sold = past.filter(pl.col("month").is_in(list(months))).with_columns(actual=pl.lit(1.0), units="quantity")
    since = snapshot.planning_date - timedelta(weeks=MIX_WEEKS)
    mix = _mix(past.filter(pl.col("date") >= since), items)
    coming = _forecast_units(snapshot, months).join(items, on="item_id").join(mix, on="item_id")
    coming = coming.with_columns(
        units=pl.col("units") * pl.col("share"), price=pl.coalesce("net_price", "list_price"), actual=pl.lit(0.0)
    )
    columns = [*_CELL, "item_id", "units", "price", "unit_cost", "actual"]
    lines = pl.concat([sold.select(columns), coming.select(columns)])
    unpriced = lines.filter(pl.col("price").is_null() & (pl.col("units") > 0))["item_id"].unique().sort()
    money = lines.filter(pl.col("price").is_not_null()).with_columns(
        revenue=pl.col("units") * pl.col("price"), margin=pl.col("units") * (pl.col("price") - pl.col("unit_cost"))
    )
    cells = money.group_by(_CELL).agg(
        pl.col("units", "revenue", "margin").sum(),
        actual_units=(pl.col("units") * pl.col("actual")).sum(),
        actual_revenue=(pl.col("revenue") * pl.col("actual")).sum(),
    )
    return Valuation(cells.sort(_CELL), tuple(unpriced.to_list()))


def _recorded(snapshot: Snapshot) -> pl.DataFrame:
    today = snapshot.planning_date
    return snapshot.table("demand_history").filter((pl.col("date") < today) & (pl.col("recorded_on") <= today))


def _forecast_units(snapshot: Snapshot, months: Sequence[date]) -> pl.DataFrame:
    """Return rows by item and month with the forecast `units` from the planning date on."""
    forecast = current_forecast(snapshot)
    end = months_from(months[-1], 2)[1]
    known = forecast.starts[-1].item() + timedelta(days=7)
    if end > known:
        raise OutOfHorizon(
            f"The forecast ends on {written_day(known - timedelta(days=1))}, before the end of {months[-1]:%B %Y}.",
            f"Ask for months up to {known - timedelta(days=known.day):%B %Y}.",
        )
    days = forecast.starts[0] + np.arange(7 * forecast.starts.size)
    ahead = days >= np.datetime64(snapshot.planning_date, "D")
    rows: list[pl.DataFrame] = []
    for month, after in zip(months, months_from(months[0], len(months) + 1)[1:], strict=True):
        inside = ahead & (days >= np.datetime64(month, "D")) & (days < np.datetime64(after, "D"))
        share = inside.reshape(-1, 7).mean(axis=1)
        rows.append(
            pl.DataFrame(
                {"item_id": forecast.item_ids.tolist(), "units": forecast.mean @ share},
                schema={"item_id": pl.String, "units": pl.Float64},
            ).with_columns(month=pl.lit(month, dtype=pl.Date))
        )
    return pl.concat(rows).group_by("item_id", "month").agg(pl.col("units").sum())


def _mix(recent: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Return rows by item and channel with the `share` of the item's units and the mean `net_price`."""
    priced = pl.col("quantity").filter(pl.col("price").is_not_null()).sum()
    own = recent.group_by("item_id", "channel_id").agg(
        units=pl.col("quantity").sum(),
        net_price=pl.when(priced > 0).then((pl.col("quantity") * pl.col("price")).sum() / priced),
    )
    own = own.filter(pl.col("units") > 0)
    if own.is_empty():
        raise NotEnoughData(
            f"Nothing of these families was sold in the last {MIX_WEEKS} weeks: the channel mix is not known.",
            "Name families that are being sold.",
        )
    shares = own.with_columns(share=pl.col("units") / pl.col("units").sum().over("item_id"))
    by_family = _shares(recent, "family")
    everything = _shares(recent.with_columns(all=pl.lit("")), "all").drop("all")
    rest = items.join(shares, on="item_id", how="anti")
    like_family = rest.join(by_family, on="family")
    like_all = rest.join(like_family, on="item_id", how="anti").join(everything, how="cross")
    columns = ["item_id", "channel_id", "share"]
    others = pl.concat([like_family.select(columns), like_all.select(columns)])
    none = pl.lit(None, dtype=pl.Float64)
    return pl.concat([shares.select(*columns, "net_price"), others.with_columns(net_price=none)])


def _shares(recent: pl.DataFrame, by: str) -> pl.DataFrame:
    units = recent.group_by(by, "channel_id").agg(units=pl.col("quantity").sum()).filter(pl.col("units") > 0)
    return units.select(by, "channel_id", share=pl.col("units") / pl.col("units").sum().over(by))
