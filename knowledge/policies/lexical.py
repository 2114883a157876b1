"""Finds pieces by their words (BM25)."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import bm25s
import numpy as np

from .passages import Piece

_WORD = re.compile(r"[a-z0-9]+(?:&[a-z0-9]+)?")
_STOP_WORDS = """
a about after all an and any are as at be been before but by can could do does did for from had has have he her his how
i if in into is it its may me my no not of on or our shall she should so than that the their them then there these they
this those to up us was we were what when where which who why will with would you your
"""
_STOP = frozenset(_STOP_WORDS.split())
_SUFFIXES = ("ations", "ation", "ings", "ing", "ments", "ment", "ies", "ied", "es", "ed", "s", "y", "e")


class LexicalIndex:
    """BM25 over the pieces, in memory; built in milliseconds, so it is never stored.

    Source: Robertson and Zaragoza (2009), "The probabilistic relevance framework: BM25 and beyond", in the variant
    of Lucene.
    """

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._keys = [piece.key for piece in pieces]
        self._policies = [piece.policy_id for piece in pieces]
        self._index = bm25s.BM25()
        if pieces:
            self._index.index([_words(piece.searched_text) or ["-"] for piece in pieces], show_progress=False)

    def ranking(self, query: str, policy_ids: AbstractSet[str]) -> list[str]:
        """Keys of the pieces of certain policies that share a word with the query, the best first."""
        words = sorted(set(_words(query)))
        if not self._keys or not words:
            return []
        known = self._index.get_tokens_ids(words)
        if not known:
            return []
        scores = self._index.get_scores_from_ids(known)
        order = np.argsort(-scores, kind="stable")
        return [self._keys[at] for at in order if scores[at] > 0 and self._policies[at] in policy_ids]


def _words(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP]


def _stem(word: str) -> str:
    """Cut one common English ending, so that `expediting` finds `expedite`; short stems are left whole."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word.removesuffix(suffix)
    return word
