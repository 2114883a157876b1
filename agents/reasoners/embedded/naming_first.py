"""A message that begins with nothing but names: "H-802 DC-HAM. When do we hit zero?" asks of what it names first."""

import re

from .clauses import clauses_of, topic_of
from .linking import EntityKind, Mention
from .slots import Slots

_ENDS = re.compile(r"\s*[.:!]\s+|\s*\n\s*")
"""Where the names may end and the question begin."""

_BESIDE = re.compile(r"(?:(?:at|in|for|from|of|on|and|the|our|re|about|ml|g|kg|l|\d{1,4})\b|[\s,./&()-])*", re.I)
"""What may stand beside the names; a number there tells a size."""

_GOES_ON = re.compile(
    r"\b(?:it|its|them|their|this|that|these|those|there|ones?)\b|\b(?:make|order|buy|move|push|pull|set|put|raise|lower|cut|expedite|"
    r"draft|propose|postpone|defer|delay|create|place|book|transfer|ship|send|override|change|reduce|increase|cancel|bring)\b",
    re.I,
)
"""What points back at the names by itself, or wants something done: how that is said is left as it is."""

_AMOUNT = re.compile(r"\b\d[\d.,]*\s?(?:cases|cs|units|pieces|pcs|kg|pallets|%|percents?)", re.I)
_LEAD: dict[EntityKind, str] = {
    "item": "for",
    "family": "for",
    "order": "for",
    "site": "at",
    "channel": "in",
    "supplier": "from",
    "customer": "for",
}


def names_behind(slots: Slots) -> str | None:
    """Return a message with the names that it begins with behind each of its questions; `None` where it has none such."""
    for end in _ENDS.finditer(slots.said):
        named = [mention for mention in slots.found.mentions if mention.start < end.start()]
        later = [mention for mention in slots.found.mentions if mention.start >= end.end()]
        if not named or any(mention.end > end.start() for mention in named) or not _are_all(slots, named, end.start()):
            return None
        rest = slots.said[end.end() :]
        if (
            not rest.strip(" .?!")
            or _GOES_ON.search(rest)
            or any(mention.entity.kind not in _LEAD for mention in named)
        ):
            return None
        if {mention.entity.kind for mention in named} & {mention.entity.kind for mention in later}:
            return None
        behind = " ".join(f"{_LEAD[m.entity.kind]} {slots.said[m.start : m.end]}" for m in named)
        if _AMOUNT.search(rest):
            return None
        listed = [part for part in re.split(r"\s*(?:,|/|&|\band\b)\s*", rest.strip(" .?!")) if part]
        parts = listed if len(listed) > 1 and all(topic_of(part) for part in listed) else clauses_of(rest)
        return "; ".join(_with(part, behind) for part in parts)
    return None


def _are_all(slots: Slots, named: list[Mention], end: int) -> bool:
    rest = list(slots.said[:end])
    for mention in named:
        rest[mention.start : mention.end] = " " * (mention.end - mention.start)
    return _BESIDE.fullmatch("".join(rest)) is not None


def _with(part: str, behind: str) -> str:
    asks = "?" if part.rstrip().endswith("?") else ""
    return f"{part.strip(' ?.!,;')} {behind}{asks}"
