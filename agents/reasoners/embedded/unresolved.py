"""What a question narrows itself to without saying what it is: "that channel", "the big one", "their orders".

Figures of everything would be taken for figures of that, so it is asked.
"""

import re
from collections.abc import Mapping

from .slots import Slots

_THINGS: Mapping[str, tuple[str, frozenset[str]]] = {
    "channel": (r"channel|segment|trade", frozenset({"channel", "customer"})),
    "market": (r"market|country|region", frozenset({"channel", "customer", "region", "site"})),
    "customer": (r"customer|client|account|retailer|chain|buyer", frozenset({"customer", "channel", "order"})),
    "family": (r"family|category|range|product group|group", frozenset({"family", "item"})),
    "item": (r"item|product|article|sku|stuff", frozenset({"item", "family", "order", "exception"})),
    "supplier": (r"supplier|vendor|producer|manufacturer", frozenset({"supplier", "order", "exception"})),
    "order": (
        r"order|shipment|delivery|batch|truck|container",
        frozenset({"order", "supplier", "customer", "item", "exception"}),
    ),
    "place": (r"site|warehouse|plant|place|depot|dc|location|factory", frozenset({"site", "region", "order"})),
}
"""Nouns for things, each with the kinds of name that say which one is meant."""

_NOUNS = {
    noun: re.compile(
        rf"\b(?:(?:that|this)(?: (?:whole|entire|one|same|very|big|small|particular|\w+ing))* (?:{words})"
        rf"|(?:these|those)(?: (?:two|three|same|big|small|particular))* (?:{words.replace('family', 'families').replace('y|', 'ies|')}|{words})s?)\b"
        r"(?!['’]?s? (?:is|are) (?:all|every))",
        re.I,
    )
    for noun, (words, _) in _THINGS.items()
}
_ONE = re.compile(r"\bthe (?:big|small|large|little|other|new|old|late|same|expensive|cheap|bad|ugly) one\b", re.I)
_OF_IT = re.compile(r"\b(?:of|for) it\b", re.I)
_NOUN = re.compile(r"\b(?:the|our|my|an?|any|each|every|all|which|what) [a-z]+", re.I)
"""What "it" can stand for that the question itself says."""

_THEY = re.compile(r"\b(?:they|them|their|theirs)\b", re.I)
_PLURAL = re.compile(
    r"\b(?!(?:is|was|has|this|does|us|its|always|plus|less|perhaps|thus|yes|as|hours|days|weeks|months|years|cases|tables)\b)[a-z]+s\b"
    r"|\b(?:people|who|which|each|any\w*|every\w*|some\w*|no ?body|nobody|all|stock|demand|inventory)\b",
    re.I,
)
"""What "they" can stand for that the question itself says."""

_SCOPES = frozenset(
    {"item", "family", "site", "region", "channel", "customer", "supplier", "order", "exception", "proposal", "person"}
)
_SUPPOSES = "simulate_scenario"
"""The tool whose scenario holds for all of what is not named, whatever else is."""

_ASIDE = frozenset({"search_policies", "calculate", "list_proposals", "draft_proposal"})
"""Tools whose answers are not narrowed by what is named, or never of everything."""


def pointed_at(slots: Slots, before: Slots) -> str:
    """Return what a clause points at with a noun and the one before it names, as words to add: "that whole channel"."""
    for noun, (_, kinds) in _THINGS.items():
        if slots.named & kinds or not _NOUNS[noun].search(slots.said):
            continue
        told = {m.entity.id: m.entity for m in before.found.mentions if m.entity.kind in kinds}
        if len(told) == 1:
            (entity,) = told.values()
            return f"{'from' if entity.kind == 'supplier' else 'for'} {entity.id}"
    return ""


def unresolved(slots: Slots, tool: str, *, has_thread: bool) -> str | None:
    """Return the question which thing is meant, where a question points at one that nothing tells.

    Parameters
    ----------
    has_thread
        Whether something was said before, to which a pronoun may point.
    """
    if tool in _ASIDE:
        return None
    is_open = not slots.named & _SCOPES
    for noun, (_, kinds) in _THINGS.items():
        if slots.named & kinds or not (_NOUNS[noun].search(slots.said)):
            continue
        if tool == _SUPPOSES or (is_open and not has_thread):
            return f"Which {noun} do you mean? Name it."
    if has_thread or not is_open:
        return None
    if _ONE.search(slots.said):
        return "Which one do you mean? Name it."
    it = _OF_IT.search(slots.said)
    if it is not None and not _NOUN.search(slots.said[: it.start()]):
        return "What is meant? Name it."
    they = _THEY.search(slots.said)
    if they is not None and not _PLURAL.search(slots.said[: they.start()]):
        return "Who or what is meant? Name it."
    return None
