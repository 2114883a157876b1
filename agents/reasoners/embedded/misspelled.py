"""Which word a misspelled one is: letters in the wrong order, one left out, one too many of the same."""

from collections.abc import Iterable
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .english import rank_of, words_up_to
from .vocabulary import COMMON_WORDS

_FREQUENT = 7000
"""Rank up to which a word is one that is misspelled rather than not meant."""

_LEAST = 4
"""Letters of the shortest word that can lack one."""


def is_slip(said: str, meant: str) -> bool:
    """Whether a word is another with two letters swapped, one left out or one doubled.

    Optimal string alignment (restricted Damerau-Levenshtein) finds one edit; of these a changed letter, and one too
    many that is no double, make another word rather than a slip.

    Examples
    --------
    >>> is_slip("sicne", "since"), is_slip("runing", "running"), is_slip("snapps", "snaps"), is_slip("skyr", "sky")
    (True, True, True, False)
    """
    if OSA.distance(said, meant, score_cutoff=1) != 1:
        return False
    if len(said) == len(meant):
        return sorted(said) == sorted(meant)
    if len(said) < len(meant):
        return len(said) >= _LEAST and said[0] == meant[0]
    doubled = (said[:place] + said[place + 1 :] for place in range(1, len(said)) if said[place] == said[place - 1])
    return meant in doubled


def slip_of(said: str, words: Iterable[str]) -> str | None:
    """Return the first of some words that a word in lower case is a slip of."""
    near = process.extract(said, tuple(words), scorer=OSA.distance, score_cutoff=1, limit=None)
    return next((word for word, _, _ in near if is_slip(said, word)), None)


def meant_by(said: str) -> str | None:
    """Return the word of everybody that one in lower case, which is none, is a slip of.

    Examples
    --------
    >>> meant_by("teh"), meant_by("somwhere"), meant_by("skyr")
    ('the', 'somewhere', None)
    """
    slip = slip_of(said, _common())
    return slip or slip_of(said, _frequent())


@cache
def _common() -> tuple[str, ...]:
    return tuple(
        sorted((word for word in COMMON_WORDS if len(word) > 2), key=lambda word: (rank_of(word) or 10**6, word))
    )


@cache
def _frequent() -> tuple[str, ...]:
    return tuple(word for word in words_up_to(_FREQUENT) if len(word) > _LEAST)
