"""Who sends what a question asks about, and where it arrives."""

import re

from pydantic import JsonValue

from ..slots import Slots

_FROM = re.compile(r"\b(?:from|out of|leav(?:e|es|ing)|depart(?:s|ing)?|ex)\s+(?:the\s+|our\s+)?$", re.I)
_TO = re.compile(r"\s*(?:->|→|=>|>|to)\s*(?:(?:the|our)\s+)?", re.I)
"""What stands between a place and the one that it sends to."""

_SENDS = re.compile(
    r"\s+(?:(?:has|have|had|is|will|should|plant) )*(?:sends?|sent|sending|ships?|shipped|shipping|put|loads?|loaded|dispatch\w*|deliver(?:s|ed)?)\b",
    re.I,
)
"""What follows a place that sends: "what Ghent has put on a lorry"."""


def sending(slots: Slots) -> str | None:
    """Return the supplier, or the place after "from", before an arrow to another, or that is said to send."""
    if slots.id("supplier"):
        return slots.id("supplier")
    sites = [mention for mention in slots.found.mentions if mention.entity.kind == "site"]
    for number, mention in enumerate(sites):
        before, after = slots.said[: mention.start], slots.said[mention.end :]
        between = slots.said[mention.end : sites[number + 1].start] if number + 1 < len(sites) else ""
        if _FROM.search(before) or _TO.fullmatch(between) or _SENDS.match(after):
            return mention.entity.id
    return None


def received(slots: Slots) -> dict[str, JsonValue]:
    """Return the place at which goods arrive, as an argument: one that is not said to send them."""
    sender = sending(slots)
    places = (m.entity.id for m in slots.found.mentions if m.entity.kind == "site" and m.entity.id != sender)
    place = next(places, None)
    return {} if place is None else {"location_id": place}
