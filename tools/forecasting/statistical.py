"""The statistical forecast of one series of weekly demand: which method, what it says, how far off it has been."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.truth.schema.columns import QUANTILE_LEVELS
from knowledge.truth.snapshot import Snapshot

from .history import weekly_history
from .intervals import ERROR_WEEKS, ORIGINS, Spread, measure_spread, origins_of, quantiles_of, whole_quantiles
from .methods import SMOOTHING, Method, method_for
from .pattern import LONG_GAP_WEEKS, Pattern, classify, longest_gap, observed, usual_limit
from .season import LEAST_WEEKS, yearly_profile

HORIZON_WEEKS = 78
"""Every forecast reaches so far; a caller takes the first weeks of it."""


@dataclass(frozen=True, slots=True)
class StatisticalForecast:
    """The statistical forecast of one series, from the week of the planning date on.

    Attributes
    ----------
    mean
        Base units, shape `(HORIZON_WEEKS,)`.
    index
        Seasonal index of each week, 1 where no season shows.
    errors
        Outcome minus forecast at past origins in base units at seasonal index 1, shape `(ORIGINS, ERROR_WEEKS)`, NaN
        where unknown.
    outcomes
        What happened, likewise.
    is_counted
        Whether demand comes in a few whole units, so that quantiles are whole too.
    method
        In words.
    warnings
        What the reader must know, in sentences.
    """

    pattern: Pattern
    mean: NDArray[np.float64]
    index: NDArray[np.float64]
    errors: NDArray[np.float64]
    outcomes: NDArray[np.float64]
    is_counted: bool
    method: str
    warnings: tuple[str, ...]

    @property
    def spread(self) -> Spread | None:
        """The spread of the errors; `None` where too few are known."""
        return measure_spread(self.errors)

    @property
    def quantiles(self) -> NDArray[np.float64]:
        """Quantiles at `QUANTILE_LEVELS`, shape `(HORIZON_WEEKS, levels)`."""
        return self.quantiles_around(self.mean)

    def quantiles_around(self, mean: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the quantiles of another forecast of the same series, as far off as this one has been.

        Parameters
        ----------
        mean
            Base units a week from the first forecast week on, shape `(weeks,)`, at most `HORIZON_WEEKS`.
        """
        if self.pattern is Pattern.CONSTANT:
            return np.repeat(mean[:, None], len(QUANTILE_LEVELS), axis=1)
        quantiles = quantiles_of(mean, self.index[: mean.size], self.spread)
        return whole_quantiles(quantiles) if self.is_counted else quantiles


def statistical_forecast(snapshot: Snapshot, item_id: str, location_id: str) -> StatisticalForecast:
    """Return the statistical forecast of an item at a place; a series without any demand row is forecast as zero.

    What has been computed for the same history is kept, for whichever version of the truth it was.
    """
    history = weekly_history(snapshot)
    return forecast_series(history.of(item_id, location_id), history.first_day, is_ended=history.is_ended(item_id))


def forecast_series(
    quantity: NDArray[np.float64], first_day: np.datetime64, *, is_ended: bool = False, quick: bool = False
) -> StatisticalForecast:
    """Forecast weekly demand of shape `(weeks,)`, NaN before the first row, whose first week starts on `first_day`.

    Parameters
    ----------
    is_ended
        The item is not sold any more: the forecast is zero.
    quick
        Use simple exponential smoothing in place of the theta method: enough to see how far off forecasts of the series
        usually are.
    """
    return _forecast(np.ascontiguousarray(quantity).tobytes(), first_day, is_ended, quick)


def mean_forecast(quantity: NDArray[np.float64], first_day: np.datetime64) -> NDArray[np.float64]:
    """Return only the mean of `forecast_series`, shape `(HORIZON_WEEKS,)`: what a backtest asks for at each origin."""
    return _mean(np.ascontiguousarray(quantity).tobytes(), first_day)


@lru_cache(maxsize=32768)
def _mean(content: bytes, first_day: np.datetime64) -> NDArray[np.float64]:
    quantity = np.frombuffer(content, dtype=np.float64)
    demand = _tamed(observed(quantity))
    pattern = classify(demand)
    plain = _without_model(demand, pattern, is_ended=False)
    if plain is not None:
        return plain.mean
    mean, _ = _point(demand, first_day + 7 * (quantity.size - demand.size), pattern, method_for(pattern, demand.size))
    mean.flags.writeable = False
    return mean


@lru_cache(maxsize=16384)
def _forecast(content: bytes, first_day: np.datetime64, is_ended: bool, quick: bool) -> StatisticalForecast:
    quantity = np.frombuffer(content, dtype=np.float64)
    recorded = observed(quantity)
    demand = _tamed(recorded)
    pattern = classify(demand)
    plain = _without_model(demand, pattern, is_ended)
    if plain is not None:
        return _frozen(plain)
    starts = first_day + 7 * (quantity.size - demand.size)
    method = method_for(pattern, demand.size)
    if quick and method.least == 8 and pattern in (Pattern.SMOOTH, Pattern.ERRATIC):
        method = SMOOTHING
    forecast = _with_model(demand, starts, pattern, method)
    cut = int(np.count_nonzero(demand < recorded))
    if cut:
        warning = f"{cut} exceptional {'week counts' if cut == 1 else 'weeks count'} as {demand.max():,.0f} only."
        forecast = replace(forecast, warnings=(*forecast.warnings, warning))
    return _frozen(forecast)


def _tamed(demand: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.minimum(demand, usual_limit(demand))


def _without_model(demand: NDArray[np.float64], pattern: Pattern, is_ended: bool) -> StatisticalForecast | None:
    level, words, warning = 0.0, "zero", ""
    if is_ended:
        warning = "The item is not sold any more; its forecast is zero."
    elif pattern is Pattern.NONE:
        warning = "There is no past demand; the forecast is zero until somebody enters one."
    elif pattern is Pattern.ZERO:
        warning = f"In {demand.size} weeks there was never any demand; the forecast is zero."
    elif pattern is Pattern.DORMANT:
        silent = demand.size - 1 - int(np.flatnonzero(demand > 0)[-1])
        warning = f"There has been no demand for {silent} weeks; the item is taken for dead and forecast as zero."
    elif pattern is Pattern.SHORT:
        level, words = float(np.mean(demand)), "mean of the weeks so far"
        warning = (
            f"Only {demand.size} {'week is' if demand.size == 1 else 'weeks are'} known: the forecast is their mean, "
            "the interval is the least that counted demand varies (Poisson)."
        )
    elif pattern is Pattern.CONSTANT:
        level, words = float(demand[0]), "the level that never varied"
        warning = f"Demand was the same in all {demand.size} weeks; an interval cannot be measured and has no width."
    else:
        return None
    is_sure = pattern is Pattern.CONSTANT and not is_ended
    errors, outcomes = (np.full((ORIGINS, ERROR_WEEKS), value if is_sure else np.nan) for value in (0.0, level))
    mean, index = np.full(HORIZON_WEEKS, level), np.ones(HORIZON_WEEKS)
    return StatisticalForecast(pattern, mean, index, errors, outcomes, False, words, (warning,))


def _with_model(
    demand: NDArray[np.float64], first_day: np.datetime64, pattern: Pattern, method: Method
) -> StatisticalForecast:
    mean, index = _point(demand, first_day, pattern, method)
    words = method.words if np.all(index == 1) else f"{method.words} on demand without its yearly season"
    warnings: list[str] = []
    if demand.size < LEAST_WEEKS:
        warnings.append(f"Only {demand.size} weeks are known: too few to learn a yearly season.")
    gap = longest_gap(demand)
    if pattern in (Pattern.SMOOTH, Pattern.ERRATIC) and gap >= LONG_GAP_WEEKS:
        warnings.append(f"Up to {gap} weeks in a row have no demand in a series that usually sells every week.")
    errors, outcomes = _errors(demand, first_day, pattern, method)
    if measure_spread(errors) is None:
        warnings.append("Too few past errors are known: the interval is the least that counts vary (Poisson).")
    is_counted = pattern in (Pattern.INTERMITTENT, Pattern.LUMPY) and bool(np.all(demand == np.round(demand)))
    return StatisticalForecast(pattern, mean, index, errors, outcomes, is_counted, words, tuple(warnings))


def _point(
    demand: NDArray[np.float64], first_day: np.datetime64, pattern: Pattern, method: Method
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    profile = _profile(demand, first_day, pattern, HORIZON_WEEKS)
    index = np.ones(demand.size + HORIZON_WEEKS) if profile is None else profile
    level = demand / index[: demand.size]
    return method.fit(level)(level, HORIZON_WEEKS) * index[demand.size :], index[demand.size :]


def _profile(
    demand: NDArray[np.float64], first_day: np.datetime64, pattern: Pattern, ahead: int
) -> NDArray[np.float64] | None:
    seasonal = pattern in (Pattern.SMOOTH, Pattern.ERRATIC)
    return yearly_profile(demand, first_day, ahead) if seasonal else None


def _errors(
    demand: NDArray[np.float64], first_day: np.datetime64, pattern: Pattern, method: Method
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return outcomes minus forecasts at past origins, and the outcomes.

    Parameters and season are those known at the first origin.
    """
    errors, outcomes = np.full((ORIGINS, ERROR_WEEKS), np.nan), np.full((ORIGINS, ERROR_WEEKS), np.nan)
    origins = origins_of(demand.size, method.least)
    if not origins:
        return errors, outcomes
    known = demand[: origins[0]]
    profile = _profile(known, first_day, pattern, demand.size - known.size)
    level = demand / (np.ones(demand.size) if profile is None else profile)
    carry = method.fit(level[: origins[0]])
    for row, origin in enumerate(origins, start=ORIGINS - len(origins)):
        ahead = min(ERROR_WEEKS, demand.size - origin)
        outcomes[row, :ahead] = level[origin : origin + ahead]
        errors[row, :ahead] = outcomes[row, :ahead] - carry(level[:origin], ahead)
    return errors, outcomes


def _frozen(forecast: StatisticalForecast) -> StatisticalForecast:
    for array in (forecast.mean, forecast.index, forecast.errors, forecast.outcomes):
        array.flags.writeable = False
    return forecast
