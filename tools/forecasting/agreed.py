"""The agreed forecast: which rows of the table `forecasts` count today.

The newest version that is not made of overrides alone counts, and in it the highest step (consensus, planner, sensed,
statistical, naive). A planner's figure that was made later than that version, or on the same day in a version of its
own, replaces the periods that it names: that is an override.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from knowledge.truth.schema.columns import EVERY, QUANTILE_LEVELS
from knowledge.truth.snapshot import Snapshot

from ..context import per_snapshot
from .history import week_of
from .statistical import HORIZON_WEEKS

STEPS = ("naive", "statistical", "sensed", "planner", "consensus")
"""The steps of a cycle, the weakest first."""

_OVERRIDE = len(STEPS)
_SERIES = ["item_id", "location_id"]
_PERIOD = [*_SERIES, "channel_id", "bucket", "period_start"]


@dataclass(frozen=True, slots=True)
class AgreedWeeks:
    """The agreed forecast of one series; NaN and the empty source where nothing is agreed for the whole week."""

    mean: NDArray[np.float64]
    quantiles: NDArray[np.float64]
    source: NDArray[np.object_]


@per_snapshot
def agreed_rows(snapshot: Snapshot) -> pl.DataFrame:
    """Return the row that counts for each item, place, channel and period, and what it replaced.

    Columns of `forecasts` and `quantity` (baseline + uplift, not negative), `rank`, `is_override`, `replaced` (the
    quantity that would count without the override, null where there is none or nothing was overridden).
    """
    rows = snapshot.table("forecasts").filter(pl.col("made_on") <= snapshot.planning_date)
    cycles = rows.filter(pl.col("step") != "planner").group_by("version").agg(pl.col("made_on").max())
    newest = cycles.sort("made_on", "version").tail(1).to_dicts()
    version, made_on = (newest[0]["version"], newest[0]["made_on"]) if newest else (None, None)
    is_own = pl.col("version").eq_missing(pl.lit(version))
    is_later = pl.lit(True)
    if made_on is not None:
        is_later = (pl.col("made_on") > made_on) | ((pl.col("made_on") == made_on) & ~is_own)
    ranked = rows.with_columns(
        is_override=(pl.col("step") == "planner") & is_later,
        quantity=(pl.col("baseline") + pl.col("uplift")).clip(lower_bound=0),
    ).filter(is_own | pl.col("is_override"))
    step = pl.col("step").replace_strict(list(STEPS), range(len(STEPS)), return_dtype=pl.Int64)
    ranked = ranked.with_columns(rank=pl.when("is_override").then(_OVERRIDE).otherwise(step))
    ranked = ranked.sort("rank", "made_on", "version")
    plain = ranked.filter(~pl.col("is_override")).group_by(_PERIOD).agg(replaced=pl.col("quantity").last())
    chosen = ranked.group_by(_PERIOD, maintain_order=True).last().join(plain, on=_PERIOD, how="left")
    return chosen.with_columns(replaced=pl.when("is_override").then("replaced")).sort(_PERIOD)


def agreed_weeks(snapshot: Snapshot) -> dict[tuple[str, str], AgreedWeeks]:
    """Return the agreed forecast by week from the week of the planning date on, series by series.

    Days and months are added up or split evenly over their days. Rows of single channels are added up; they count only
    where there is no row for all channels. Quantiles are kept where one row is one whole week.
    """
    rows = agreed_rows(snapshot)
    first = week_of(snapshot)
    weeks = _by_week(rows.with_row_index("row"), first)
    keys = weeks.select(_SERIES).unique(maintain_order=True).with_row_index("series")
    weeks = weeks.join(keys, on=_SERIES, maintain_order="left")
    mean = np.full((keys.height, HORIZON_WEEKS), np.nan)
    quantiles = np.full((*mean.shape, len(QUANTILE_LEVELS)), np.nan)
    source = np.full(mean.shape, "", dtype=object)
    at = weeks["series"].to_numpy(), weeks["week"].to_numpy()
    # Seven sevenths of a week are the week again, to the last digit.
    mean[at] = weeks["quantity"].round(9).to_numpy()
    source[at] = np.array([*STEPS, "override"], dtype=object)[weeks["rank"].to_numpy()]
    given = weeks.filter(pl.col("quantiles").list.len() == len(QUANTILE_LEVELS))
    levels = given["quantiles"].explode(empty_as_null=True, keep_nulls=True).to_numpy()
    quantiles[given["series"].to_numpy(), given["week"].to_numpy()] = levels.reshape(-1, len(QUANTILE_LEVELS))
    names = keys.select(_SERIES).iter_rows()
    return {(item, place): AgreedWeeks(mean[n], quantiles[n], source[n]) for n, (item, place) in enumerate(names)}


def _by_week(rows: pl.DataFrame, first: np.datetime64) -> pl.DataFrame:
    start = pl.col("period_start")
    offset = {"day": start.dt.offset_by("1d"), "week": start.dt.offset_by("1w"), "month": start.dt.offset_by("1mo")}
    end = pl.when(bucket="day").then(offset["day"]).when(bucket="week").then(offset["week"]).otherwise(offset["month"])
    begin = pl.lit(first.item()).cast(pl.Date)
    days = (
        rows.lazy()
        .with_columns(end=end)
        .with_columns(length=(pl.col("end") - start).dt.total_days())
        .filter((pl.col("end") > begin) & (start < begin.dt.offset_by(f"{HORIZON_WEEKS}w")))
        .with_columns(day=pl.date_ranges(start, "end", closed="left"), finer=-pl.col("length"))
        .explode("day", empty_as_null=True, keep_nulls=True)
        .sort("rank", "made_on", "finer")
        .group_by([*_SERIES, "channel_id", "day"], maintain_order=True)
        .last()
        .with_columns(every=pl.col("channel_id") == EVERY)
        .filter(pl.col("every") | ~pl.col("every").any().over([*_SERIES, "day"]))
        .with_columns(
            quantity=pl.col("quantity") / pl.col("length"), week=(pl.col("day") - begin).dt.total_days().floordiv(7)
        )
        .filter(pl.col("week").is_between(0, HORIZON_WEEKS - 1))
    )
    whole = (pl.col("row").n_unique() == 1) & (pl.col("length").first() == 7)
    return (
        days.group_by([*_SERIES, "week"])
        .agg(
            pl.col("quantity").sum(),
            pl.col("rank").max(),
            days=pl.col("day").n_unique(),
            quantiles=pl.when(whole).then(pl.col("quantiles").first()),
        )
        .filter(pl.col("days") == 7)
        .sort(*_SERIES, "week")
        .collect()
    )
