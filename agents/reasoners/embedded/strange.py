"""Words that nobody uses who speaks of the work: the more of them, the less a message is about it.

What people plan with fills a few thousand words. A correct English word that stands in no form of a tool, and in no
name, is rare in a question that a tool answers, and usual in one that it does not.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from .english import is_english
from .lexicon import stem
from .vocabulary import COMMON_WORDS, TRADE_WORDS

AROUND = frozenset({"out_of_scope", "unsafe", "greeting", "help", "going_on"})
"""Kinds of question whose forms speak of other things than the work."""

_WORD = re.compile(r"[a-z]{3,}")
_MASK = re.compile(r"<\w+>")
_FEWEST = 2
"""Forms that a word must stand in: one person alone may have named something that is not known."""


def vocabulary_of(forms: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return the stems of the words that people use who speak of the work.

    Parameters
    ----------
    forms
        The forms of every kind of question.
    """
    lines = (line for kind, each in forms.items() if kind not in AROUND for line in each)
    told = Counter(chain.from_iterable(_stems_of(line) for line in lines))
    return frozenset(one for one, count in told.items() if count >= _FEWEST)


def _stems_of(form: str) -> set[str]:
    return {stem(word) for word in _WORD.findall(_MASK.sub(" ", form.lower()))}


def strange_words(masked: str, vocabulary: frozenset[str]) -> int:
    """Return how many different words of a masked question are English and not in the vocabulary.

    Examples
    --------
    >>> strange_words("the gearbox of this site whines", frozenset({"the", "of", "this", "site"}))
    1
    """
    return len({word for word in _WORD.findall(masked) if is_english(word) and stem(word) not in vocabulary})


_LONG = 5
"""Letters from which on a word that is not English is rather a name than a misspelled word."""

_NO_THING = re.compile(r"(?:ed|ing|able|ible|est|ly|ive|less|ful|ous|ish|wise|[^r]y|ion|ions|ment|ness)$")
_IN_PLACE_OF_A_SITE = re.compile(
    r"\b(?:in|at|into) (?:the |our )?(?P<place>[a-z]{4,})(?: (?:warehouse|depot|dc|plant|factory|site|hub))?\s*(?:[?.!,;]|$)"
)
_IN_PLACE_OF_A_THING = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?i:how) (?:much|many) (?:of )?(?:the |our )?(?P<thing>(?:[a-z]+ )?[a-z]{3,})\s+(?:is|are|was|were|do|does|did|have|has|left|in|at)\b",
        r"\b(?:(?i:stocks?|forecasts?|sales|demand)|cases|orders?|accuracy|inventory|projection|quantity|units|much|many|hold|have|"
        r"sell|sold|supply|deliver(?:y|ies)|shortages?|levels?|run out|buy) (?:of|for) (?:the |our |some |any |all )?(?P<thing>(?:[a-z]+ )?[a-z]{3,})"
        r"(?=\s*[,.;?!]|\s*$|\s+(?:in|at|for|by|last|next|this|over|from|do|does|double|triple|doubles|rises?|drops?|halves?|falls?|grows?|are|is|run)\b)",
        r"\b(?:the|our|what|which|any|for|of) (?P<thing>(?:[a-z]+ )?[a-z]{3,}) (?:forecasts?|stocks?|sales|demand|family|shortage|projection)\b",
        r"\benough (?P<thing>(?:[a-z]+ )?[a-z]{3,})\b",
    )
)
"""Where questions about goods have the name of the goods."""


def things_in(said: str, vocabulary: frozenset[str]) -> list[tuple[int, int]]:
    """Return where a question has words in the place of goods that nobody uses of the work, and that name a thing.

    Examples
    --------
    >>> things_in("how much shampoo is in Lyon", frozenset({"how", "much", "is", "in"}))
    [(9, 16)]
    """
    found: list[tuple[int, int]] = []
    for match in (match for pattern in _IN_PLACE_OF_A_THING for match in pattern.finditer(said)):
        words = [one for one in _WORD.finditer(match["thing"]) if _is_thing(one[0], vocabulary)]
        if words:
            found.append((match.start("thing"), match.start("thing") + words[-1].end()))
    return found


def place_in(said: str, vocabulary: frozenset[str]) -> tuple[int, int] | None:
    """Return where a question has, in lower case, a word in the place of a site that nobody uses of the work."""
    match = _IN_PLACE_OF_A_SITE.search(said)
    return match.span("place") if match and _is_thing(match["place"], vocabulary) else None


def is_told_by(word: str, vocabulary: frozenset[str]) -> bool:
    """Whether a word before a part of a name makes it the name of another thing: "banana" before "milk"."""
    return is_english(word) and _is_thing(word, vocabulary)


def _is_thing(word: str, vocabulary: frozenset[str]) -> bool:
    known = word in COMMON_WORDS or stem(word) in COMMON_WORDS or word in TRADE_WORDS
    return (
        not known
        and stem(word) not in vocabulary
        and (is_english(word) or len(word) >= _LONG)
        and _NO_THING.search(word) is None
    )
