"""Means before and after, and the paired difference with its 95 % interval."""

import numpy as np
from numpy.typing import NDArray

from .comparison import MoneyEffect, QuantityEffect, ShareEffect

Array = NDArray[np.float64]

NORMAL_95 = 1.959963984540054


def money_effect(base: Array, alternative: Array) -> MoneyEffect:
    """Compare money, shapes `(replications,)`, replication by replication."""
    return MoneyEffect(**_paired(base, alternative))


def quantity_effect(base: Array, alternative: Array) -> QuantityEffect:
    """Compare quantities, shapes `(replications,)`, replication by replication."""
    return QuantityEffect(**_paired(base, alternative))


def share_effect(base_part: Array, base_whole: Array, alternative_part: Array, alternative_whole: Array) -> ShareEffect:
    """Compare shares; a replication without demand counts as fully served."""
    return ShareEffect(**_paired(_share(base_part, base_whole), _share(alternative_part, alternative_whole)))


def _share(part: Array, whole: Array) -> Array:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 1.0)


def _paired(base: Array, alternative: Array) -> dict[str, float]:
    """Paired-t interval with the normal quantile, good from 30 replications on (Law 2015, section 10.2.1)."""
    difference = alternative - base
    mean = float(difference.mean())
    half = NORMAL_95 * float(difference.std(ddof=1)) / float(np.sqrt(difference.size))
    return {
        "base": float(base.mean()),
        "alternative": float(alternative.mean()),
        "difference": mean,
        "low": mean - half,
        "high": mean + half,
    }
