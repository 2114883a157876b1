"""Measures of forecast accuracy over arrays of equal shape; NaN in either array leaves the cell out."""

import numpy as np
from numpy.typing import NDArray


def wape(actual: NDArray[np.float64], forecast: NDArray[np.float64]) -> float | None:
    """Return the weighted absolute percentage error, `Σ|f - y| / Σy` as a share; `None` where nothing was sold.

    Examples
    --------
    >>> wape(np.array([10.0, 30.0]), np.array([12.0, 26.0]))
    0.15
    """
    known = ~np.isnan(actual) & ~np.isnan(forecast)
    total = float(actual[known].sum())
    return float(np.abs(forecast[known] - actual[known]).sum()) / total if total > 0 else None


def bias(actual: NDArray[np.float64], forecast: NDArray[np.float64]) -> float | None:
    """Return `Σ(f - y) / Σy` as a share: positive where the forecast is too high; `None` where nothing was sold."""
    known = ~np.isnan(actual) & ~np.isnan(forecast)
    total = float(actual[known].sum())
    return float((forecast[known] - actual[known]).sum()) / total if total > 0 else None


def naive_scale(history: NDArray[np.float64]) -> float | None:
    """Return the mean absolute change from one period to the next; `None` where it is zero or unknown."""
    steps = np.abs(np.diff(history[~np.isnan(history)]))
    return float(steps.mean()) if steps.size and steps.sum() > 0 else None


def mase(actual: NDArray[np.float64], forecast: NDArray[np.float64], scale: float | None) -> float | None:
    """Return the mean absolute error divided by `naive_scale` of the history (Hyndman and Koehler 2006, eq. 3)."""
    known = ~np.isnan(actual) & ~np.isnan(forecast)
    if scale is None or not known.any():
        return None
    return float(np.abs(forecast[known] - actual[known]).mean()) / scale
