"""Pegging: which demand an arrival serves, first come, first served."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Peg:
    """The days of demand that an arrival serves; days count from the planning date, -1 is beyond the last day.

    Attributes
    ----------
    needed_day
        First day whose demand stock and earlier arrivals do not serve.
    last_day
        Last day that it serves.
    """

    needed_day: int
    last_day: int


def peg(opening: float, outflow: NDArray[np.float64], arrivals: list[float]) -> list[Peg]:
    """Match arrivals, in their order, with the outflow of shape `(days,)` that stock and earlier arrivals leave open.

    Examples
    --------
    >>> peg(10.0, np.array([5.0, 5.0, 5.0, 5.0]), [5.0, 20.0])
    [Peg(needed_day=2, last_day=2), Peg(needed_day=3, last_day=-1)]
    """
    used = np.cumsum(outflow)
    pegs: list[Peg] = []
    supplied = opening
    for quantity in arrivals:
        needed = np.flatnonzero(used > supplied + 1e-6)
        supplied += quantity
        exhausted = np.flatnonzero(used >= supplied - 1e-6)
        pegs.append(Peg(int(needed[0]) if needed.size else -1, int(exhausted[0]) if exhausted.size else -1))
    return pegs
