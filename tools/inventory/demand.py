"""Expected demand day by day, as projection, plan, alerts and twin take it from the current forecast."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from knowledge.truth.snapshot import Snapshot

from ..context import per_snapshot, per_tables
from ..forecasting.current import near_forecast, series_forecast
from ..forecasting.history import week_of
from ..forecasting.weekdays import weekday_shares
from .points import POINT_TABLES, stocking_points

Array = NDArray[np.float64]

PROFILE_WEEKS = 13
"""Channel shares are those of the last so many weeks."""

OUTLOOK_DAYS = 182
"""How far ahead the daily forecast reaches."""

FORECAST_TABLES = ("company", "items", "demand_history", "forecasts")
"""What the forecast is computed from; a what-if that changes none of them has the same forecast."""

_PRIOR_WEEKS = 2.0
"""How many weeks of the place's usual pattern are mixed into the pattern of one item."""


@dataclass(frozen=True, slots=True)
class PointDemand:
    """The forecast of one item at one place.

    Attributes
    ----------
    daily_mean
        From the planning date, shape `(days,)`.
    week_of_day
        Row of `weekly_mean` that a day lies in, shape `(days,)`.
    weekly_mean, quantiles
        Shapes `(weeks,)` and `(weeks, levels)`; whole weeks, also the one that has begun.
    correlation
        Of the forecast errors of two weeks.
    channel_ids, channel_shares
        How the demand divides, shape `(channels,)`.
    """

    item_id: str
    location_id: str
    unit_precision: int
    daily_mean: Array
    week_of_day: NDArray[np.int64]
    weekly_mean: Array
    quantiles: Array
    correlation: float
    channel_ids: tuple[str, ...]
    channel_shares: Array


@dataclass(frozen=True, slots=True)
class DemandOutlook:
    """The forecast of every stocking point in the order of `stocking_points`; no forecast is a forecast of nothing.

    Attributes
    ----------
    daily_mean
        Base units, shape `(points, days)`.
    weekly_mean, quantiles
        Shapes `(points, weeks)` and `(points, weeks, levels)`.
    starts
        First day of each week, `datetime64[D]`.
    week_of_day
        Row of the week that a day lies in, shape `(days,)`.
    """

    daily_mean: Array
    weekly_mean: Array
    quantiles: Array
    starts: NDArray[np.datetime64]
    week_of_day: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Profiles:
    """Usual shares of demand.

    Attributes
    ----------
    weekday
        Share of a week's demand by days from the week's start, by point, shape `(points, 7)`.
    channel_ids, channel
        Share of a point's demand by channel, shape `(points, channels)`.
    """

    weekday: Array
    channel_ids: tuple[str, ...]
    channel: Array


@per_snapshot
def demand_outlook(snapshot: Snapshot) -> DemandOutlook:
    """Return the forecast of every stocking point for `OUTLOOK_DAYS` days from the planning date.

    A week's forecast is spread over its days by the usual weekday shares.
    """
    points = stocking_points(snapshot)
    forecast = near_forecast(snapshot.origin(FORECAST_TABLES))
    known = [(mine, forecast.rows[key]) for key, mine in points.index.items() if key in forecast.rows]
    mine, theirs = [mine for mine, _ in known], [theirs for _, theirs in known]
    weekly = np.zeros((len(points.index), forecast.mean.shape[1]))
    quantiles = np.zeros((*weekly.shape, forecast.quantiles.shape[2]))
    weekly[mine], quantiles[mine] = forecast.mean[theirs], forecast.quantiles[theirs]
    since = _days_since(snapshot, forecast.starts[0])
    daily = weekly[:, since // 7] * usual_shares(snapshot).weekday[:, since % 7]
    return DemandOutlook(daily, weekly, quantiles, forecast.starts, since // 7)


def _days_since(snapshot: Snapshot, start: np.datetime64) -> NDArray[np.int64]:
    """Return the number of days from the first forecast week's start to each day of the outlook."""
    today = np.datetime64(snapshot.planning_date, "D")
    return int((today - start).astype(int)) + np.arange(OUTLOOK_DAYS)


def point_demand(snapshot: Snapshot, item_id: str, location_id: str) -> PointDemand:
    """Return the forecast of one stocking point.

    Raises
    ------
    UnknownSubject
        If the item is not stocked there.
    """
    points = stocking_points(snapshot)
    point = points.row(item_id, location_id)
    number = points.index[item_id, location_id]
    forecast = series_forecast(snapshot.origin(FORECAST_TABLES), item_id, location_id)
    shares = usual_shares(snapshot)
    since = _days_since(snapshot, week_of(snapshot))
    spread = forecast.basis.spread
    return PointDemand(
        item_id=item_id,
        location_id=location_id,
        unit_precision=point["unit_precision"],
        daily_mean=forecast.mean[since // 7] * shares.weekday[number, since % 7],
        week_of_day=since // 7,
        weekly_mean=forecast.mean,
        quantiles=forecast.quantiles,
        correlation=0.0 if spread is None else spread.correlation,
        channel_ids=shares.channel_ids,
        channel_shares=shares.channel[number],
    )


@per_tables(*POINT_TABLES, "demand_history", "channels")
def usual_shares(snapshot: Snapshot) -> Profiles:
    """Return by which shares demand falls on weekdays and channels.

    Channel shares are those of the last `PROFILE_WEEKS` weeks, mixed with those of the place as if the place had given
    an item `_PRIOR_WEEKS` more weeks. A place without demand is taken as the whole company, and that, without demand,
    as even.
    """
    index = stocking_points(snapshot).index
    weekdays = weekday_shares(snapshot)
    channels = tuple(snapshot.table("channels").sort("priority", "channel_id")["channel_id"].to_list())
    return Profiles(
        weekday=np.array([weekdays.of(*point) for point in index]).reshape(-1, 7),
        channel_ids=channels,
        channel=_channel_shares(snapshot, index, {channel: number for number, channel in enumerate(channels)}),
    )


def _channel_shares(
    snapshot: Snapshot, index: Mapping[tuple[str, str], int], channels: Mapping[str, int]
) -> NDArray[np.float64]:
    """Return shares by point and channel, shape `(points, channels)`, each row adding up to 1."""
    totals = np.zeros((len(index), len(channels)))
    places: dict[str, Array] = {location: np.zeros(len(channels)) for _, location in index}
    today = snapshot.planning_date
    recent = snapshot.table("demand_history").filter(
        pl.col("date") >= today - timedelta(weeks=PROFILE_WEEKS), pl.col("date") < today, pl.col("recorded_on") <= today
    )
    sums = recent.group_by("item_id", "location_id", "channel_id").agg(pl.col("quantity").sum())
    for item, location, channel, quantity in sums.iter_rows():
        number = index.get((item, location))
        if number is not None:
            totals[number, channels[channel]] += quantity
            places[location][channels[channel]] += quantity
    company = totals.sum(axis=0)
    usual = company / company.sum() if company.sum() > 0 else np.full(len(channels), 1 / max(len(channels), 1))
    for (_, location), number in index.items():
        place = places[location]
        prior = place / place.sum() if place.sum() > 0 else usual
        own = float(totals[number].sum())
        weight = own / PROFILE_WEEKS * _PRIOR_WEEKS
        totals[number] = (totals[number] + weight * prior) / (own + weight) if own > 0 else prior
    return totals
