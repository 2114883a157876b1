"""What the methods would have forecast at past origins, knowing only what lay before each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..subjects import StockingPoint
from .history import WeeklyHistory
from .measures import naive_scale
from .pattern import SHORT_WEEKS
from .statistical import mean_forecast

YEAR_WEEKS = 52


@dataclass(frozen=True)
class Backtest:
    """Forecasts and outcomes at past origins; NaN where a series was not known for `SHORT_WEEKS` weeks yet.

    Attributes
    ----------
    points
        What each series is.
    origins
        First day of the first week that was forecast, shape `(origins,)`.
    actual, statistical, naive, seasonal
        Base units, shape `(series, origins, horizon)`. `naive` is the last week's demand, `seasonal` that of the same
        week a year before.
    scales
        Mean absolute weekly change before each origin, shape `(series, origins)`, NaN where there was none.
    """

    points: tuple[StockingPoint, ...]
    origins: NDArray[np.datetime64]
    actual: NDArray[np.float64]
    statistical: NDArray[np.float64]
    naive: NDArray[np.float64]
    seasonal: NDArray[np.float64]
    scales: NDArray[np.float64]


def backtest(
    history: WeeklyHistory,
    points: Sequence[StockingPoint],
    *,
    origins: int,
    horizon_weeks: int,
    check: Callable[[], None],
) -> Backtest:
    """Forecast every series again at past origins, class, season and parameters chosen anew at each.

    The origins lie `horizon_weeks` apart, so that no week is judged twice; the last one lies so many weeks before the
    end of the history. Where the history is too short there are fewer.

    Parameters
    ----------
    check
        Called between series; stops the computation by raising.
    """
    weeks = history.starts.size
    at = [weeks - horizon_weeks * back for back in range(origins, 0, -1) if weeks - horizon_weeks * back >= SHORT_WEEKS]
    shape = (len(points), len(at), horizon_weeks)
    actual, statistical, naive, seasonal = (np.full(shape, np.nan) for _ in range(4))
    scales = np.full(shape[:2], np.nan)
    for row, point in enumerate(points):
        check()
        quantity = history.of(point.item_id, point.location_id)
        for column, origin in enumerate(at):
            known = quantity[:origin]
            if np.count_nonzero(~np.isnan(known)) < SHORT_WEEKS:
                continue
            actual[row, column] = quantity[origin : origin + horizon_weeks]
            statistical[row, column] = mean_forecast(known, history.first_day)[:horizon_weeks]
            naive[row, column] = known[-1]
            seasonal[row, column] = _a_year_before(known, horizon_weeks)
            scale = naive_scale(known)
            scales[row, column] = np.nan if scale is None else scale
    return Backtest(tuple(points), history.starts[at], actual, statistical, naive, seasonal, scales)


def _a_year_before(known: NDArray[np.float64], weeks: int) -> NDArray[np.float64]:
    padded = np.concatenate([np.full(YEAR_WEEKS, np.nan), known])
    last = padded[-YEAR_WEEKS:]
    return np.tile(last, -(-weeks // YEAR_WEEKS))[:weeks]
