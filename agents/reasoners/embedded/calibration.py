"""How sure the head must be: measured on forms that it was not taught.

The forms of every kind are dealt into folds; a head is taught without one fold and asked its utterances. A form is held
out as a whole, since utterances of one form are much alike. What is counted is where a reading leads, its tool or its
reply, and at which scores readings would be taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.policies.embedding import Embedder

from .evidence import Put, weights
from .features import features
from .frames import Frame
from .grammar import GOING_ON
from .head import A_FORM, A_KIND, Forms, fitted
from .masking import MASKS
from .quantities import quantities_in
from .utterances import utterances

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDS = 4

_SLOTS = {"days": "duration", "n": "number"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A held-out utterance and how it was read.

    Attributes
    ----------
    score, following
        Probability of the likeliest kind, and of the one after it.
    """

    text: str
    kind: str
    read_as: str
    score: float
    following: float


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of all held-out utterances.

    Attributes
    ----------
    right, wrong, asked_back
        Read and led to the right place; read and led to another; not sure enough.
    """

    right: float
    wrong: float
    asked_back: float


def judged_on_held_out_forms(
    forms: Forms, frames: Mapping[str, Frame], embedder: Embedder, folds: int = FOLDS
) -> list[Judged]:
    """Return every utterance as it is read with a head that was not taught its form; about half a minute."""
    forms = {kind: lines for kind, lines in forms.items() if kind != GOING_ON}
    taught = [_fold(forms, fold, folds, inside=False) for fold in range(folds)]
    held_out = [_fold(forms, fold, folds, inside=True) for fold in range(folds)]
    sets = [utterances(part, A_FORM, A_KIND) for part in (*taught, *held_out)]
    every = sorted({text for texts, _ in sets for text in texts})
    seen = features(embedder.embed(every), every)
    rows = {text: number for number, text in enumerate(every)}
    spans = {text: _named_in(text) for text in every}
    judged: list[Judged] = []
    for (texts, kinds), (asked, truth) in zip(sets[:folds], sets[folds:], strict=True):
        known = set(texts)
        fresh = [number for number, text in enumerate(asked) if text not in known]
        head = fitted(seen[[rows[text] for text in texts]], kinds)
        table = head.of_features(seen[[rows[asked[number]] for number in fresh]])
        for number, row in zip(fresh, table, strict=True):
            named = spans[asked[number]]
            fits = np.array(weights(Put(asked[number], asked[number], named, wished=named), frames, head.kinds))
            judged.append(_judged(asked[number], truth[number], row * fits / (row * fits).sum(), head.kinds))
    return judged


def _named_in(masked: str) -> frozenset[str]:
    """Return the slots that a masked utterance fills."""
    said = {_SLOTS.get(mask, mask) for mask, words in MASKS.items() if words in masked}
    return frozenset(said | {quantity.kind for quantity in quantities_in(masked, []) if quantity.kind == "factor"})


def rates(judged: Sequence[Judged], leads_to: Mapping[str, str], sure: float, likely: float, margin: float) -> Rates:
    """Return what would be read rightly, wrongly and not at all at thresholds as in `reading`.

    Parameters
    ----------
    leads_to
        The tool that a kind of question leads to; kinds that are not in it lead to a reply of their own.
    """
    taken = [
        one for one in judged if one.score >= sure or (one.score >= likely and one.score >= margin * one.following)
    ]
    right = sum(leads_to.get(one.read_as, one.read_as) == leads_to.get(one.kind, one.kind) for one in taken)
    total = max(len(judged), 1)
    return Rates(right / total, (len(taken) - right) / total, 1 - len(taken) / total)


def _judged(text: str, kind: str, row: "NDArray[np.float32]", kinds: Sequence[str]) -> Judged:
    first, second = np.argsort(row)[::-1][:2]
    return Judged(text, kind, kinds[int(first)], float(row[first]), float(row[second]))


def _fold(forms: Forms, fold: int, folds: int, *, inside: bool) -> dict[str, tuple[str, ...]]:
    return {
        kind: tuple(line for number, line in enumerate(lines) if (number % folds == fold) == inside)
        for kind, lines in forms.items()
    }
