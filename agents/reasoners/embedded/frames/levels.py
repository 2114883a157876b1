"""Levels of stock and figures of a forecast that a wish asks for, at which item and place, in which weeks."""

import re
from datetime import date, timedelta

from pydantic import JsonValue

from ..dates import Period
from ..quantities import Quantity
from ..slots import Slots
from .amounts import after, before, changes, is_down, stands
from .frame import Arguments, Ask
from .moving import counted

DAYS_A_WEEK = 7
_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "reorder_point",
        re.compile(
            r"\b(?:re-?order (?:pt|pnt|point|level)|rop|order point|trigger(?: level)?|min(?:imum)?(?= (?:of|to|at|level)|\s*\d))\b",
            re.I,
        ),
    ),
    (
        "order_up_to",
        re.compile(
            r"\b(?:order[- ]up[- ]?to(?: level)?|max(?:imum)?(?: (?:stock|level))?|up[- ]to level|target (?:stock|level))\b",
            re.I,
        ),
    ),
    (
        "service_target",
        re.compile(
            r"\b(?:service (?:target|level|goal|rate)|service|(?:target )?fill(?: rate)?|availability(?: target)?|otif)\b|(?:per ?cent|pct|%) target\b",
            re.I,
        ),
    ),
    ("safety_stock", re.compile(r"\b(?:safety(?: stock)?|buffer(?: stock)?|cushion|ss|reserve)\b", re.I)),
)
"""Levels by the words for them."""

_PLAIN_LEVEL = re.compile(
    r"\b(?:safety[- ]stock|buffer stock|re-?order (?:point|level)|order[- ]up[- ]to(?: level)?|service (?:target|level))\b",
    re.I,
)
_OF_NOW = re.compile(
    r"\b(?:from|now|currently|today|is|was|it's|has been|instead of|in place of|rather than|not|present(?:ly)?)\s+(?:(?:at|the|our|about|only|just|set to)\s+)*$",
    re.I,
)
_IN_PLACE = re.compile(r"^\s*(?:%|percent|\w+)?\s*(?:in place of|instead of|rather than|not)\s+[\d€$]", re.I)
_OURS = re.compile(
    r"\b(?:my|our)\s+(?:(?:own|best|new)\s+)?(?:numbers?|figures?|estimates?|calls?|guess|views?|take|bets?)\s+"
    r"(?:is|are|was|were|would be)\s+(?:just\s+|about\s+|only\s+)?$",
    re.I,
)
"""What somebody says who has another figure than the present one."""

_NOW_AFTER = re.compile(
    r"^\s*(?:cases?|units?|cs|pcs|pieces?|kg)?\s*(?:now|today|currently|at present|at the moment|as (?:of|is))\b", re.I
)
_AIMED = re.compile(
    r"(?:\b(?:to|make (?:it|that|this|them)|set (?:it|that|this|them)(?: at)?|instead|rather|be)|->|→|=>?)\s*$", re.I
)
"""Words before the number that a wish aims at."""

_AIMED_AFTER = re.compile(
    r"^\s*(?:%|percent|per cent|pct|cases?|units?)?\s*(?:instead|rather|from now on|in future|going forward|henceforth)\b",
    re.I,
)
_BY = re.compile(r"\bby\s+(?:about\s+|another\s+)?$|\b(?:add|raise it|plus|another|extra)\s+$", re.I)
_THE_SAME = re.compile(
    r"\b(?:in|for|to|over) (?:each|every|both|all)(?: one)?(?: of)?(?: the| these| those)?(?: \w+)? weeks?\b|\b(?:each|every) (?:one )?of (?:the|these|those) (?:\w+ )?weeks\b",
    re.I,
)
"""Words for weeks that are to have one and the same figure."""

_OF_A_WEEK = re.compile(r"\b(?:week|weeks|w/?c|starting|beginning|from|commencing)\b", re.I)


def points_of(slots: Slots) -> list[tuple[str, str]]:
    """Return each item at its place; one place counts for all items, and one item for all places."""
    items = list(dict.fromkeys(m.entity.id for m in slots.found.mentions if m.entity.kind == "item"))
    sites = list(dict.fromkeys(m.entity.id for m in slots.found.mentions if m.entity.kind == "site"))
    return [(item, site) for item in items for site in sites]


def levels_of(slots: Slots, points: int) -> list[Arguments] | Ask:
    """Return the levels asked for at each point: a value, a factor or so much more or less than at present.

    A number said to be the present level is passed over. Several numbers belong to several points in order, or each to
    the level named beside it.
    """
    shares = dict(changes(slots))
    numbers = counted(slots)
    wanted = wanted_of(slots, [q for q in slots.found.quantities if q in numbers or q in shares or q.kind == "percent"])
    told: list[Arguments] = [_level(slots, quantity, shares.get(quantity)) for quantity in wanted]
    if not told:
        return Ask(f"To what shall the {_field(slots, None).replace('_', ' ')} of {slots.spoken('item')} be changed?")
    names = [next(iter(level)) for level in told]
    if len(told) == points:
        return told
    if len(set(names)) == len(names):
        merged: Arguments = {}
        for level in told:
            merged |= level
        return [merged] * points
    return Ask(f"You name several numbers: which of them shall be the level of {slots.spoken('item')}?")


def wanted_of(slots: Slots, told: list[Quantity]) -> list[Quantity]:
    """Return, of numbers of levels, those that are wanted, and not those said to be so at present.

    Of several for the same level these are the ones that words of aiming stand with: "1,500 to 2,000", "96 instead".
    """
    wanted = [q for q in told if not (q.kind in ("number", "percent") and _is_present(slots, q))]
    if len({_field(slots, q) for q in wanted}) == len(wanted):
        return wanted
    wanted = [q for q in wanted if not stands(slots, q)] or wanted
    aimed = [q for q in wanted if _AIMED.search(before(slots, q)) or _AIMED_AFTER.match(after(slots, q))]
    return aimed or wanted


def names_level(said: str) -> bool:
    """Whether a wish speaks of a level of stock by its full name, so that its number is one."""
    return _PLAIN_LEVEL.search(said) is not None


def are_weekly(slots: Slots) -> bool:
    """Whether a wish names a figure for each week of a stretch: "150, 150 and 120 over the three weeks from 6 April"."""
    told = [quantity for quantity in counted(slots) if not _is_passed(slots, quantity)]
    stretches = _stretches(slots)
    if len(told) < 2 or not points_of(slots):
        return False
    weeks = [week for stretch in stretches for week in _single_weeks(*stretch)]
    return len(told) == len(weeks) and all(last - first < timedelta(days=DAYS_A_WEEK) for first, last in weeks)


def _is_present(slots: Slots, quantity: Quantity) -> bool:
    lead = before(slots, quantity)
    is_now = _OF_NOW.search(lead) and not _OURS.search(lead) and not _IN_PLACE.match(after(slots, quantity))
    return bool(is_now or _NOW_AFTER.match(after(slots, quantity)))


def _field(slots: Slots, quantity: Quantity | None) -> str:
    """Return the level named nearest before a quantity, else the first one named after it, else the safety stock."""
    places = [(match.start(), field) for field, words in _FIELDS for match in words.finditer(slots.said)]
    places.sort()
    if quantity is None:
        return places[0][1] if places else "safety_stock"
    ahead = [field for start, field in places if start < quantity.start]
    behind = [field for start, field in places if start >= quantity.start]
    share, number = slots.quantity("percent"), slots.quantity("number")
    if not places and share is not None and number is not None and number.value <= 100:
        return "service_target"  # of both: "there 95 times out of a hundred, sales want 97"
    return ahead[-1] if ahead else behind[0] if behind else "safety_stock"


def _level(slots: Slots, quantity: Quantity, share: float | None) -> Arguments:
    field = _field(slots, quantity)
    if quantity.kind == "number":
        if _BY.search(before(slots, quantity)):
            return {f"{field}_added": -quantity.value if is_down(slots, quantity) else quantity.value}
        is_share = field == "service_target" and 1 < quantity.value <= 100
        return {field: round(quantity.value / 100, 10) if is_share else quantity.value}
    if field == "service_target" and quantity.kind == "percent":
        return {field: abs(quantity.value)}
    return {f"{field}_factor": 1.0 + (share or 0.0)}


def weeks_of(slots: Slots) -> list[JsonValue] | Ask:
    """Return the stretches that an override is for, each with its quantity a week or its factor."""
    stretches = _stretches(slots)
    if not stretches:
        return Ask("For which weeks shall the forecast be overridden?")
    if any(last < first for first, last in stretches):
        return Ask("The time named ends before it begins. From which day to which do you mean?")
    shares = changes(slots)
    told: list[Arguments] = [{"factor": 1.0 + share} for quantity, share in shares if quantity.kind != "number"]
    told = told or [{"quantity": q.value} for q in counted(slots) if not _is_passed(slots, q)]
    if not told:
        return Ask("To how much a week, or by which percentage, shall the forecast be changed?")
    if len(told) > 1 and _THE_SAME.search(slots.said):
        return Ask("You name several quantities, and the same for each week: which is it?")
    if len(told) > 1 and len(stretches) == 1:
        stretches = _single_weeks(*stretches[0])
    if len(told) == 1:
        told *= len(stretches)
    if len(told) != len(stretches):
        return Ask("You name several quantities: which is for which week?")
    return [
        {"first_day": first.isoformat(), "last_day": last.isoformat(), **amount}
        for (first, last), amount in zip(stretches, told, strict=True)
    ]


def _is_passed(slots: Slots, quantity: Quantity) -> bool:
    """Whether a number is not the one wanted: the present figure, or "week 12" that was not read as a time."""
    lead = before(slots, quantity)
    return _is_present(slots, quantity) or bool(
        re.search(r"\b(?:weeks?|wk|w|in)\s+$", lead, re.I) and quantity.value <= 53
    )


def _stretches(slots: Slots) -> list[tuple[date, date]]:
    """Return the stretches of days named; a single day stands for its week, a day with a length for so many weeks."""
    periods = [period for period in slots.found.periods if not period.is_point]
    if periods:
        return list(dict.fromkeys((period.first, period.last) for period in periods))
    points: list[Period] = list(slots.found.periods)
    length = slots.quantity("duration")
    if len(points) == 1 and length is not None:
        return [(points[0].first, points[0].first + timedelta(days=max(round(length.value), 1) - 1))]
    if len(points) == 2 and re.search(r"\b(?:from|between)\b", slots.said, re.I):
        return [(points[0].first, points[1].last)]
    return [(point.first, point.first) for point in points]


def _single_weeks(first: date, last: date) -> list[tuple[date, date]]:
    count = ((last - first).days + DAYS_A_WEEK) // DAYS_A_WEEK
    starts = [first + timedelta(weeks=number) for number in range(count)]
    return [(start, min(start + timedelta(days=DAYS_A_WEEK - 1), last)) for start in starts]
