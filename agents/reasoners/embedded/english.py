"""Which words are English, and how common they are, by the vocabulary of the embedding.

A WordPiece vocabulary (Wu et al. 2016, section 4.1) keeps whole words in the order of their frequency: the position
of a word is its rank. A word that is in it is no misspelling of a name, and a very frequent one names nothing alone.
"""

import json
from functools import cache

from knowledge.policies.embedding import TOKENIZER


@cache
def _ranks() -> dict[str, int]:
    vocabulary = json.loads(TOKENIZER.locate().read_text(encoding="utf-8"))["model"]["vocab"]
    return {word: rank for word, rank in vocabulary.items() if word.isalpha() and len(word) > 1}


def rank_of(word: str) -> int | None:
    """Return how many words are more frequent than a word in lower case; `None` where it is in no vocabulary.

    Examples
    --------
    >>> rank_of("water") < rank_of("coconut"), rank_of("hambrug")
    (True, None)
    """
    return _ranks().get(word)


def words_up_to(rank: int) -> list[str]:
    """Return the words that are more frequent than those of a rank, the most frequent first."""
    return sorted((word for word, own in _ranks().items() if own < rank), key=_ranks().__getitem__)


def is_english(word: str) -> bool:
    """Whether a word in lower case, or what it is the plural of, is in the vocabulary."""
    return word in _ranks() or (word.endswith("s") and word[:-1] in _ranks())
