"""How far off a forecast can be: from the errors that the same method made at past origins."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.truth.schema.columns import QUANTILE_LEVELS

ORIGINS = 26
"""Past origins, two weeks apart, the last one a week before the end of the history."""

ORIGIN_STEP = 2
ERROR_WEEKS = 13
"""Horizon of the errors; the spread further ahead is extrapolated."""

_GROWTHS = np.linspace(0.0, 1.0, 41)


@dataclass(frozen=True, slots=True)
class Spread:
    """The spread of a forecast's errors.

    Attributes
    ----------
    standard
        Standard deviation of the error one week ahead, base units at seasonal index 1, widened for the small number of
        past origins.
    growth
        The variance `h` weeks ahead is `standard² (1 + growth (h - 1))`.
    shape
        Errors divided by their standard deviation, sorted, shape `(errors,)`.
    correlation
        Of the errors of two weeks of the same forecast.
    """

    standard: float
    growth: float
    shape: NDArray[np.float64]
    correlation: float

    def deviations(self, index: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the standard deviation of each week's error in base units, shape `(weeks,)`."""
        return self.standard * index * np.sqrt(1 + self.growth * np.arange(index.size))


def origins_of(weeks: int, least: int) -> list[int]:
    """Return the numbers of weeks known at the past origins, counted from the end so that all series share them.

    Parameters
    ----------
    weeks
        Length of the history.
    least
        Fewest weeks that the method must know.
    """
    counted = [weeks - 1 - ORIGIN_STEP * back for back in range(ORIGINS)]
    return sorted(origin for origin in counted if origin >= max(least, weeks // 3))


def measure_spread(errors: NDArray[np.float64]) -> Spread | None:
    """Return the spread of errors of shape `(origins, weeks ahead)`, NaN where the outcome is not known yet.

    Returns
    -------
    `None` where fewer than ten errors are known.
    """
    known = ~np.isnan(errors)
    count = known.sum(axis=0)
    if known.sum() < 10 or count[0] == 0:
        return None
    squares = np.where(known, errors, 0.0) ** 2
    variance = squares.sum(axis=0) / np.maximum(count, 1)
    ahead = np.arange(errors.shape[1])
    curves = 1 + _GROWTHS[:, None] * ahead[None, :]
    ones = (variance * count / curves).sum(axis=1) / count.sum()
    likelihood = -(count * np.log(np.maximum(curves * ones[:, None], 1e-300))).sum(axis=1)
    best = int(np.argmax(likelihood))
    observed = float(np.sqrt(ones[best]))
    scaled = errors / np.sqrt(curves[best])[None, :]
    shape = np.sort(scaled[known]) / observed if observed > 0 else np.zeros(1)
    # Origins two weeks apart overlap: half of them are counted as the degrees of freedom of Student's t.
    freedom = max(known.any(axis=1).sum() / 2, 4.0)
    return Spread(
        observed * float(np.sqrt(freedom / (freedom - 2))), float(_GROWTHS[best]), shape, _correlation(errors, known)
    )


def quantiles_of(mean: NDArray[np.float64], index: NDArray[np.float64], spread: Spread | None) -> NDArray[np.float64]:
    """Return the quantiles at `QUANTILE_LEVELS` of each week, shape `(weeks, levels)`, not negative, never decreasing.

    The errors' own quantiles are used, at levels moved outwards by the finite-sample step of conformal prediction
    (Vovk, Gammerman and Shafer 2005): `(n + 1) p` of `n` errors. Without a spread the demand is taken for Poisson.
    """
    if spread is None:
        return poisson_quantiles(mean)
    count = spread.shape.size
    levels = np.array(QUANTILE_LEVELS)
    outward = np.clip(np.where(levels < 0.5, np.floor(levels * (count + 1)), np.ceil(levels * (count + 1))), 1, count)
    middle = levels == 0.5
    standard = spread.shape[outward.astype(int) - 1]
    standard[middle] = np.median(spread.shape)
    values = mean[:, None] + spread.deviations(index)[:, None] * standard[None, :]
    return np.maximum(values, 0.0)


def whole_quantiles(quantiles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return quantiles rounded outwards to whole units: demand of 2 must not fall outside a bound of 1.9."""
    levels = np.array(QUANTILE_LEVELS)
    return np.where(levels < 0.5, np.floor(quantiles), np.where(levels > 0.5, np.ceil(quantiles), np.round(quantiles)))


def poisson_quantiles(mean: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Poisson quantiles at `QUANTILE_LEVELS`, shape `(weeks, levels)`: the least that counted demand varies."""
    from scipy.stats import poisson

    return np.asarray(poisson.ppf(np.array(QUANTILE_LEVELS)[None, :], np.maximum(mean, 0.0)[:, None]), dtype=np.float64)


def sum_deviation(deviations: NDArray[np.float64], correlation: float) -> float:
    """Return the standard deviation of a sum of errors of equal pairwise correlation.

    `Var(Σe) = Σσ² + r ((Σσ)² - Σσ²)`.
    """
    own = float(deviations @ deviations)
    return float(np.sqrt(own + correlation * (float(deviations.sum()) ** 2 - own)))


def _correlation(errors: NDArray[np.float64], known: NDArray[np.bool_]) -> float:
    complete = errors[known.all(axis=1)]
    if complete.shape[0] < 4 or errors.shape[1] < 2:
        return 0.5
    squares = (complete**2).mean(axis=0)
    own = float(squares.sum())
    together = float(np.sqrt(squares).sum()) ** 2 - own
    if together <= 0:
        return 0.0
    return float(np.clip((float((complete.sum(axis=1) ** 2).mean()) - own) / together, 0.0, 1.0))
