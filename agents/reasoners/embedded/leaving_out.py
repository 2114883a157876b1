"""What is said where a question leaves something out: a list shows it all the same, a computation is asked about."""

from collections.abc import Sequence

from knowledge.principal import Scope

from ...answers import Choice
from ..protocol import Reply
from . import talk
from .denied import Excluded
from .linking import Lexicon

LISTS = frozenset({"exceptions", "late_orders", "orders", "stock", "proposals"})
"""Kinds whose answer has a line for each thing, so that the reader can pass over what was to be left out."""


def offered_instead(excluded: Excluded, lexicon: Lexicon, scopes: Sequence[Scope]) -> Reply:
    """Say that a call cannot leave something out, and offer the whole and the others one by one."""
    others = [
        entity for entity in lexicon.all_of(excluded.kind) if entity.id not in excluded.ids and entity.is_seen(scopes)
    ]
    offered = [Choice(label=f"Everything, {excluded.said} included", message=excluded.left)]
    if len(others) <= talk.MOST_OFFERED:
        offered += [Choice(label=f"Only {one.name}", message=f"{excluded.left} for {one.id}") for one in others]
    return talk.asked(
        f"I cannot leave {excluded.said} out of a computation: I can show everything together, or each by itself.",
        tuple(offered),
    )
