"""How a week's demand spreads over its days."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from knowledge.truth.snapshot import Snapshot

from ..context import per_snapshot
from .history import week_of

PROFILE_WEEKS = 26
"""The last whole weeks, from which the shares of the weekdays are taken."""

STRENGTH = 7.0
"""So many days of demand at the place's own profile are mixed into the item's, so that a thin item gets the place's."""


class WeekdayShares:
    """Weekday shares by item and place; those of the place, or even ones, where the item has no history."""

    def __init__(
        self, series: Mapping[tuple[str, str], NDArray[np.float64]], places: Mapping[str, NDArray[np.float64]]
    ) -> None:
        self._series = series
        self._places = places

    def of(self, item_id: str, location_id: str) -> NDArray[np.float64]:
        """Return the share of each day in a week that starts on the company's first weekday, shape `(7,)`."""
        return self._series.get((item_id, location_id), self._places.get(location_id, np.full(7, 1 / 7)))


@per_snapshot
def weekday_shares(snapshot: Snapshot) -> WeekdayShares:
    """Return the weekday shares of the last `PROFILE_WEEKS` weeks, drawn towards those of the whole place."""
    demand = snapshot.demand("day")
    end = int(np.searchsorted(demand.starts, week_of(snapshot)))
    begin = end - 7 * min(PROFILE_WEEKS, end // 7)
    recent = np.nan_to_num(demand.quantity[:, begin:end]).reshape(demand.quantity.shape[0], (end - begin) // 7, 7)
    totals, sold = recent.sum(axis=1), (recent > 0).sum(axis=(1, 2))
    places: dict[str, NDArray[np.float64]] = {}
    for place in np.unique(demand.location_ids):
        total = totals[demand.location_ids == place].sum(axis=0)
        places[str(place)] = total / total.sum() if total.sum() > 0 else np.full(7, 1 / 7)
    series: dict[tuple[str, str], NDArray[np.float64]] = {}
    for row, (item, place) in enumerate(zip(demand.item_ids, demand.location_ids, strict=True)):
        total = totals[row].sum()
        weight = sold[row] / (sold[row] + STRENGTH) if total > 0 else 0.0
        own = totals[row] / total if total > 0 else np.zeros(7)
        series[item, place] = weight * own + (1 - weight) * places[place]
    return WeekdayShares(series, places)
