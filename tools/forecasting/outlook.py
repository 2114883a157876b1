"""The forecast of several items and places together, with one interval for the sum."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.truth.schema.columns import QUANTILE_LEVELS
from knowledge.truth.snapshot import Snapshot

from ..subjects import StockingPoint
from .current import STATISTICAL, series_forecast
from .history import weekly_history
from .intervals import Spread, measure_spread, quantiles_of, sum_deviation
from .statistical import HORIZON_WEEKS, StatisticalForecast, statistical_forecast

NORMAL = {0.8: 1.2815515655446004, 0.95: 1.959963984540054}
"""Half widths of central intervals of the standard normal distribution."""


@dataclass(frozen=True)
class Outlook:
    """History and forecast of the sum of some series.

    Attributes
    ----------
    past
        Base units, shape `(past weeks,)`.
    starts
        First day of each week ahead, shape `(HORIZON_WEEKS,)`.
    mean, statistical
        The forecast asked for, and the statistical one, shape `(HORIZON_WEEKS,)`.
    quantiles
        At `QUANTILE_LEVELS`, shape `(HORIZON_WEEKS, levels)`.
    source
        Where the mean of each week comes from; `mixed` where the series differ.
    index
        Seasonal index of past and coming weeks by the series' own seasons, shape `(HORIZON_WEEKS,)`.
    errors, outcomes
        Of the statistical forecast of the sum at past origins, as in `StatisticalForecast`.
    parts
        The statistical forecast of each series.
    """

    past_starts: NDArray[np.datetime64]
    past: NDArray[np.float64]
    starts: NDArray[np.datetime64]
    mean: NDArray[np.float64]
    statistical: NDArray[np.float64]
    quantiles: NDArray[np.float64]
    source: tuple[str, ...]
    index: NDArray[np.float64]
    errors: NDArray[np.float64]
    outcomes: NDArray[np.float64]
    parts: tuple[StatisticalForecast, ...]

    @property
    def spread(self) -> Spread | None:
        """The spread of the errors of the sum; `None` where too few are known."""
        return measure_spread(self.errors)

    def total(self, weeks: int) -> tuple[float, dict[float, tuple[float, float]]]:
        """Return the sum of the first weeks and its central intervals by coverage.

        The interval is normal; its variance is that of a sum of errors with the correlation measured between the weeks
        of past forecasts. One week alone has the interval of that week.
        """
        total = float(self.mean[:weeks].sum())
        if weeks == 1:
            first = self.quantiles[0]
            return total, {cover: _central(first, cover) for cover in NORMAL}
        spread = self.spread
        if spread is None:
            deviation = float(np.sqrt(total))
        else:
            deviation = sum_deviation(spread.deviations(self.index[:weeks]), spread.correlation)
        return total, {c: (max(total - z * deviation, 0.0), total + z * deviation) for c, z in NORMAL.items()}

    def interval(self, week: int, coverage: float) -> tuple[float, float]:
        """Return the central interval of one week."""
        return _central(self.quantiles[week], coverage)


def outlook(snapshot: Snapshot, points: Sequence[StockingPoint], *, is_current: bool) -> Outlook:
    """Add up history and forecast of some stocking points.

    Parameters
    ----------
    is_current
        The forecast that planning uses, or else the statistical one.
    """
    history = weekly_history(snapshot)
    basis = [statistical_forecast(snapshot, point.item_id, point.location_id) for point in points]
    statistical = np.sum([part.mean for part in basis], axis=0)
    errors, outcomes = _add_errors(basis)
    mean, index = statistical, _joint_index(basis)
    source, quantiles = (STATISTICAL,) * HORIZON_WEEKS, basis[0].quantiles if len(basis) == 1 else None
    if is_current:
        series = [series_forecast(snapshot, point.item_id, point.location_id) for point in points]
        mean = np.sum([part.mean for part in series], axis=0)
        source = tuple(_joint_source([str(part.source[week]) for part in series]) for week in range(HORIZON_WEEKS))
        quantiles = series[0].quantiles if len(series) == 1 else None
    if quantiles is None:
        quantiles = quantiles_of(mean, index, measure_spread(errors))
    past = np.sum([np.nan_to_num(history.of(p.item_id, p.location_id)) for p in points], axis=0)
    starts = history.next_start + 7 * np.arange(HORIZON_WEEKS)
    return Outlook(
        history.starts, past, starts, mean, statistical, quantiles, source, index, errors, outcomes, tuple(basis)
    )


def _add_errors(parts: Sequence[StatisticalForecast]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Add up errors origin by origin, so that what cancels between the series cancels here too.

    Where a series was too young at an origin, the others' error is scaled up by its share of the forecast; an origin at
    which less than half of the forecast is known does not count.
    """
    weights = np.array([part.mean.sum() for part in parts])
    errors = np.array([part.errors for part in parts])
    known = ~np.isnan(errors)
    covered = np.tensordot(weights, known, axes=1) / max(float(weights.sum()), 1e-12)
    scale = np.where(covered >= 0.5, 1 / np.maximum(covered, 0.5), np.nan)
    outcomes = np.array([part.outcomes for part in parts])
    return np.nansum(errors, axis=0) * scale, np.nansum(outcomes, axis=0) * scale


def _joint_index(parts: Sequence[StatisticalForecast]) -> NDArray[np.float64]:
    together = np.sum([part.mean for part in parts], axis=0)
    level = np.sum([part.mean / part.index for part in parts], axis=0)
    return np.where(level > 0, together / np.where(level > 0, level, 1.0), 1.0)


def _joint_source(sources: Sequence[str]) -> str:
    return sources[0] if len(set(sources)) == 1 else "mixed"


def _central(quantiles: NDArray[np.float64], coverage: float) -> tuple[float, float]:
    low, high = (round(0.5 + side * coverage / 2, 6) for side in (-1, 1))
    return float(quantiles[QUANTILE_LEVELS.index(low)]), float(quantiles[QUANTILE_LEVELS.index(high)])
