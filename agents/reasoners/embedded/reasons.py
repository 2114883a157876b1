"""What only the reason of a wish names: "set it to 300 at Wroclaw, because the Ghent transfers are unreliable"."""

import re
from dataclasses import replace

from .masking import Found
from .slots import Slots

_BEGINS = re.compile(
    r"[,;]?\s*\b(?:because|'?cause|cos|otherwise|or else|due to|owing to|thanks to|given that|seeing that|in view of|now that|so that|"
    r"since (?!\d|yesterday|last|monday|january|february|march)|as (?:the|we|they|our|he|she|it)\b)|\s[-–—]\s|;\s|:\s|\.\s",
    re.I,
)
"""Where a reason may begin."""


def without_reason(slots: Slots) -> Slots:
    """Return a wish without the names, times and amounts that stand only behind its reason.

    Of each kind of thing that the wish itself names, what the reason names besides is left out; of a kind that only the
    reason names it is kept, for then it belongs to the wish.
    """
    found = slots.found
    for begin in (match.start() for match in _BEGINS.finditer(slots.said)):
        named = {mention.entity.kind for mention in found.mentions if mention.start < begin}
        mentions = tuple(m for m in found.mentions if m.start < begin or m.entity.kind not in named)
        found = Found(mentions, found.periods, found.quantities)
    return replace(slots, found=found)
