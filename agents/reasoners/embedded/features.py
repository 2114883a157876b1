"""What the head sees of an utterance: its meaning as a vector, its spelling as hashed n-grams, and its concepts."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.policies.embedding import DIMENSIONS

from .concepts import CONCEPTS, concepts_in

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SPELLING_SIZE = 1 << 13
"""Length of the vector of hashed n-grams."""

_LENGTHS = (2, 3, 4, 5)
_MEANING_WEIGHT = 1.6
_PLACES = {concept: number for number, concept in enumerate(CONCEPTS)}
_AT_ONCE = 256


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


def concepts(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return which concepts each masked utterance speaks of, shape `(texts, concepts)`; rows of length one or zero."""
    rows = np.zeros((len(texts), len(CONCEPTS)), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        row[[_PLACES[concept] for concept in concepts_in(text)]] = 1.0
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1.0)


def features(meaning: NDArray[np.float32], texts: Sequence[str]) -> NDArray[np.float32]:
    """Return meaning `(texts, 384)`, spelling and concepts side by side, `(texts, features)`."""
    return np.hstack([_MEANING_WEIGHT * meaning, spelling(texts), concepts(texts)]).astype(np.float32)


def meanings(seen: "NDArray[np.float32] | csr_matrix[Any]") -> NDArray[np.float32]:
    """Return the meanings `(texts, 384)` within features."""
    part = seen[:, :DIMENSIONS]
    dense = part if isinstance(part, np.ndarray) else part.toarray()
    return (dense / _MEANING_WEIGHT).astype(np.float32)


def sparse_features(meaning: NDArray[np.float32], texts: Sequence[str]) -> "csr_matrix[Any]":
    """Return the same as `features` for thousands of texts, without their many zeros."""
    from scipy.sparse import csr_matrix, vstack

    starts = range(0, len(texts), _AT_ONCE)
    parts = [csr_matrix(features(meaning[i : i + _AT_ONCE], texts[i : i + _AT_ONCE])) for i in starts]
    return csr_matrix(vstack(parts))


def _grams(text: str) -> list[str]:
    words = text.split()
    grams = [f" {word} "[i : i + n] for word in words for n in _LENGTHS for i in range(len(word) + 3 - n)]
    grams += [f"w:{word}" for word in words] * 2
    grams += [f"w:{left} {right}" for left, right in pairwise(["^", *words, "$"])] * 2
    return grams
