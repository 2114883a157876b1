"""What planning uses today: the agreed forecast where it covers, the statistical one elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.truth.schema.columns import QUANTILE_LEVELS
from knowledge.truth.snapshot import Snapshot

from ..context import per_snapshot
from ..errors import OutOfHorizon
from .agreed import AgreedWeeks, agreed_weeks
from .history import WeeklyHistory, week_of, weekly_history
from .statistical import HORIZON_WEEKS, StatisticalForecast, forecast_series, mean_forecast
from .weekdays import weekday_shares

STATISTICAL = "statistical"

NEAR_WEEKS = 27
"""Covers half a year from any day of the first week."""


@dataclass(frozen=True)
class ForecastArrays:
    """The forecast of every item at every place that has past demand or an agreed forecast.

    All arrays are read-only. The first week is the one that the planning date lies in, whole: a caller who needs what
    is still to come of it uses `daily_forecast`.

    Attributes
    ----------
    item_ids, location_ids
        What each series is, shape `(series,)`.
    starts
        First day of each week, shape `(weeks,)`.
    mean
        Base units, shape `(series, weeks)`.
    quantiles
        At `QUANTILE_LEVELS`, base units, shape `(series, weeks, levels)`.
    source
        `consensus`, `planner`, `sensed`, `statistical`, `naive` or `override`, shape `(series, weeks)`.
    rows
        The row of an item at a place.
    """

    item_ids: NDArray[np.object_]
    location_ids: NDArray[np.object_]
    starts: NDArray[np.datetime64]
    mean: NDArray[np.float64]
    quantiles: NDArray[np.float64]
    source: NDArray[np.object_]
    rows: Mapping[tuple[str, str], int]

    def row(self, item_id: str, location_id: str) -> int | None:
        """Return the row of a series; `None` where it has neither past demand nor an agreed forecast."""
        return self.rows.get((item_id, location_id))


@dataclass(frozen=True, slots=True)
class SeriesForecast:
    """The forecast of one series that planning uses; attributes as in `ForecastArrays` and `StatisticalForecast`.

    `basis` is the statistical forecast whose past errors stand for those of this forecast.
    """

    mean: NDArray[np.float64]
    quantiles: NDArray[np.float64]
    source: NDArray[np.object_]
    basis: StatisticalForecast


class DailyForecast(NamedTuple):
    """The forecast of one series by day; the first day is the planning date.

    Attributes
    ----------
    mean
        Base units, shape `(days,)`.
    quantiles
        At `QUANTILE_LEVELS`, shape `(days, levels)`.
    """

    mean: NDArray[np.float64]
    quantiles: NDArray[np.float64]


@per_snapshot
def current_forecast(snapshot: Snapshot) -> ForecastArrays:
    """Return the forecast that planning uses, company-wide.

    A model is fitted only to series whose agreed forecast does not cover every week. The spread of a series with an
    agreed forecast is that of simple smoothing at its past origins, save in weeks that come with quantiles.
    """
    return _company_forecast(snapshot, HORIZON_WEEKS)


@per_snapshot
def near_forecast(snapshot: Snapshot) -> ForecastArrays:
    """Return the first `NEAR_WEEKS` weeks of `current_forecast`.

    It takes less time where the agreed forecast reaches so far, because no model is then fitted for later weeks.
    """
    return _company_forecast(snapshot, NEAR_WEEKS)


def _company_forecast(snapshot: Snapshot, weeks: int) -> ForecastArrays:
    agreed = _agreed(snapshot)
    history = weekly_history(snapshot)
    keys = sorted({*history.series, *agreed})
    parts = [_series(history, agreed, key, weeks) for key in keys]
    shape = (len(keys), weeks)
    mean = np.array([part.mean for part in parts]).reshape(shape)
    quantiles = np.array([part.quantiles for part in parts]).reshape(*shape, len(QUANTILE_LEVELS))
    source = np.array([part.source for part in parts], dtype=object).reshape(shape)
    starts = week_of(snapshot) + 7 * np.arange(weeks)
    items = np.array([item for item, _ in keys], dtype=object)
    places = np.array([place for _, place in keys], dtype=object)
    for array in (mean, quantiles, source, starts, items, places):
        array.flags.writeable = False
    rows = {key: row for row, key in enumerate(keys)}
    return ForecastArrays(items, places, starts, mean, quantiles, source, rows)


def series_forecast(snapshot: Snapshot, item_id: str, location_id: str) -> SeriesForecast:
    """Return the forecast that planning uses of one item at one place, without computing the others'."""
    return _series(weekly_history(snapshot), _agreed(snapshot), (item_id, location_id), HORIZON_WEEKS)


def daily_forecast(snapshot: Snapshot, item_id: str, location_id: str, days: int) -> DailyForecast:
    """Return the forecast that planning uses, day by day; zero for a series that it does not know.

    A week's mean is split by the weekday shares of the item at the place (`weekday_shares`). A day's quantiles lie as
    far from its mean as the week's do, times the square root of the day's share: days are taken for independent within
    a week.

    Raises
    ------
    OutOfHorizon
        If so many days are not covered.
    """
    first = np.datetime64(snapshot.planning_date, "D")
    known = int((week_of(snapshot) + 7 * HORIZON_WEEKS - first).astype(int))
    if not 1 <= days <= known:
        raise OutOfHorizon(f"A forecast of {days} days is not possible.", f"Ask for 1 to {known} days.")
    forecast = current_forecast(snapshot)
    row = forecast.row(item_id, location_id)
    if row is None:
        return DailyForecast(np.zeros(days), np.zeros((days, len(QUANTILE_LEVELS))))
    since = (first - forecast.starts[0]).astype(int) + np.arange(days)
    week, share = since // 7, weekday_shares(snapshot).of(item_id, location_id)[since % 7]
    mean = forecast.mean[row, week] * share
    apart = forecast.quantiles[row, week] - forecast.mean[row, week][:, None]
    return DailyForecast(mean, np.maximum(mean[:, None] + apart * np.sqrt(share)[:, None], 0.0))


@per_snapshot
def _agreed(snapshot: Snapshot) -> dict[tuple[str, str], AgreedWeeks]:
    return agreed_weeks(snapshot)


def _series(
    history: WeeklyHistory, agreed: Mapping[tuple[str, str], AgreedWeeks], key: tuple[str, str], horizon: int
) -> SeriesForecast:
    weeks = agreed.get(key)
    quantity, is_ended = history.of(*key), history.is_ended(key[0])
    basis = forecast_series(quantity, history.first_day, is_ended=is_ended, quick=weeks is not None)
    if weeks is None:
        source = np.full(horizon, STATISTICAL, dtype=object)
        return SeriesForecast(basis.mean[:horizon], basis.quantiles[:horizon], source, basis)
    mean, levels = weeks.mean[:horizon], weeks.quantiles[:horizon]
    is_agreed = ~np.isnan(mean)
    if not is_agreed.all():
        rest = np.zeros(HORIZON_WEEKS) if is_ended else mean_forecast(quantity, history.first_day)
        mean = np.where(is_agreed, mean, rest[:horizon])
    quantiles = np.where(np.isnan(levels), basis.quantiles_around(mean), levels)
    return SeriesForecast(mean, quantiles, np.where(is_agreed, weeks.source[:horizon], STATISTICAL), basis)
