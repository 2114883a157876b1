"""The parts of a wish to act: the day that is aimed at, the way of transport, and what belongs to which order."""

import re
from dataclasses import replace
from datetime import date, timedelta

from ..dates import Period
from ..linking import Mention
from ..quantities import Quantity
from ..slots import Slots
from .amounts import after, before

MODES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "air",
        re.compile(
            r"\b(?:by (?:air|plane)|air[- ]?(?:freight|lift|cargo|ship\w*)|fly|flies|flown|flying|(?:on|onto|with|per|via) (?:an? |the )?(?:plane|flight|airplane|aeroplane|air)|as air|(?:plane|air|flight) (?:is|would be) (?:ok|okay|fine|all right|possible|allowed))\b",
            re.I,
        ),
    ),
    (
        "rail",
        re.compile(
            r"\b(?:by (?:rail|train)|rail[- ]?freight|(?:on|onto) (?:a|the|rail|next) ?train|(?:on|to|via) rail)\b",
            re.I,
        ),
    ),
    (
        "road",
        re.compile(
            r"\b(?:by (?:road|truck|lorry|van)|road[- ]?freight|truck (?:it|them)|(?:on|onto) (?:a|the) (?:truck|lorry|road)|(?:on|to|via) road)\b",
            re.I,
        ),
    ),
    (
        "sea",
        re.compile(
            r"\b(?:by (?:sea|ship|boat|vessel|ocean)|(?:sea|ocean)[- ]?freight|(?:on|onto) (?:a|the) (?:ship|boat|vessel)|(?:on|to|via) sea)\b",
            re.I,
        ),
    ),
)
"""Ways of transport by the words for them."""

_NOT = re.compile(
    r"\b(?:not|instead of|rather than|no|never|without)\s+(?:go(?:ing)?\s+|come\s+|coming\s+|sent\s+)?$", re.I
)
_RULED_OUT = r"instead of|rather than|not|no longer|too late"
_AS_IT_STANDS = (
    r"due(?: in| there| date)?|planned(?: for)?|scheduled(?: for)?|was|currently|now(?: due)?|expected|promised|should be (?:in|there|here)|"
    r"eta(?: is| was)?|from|no (?:good|use)[\w\s]*"
)
_LINKS = r"\s+(?:is\s+|was\s+|for\s+|on\s+|by\s+|until\s+|the\s+|at\s+|only\s+|in\s+)*$"
_OF_NOW = re.compile(rf"\b(?<!new )(?:{_RULED_OUT}|{_AS_IT_STANDS}){_LINKS}", re.I)
_NOT_WANTED = re.compile(rf"\b(?:{_RULED_OUT}){_LINKS}", re.I)
_EARLIER = re.compile(
    r"^\s*(?:earlier|sooner|faster|ahead|forward|before (?:that|then|it|its|the)|early|quicker|in advance)\b", re.I
)
_LATER = re.compile(r"^\s*(?:later|after (?:that|then|its|the)|back|further|longer|more)\b", re.I)
_BY = re.compile(r"\b(?:by|forward|up|in|back|out|off)\s+(?:by\s+|about\s+|some\s+)?$", re.I)
_WITH_WEEK = re.compile(r"^(?:\s|of|in|,|the|-|\()*$", re.I)
_SLASH = re.compile(r"^\s*/\s*(\d{1,2})\b")


def mode_of(said: str) -> str | None:
    """Return the way of transport that is asked for; one that is ruled out is passed over."""
    for mode, words in MODES:
        if any(not _NOT.search(said[: match.start()]) for match in words.finditer(said)):
            return mode
    return None


def target_day(slots: Slots, *, is_placed: bool = True) -> date | None:
    """Return the day that a wish aims at; a day of the week beside a calendar week is the day in that week.

    Parameters
    ----------
    is_placed
        Whether it is about an order that stands already: the day on which that is due is passed over.
    """
    passed = _OF_NOW if is_placed else _NOT_WANTED
    points = [period for period in slots.found.periods if period.is_point]
    aimed = [period for period in points if not passed.search(_lead(slots, period))]
    if aimed:
        point = aimed[0]
        week = next((p for p in slots.found.periods if _is_week(p) and _beside(slots, p, point)), None)
        return week.first + timedelta(days=point.first.weekday()) if week else point.last
    stretches = [
        period for period in slots.found.periods if not period.is_point and not _NOT_WANTED.search(_lead(slots, period))
    ]
    return stretches[0].last if stretches else None


def _lead(slots: Slots, period: Period) -> str:
    """Return what stands before a time; its own match may begin with the word that matters."""
    own = re.match(r"(?:from|by|on|until|till|before)\s", slots.said[period.start : period.end], re.I)
    return slots.said[: period.start] + (own[0] if own else "")


def _is_week(period: Period) -> bool:
    return (period.last - period.first).days == 6 and not period.is_point and not period.is_length


def _beside(slots: Slots, week: Period, point: Period) -> bool:
    first, second = sorted((week, point), key=lambda period: period.start)
    return bool(_WITH_WEEK.match(slots.said[first.end : second.start]))


def shift_of(slots: Slots, *, earlier: bool) -> int | None:
    """Return by how many days an order shall move; a length that says so counts more than a day that is named."""
    lengths = [q for q in slots.found.quantities if q.kind == "duration"]
    words = _EARLIER if earlier else _LATER
    said = next((q for q in lengths if words.match(after(slots, q)) or _BY.search(before(slots, q))), None)
    if said is None and lengths and target_day(slots) is None:
        said = lengths[0]
    return round(said.value) if said else None


def order_line(slots: Slots, order: Mention) -> int | None:
    """Return the line written behind an order's number: "PO-11296/1"."""
    found = _SLASH.match(slots.said[order.end :])
    return int(found[1]) if found else None


def per_order(slots: Slots) -> list[tuple[Mention, Slots]]:
    """Return each order of a question with what is said of it: from its mention on to the next, the first from the start.

    Times and lengths that stand once for all of them belong to each.
    """
    mentions: list[Mention] = []
    for mention in slots.found.mentions:
        if mention.entity.kind == "order" and mention.entity.id not in [m.entity.id for m in mentions]:
            mentions.append(mention)
    if len(mentions) < 2:
        return [(mention, slots) for mention in mentions]
    parts: list[tuple[Mention, Slots]] = []
    for number, mention in enumerate(mentions):
        start = mention.start if number else 0
        end = mentions[number + 1].start if number + 1 < len(mentions) else len(slots.said)
        parts.append((mention, between(slots, start, end)))
    timed = [part for _, part in parts if part.found.periods or part.quantity("duration")]
    if len(timed) == len(parts):
        return parts
    return [(mention, with_times(part, slots)) for mention, part in parts] if len(timed) == 1 else parts


def with_times(part: Slots, whole: Slots) -> Slots:
    """Return a part with the times and lengths of the whole question."""
    return replace(part, found=replace(part.found, periods=whole.found.periods, quantities=whole.found.quantities))


def between(slots: Slots, start: int, end: int) -> Slots:
    """Return a question with only what stands between two places; the words themselves stay where they are."""
    found = slots.found
    return replace(
        slots,
        found=replace(
            found,
            mentions=tuple(m for m in found.mentions if start <= m.start < end),
            periods=tuple(p for p in found.periods if start <= p.start < end),
            quantities=tuple(q for q in found.quantities if start <= q.start < end),
        ),
    )


def counted(slots: Slots) -> list[Quantity]:
    """Return the bare numbers of a question that are no number of a line."""
    taken = [
        match.span() for match in re.finditer(r"\b(?:lines?|ln|pos(?:ition)?\.?)\s+\w+|/\s*\d{1,2}\b", slots.said, re.I)
    ]
    return [
        q
        for q in slots.found.quantities
        if q.kind == "number" and not any(start < q.end and q.start < end for start, end in taken)
    ]
