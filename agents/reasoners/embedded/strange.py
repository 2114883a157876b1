"""Words that nobody uses who speaks of the work: the more of them, the less a message is about it.

What people plan with fills a few thousand words. A correct English word that stands in no form of a tool, and in no
name, is rare in a question that a tool answers, and usual in one that it does not.
"""

import re
from collections.abc import Mapping, Sequence

from .english import is_english
from .lexicon import stem

AROUND = frozenset({"out_of_scope", "unsafe", "greeting", "help"})
"""Kinds of question whose forms speak of other things than the work."""

_WORD = re.compile(r"[a-z]{3,}")
_MASK = re.compile(r"<\w+>")


def vocabulary_of(forms: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return the stems of the words that people use who speak of the work.

    Parameters
    ----------
    forms
        The forms of every kind of question.
    """
    lines = (line for kind, each in forms.items() if kind not in AROUND for line in each)
    return frozenset(stem(word) for line in lines for word in _WORD.findall(_MASK.sub(" ", line.lower())))


def strange_words(masked: str, vocabulary: frozenset[str]) -> int:
    """Return how many different words of a masked question are English and not in the vocabulary.

    Examples
    --------
    >>> strange_words("the gearbox of this site whines", frozenset({"the", "of", "this", "site"}))
    1
    """
    return len({word for word in _WORD.findall(masked) if is_english(word) and stem(word) not in vocabulary})
