"""What kind of demand a series shows; it decides the method and what may be said about the future."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

SHORT_WEEKS = 8
"""Fewer observed weeks than this carry a level and nothing else."""

DORMANT_WEEKS = 26
"""A series is dormant after so many weeks without demand, or after six of its usual intervals if that is longer."""

LONG_GAP_WEEKS = 4
"""So many weeks in a row without demand are worth a warning in a series that otherwise sells every week."""

ADI_LIMIT, CV2_LIMIT = 1.32, 0.49
"""Limits between the classes of Syntetos, Boylan and Croston (2005), J. Oper. Res. Soc. 56, 495-503."""


class Pattern(StrEnum):
    """The class of a series of weekly demand."""

    NONE = "no history"
    ZERO = "never any demand"
    DORMANT = "no demand any more"
    SHORT = "short"
    CONSTANT = "constant"
    SMOOTH = "smooth"
    ERRATIC = "erratic"
    INTERMITTENT = "intermittent"
    LUMPY = "lumpy"


def observed(quantity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weeks from the first one with a row on; before it a series is NaN."""
    known = np.flatnonzero(~np.isnan(quantity))
    return quantity[known[0] :] if known.size else quantity[:0]


def classify(demand: NDArray[np.float64]) -> Pattern:
    """Return the class of observed weekly demand, shape `(weeks,)`, without NaN.

    Examples
    --------
    >>> classify(np.array([5.0, 6.0, 4.0, 5.0, 6.0, 5.0, 4.0, 5.0])).value
    'smooth'
    >>> classify(np.array([5.0, 0.0, 0.0, 5.0, 0.0, 6.0, 0.0, 5.0, 0.0])).value
    'intermittent'
    """
    if demand.size == 0:
        return Pattern.NONE
    sold = np.flatnonzero(demand > 0)
    if sold.size == 0:
        return Pattern.ZERO
    interval = (sold[-1] + 1) / sold.size
    if demand.size - 1 - sold[-1] >= max(DORMANT_WEEKS, 6 * interval):
        return Pattern.DORMANT
    if demand.size < SHORT_WEEKS:
        return Pattern.SHORT
    if np.ptp(demand) == 0:
        return Pattern.CONSTANT
    sizes = demand[sold]
    varied = float(np.var(sizes) / np.mean(sizes) ** 2) >= CV2_LIMIT
    if demand.size / sold.size >= ADI_LIMIT:
        return Pattern.LUMPY if varied else Pattern.INTERMITTENT
    return Pattern.ERRATIC if varied else Pattern.SMOOTH


def usual_limit(demand: NDArray[np.float64]) -> float:
    """Return the demand above which a week is exceptional: five times its ninth decile among weeks with demand.

    A single order of a thousand times the usual size would otherwise raise the forecast for a year. Infinite where too
    few weeks had demand to tell.
    """
    sizes = demand[demand > 0]
    return 5 * float(np.quantile(sizes, 0.9, method="lower")) if sizes.size >= SHORT_WEEKS else float("inf")


def longest_gap(demand: NDArray[np.float64]) -> int:
    """Return how many weeks in a row had no demand, at most."""
    sold = np.flatnonzero(np.concatenate(([1.0], demand, [1.0])) > 0)
    return int(np.max(np.diff(sold))) - 1
