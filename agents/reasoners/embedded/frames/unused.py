"""Numbers of a question that its answer does not follow: told beside what is looked up, asked about before a plan."""

import re
from collections.abc import Sequence
from datetime import date

from pydantic import JsonValue

from ..clauses import is_statement
from ..quantities import Quantity
from ..slots import Slots
from .amounts import OF_OTHERS, after, before, stands

PLANS = frozenset({"draft_proposal", "simulate_scenario"})
"""Tools whose results a number that was passed over would make wrong."""

_LINE_NUMBER = re.compile(r"\b(?:lines?|ln|pos(?:ition)?\.?)\s+\w+|/\s*\d{1,2}\b", re.I)
_LEVELS = frozenset({"stock_policy", "what_if_safety", "override"})
_AIMED = re.compile(r"(?:\b(?:to|at|on|make (?:it|that))|->|→|=>?)\s*$", re.I)
_MOVES = frozenset({"expedite", "push_out"})
_REPLACED = re.compile(r"\b(?:from|instead of|in place of|rather than)\s+$", re.I)
_NUMBERED = re.compile(
    r"(?:\b(?:weeks?|wk|cw|kw|w|days?|no\.?|number|option|version|round|step|rule|section)|[§#])\s*$", re.I
)
_NOW = re.compile(
    r"\b(?:now|currently|today|present(?:ly)?|is|are|was|were|has|have|had|not|than)\s+(?:\w+\s+){0,2}$", re.I
)
_TOLD = re.compile(r"\b(?:with|of)\s+(?:the\s+|its\s+|about\s+)?$", re.I)
"""What goes before the amount of an order or a stock that is spoken of: "the order of 300"."""

_NOW_AFTER = re.compile(
    r"^\s*\w*\s*(?:now|today|currently|at present|at the moment|already|on hand|in stock|left)\b", re.I
)
_SIZE = re.compile(
    r"^\s?(?:[x×]\s?\d|-?\s?packs?\b|-?er\b|(?:g|gr|ml|cl|l|kg)\b|(?:am|pm|o[’']?clock|h)\b|:\d\d)", re.I
)
_SENTENCE = re.compile(r"[.!?;]\s+|\n|\s[-–—]\s")
_CLAUSE = re.compile(r"[,:(]\s*|\band\s")
_WHY = re.compile(
    r"\b(?:because|'?cause|cos|otherwise|or else|due to|owing to|thanks to|given|seeing that|in view of|now that|so that|so (?:we|they|i)|"
    r"since|as (?:the|we|they|our|he|she|it|i)|after (?:the|a|our|their)|(?:the )?reason|which|who|that|whose|where)\b",
    re.I,
)
"""Words behind which a reason or a remark stands, up to the end of the sentence."""


def unused(slots: Slots, filled: JsonValue) -> list[Quantity]:
    """Return the amounts, shares and numbers of a question, in digits, that its arguments do not hold."""
    used = _numbers(filled)
    lines = [match.span() for match in _LINE_NUMBER.finditer(slots.said)]
    return [
        q
        for q in slots.found.quantities
        if q.kind != "duration"
        and _is_open(slots, q)
        and not any(start < q.end and q.start < end for start, end in lines)
        and not _is_used(q.value, used)
    ]


def asked_before_plan(slots: Slots, kind: str, filled: JsonValue) -> str | None:
    """Return what a wish or a supposition names besides, word for word, that its plan would pass over.

    What only tells how things are, why, or which thing is meant is no part of the plan.
    """
    used, days = _numbers(filled), _days(filled)
    left = unused(slots, filled) + [
        q
        for q in slots.found.quantities
        if q.kind == "duration"
        and _is_open(slots, q)
        and not _is_used(q.value, used)
        and not _is_used(q.value / 7, used)
        and not _spans(slots, q, days)
    ]
    told = [q for q in slots.found.quantities if q not in left]
    open_ones = [
        q
        for q in left
        if q.kind != "money" and q.value not in {day.day for day in days} and _is_part(slots, q, told, kind)
    ]
    return slots.said[open_ones[0].start : open_ones[0].end].strip() if open_ones else None


def _is_open(slots: Slots, quantity: Quantity) -> bool:
    said = slots.said[quantity.start : quantity.end]
    return any(character.isdigit() for character in said) and not _REPLACED.search(slots.said[: quantity.start])


def _is_part(slots: Slots, quantity: Quantity, told: Sequence[Quantity], kind: str) -> bool:
    """Whether a number stands in the sentence of a wish as a part of it."""
    lead, rest = before(slots, quantity), after(slots, quantity)
    if kind in _MOVES and quantity.kind == "number":
        return False
    if quantity.kind == "number" and _TOLD.search(lead):
        return False
    if (
        _NOW.search(lead)
        or _NOW_AFTER.match(rest)
        or _SIZE.match(rest)
        or OF_OTHERS.match(rest)
        or _NUMBERED.search(lead)
    ):
        return False
    if stands(slots, quantity) or any(p.start < quantity.end and quantity.start < p.end for p in slots.found.periods):
        return False
    if kind in _LEVELS and any(q.start > quantity.start and _AIMED.search(before(slots, q)) for q in told):
        return False  # what it is at present
    start, end = _around(_SENTENCE, slots.said, quantity)
    if not any(start <= q.start < end for q in told) or _WHY.search(slots.said[start : quantity.start]):
        return False
    first, last = _around(_CLAUSE, slots.said, quantity)
    is_alone = not any(first <= q.start < last for q in told)
    return not (is_alone and is_statement(slots.said[max(first, start) : min(last, end)]))


def _around(ends: re.Pattern[str], said: str, quantity: Quantity) -> tuple[int, int]:
    """Return where the piece of a text begins and ends in which a quantity stands."""
    begins = [match.end() for match in ends.finditer(said) if match.end() <= quantity.start]
    stops = [match.start() for match in ends.finditer(said) if match.start() >= quantity.end]
    return max(begins, default=0), min(stops, default=len(said))


def _spans(slots: Slots, length: Quantity, days: Sequence[date]) -> bool:
    """Whether some days that a plan names lie so far from today, or from one another."""
    wanted = {round(length.value) + step for step in (-1, 0, 1)}
    return any((last - first).days in wanted for last in days for first in (slots.today, *days))


def _is_used(value: float, used: Sequence[float]) -> bool:
    return any(abs(one - number) <= 1e-6 * max(abs(one), 1.0) for one in _senses(value) for number in used)


def _senses(value: float) -> tuple[float, ...]:
    """Return what a number can have become: itself, less of it, a factor, or percent without the sign."""
    share = value / 100
    return (value, -value, 1 + value, 1 - value, value - 1, share, -share, 1 + share, 1 - share)


def _numbers(value: JsonValue) -> list[float]:
    """Return every number in some arguments, however deep, and how many things each list holds."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return []
    if isinstance(value, int | float):
        return [float(value)]
    inner = value.values() if isinstance(value, dict) else value
    counted = [float(len(value))] if isinstance(value, list) and len(value) > 1 else []
    return [*counted, *(number for one in inner for number in _numbers(one))]


def _days(value: JsonValue) -> list[date]:
    """Return every day in some arguments, however deep."""
    if isinstance(value, str):
        return [date.fromisoformat(value)] if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else []
    if isinstance(value, dict | list):
        return [day for one in (value.values() if isinstance(value, dict) else value) for day in _days(one)]
    return []
