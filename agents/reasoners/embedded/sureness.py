"""How sure a reading must be to be taken, and when it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import talk
from .follow_ups import COMPARED
from .frames import Frame

SURE = 0.46
"""Above this score the likeliest reading is taken."""

LIKELY = 0.25
"""Between this and `SURE` it is taken if the next one is far behind; below it choices are offered."""

MARGIN = 2.3
"""How many times as likely it must be as the next one, between the two."""

LATE = frozenset({"orders", "late_orders"})
"""Kinds that answer a question about late orders equally well, though with different tools."""

MOVES = frozenset({"expedite", "push_out"})
"""Kinds that move an order: its new day says which way."""

REFUSING = frozenset({"out_of_scope", "unsafe", *talk.LACKS})
"""Kinds that are answered with what cannot be done; nothing is computed, so less certainty is enough."""

REFUSED = 0.4
"""Above this score a question is refused."""


OF_THE_WHOLE = 0.7
"""How much a whole message says of its kind, where its question names nothing that its statement does."""

_UNSAFE_AS_A_WHOLE = 0.1
SAYS_LITTLE = 0.01
"""Less than this rules no kind out where a question names nothing that its statement does."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A kind of question and how well it fits, the probabilities of all kinds adding up to one."""

    kind: str
    score: float


def is_clear(ranking: Sequence[Scored], frames: Mapping[str, Frame]) -> bool:
    """Whether a reading is sure enough, where kinds that lead to the same tool, or nearly, speak for each other."""
    best = ranking[0]
    alike = [entry for entry in ranking if _leads_alike(entry.kind, best.kind, frames)]
    score = sum(entry.score for entry in alike)
    following = max((entry.score for entry in ranking if entry not in alike), default=0.0)
    if best.kind in REFUSING and score >= REFUSED:
        return True
    return score >= SURE or (score >= LIKELY and score >= MARGIN * following)


def _leads_alike(kind: str, other: str, frames: Mapping[str, Frame]) -> bool:
    same_tool = kind in frames and other in frames and frames[kind].tool == frames[other].tool
    same = kind == other or any(group.issuperset((kind, other)) for group in (LATE, MOVES, REFUSING))
    return same or (same_tool and frames[kind].tool in COMPARED)


def agreed(one: Sequence[Scored], other: Sequence[Scored], share: float = 0.5, least: float = 0.0) -> list[Scored]:
    """Return what two rankings of the same kinds agree on: a clause alone, and with what it goes on about.

    Parameters
    ----------
    share
        How much the first one says, the rest being the other's: exponents of a weighted geometric mean.
    least
        What a kind counts at least in either.
    """
    scores = {entry.kind: entry.score for entry in other}
    raw = {
        entry.kind: max(entry.score, least) ** share * max(scores[entry.kind], least) ** (1 - share) for entry in one
    }
    total = sum(raw.values()) or 1.0
    scored = [Scored(kind, score / total) for kind, score in raw.items()]
    return sorted(scored, key=lambda entry: (-entry.score, entry.kind))


def may_be_unsafe(ranking: Sequence[Scored]) -> bool:
    """Whether a message as a whole can be meant to do harm."""
    return any(entry.kind == "unsafe" and entry.score >= _UNSAFE_AS_A_WHOLE for entry in ranking)
