"""Forecast consumption: how open customer orders and the forecast become one demand.

The plan, the projection and the twin all take demand from here.
"""

import numpy as np
from numpy.typing import NDArray

DEMAND_TIME_FENCE_DAYS = 14
"""Days from the planning date within which customer orders count against the forecast, unless stated otherwise."""


def consume_forecast(
    forecast: NDArray[np.float64],
    open_orders: NDArray[np.float64],
    fence_days: int = DEMAND_TIME_FENCE_DAYS,
    *,
    axis: int = -1,
) -> NDArray[np.float64]:
    """Return the demand of each day: inside the fence the larger of open orders and forecast, outside the forecast.

    Inside the fence the two are compared cumulated from the first day: an order consumes the forecast of the days
    around it, so that one larger than its own day's forecast is not added to the rest of the week's. Overdue orders are
    no part of it: they are owed in addition, see `OpenSales.overdue`.

    Parameters
    ----------
    forecast, open_orders
        Base units a day; shapes that broadcast against each other, days along `axis`.
    fence_days
        The demand time fence: days 0 to `fence_days - 1` lie inside.

    Examples
    --------
    >>> consume_forecast(np.array([10.0, 10.0, 10.0, 10.0]), np.array([4.0, 24.0, 0.0, 50.0]), fence_days=3).tolist()
    [10.0, 18.0, 2.0, 10.0]
    """
    if fence_days < 0:
        raise ValueError("the demand time fence must not be negative")
    expected, ordered = np.broadcast_arrays(np.moveaxis(forecast, axis, -1), np.moveaxis(open_orders, axis, -1))
    inside = slice(0, fence_days)
    larger = np.maximum(np.cumsum(expected[..., inside], axis=-1), np.cumsum(ordered[..., inside], axis=-1))
    demand = np.array(expected)
    demand[..., inside] = np.diff(larger, axis=-1, prepend=0.0)
    return np.moveaxis(demand, -1, axis)
