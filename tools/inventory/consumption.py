"""Forecast consumption: how open customer orders and the forecast become one demand.

The plan, the projection and the twin all take demand from here.
"""

import numpy as np
from numpy.typing import NDArray

DEMAND_TIME_FENCE_DAYS = 7
"""Days from the planning date within which customer orders count against the forecast, unless stated otherwise."""


def consume_forecast(
    forecast: NDArray[np.float64],
    open_orders: NDArray[np.float64],
    fence_days: int = DEMAND_TIME_FENCE_DAYS,
    *,
    axis: int = -1,
) -> NDArray[np.float64]:
    """Return the demand of each day: inside the fence the larger of open orders and forecast, outside the forecast.

    Overdue orders are no part of it: they are owed in addition, see `OpenSales.overdue`.

    Parameters
    ----------
    forecast, open_orders
        Base units a day; shapes that broadcast against each other, days along `axis`.
    fence_days
        The demand time fence: days 0 to `fence_days - 1` lie inside.

    Examples
    --------
    >>> consume_forecast(np.array([10.0, 10.0, 10.0]), np.array([4.0, 15.0, 15.0]), fence_days=2).tolist()
    [10.0, 15.0, 10.0]
    """
    if fence_days < 0:
        raise ValueError("the demand time fence must not be negative")
    larger = np.maximum(forecast, open_orders)
    days = np.arange(larger.shape[axis])
    shape = [1] * larger.ndim
    shape[axis] = -1
    return np.where((days < fence_days).reshape(shape), larger, forecast)
