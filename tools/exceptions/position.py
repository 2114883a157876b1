"""Everything the detectors look at, as arrays over the stocking points."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.truth.schema.columns import QUANTILE_LEVELS
from knowledge.truth.snapshot import Snapshot

from ..context import per_snapshot
from ..inventory.demand import OUTLOOK_DAYS, demand_outlook
from ..inventory.dependent import dependent_forecast, expected_projection
from ..inventory.projection import Projection
from ..inventory.replenishment import lead_days, protection_days
from ..inventory.shortage import Shortage, shortage_of

Array = NDArray[np.float64]

WEEK_CORRELATION = 0.5
"""Of the forecast errors of two weeks, taken for every point alike in alerts."""

UNSOURCED_DAYS = 91
"""Window of a point that has no source, so that no new order can help at all."""

_Q10, _Q90, _SPREAD = QUANTILE_LEVELS.index(0.1), QUANTILE_LEVELS.index(0.9), 2.563


@dataclass(frozen=True, slots=True)
class Position:
    """The company today.

    Attributes
    ----------
    projection
        With the larger of firm and expected requirements of places and products downstream, cumulated.
    rows
        `Points.frame` as dictionaries.
    window
        First day on which a new regular order could be there, shape `(points,)`.
    protection
        Lead time and review period, shape `(points,)`.
    weekly_spread
        Standard deviation of a week's demand, shape `(points,)`.
    weekly_demand
        Mean weekly demand of the next four weeks, firm requirements included, shape `(points,)`.
    weekly_forecast
        Mean weekly forecast of the customers' demand of the next four weeks, shape `(points,)`.
    usage
        What will be used a day in the long run: customers and, by forecast, places and products downstream; shape
        `(points, days)`.
    limit
        What ends the window, in words.
    """

    snapshot: Snapshot
    rows: list[dict[str, Any]]
    projection: Projection
    shortage: Shortage
    window: NDArray[np.int64]
    protection: NDArray[np.int64]
    weekly_spread: Array
    weekly_demand: Array
    weekly_forecast: Array
    usage: Array
    limit: str = "before a new order could arrive"

    def spread_until(self, days: NDArray[np.int64]) -> Array:
        """Return the standard deviation of demand up to and including a day of each point, shape `(points,)`."""
        weeks = (days + 1) / 7
        return self.weekly_spread * np.sqrt((1 - WEEK_CORRELATION) * weeks + WEEK_CORRELATION * weeks**2)


@per_snapshot
def position_of(snapshot: Snapshot) -> Position:
    """Gather the company's position."""
    dependent = dependent_forecast(snapshot)
    projection = expected_projection(snapshot)
    rows = projection.points.frame.to_dicts()
    outlook = demand_outlook(snapshot)
    sourced = np.array([row["source_kind"] is not None for row in rows], dtype=np.bool_)
    window = np.array([max(lead_days(row), 1) for row in rows], dtype=np.int64)
    weeks = slice(int(outlook.week_of_day[0]), int(outlook.week_of_day[0]) + 4)
    quantiles = outlook.quantiles[:, weeks]
    flows = projection.demand[:, :28] + projection.requirements[:, :28]
    return Position(
        snapshot=snapshot,
        rows=rows,
        projection=projection,
        shortage=shortage_of(snapshot, projection),
        window=np.minimum(np.where(sourced, window, UNSOURCED_DAYS), OUTLOOK_DAYS - 1),
        protection=np.array([protection_days(row) for row in rows], dtype=np.int64),
        weekly_spread=((quantiles[:, :, _Q90] - quantiles[:, :, _Q10]) / _SPREAD).mean(axis=1),
        weekly_demand=flows.sum(axis=1) / 4,
        weekly_forecast=outlook.weekly_mean[:, weeks].mean(axis=1),
        usage=projection.demand + dependent,
    )
