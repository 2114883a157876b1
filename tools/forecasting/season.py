"""The yearly season of a series: how much of its level belongs to a time of the year."""

import numpy as np
from numpy.typing import NDArray

LEAST_WEEKS = 104
"""Two whole years: from one year nobody can tell a season from a trend."""

HARMONICS = 6
"""At most so many waves a year; what is narrower than two months is taken for chance."""

WEEKS_PER_YEAR = 365.25 / 7


def yearly_profile(demand: NDArray[np.float64], first_day: np.datetime64, ahead: int) -> NDArray[np.float64] | None:
    """Return the seasonal index of each week of the history and of `ahead` weeks more, mean 1 over a year.

    A trend and waves of one to `HARMONICS` a year are fitted to the logarithm of demand by least squares. The number of
    waves is chosen by the corrected Akaike criterion (Hurvich and Tsai 1989) with the likelihood of as many
    observations as are independent by the residuals' autocorrelation, because a wandering level looks like a season
    otherwise.

    Parameters
    ----------
    demand
        Observed weekly demand, shape `(weeks,)`.
    first_day
        First day of the first week.

    Returns
    -------
    Indices of shape `(weeks + ahead,)`, or `None` where there are less than `LEAST_WEEKS` weeks or no season shows.
    """
    weeks = demand.size
    if weeks < LEAST_WEEKS:
        return None
    time = np.arange(weeks + ahead, dtype=np.float64)
    waves = _waves(time + _week_of_year(first_day))
    logs = np.log(np.maximum(demand, 0.1 * np.mean(demand)))
    trend = np.column_stack([np.ones(weeks), time[:weeks]])
    fits = [_fit(np.column_stack([trend, waves[:weeks, : 2 * count]]), logs) for count in range(HARMONICS + 1)]
    effective = _effective(fits[-1][1])
    criteria = [_criterion(residuals, 2 + 2 * count, effective) for count, (_, residuals) in enumerate(fits)]
    count = int(np.argmin(criteria))
    if count == 0:
        return None
    season = fits[count][0][2:]
    year = _waves(np.arange(0, WEEKS_PER_YEAR, WEEKS_PER_YEAR / 200))[:, : 2 * count]
    return np.exp(waves[:, : 2 * count] @ season) / float(np.mean(np.exp(year @ season)))


def _fit(design: NDArray[np.float64], logs: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    solution = np.asarray(np.linalg.lstsq(design, logs)[0], dtype=np.float64)
    return solution, logs - design @ solution


def _waves(weeks: NDArray[np.float64]) -> NDArray[np.float64]:
    angles = 2 * np.pi * weeks[:, None] * np.arange(1, HARMONICS + 1)[None, :] / WEEKS_PER_YEAR
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(weeks.size, -1)


def _week_of_year(day: np.datetime64) -> float:
    days = (day.astype("datetime64[D]") - day.astype("datetime64[Y]").astype("datetime64[D]")).astype(int)
    return float(days) / 7


def _effective(residuals: NDArray[np.float64]) -> float:
    """Return the number of independent observations that residuals of first-order autocorrelation are worth."""
    spread = float(residuals @ residuals)
    if spread <= 0:
        return float(residuals.size)
    persistence = max(0.0, float(residuals[1:] @ residuals[:-1]) / spread)
    return max(residuals.size * (1 - persistence) / (1 + persistence), 2.0)


def _criterion(residuals: NDArray[np.float64], parameters: int, effective: float) -> float:
    if effective <= parameters + 1:
        return np.inf if parameters > 2 else 0.0
    variance = max(float(residuals @ residuals) / residuals.size, 1e-12)
    penalty = 2 * parameters * effective / (effective - parameters - 1)
    return effective * float(np.log(variance)) + penalty
