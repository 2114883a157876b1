"""The parts of a wish to act: the day that is aimed at, the way of transport, and what belongs to which order."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..dates import Period
from ..linking import Mention
from ..quantities import Quantity
from ..slots import Slots
from .amounts import OF_OTHERS, after, before, without_names
from .directions import Direction

_IS_FINE = r"(?: is| would be|[’']s)? (?:ok|okay|fine|all right|alright|possible|acceptable)"
MODES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "air",
        re.compile(
            r"\b(?:by (?:air|plane)|air[- ]?(?:freight|lift|cargo|ship\w*)|fly|flies|flown|flying|(?:on|onto|with|per|via) (?:an? |the )?(?:plane|flight|airplane|aeroplane|air)|as air|(?:plane|air|flight)(?: is| would be|[’']s)? (?:ok|okay|fine|all right|alright|possible|allowed|acceptable))\b",
            re.I,
        ),
    ),
    (
        "rail",
        re.compile(
            r"\b(?:(?:by|per|via|with) (?:a |the )?(?:rail|train)|rail[- ]?freight|(?:on|onto) (?:a|the|rail|next) ?train|(?:on|to) rail"
            rf"|(?:rail|train){_IS_FINE})\b",
            re.I,
        ),
    ),
    (
        "road",
        re.compile(
            r"\b(?:(?:by|per|via|with) (?:an? |the )?(?:express |extra )?(?:road|truck|lorry|van)|road[- ]?freight|truck (?:it|them)"
            rf"|(?:on|onto|in) (?:an? |the )(?:extra |express )?(?:truck|lorry|van|road)|(?:on|to) road|(?:truck|lorry|road){_IS_FINE})\b",
            re.I,
        ),
    ),
    (
        "sea",
        re.compile(
            r"\b(?:(?:by|per|via|with) (?:a |the )?(?:sea|ship|boat|vessel|ocean)|(?:sea|ocean)[- ]?freight|(?:on|onto) (?:a|the) (?:ship|boat|vessel)"
            rf"|(?:on|to) sea|(?:sea|ship|boat){_IS_FINE})\b",
            re.I,
        ),
    ),
)
"""Ways of transport by the words for them."""

_BARE_MODE = re.compile(
    r"(?:[,;:(/]|\s[-–—]|\bmode(?: is| of transport)?:?)\s*(?:an? |the )?(?P<word>air|plane|rail|train|road|truck|lorry|sea|ship|boat)\s*"
    r"(?=$|[,;:.!?)/]|please\b|pls\b|if\b|mode\b)",
    re.I,
)
"""A way of transport that stands alone: "to 16 March, air"."""

_BARE_MODES = {"plane": "air", "train": "rail", "truck": "road", "lorry": "road", "ship": "sea", "boat": "sea"}

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
_FROM_THEN_ON = re.compile(
    r"\bnot(?:\s+\w+){0,2}?\s+(?:before|until|till|earlier than|sooner than|later than|after)\s+(?:the\s+)?$", re.I
)
"""After these words stands the day that is aimed at, although they deny."""

_TOLD = re.compile(
    r"\b(?:can'?t|cannot|can not|won'?t|couldn'?t|unable to|not able to|impossible)\b(?:(?!\b(?:after|beyond|before|until|later than)\b)[^,;.?!])*$"
    r"|\b(?:say|says|saying|said|quot(?:es?|ed|ing)|slip(?:s|ped|ping)?|now at|arriv(?:es|ing|al)|comes?|coming|lands|landing|reaches|gets here|(?:runs?|running) (?:out|dry)|(?:is|are|be|goes|go) (?:dry|empty|short|closed|full|out)|"
    r"stock-?out|shuts?|closes?|opens?|starts?|begins|promo\w*|(?:leaves|ships|sails|loads|departs))\s+(?:[a-z]+\s+)?(?:(?:on|at|for|by|in|until|from|till|the)\s+)*$",
    re.I,
)
"""Words of a day on which something is so, or cannot be; it is the day aimed at only if no other is named."""

_AIMED = re.compile(
    r"(?:\b(?:to|into|make (?:it|that|this|them)|instead|rather|better|aim for|by|before|not before|(?:need|want) (?:it|them|that|this)(?: (?:here|there|in))?)|->|→|=>?)\s+(?:the\s+|be\s+|on\s+|for\s+)*$",
    re.I,
)
_SENTENCE = re.compile(r"[.;?!]\s+(?=\S)|\s[-–—]\s")
_EARLIER = re.compile(
    r"^\s*(?:earlier|sooner|faster|ahead|forward|before (?:that|then|it|its|the)|early|quicker|in advance)\b", re.I
)
_LATER = re.compile(r"^\s*(?:later|after (?:that|then|its|the)|back|further|longer|more)\b", re.I)
_BY = re.compile(r"\b(?:by|forward|up|in|back|out|off)\s+(?:by\s+|about\s+|some\s+)?$", re.I)
_STANDS = re.compile(
    r"\b(?:comes?|coming|arriv(?:es|ing)|lands|is|are|was|were|runs?|running|will be|gets here|got)\s+(?:about\s+|now\s+|already\s+|some\s+|at least\s+)?$",
    re.I,
)
_THE_DATE = r"(?:that|then|now|this|it|its|(?:the|its|their) (?:\w+ )?(?:dates?|days?|plan|due|promise|eta|schedule)\b)"
_THAN_PLANNED = re.compile(rf"^\s*(?:\w+\s+)?(?:than(?! {_THE_DATE})|late\b|behind|after\s+(?!{_THE_DATE}))", re.I)
_ALL_OF_THEM = re.compile(r"\b(?:both|all (?:of them|three|four)|each|the lot|the two)\b", re.I)
_JOINT = re.compile(r"(?:[,;:]|\.\s|\b(?:and|n|then|but|while)\b|&|\+)\s*", re.I)
_WITH_WEEK = re.compile(r"^(?:\s|of|in|,|the|-|\()*$", re.I)
_SLASH = re.compile(r"^\s*/\s*(\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class Part:
    """An order and what is said of it.

    Attributes
    ----------
    slots
        The question with only the times and amounts that are about this order.
    start, end
        The words that are about it.
    """

    order: Mention
    slots: Slots
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shift:
    """By how many days an order shall move; the direction only where it stands with the length."""

    days: int
    direction: Direction | None


def mode_of(said: str) -> str | None:
    """Return the way of transport that is asked for; one that is ruled out is passed over."""
    for mode, words in MODES:
        if any(not _NOT.search(said[: match.start()]) for match in words.finditer(said)):
            return mode
    alone = _BARE_MODE.search(said)
    return _BARE_MODES.get(alone["word"].lower(), alone["word"].lower()) if alone else None


def target_day(slots: Slots, *, is_placed: bool = True) -> date | None:
    """Return the day that a wish aims at; a day of the week beside a calendar week is the day in that week.

    Parameters
    ----------
    is_placed
        Whether it is about an order that stands already: the day on which that is due is passed over, and of several
        days those that only tell how things are.
    """
    moved = [p for p in slots.found.periods if is_placed and not p.is_point and _is_from_to(slots, p)]
    if moved:
        return moved[-1].last
    passed = _OF_NOW if is_placed else _NOT_WANTED
    points = [period for period in slots.found.periods if period.is_point]
    aimed = [
        period for period in points if _FROM_THEN_ON.search(lead := _lead(slots, period)) or not passed.search(lead)
    ]
    if is_placed:
        aimed = _wished(slots, aimed, has_others=len(points) > len(aimed))
    if aimed:
        point = aimed[0]
        week = next((p for p in slots.found.periods if _is_week(p) and _beside(slots, p, point)), None)
        return week.first + timedelta(days=point.first.weekday()) if week else point.last
    stretches = [
        period for period in slots.found.periods if not period.is_point and not _NOT_WANTED.search(_lead(slots, period))
    ]
    return stretches[0].last if stretches else None


def _is_from_to(slots: Slots, period: Period) -> bool:
    """Whether a stretch is the way of an order from one day to another: "from 30 March to 7 April"."""
    said = slots.said[max(period.start - 6, 0) : period.end]
    return re.search(r"(?:^|\W)from\b.*\bto\b", said, re.I) is not None


def _wished(slots: Slots, days: list[Period], *, has_others: bool) -> list[Period]:
    """Return, of days that may be aimed at, those that no word tells of how things are, the plainest first."""
    cannot = [day for day in days if _TOLD.search(_clause(slots, day))]
    if len(days) == 1 and cannot and not has_others:
        return (
            [] if re.search(r"\b(?:can'?t|cannot|can not|couldn'?t|unable)\b", _clause(slots, days[0]), re.I) else days
        )
    left = [day for day in days if day not in cannot] or days
    order = slots.mention("order")
    begins = max((m.end() for m in _SENTENCE.finditer(slots.said) if order and m.end() <= order.start), default=0)
    left = [day for day in left if day.start >= begins] or left
    return [day for day in left if _AIMED.search(_lead(slots, day))] or left


def _clause(slots: Slots, day: Period) -> str:
    """Return what stands before a day in its own sentence."""
    lead = _lead(slots, day).replace("’", "'")
    return lead[max((match.end() for match in _SENTENCE.finditer(lead)), default=0) :]


def _lead(slots: Slots, period: Period) -> str:
    """Return what stands before a time, names passed over; its own match may begin with the word that matters."""
    own = re.match(r"(?:from|by|on|until|till|before)\s", slots.said[period.start : period.end], re.I)
    return without_names(slots)[: period.start] + (own[0] if own else "")


def _is_week(period: Period) -> bool:
    return (period.last - period.first).days == 6 and not period.is_point and not period.is_length


def _beside(slots: Slots, week: Period, point: Period) -> bool:
    first, second = sorted((week, point), key=lambda period: period.start)
    return bool(_WITH_WEEK.match(slots.said[first.end : second.start]))


def shift_of(slots: Slots, day: date | None) -> Shift | None:
    """Return by how many days an order shall move; a length that says so counts more than a day that is named.

    Parameters
    ----------
    day
        The day that the wish aims at; with it, a length that only tells how late an order is says nothing.
    """
    lengths = [q for q in slots.found.quantities if q.kind == "duration"]
    if day is not None:
        lengths = [q for q in lengths if not _is_told(slots, q)]
    for length in lengths:
        rest = after(slots, length)
        if _EARLIER.match(rest) or _LATER.match(rest):
            is_plain = not re.match(rf"^\s*(?:more|further|longer|(?:before|after)(?! {_THE_DATE}))\b", rest, re.I)
            way: Direction = "earlier" if _EARLIER.match(rest) else "later"
            return Shift(round(length.value), way if is_plain else None)
        if _BY.search(before(slots, length)):
            return Shift(round(length.value), None)
    return Shift(round(lengths[0].value), None) if lengths and day is None else None


def _is_told(slots: Slots, length: Quantity) -> bool:
    """Whether a length only tells by how much something is off: "comes a week later than planned"."""
    return bool(_STANDS.search(before(slots, length)) or _THAN_PLANNED.match(after(slots, length)))


def order_line(slots: Slots, order: Mention) -> int | None:
    """Return the line written behind an order's number: "PO-11296/1"."""
    found = _SLASH.match(slots.said[order.end :])
    return int(found[1]) if found else None


def per_order(slots: Slots) -> list[Part]:
    """Return each order of a question with what is said of it: from its mention on to the next, the first from the start.

    Times and lengths that stand once for all of them belong to each; so do those of "both not before 4 May".
    """
    mentions: list[Mention] = []
    for mention in slots.found.mentions:
        if mention.entity.kind == "order" and mention.entity.id not in [m.entity.id for m in mentions]:
            mentions.append(mention)
    whole = len(slots.said)
    if len(mentions) < 2:
        return [Part(mention, slots, 0, whole) for mention in mentions]
    begins = max((m.end() for m in _SENTENCE.finditer(slots.said) if m.end() <= mentions[0].start), default=0)
    told = between(slots, begins, whole)
    shared = told if told.found.periods or told.quantity("duration") else slots
    parts: list[Part] = []
    for number, mention in enumerate(mentions):
        start = mention.start if number else begins
        last = number + 1 == len(mentions)
        end = whole if last else mentions[number + 1].start
        own = (_clause_start(slots, mention), whole if last else _clause_start(slots, mentions[number + 1]))
        parts.append(Part(mention, between(slots, start, end), *own))
    timed = [part for part in parts if part.slots.found.periods or part.slots.quantity("duration")]
    if parts[-1] in timed and _ALL_OF_THEM.search(slots.said, mentions[-1].end):
        shared, timed = parts[-1].slots, parts[-1:]
    if len(timed) < 2:
        return [replace(part, slots=with_times(part.slots, shared)) for part in parts]
    return parts


def _clause_start(slots: Slots, mention: Mention) -> int:
    """Return where the clause of a mention begins."""
    return max((match.end() for match in _JOINT.finditer(slots.said, 0, mention.start)), default=0)


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
    """Return the bare numbers of a question that are no number of a line, and count nothing but goods."""
    taken = [
        match.span() for match in re.finditer(r"\b(?:lines?|ln|pos(?:ition)?\.?)\s+\w+|/\s*\d{1,2}\b", slots.said, re.I)
    ]
    return [
        q
        for q in slots.found.quantities
        if q.kind == "number"
        and not any(start < q.end and q.start < end for start, end in taken)
        and not OF_OTHERS.match(after(slots, q))
    ]
