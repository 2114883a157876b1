"""Amounts as a question means them: how many lines, how much at least, and changes up or down."""

import re

from ..quantities import Quantity
from ..slots import Slots

_AT_LEAST = re.compile(
    r"(?:\b(?:over|above|more than|at least|exceed\w*|beyond|greater than|bigger than|larger than|north of|"
    r"upwards of|upward of|worth|minimum(?: value)?(?: of)?|min\.?(?: of)?|starting at|higher than)|>=?)\s*$",
    re.I,
)
_OR_MORE = re.compile(
    r"^\s*(?:(?:or|and) (?:more|above|over|up|higher)|upwards?|\+|(?:euros? )?(?:at risk|at stake))", re.I
)
_BELOW = re.compile(r"(?:\b(?:below|under|less than|smaller than|lower than|cheaper than|up to)|<)\s*$", re.I)
_DROPPED = re.compile(
    r"\b(?:leav\w+ (?:out|off|aside)|without|ignor\w+|skip\w*|hid\w+|drop\w*|not(?:hing|hin)?|no|forget|exclud\w+|"
    r"except|spare me|don[’']?t (?:show|list|want|need|bother))\b",
    re.I,
)
_COUNTED = re.compile(
    r"^\s*(?:cases?|units?|pieces?|pcs|cs|kg|kilos?|litres?|pallets?|bottles?|boxes|cartons?|days?|weeks?|%)\b", re.I
)
OF_OTHERS = re.compile(
    r"^\s*(?:(?:more|new|extra|further|additional|other|of (?:its|their|our|the)|big|small)\s+){0,2}"
    r"(?:shops?|stores?|outlets?|branches|markets?|supermarkets?|restaurants?|hotels?|canteens?|schools?|kitchens?|caf[eé]s|bakeries|"
    r"customers?|clients?|accounts?|chains?|countries|cities|towns|regions?|doors?|facings?|shelves|people|persons?|visitors|guests|"
    r"(?:points|places) of sale|complaints?|calls?|times|hours?|minutes)\b",
    re.I,
)
"""What is counted that is no amount of goods: "listed in 60 more shops"."""

_SMALLEST_VALUE = 100.0
"""A bare number below is no amount of money: "more than 20 lines"."""

_SUPERLATIVE = (
    r"worst|biggest|largest|gravest|best|most|top|highest|costliest|urgent|slowest|latest|newest|recent|oldest|"
    r"dearest|greatest|heaviest|lowest|least|cheapest|poorest|weakest|nearest|main|priciest|ugliest|nastiest"
)
_RANKED_BEFORE = re.compile(rf"\b(?:first|last|just the|only the|no more than|at most|{_SUPERLATIVE})\s+$", re.I)
_RANKED_AFTER = re.compile(rf"^\s*(?:[\w-]+\s+){{0,2}}?(?:{_SUPERLATIVE})\b", re.I)
_OF_THEM = re.compile(r"^\s*(?:of (?:them|those|these)|at (?:the )?most|max(?:imum)?|no more|tops|only)\b", re.I)
_ENOUGH = re.compile(
    r"^\s*(?:[\w-]+\s+){0,4}?(?:(?:will|would|shall) do|(?:is|are|would be|will be) (?:enough|plenty|fine|sufficient)|suffices?)\b",
    re.I,
)
_LINES = re.compile(r"^\s*(?:[\w-]+\s+){0,2}?[\w-]+s\b", re.I)
_ANY_RANK = re.compile(rf"\b(?:{_SUPERLATIVE})\b", re.I)
_MOST_LINES = 100

_DOWN = re.compile(
    r"\b(?:fall\w*|fell|drop\w*|declin\w*|decreas\w*|los(?:e|es|ing|t)|shrink\w*|shrank|shrunk|tank(?:s|ed)?|slump\w*|"
    r"collaps\w*|crash\w*|plung\w*|dips?|dipped|sinks?|sank|weaken\w*|down(?:ward\w*)?|less|lower\w*|reduc\w*|"
    r"cut\w*|trim\w*|shav\w*|slash\w*|minus|fewer|off|worse|below|smaller|soften\w*|disappear\w*|vanish\w*|"
    r"evaporat\w*|remov\w*|take out|taking out|short of)\b|(?<!\w)[-−–](?=\s?\d)",
    re.I,
)
_UP = re.compile(
    r"\b(?:ris(?:e|es|ing|en)|rose|grow\w*|grew|jump\w*|surg\w*|climb\w*|gain\w*|up(?:ward\w*)?|more|higher|increas\w*|"
    r"rais\w*|plus|boost\w*|add(?:s|ed|ing)?|extra|on top|soar\w*|spik\w*|bump\w*|uplift\w*|lift\w*|above|bigger|"
    r"larger|stronger|better|explod\w*)\b|\+",
    re.I,
)
_GONE = re.compile(
    r"\b(?:nobody|no[- ]one|no customers?|no longer (?:buy|want|order)\w*|stops? (?:buying|ordering)|stopped (?:buying|ordering)|"
    r"vanish\w*|disappear\w*|dries up|dried up|(?:goes|go|falls|fall|drops|drop) (?:away|to (?:zero|nothing|nil)))\b",
    re.I,
)
_TO = re.compile(r"(?<!\bup )\b(?:to|at)\s+(?:only\s+|just\s+|about\s+)?$", re.I)
_OF_NORMAL = re.compile(r"^\s*of (?:its|the|today|current|normal|usual|what|present|last|that|plan|forecast)", re.I)
_MOST_PERCENT = 100
"""A bare number with a sign above it is no percentage."""

_SIGNED = re.compile(r"(?:\b(plus|minus)\s+|([+−–-])\s?)$", re.I)


def before(slots: Slots, quantity: Quantity, most: int = 40) -> str:
    """Return what stands right before a quantity."""
    return slots.said[max(quantity.start - most, 0) : quantity.start]


def after(slots: Slots, quantity: Quantity, most: int = 40) -> str:
    """Return what stands right after a quantity."""
    return slots.said[quantity.end : quantity.end + most]


def without_names(slots: Slots) -> str:
    """Return a question with blanks in place of its names, of the same length."""
    said = list(slots.said)
    for mention in slots.found.mentions:
        said[mention.start : mention.end] = " " * (mention.end - mention.start)
    return "".join(said)


_BEGINS = re.compile(r"[.;:!?]\s|,\s|\s[-–—]\s|\b(?:but|and|so|then)\s", re.I)
_STATES = re.compile(
    r"\b(?P<whose>(?:(?:some(?:one|body)|they|he|she|whoever|we|i) (?:has |have |had |once )?|(?:was|were|is|are|been) (?:once |last |always )?)"
    r"(?:set|put|raised|lowered|made|fixed|gave|given|entered|chose|chosen|left))\b"
    r"|\b(?:carr(?:y|ies)|keeps?|holds?|has|have|had|is|are|was|were|sits?|stands?|runs?)\b|\bthere(?:[’']s|[’']re)(?=\s)",
    re.I,
)
_WISHES = re.compile(
    r"\b(?:set|put|make|raise|lower|propose|change|bring|want|need|should|must|shall|let|would|i[’']d|we[’']d|please|pls|cut|take|move|send|ship|order|buy|get|place|book|transfer|pull|push|add"
    r"|(?:have|has|had|is|are|keep|hold)\s+(?:it|that|this|them|to|be))\b",
    re.I,
)
"""What a clause says of a number: how it is, or how it is to be."""


def stands(slots: Slots, quantity: Quantity) -> bool:
    """Whether the clause of a quantity tells how things are: "Venlo carries a 98 percent target"."""
    lead = without_names(slots)[: quantity.start]
    clause = lead[max((match.end() for match in _BEGINS.finditer(lead)), default=0) :]
    state = _STATES.search(clause)
    if state is None:
        return False
    rest = clause.replace(state[0], " ") if state["whose"] else clause
    return _WISHES.search(rest) is None


def minimum_value(slots: Slots) -> float | None:
    """Return the money that something must be worth at least to be listed: "over 5k", "leave out what is below 500"."""
    for quantity in slots.found.quantities:
        if quantity.kind not in ("money", "number") or _COUNTED.match(after(slots, quantity)):
            continue
        if quantity.kind == "number" and quantity.value < _SMALLEST_VALUE:
            continue
        lead = before(slots, quantity)
        is_least = _AT_LEAST.search(lead) or _OR_MORE.match(after(slots, quantity))
        if is_least or (_BELOW.search(lead) and _DROPPED.search(slots.said[: quantity.start])):
            return quantity.value
    return None


def limit(slots: Slots) -> int | None:
    """Return how many lines are asked for: "top 5", "the three worst", "the ten items with the most stock"."""
    for quantity in slots.found.quantities:
        if quantity.kind != "number" or not 1 <= quantity.value <= _MOST_LINES or quantity.value % 1:
            continue
        lead, rest = before(slots, quantity), after(slots, quantity)
        if _COUNTED.match(rest):
            continue
        is_ranked = _ANY_RANK.search(slots.said) and re.search(r"\b(?:the|which|what|just|only|me)\s+$", lead, re.I)
        if (
            _OF_THEM.match(rest)
            or _ENOUGH.match(rest)
            or _RANKED_BEFORE.search(lead)
            or _RANKED_AFTER.match(rest)
            or (is_ranked and _LINES.match(rest))
        ):
            return int(quantity.value)
    return None


def is_down(slots: Slots, quantity: Quantity) -> bool:
    """Whether the word nearest to a quantity that says a direction says less; names are passed over."""
    text = without_names(slots)
    down, up = (_nearest(pattern, text, quantity) for pattern in (_DOWN, _UP))
    return down < up


def _nearest(pattern: re.Pattern[str], text: str, quantity: Quantity) -> int:
    """Return the distance in characters; what follows, unless at once, counts twice, for a verb stands before."""
    distances = [
        quantity.start - match.end() if match.start() < quantity.start else 2 * max(match.start() - quantity.end, 0)
        for match in pattern.finditer(text)
    ]
    return min((max(distance, 0) for distance in distances), default=10_000)


def changes(slots: Slots) -> list[tuple[Quantity, float]]:
    """Return the changes that a question speaks of as shares: `0.2` for 20 % more, `-0.5` for a half less.

    Where nothing is in percent, a small number with a sign is, if it is about more than one item: "plus 15 on oils". Of
    an item it may as well be so many cases.
    """
    found: list[tuple[Quantity, float]] = []
    for quantity in slots.found.quantities:
        if quantity.kind == "factor":
            found.append((quantity, quantity.value - 1.0))
        elif quantity.kind == "percent":
            found.append((quantity, _signed(slots, quantity)))
    if not found:
        for quantity in slots.found.quantities:
            sign = _SIGNED.search(before(slots, quantity))
            if quantity.kind != "number" or quantity.value > _MOST_PERCENT or slots.id("item"):
                continue
            if sign and not _COUNTED.match(after(slots, quantity)):
                is_more = sign[1].lower() == "plus" if sign[1] else sign[2] == "+"
                found.append((quantity, quantity.value / 100 * (1 if is_more else -1)))
    return found


def _signed(slots: Slots, quantity: Quantity) -> float:
    if quantity.value < 0:
        return quantity.value
    if _TO.search(before(slots, quantity)):
        is_of = _OF_NORMAL.match(after(slots, quantity))
        if is_of or not re.search(r"\bfrom\b", before(slots, quantity), re.I):
            return quantity.value - 1.0
    return -quantity.value if is_down(slots, quantity) else quantity.value


def change(slots: Slots) -> float | None:
    """Return the first change that a question speaks of; -1 where demand is said to end."""
    found = changes(slots)
    if found:
        return found[0][1]
    if _GONE.search(slots.said):
        return -1.0
    return -0.5 if slots.says("half") else None
