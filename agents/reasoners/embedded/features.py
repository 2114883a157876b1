"""What the head sees of an utterance: its meaning as a vector, its spelling as hashed n-grams, and its concepts."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise
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


def spelling(texts: Sequence[str]) -> "csr_matrix[Any]":
    """Return hashed counts of character n-grams within words, of words and of word pairs; rows of length one.

    Parameters
    ----------
    texts
        Masked utterances.

    Returns
    -------
    scipy.sparse.csr_matrix
        Shape `(texts, SPELLING_SIZE)`. Counts enter as their square roots.
    """
    from scipy.sparse import csr_matrix

    counted = [_counted(text) for text in texts]
    lengths = [len(counts) for counts in counted]
    places = np.fromiter(chain.from_iterable(counted), dtype=np.int32, count=sum(lengths))
    counts = np.fromiter(chain.from_iterable(one.values() for one in counted), dtype=np.float32, count=sum(lengths))
    totals = np.array([max(sum(one.values()), 1) for one in counted], dtype=np.float32)
    values = np.sqrt(counts / np.repeat(totals, lengths))
    return csr_matrix((values, places, np.cumsum([0, *lengths])), shape=(len(texts), SPELLING_SIZE))


def concepts(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return which concepts each masked utterance speaks of, shape `(texts, concepts)`; rows of length one or zero."""
    rows = np.zeros((len(texts), len(CONCEPTS)), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        row[[_PLACES[concept] for concept in concepts_in(text)]] = 1.0
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1.0)


def features(meaning: NDArray[np.float32], texts: Sequence[str]) -> "csr_matrix[Any]":
    """Return meaning `(texts, 384)`, spelling and concepts side by side, `(texts, features)`."""
    from scipy.sparse import csr_matrix, hstack

    parts = [csr_matrix(_MEANING_WEIGHT * meaning), spelling(texts), csr_matrix(concepts(texts))]
    return csr_matrix(hstack(parts), dtype=np.float32)


def meanings(seen: "csr_matrix[Any]") -> NDArray[np.float32]:
    """Return the meanings `(texts, 384)` within features."""
    return (seen[:, :DIMENSIONS].toarray() / _MEANING_WEIGHT).astype(np.float32)


def _counted(text: str) -> Counter[int]:
    """Return how often each place of the hashed n-grams is met."""
    words = text.split()
    met = Counter(chain.from_iterable(_of_word(word) for word in words))
    met.update([_place(f"w:{left} {right}") for left, right in pairwise(["^", *words, "$"])] * 2)
    return met


@lru_cache(maxsize=1 << 15)
def _of_word(word: str) -> tuple[int, ...]:
    """Return the places of a word's n-grams and, twice, of the word."""
    grams = [f" {word} "[i : i + n] for n in _LENGTHS for i in range(len(word) + 3 - n)]
    return tuple(_place(gram) for gram in (*grams, f"w:{word}", f"w:{word}"))


def _place(gram: str) -> int:
    return crc32(gram.encode()) % SPELLING_SIZE
