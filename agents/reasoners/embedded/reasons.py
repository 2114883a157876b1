"""What only the reason of a wish names: "set it to 300 at Wroclaw, because the Ghent transfers are unreliable"."""

import re
from dataclasses import replace

from .linking import Mention
from .masking import Found
from .slots import Slots

_BEGINS = re.compile(
    r"[,;]?\s*\b(?:because|'?cause|cos|otherwise|or else|due to|owing to|thanks to|given that|seeing that|in view of|now that|so that|"
    r"since (?!\d|yesterday|last|monday|january|february|march)|as (?:the|we|they|our|he|she|it)\b)|\s[-–—]\s|;\s|:\s|[.!]\s"
    r"|,\s(?=[^,.;!?]*\b(?:missed|won|lost|listed|delisted|cancel\w*|closes|closed|ends|ended|begins|slipped|failed|fails|wants?|needs?|is|are|was|were|has|have)\b)",
    re.I,
)
"""Where a reason may begin."""


_SAYS_WHY = re.compile(
    r"\b(?:because|'?cause|cos|otherwise|or else|due to|owing to|thanks to|given that|seeing that|now that|so that|"
    r"since (?!\d|yesterday|last|monday|january|february|march)|as (?:the|we|they|our|he|she|it)\b(?! (?:is|stands)\b))"
    r"|[,:]\s(?=[^,.;:!?]*\b(?:missed|won|lost|listed|delisted|cancell?ed|closed|slipped|failed)\b)",
    re.I,
)
"""Words that begin a reason, whatever follows."""

_ENDS = re.compile(
    r"[.!?;]\s|,?\s(?:and|so|then)\s(?:please|also|set|put|make|raise|lower|push|pull|move|order|the)\b", re.I
)
"""Where a reason that began with such words ends."""


_LIKE = re.compile(
    r"\b(?:(?:the )?same (?:as|like)|(?:just |much |exactly )?like|just as|(?:as|the way|what|how) (?:it is|we do|we have(?: it)?|we did|they do|they have(?: it)?))\s+(?:(?:in|at|for|with|of|the|we have|it is)\s+)*$"
    r"|\b(?:percent|%|cases|\d)\s*,?\s+as (?:in|at|for)\s+(?:the\s+)?$",
    re.I,
)
"""After these words stands what something is only likened to: "97 percent, the same as in Hamburg"."""

_WISHES = re.compile(
    r"(?:(?:so|and|then|please|pls|kindly|just|now|can you|could you|would you|will you|i want you to|i need you to|let[’']?s|we should|we must)[\s,]+)*"
    r"(?:send|ship|move|transfer|order|buy|bring|push|pull|expedite|postpone|set|put|make|raise|lower|change|propose|draft|get|place|book|fly|have (?:it|them|that))\b",
    re.I,
)
"""How a sentence begins that is a wish, and no reason of the one before."""


def without_reason(slots: Slots) -> Slots:
    """Return a wish without the names, times and amounts that stand only behind its reason.

    Of each kind of thing that the wish itself names, what the reason names besides is left out; of a kind that only the
    reason names it is kept, for then it belongs to the wish. Times and amounts are left out only behind words that
    surely give a reason, for a second sentence may well name what is wanted.
    """
    found = slots.found
    likened = [m for m in found.mentions if _LIKE.search(slots.said[: m.start]) and _has_other(found, m)]
    found = Found(tuple(m for m in found.mentions if m not in likened), found.periods, found.quantities)
    for begin in (
        match.start() for match in _BEGINS.finditer(slots.said) if not _WISHES.match(slots.said, match.end())
    ):
        named = {mention.entity.kind for mention in found.mentions if mention.start < begin}
        mentions = tuple(m for m in found.mentions if m.start < begin or m.entity.kind not in named)
        found = Found(mentions, found.periods, found.quantities)
    for why in _SAYS_WHY.finditer(slots.said):
        ends = _ENDS.search(slots.said, why.end())
        found = _without_figures(found, why.start(), ends.start() if ends else len(slots.said))
    return replace(slots, found=found)


def wished_named(slots: Slots) -> frozenset[str]:
    """Return what a question names before the reason that it gives: "move it, because the biscuits can wait" nothing."""
    why = _SAYS_WHY.search(slots.said)
    if why is None:
        return slots.named
    behind = {m.entity.kind for m in slots.found.mentions if m.start >= why.start()}
    return slots.named - (behind - {m.entity.kind for m in slots.found.mentions if m.start < why.start()})


def _has_other(found: Found, mention: Mention) -> bool:
    """Whether another thing of the same kind is named before it."""
    return any(m.entity.kind == mention.entity.kind and m.start < mention.start for m in found.mentions)


def _without_figures(found: Found, begin: int, end: int) -> Found:
    """Leave out the times and amounts between two places, of each sort only if it stands elsewhere too."""
    periods = tuple(period for period in found.periods if not begin <= period.start < end)
    quantities = tuple(quantity for quantity in found.quantities if not begin <= quantity.start < end)
    is_amount = any(quantity.kind != "duration" for quantity in quantities)
    is_time = bool(periods) or any(quantity.kind == "duration" for quantity in quantities)
    kept = tuple(
        quantity
        for quantity in found.quantities
        if quantity in quantities or not (is_time if quantity.kind == "duration" else is_amount)
    )
    return Found(found.mentions, periods if is_time else found.periods, kept)


_JOINED = re.compile(
    r"[\s,;/&]*(?:(?:and|or|versus|vs|against|to|with|than|plus|not|but|also|the|our|of|for)\b[\s,;/&]*)*", re.I
)


def without_asides(slots: Slots) -> Slots:
    """Return a question without unclear names that stand apart behind a clear one of their kind.

    "The basil paste is late and pesto stands still" is about the paste; "A-104 and pesto" is about both.
    """
    found = slots.found
    clear = [mention for mention in found.mentions if len(mention.alternatives) == 1]

    def is_aside(mention: Mention) -> bool:
        before = [one for one in clear if one.entity.kind == mention.entity.kind and one.end <= mention.start]
        is_joined = before and _JOINED.fullmatch(slots.said[before[-1].end : mention.start])
        return bool(before) and not is_joined

    kept = tuple(m for m in found.mentions if len(m.alternatives) == 1 or not is_aside(m))
    return replace(slots, found=Found(kept, found.periods, found.quantities))
