"""Sample paths of customer demand that follow the forecast's distribution."""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from knowledge.truth.schema.columns import QUANTILE_LEVELS

from ..inventory.demand import PointDemand
from .randomness import stream

Array = NDArray[np.float64]

_SCORES = np.array([NormalDist().inv_cdf(level) for level in QUANTILE_LEVELS])
_EVEN_SCORES = np.array([NormalDist().inv_cdf((k + 0.5) / 400) for k in range(400)])


def weekly_paths(demand: PointDemand, replications: int, seed: int) -> Array:
    """Return demand of each forecast week, shape `(weeks, replications)`, base units, with the forecast's mean.

    The weeks of one path share a normal score, as far as the forecast's errors are correlated (a one-factor Gaussian
    copula, Li 2000): a forecast that is too low tends to stay too low.
    """
    weeks = demand.weekly_mean.size
    normal = stream(seed, "demand", demand.item_id, demand.location_id)
    common = normal.standard_normal(replications)
    own = normal.standard_normal((weeks, replications))
    scores = np.sqrt(demand.correlation) * common + np.sqrt(1 - demand.correlation) * own
    values = np.empty((weeks, replications))
    for week in range(weeks):
        implied = float(_values_at(_EVEN_SCORES, demand.quantiles[week]).mean())
        drawn = _values_at(scores[week], demand.quantiles[week])
        values[week] = drawn * (demand.weekly_mean[week] / implied) if implied > 0 else demand.weekly_mean[week]
    return values


def daily_paths(demand: PointDemand, replications: int, seed: int) -> Array:
    """Return demand by day and channel, shape `(days, channels, replications)`, in whole steps of the item's unit.

    A week's demand is spread over days and channels by their usual shares; steps are placed by systematic sampling, so
    that every cell has its expected value and the week keeps its total.
    """
    days, channels = demand.daily_mean.size, demand.channel_shares.size
    weekly = weekly_paths(demand, replications, seed)
    offsets = stream(seed, "rounding", demand.item_id, demand.location_id).random((weekly.shape[0], replications))
    step = 10.0**-demand.unit_precision
    paths = np.zeros((days, channels, replications))
    for week in np.unique(demand.week_of_day):
        of_week = np.flatnonzero(demand.week_of_day == week)
        mean = demand.weekly_mean[week]
        if mean <= 0:
            continue
        cells = np.outer(demand.daily_mean[of_week] / mean, demand.channel_shares).ravel()
        cumulated = np.concatenate([[0.0], np.cumsum(cells)])[:, None] * weekly[week] / step + offsets[week]
        steps = np.diff(np.floor(cumulated), axis=0) * step
        paths[of_week] = steps.reshape(of_week.size, channels, replications)
    return paths


def _values_at(scores: Array, quantiles: Array) -> Array:
    """Interpolate between the quantiles on the scale of normal scores; the outermost slopes go on, never below 0."""
    steepness = np.diff(quantiles) / np.diff(_SCORES)
    values = np.interp(scores, _SCORES, quantiles)
    values = values + np.maximum(scores - _SCORES[-1], 0) * steepness[-1]
    values = values + np.minimum(scores - _SCORES[0], 0) * steepness[0]
    return np.maximum(values, 0.0)
