"""What the head sees of an utterance: its meaning as a vector, and its spelling as hashed n-grams."""

from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SPELLING_SIZE = 1 << 13
"""Length of the vector of hashed n-grams."""

_LENGTHS = (2, 3, 4, 5)
_MEANING_WEIGHT = 1.6


def spelling(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return hashed counts of character n-grams within words, of words and of word pairs; rows of length one.

    Parameters
    ----------
    texts
        Masked utterances.

    Returns
    -------
    numpy.ndarray
        Shape `(texts, SPELLING_SIZE)`. Counts enter as their square roots.
    """
    rows = np.zeros((len(texts), SPELLING_SIZE), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for gram in _grams(text):
            row[crc32(gram.encode()) % SPELLING_SIZE] += 1.0
    rows = np.sqrt(rows)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)


def features(meaning: NDArray[np.float32], texts: Sequence[str]) -> NDArray[np.float32]:
    """Return meaning `(texts, 384)` and spelling side by side, `(texts, 384 + SPELLING_SIZE)`."""
    return np.hstack([_MEANING_WEIGHT * meaning, spelling(texts)]).astype(np.float32)


def _grams(text: str) -> list[str]:
    words = text.split()
    grams = [f" {word} "[i : i + n] for word in words for n in _LENGTHS for i in range(len(word) + 3 - n)]
    grams += [f"w:{word}" for word in words] * 2
    grams += [f"w:{left} {right}" for left, right in pairwise(["^", *words, "$"])] * 2
    return grams
