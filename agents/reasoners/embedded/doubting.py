"""What is not clear about a question whose kind is, in the order in which it is asked."""

from tools.context import ToolContext

from ..protocol import Reply
from .asking import impossible_time, unclear_name, unclear_time, unknown_name, unknown_place
from .completing import OF_AN_ORDER
from .lexicon import Lexicon
from .slots import Slots
from .spreading import SEVERAL_TIMES, times_of
from .told_apart import not_told_apart
from .units import unit_asked

_MOVES = frozenset({"expedite", "push_out"})
"""Kinds that name the day of now and the one that is wanted, in either order."""

OF_ANY_TIME = frozenset({"brief", "policy", "proposals", "mitigations"})
"""Kinds whose answers do not depend on from when to when."""


def doubt(
    whole: Slots, slots: Slots, kind: str, lexicon: Lexicon, context: ToolContext, vocabulary: frozenset[str]
) -> Reply | None:
    """Return the question back that a question of a kind leads to; `None` where all is clear.

    Parameters
    ----------
    whole
        The question with all that it names.
    slots
        The same with only what it is about.
    vocabulary
        Stems of the words in which people speak of the work.
    """
    scopes = context.principal.scopes
    is_of_order = kind in OF_AN_ORDER and slots.id("order") is not None
    unclear = (None if is_of_order else unclear_name(slots, kind)) or impossible_time(slots)
    if unclear is None and times_of(slots) == 1 and kind not in SEVERAL_TIMES | OF_ANY_TIME:
        unclear = None if kind in _MOVES else unclear_time(slots)
    unclear = unclear or unknown_place(whole, kind, lexicon, scopes)
    unclear = unclear or unknown_name(whole, kind, lexicon, scopes, vocabulary)
    return unclear or not_told_apart(slots, kind, lexicon) or unit_asked(context.snapshot, slots, kind)
