"""The forecast day by day: the week's forecast spread over its days as the past weeks were."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.truth.schema.columns import QUANTILE_LEVELS
from knowledge.truth.snapshot import Snapshot

from ..context import per_snapshot
from ..errors import OutOfHorizon
from .current import current_forecast
from .history import week_of
from .statistical import HORIZON_WEEKS

PROFILE_WEEKS = 26
"""The last whole weeks, from which the shares of the weekdays are taken."""

STRENGTH = 7.0
"""So many days of demand at the place's own profile are mixed into the item's, so that a thin item gets the place's."""


@dataclass(frozen=True, slots=True)
class DailyForecast:
    """The forecast of one series from the planning date on.

    Attributes
    ----------
    days
        `datetime64[D]`, shape `(days,)`; the first is the planning date.
    mean
        Base units, shape `(days,)`.
    quantiles
        At `QUANTILE_LEVELS`, shape `(days, levels)`.
    """

    days: NDArray[np.datetime64]
    mean: NDArray[np.float64]
    quantiles: NDArray[np.float64]


def daily_forecast(snapshot: Snapshot, item_id: str, location_id: str, days: int) -> DailyForecast:
    """Return the forecast that planning uses, day by day; zero for a series that it does not know.

    A week's mean is split by the weekday shares of the item at the place over the last `PROFILE_WEEKS` weeks, drawn
    towards those of the whole place where the item sells on few days. A day's quantiles lie as far from its mean as
    the week's do, times the square root of the day's share: days are taken for independent within a week.

    Raises
    ------
    OutOfHorizon
        If so many days are not covered.
    """
    first = np.datetime64(snapshot.planning_date, "D")
    known = int((week_of(snapshot) + 7 * HORIZON_WEEKS - first).astype(int))
    if not 1 <= days <= known:
        raise OutOfHorizon(f"A forecast of {days} days is not possible.", f"Ask for 1 to {known} days.")
    dates = first + np.arange(days)
    row = current_forecast(snapshot).row(item_id, location_id)
    if row is None:
        return DailyForecast(dates, np.zeros(days), np.zeros((days, len(QUANTILE_LEVELS))))
    forecast = current_forecast(snapshot)
    since = (dates - forecast.starts[0]).astype(int)
    week, weekday = since // 7, since % 7
    share = _weekday_shares(snapshot)[item_id, location_id][weekday]
    mean = forecast.mean[row, week] * share
    apart = forecast.quantiles[row, week] - forecast.mean[row, week][:, None]
    return DailyForecast(dates, mean, np.maximum(mean[:, None] + apart * np.sqrt(share)[:, None], 0.0))


class _Shares(dict[tuple[str, str], NDArray[np.float64]]):
    """Weekday shares by item and place; those of the place, or even ones, where the item has no history."""

    def __init__(self, places: dict[str, NDArray[np.float64]]) -> None:
        super().__init__()
        self._places = places

    def __missing__(self, key: tuple[str, str]) -> NDArray[np.float64]:
        return self._places.get(key[1], np.full(7, 1 / 7))


@per_snapshot
def _weekday_shares(snapshot: Snapshot) -> _Shares:
    """Return the share of each day in a week that starts on the company's first weekday, shape `(7,)` each."""
    demand = snapshot.demand("day")
    end = int(np.searchsorted(demand.starts, week_of(snapshot)))
    begin = end - 7 * min(PROFILE_WEEKS, end // 7)
    recent = np.nan_to_num(demand.quantity[:, begin:end]).reshape(demand.quantity.shape[0], -1, 7)
    totals, sold = recent.sum(axis=1), (recent > 0).sum(axis=(1, 2))
    places: dict[str, NDArray[np.float64]] = {}
    for place in np.unique(demand.location_ids):
        total = totals[demand.location_ids == place].sum(axis=0)
        places[str(place)] = total / total.sum() if total.sum() > 0 else np.full(7, 1 / 7)
    shares = _Shares(places)
    for row, (item, place) in enumerate(zip(demand.item_ids, demand.location_ids, strict=True)):
        total = totals[row].sum()
        weight = sold[row] / (sold[row] + STRENGTH) if total > 0 else 0.0
        own = totals[row] / total if total > 0 else np.zeros(7)
        shares[item, place] = weight * own + (1 - weight) * places[place]
    return shares
