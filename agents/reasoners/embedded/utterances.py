"""Turn the forms of the grammar into utterances to learn from."""

import random
import re
from collections.abc import Mapping, Sequence

from .masking import MASKS, plain, without_doubles

_INNERMOST = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")
_MASK = re.compile(r"<(\w+)>")
_FEWEST = 200
"""So many are drawn of a kind at least, as far as its alternatives differ."""


def utterances(
    forms: Mapping[str, Sequence[str]], a_form: int, a_kind: int, seed: int = 1
) -> tuple[list[str], list[str]]:
    """Return utterances and their kinds, the same for the same forms and seed, each once.

    Parameters
    ----------
    a_form
        How many are drawn from each form; more where a kind has few forms, as a new tool may have.
    a_kind
        How many are kept of each kind at most.
    """
    texts: list[str] = []
    kinds: list[str] = []
    for kind in sorted(forms):
        draw = random.Random(f"{seed}:{kind}")
        drawn: dict[str, None] = {}
        draws = max(a_form, _FEWEST // max(len(forms[kind]), 1))
        for form in forms[kind]:
            for _ in range(draws):
                drawn[masked(expand(form, draw))] = None
        kept = list(drawn)
        draw.shuffle(kept)
        texts += kept[:a_kind]
        kinds += [kind] * len(kept[:a_kind])
    return texts, kinds


def expand(form: str, draw: random.Random) -> str:
    """Return one utterance of a form: an alternative of each round bracket, each square one kept or left out.

    Examples
    --------
    >>> expand("(show|list) [all] orders", random.Random(1))
    'show orders'
    """

    def choose(match: re.Match[str]) -> str:
        if match[1] is not None:
            return draw.choice(match[1].split("|"))
        return draw.choice([*match[2].split("|"), ""] if draw.random() < 0.7 else [""])

    while _INNERMOST.search(form):
        form = _INNERMOST.sub(choose, form, count=1)
    return " ".join(form.split())


def masked(utterance: str) -> str:
    """Return an utterance with `<item>` and the like replaced by their masks, as questions are masked."""
    return without_doubles(plain(_MASK.sub(lambda match: MASKS[match[1]], utterance)))
