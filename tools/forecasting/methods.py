"""Forecasting methods of statsforecast behind one small interface: fitted once, carried forward as weeks arrive."""

import warnings
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .pattern import Pattern

TREND_WEEKS = 20
"""No trend is read out of fewer weeks."""

Carry = Callable[[NDArray[np.float64], int], NDArray[np.float64]]
"""Forecasts so many weeks after a longer history with the parameters that were fitted before."""


@dataclass(frozen=True, slots=True)
class Method:
    """A way to forecast one series.

    Attributes
    ----------
    words
        What it is, for people.
    least
        Fewest weeks that it can be fitted to.
    """

    words: str
    least: int
    fit: Callable[[NDArray[np.float64]], Carry]


def method_for(pattern: Pattern, weeks: int) -> Method:
    """Return the method for a class of demand that has one.

    Every other class (`none`, `zero`, `dormant`, `short`, `constant`) is forecast without a model.
    """
    if pattern is Pattern.INTERMITTENT:
        return CROSTON
    if pattern is Pattern.LUMPY:
        # Croston's smoothing of sizes keeps a single huge order for years; plain smoothing forgets it in weeks.
        return SMOOTHING
    return THETA if weeks >= TREND_WEEKS else SMOOTHING


def _theta(demand: NDArray[np.float64]) -> Carry:
    from statsforecast.models import DynamicOptimizedTheta

    with _quiet():
        model = DynamicOptimizedTheta(season_length=1).fit(demand)
    return lambda history, weeks: _mean(model.forward(history, weeks))


def _smoothing(demand: NDArray[np.float64]) -> Carry:
    from statsforecast.models import SimpleExponentialSmoothing, SimpleExponentialSmoothingOptimized

    with _quiet():
        fitted: Any = SimpleExponentialSmoothingOptimized().fit(demand)
    model = SimpleExponentialSmoothing(alpha=float(fitted.model_["alpha"]))
    return lambda history, weeks: _mean(model.forecast(history, weeks))


def _croston(demand: NDArray[np.float64]) -> Carry:
    from statsforecast.models import CrostonSBA

    del demand  # its smoothing constant is fixed at 0.1
    return lambda history, weeks: _mean(CrostonSBA().forecast(history, weeks))


def _mean(forecast: Mapping[str, Any]) -> NDArray[np.float64]:
    return np.maximum(np.asarray(forecast["mean"], dtype=np.float64), 0.0)


@contextmanager
def _quiet() -> Generator[None]:
    # The optimiser warns of divisions and roundings on the way to its result, which is checked afterwards.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


THETA = Method("dynamic optimised theta (Fiorucci et al. 2016)", 8, _theta)
SMOOTHING = Method("simple exponential smoothing", 4, _smoothing)
CROSTON = Method("Croston's method with the Syntetos-Boylan correction (2005)", 8, _croston)
