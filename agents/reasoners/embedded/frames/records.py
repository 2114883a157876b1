"""Frames of questions that look something up: orders, stock on hand, what was sold."""

import re
from datetime import date, timedelta

from ..slots import Slots
from .amounts import limit
from .frame import Arguments, Ask, Frame, place, subject
from .senders import received, sending

MONTH_DAYS = 28
DAYS_A_WEEK = 7
SLOW_COVER_DAYS = 90
"""Stock that lasts longer than this is called slow where the question says no length."""

_PLACES = r"(?:sites?|places?|warehouses?|dcs?|depots?|(?:distribution )?cent(?:re|er)s?|plants?|locations?|houses)"

ORDER_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "sales",
        re.compile(
            r"\b(?:sales orders?|customers?(?:'s)?(?: orders?)?|sos?|order book|asked us|promised (?:to )?them)\b"
        ),
    ),
    ("purchase", re.compile(r"\b(?:purchas\w+|pos?|buy(?:ing)?|bought|from suppliers?|vendors?)\b")),
    (
        "production",
        re.compile(
            r"\b(?:productions?|work orders?|manufactur\w+|mos?|mak(?:ing|es?)(?! (?:it|its|their|the|that|sense|sure|up|do|good)\b)|produc(?:e|es|ing)|batch(?:es)?|"
            r"(?:on|in) the (?:lines?|schedule)|being (?:made|produced|filled)|shop floor)\b"
        ),
    ),
    (
        "transfer",
        re.compile(
            r"\b(?:transfers?|stock transport\w*|stos?|tos|inter-?(?:site|company|warehouse|dc|plant)|"
            rf"(?:between|among) (?:our |the |two |two of |own |our own )*{_PLACES}|(?:from )?one (?:of )?(?:our |the |own )*{_PLACES} to (?:another|the other|the next)|"
            rf"(?:from|of) (?:our |one of our )own {_PLACES}|(?:within|inside) (?:our|the) (?:own )?network)\b"
        ),
    ),
)
"""The kind of order by what is said of it, the first that is found."""

_LATE = re.compile(
    r"\b(?:late(?:r)?|overdue|delay\w*|behind(?: schedule)?|slip\w*|past due|backlog\w*|not on time|"
    r"miss\w* (?:its|their|the) (?:due |delivery |promised )?dates?|(?:after|past|beyond) (?:its|their|the) (?:due |promised |agreed |confirmed |original |requested )?(?:dates?|day)|"
    r"not (?:coming|arriving|delivered|here) (?:on|in) time|won[’']t (?:make|meet|keep) (?:its|their|the) (?:dates?|day)|tardy)\b"
)
_NOT_LATE = re.compile(
    r"\b(?:or|not|whether|sooner or|no) late\b|\blater (?:this|in|on|than) (?:the )?(?:week|month|year|day)"
    r"|\b(?:after|past|beyond) (?:the )?(?:best[- ]before|expiry|sell[- ]by|use[- ]by)"
)
EXPIRING = re.compile(
    r"\b(?:expir\w+|short[- ]dated|best[- ]before|sell[- ]by|use[- ]by|out of date|past (?:its|their|the) (?:best|date)\w*|"
    r"shelf[- ]life|go(?:es|ing)? (?:off|bad|stale)|perish\w*|write[- ]?offs?|going out of code|out of code|mhd|bbd)\b"
)
SLOW = re.compile(
    r"\b(?:slow(?:[- ]mov\w+)?|dead stock|non[- ]moving|not moving|hardly mov\w+|sleepers|(?:do|does) not move|barely mov\w+|"
    r"don[’']t move|gathering dust|collecting dust|(?:last(?!\s+(?:\d+\s+|few\s+|two\s+|three\s+|four\s+|six\s+)?(?:days?|weeks?|months?|years?)\b)|lasts|enough for|cover (?:of|for|over)|cover)\b[^.?!]{0,30}"
    r"\b(?:days?|weeks?|months?|years?))\b"
)
_OR_LONGER = re.compile(
    r"\b(?:more than|over|at least|longer than|above|exceed\w*|or (?:longer|more)|and more|beyond|slow\w*|would last|museum)\b|\d\s?\+",
    re.I,
)


def _shifted_back(slots: Slots, first: date, last: date | None) -> tuple[date, date | None]:
    """Return the same stretch a year before, for a time without a year that is still to come: sales are past.

    A calendar week keeps its number, other times their day of the month.
    """
    is_dated = re.search(r"\b(?:20\d\d|next|coming|tomorrow|from now|ahead)\b", slots.said, re.I)
    if is_dated or slots.found.periods[0].is_length or last is None:
        return first, last
    if (last - first).days == DAYS_A_WEEK - 1 and first.isoweekday() == 1:
        year, week, _ = first.isocalendar()
        monday = date.fromisocalendar(year - 1, min(week, 52), 1)
        return monday, monday + timedelta(days=DAYS_A_WEEK - 1)
    return _year_before(first), _year_before(last)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _past_demand(slots: Slots) -> Arguments | Ask:
    arguments = subject(slots)
    if slots.id("channel"):
        arguments["channel_id"] = slots.id("channel")
    window = slots.window
    if window is not None:
        yesterday = slots.today - timedelta(days=1)
        first, last = window
        if first > yesterday:
            first, last = _shifted_back(slots, first, last)
        if first > yesterday:
            return Ask("That time is still to come. Shall I show the forecast of it, or sales of a past time?")
        arguments["first_day"] = first.isoformat()
        arguments["last_day"] = min(last or yesterday, yesterday).isoformat()
    bucket = next((bucket for bucket, words in _BUCKETS if words.search(slots.said)), None)
    return arguments if bucket is None else {**arguments, "bucket": bucket}


_BUCKETS = (
    (
        "day",
        re.compile(
            r"\b(?:daily|(?:by|per|each|every)(?: the| single)? day|day (?:by|for|to|after) day|date by date"
            r"|(?:single|individual) days|days?\b[^.?!]*\b(?:singly|one by one|one at a time|individually|separately|each on its own))\b",
            re.I,
        ),
    ),
    (
        "week",
        re.compile(r"\b(?:weekly|(?:by|per|each|every)(?: the| single)? week|week (?:by|for|to|after) week)\b", re.I),
    ),
    (
        "month",
        re.compile(
            r"\b(?:monthly|(?:by|per|each|every)(?: the| single)? month|month (?:by|for|to|after) month)\b", re.I
        ),
    ),
)
"""How the past is cut into pieces, by the words that say so."""


_CLOSED = (
    "I list the orders that are still open; what a customer has received in the past I cannot list. "
    "Shall I show its open orders, or what was sold in that time by channel?"
)


def _orders(slots: Slots) -> Arguments | Ask:
    if slots.id("order"):
        return {"order_id": slots.id("order")}
    arguments = subject(slots)
    sender = sending(slots)
    if sender:
        arguments |= {"from_location": sender, **received(slots)}
        if arguments.get("location_id") == sender:
            del arguments["location_id"]
    most = limit(slots)
    if most is not None:
        arguments["limit"] = most
    said = slots.said.lower()
    if _LATE.search(said) and not _NOT_LATE.search(said):
        arguments["late_only"] = True
    if slots.last_day is not None and slots.last_day >= 0:
        arguments["within_days"] = min(slots.last_day, 365)
    if slots.id("customer"):
        window = slots.window
        if window is not None and window[1] is not None and window[1] < slots.today:
            return Ask(_CLOSED)
        return {**arguments, "customer_id": slots.id("customer"), "kind": "sales"}
    kind = kind_of_order(said)
    return arguments if kind is None else {**arguments, "kind": kind}


def kind_of_order(said: str) -> str | None:
    """Return the kind of order that a question asks for, if it is one."""
    return next((kind for kind, words in ORDER_KINDS if words.search(said.lower())), None)


_THE_STOCK = re.compile(
    r"^\W*(?:and |so |please |pls )*(?:what(?:'s| is| are)|whats|how (?:is|are|much is|high is)|show(?: me)?|give me|tell me)?\s*"
    r"(?:the|our|my)?\s*(?:stock|inventory|on hand|stock levels?)\b\W*(?:please|pls|now|today|right now)?\W*$"
)
"""A question for the stock of nothing in particular; of everything only who says so is shown it."""


def _stock(slots: Slots) -> Arguments | Ask:
    arguments = subject(slots)
    most = limit(slots)
    if most is not None:
        arguments["limit"] = most
    length = slots.days_ahead(MONTH_DAYS, 730)
    said = slots.said.lower()
    if slots.found.periods and slots.last_day is not None and slots.last_day < 0:
        return Ask("I show stock as it is today, and as it will be. Past stock is not shown. Shall I show today's?")
    if not arguments and _THE_STOCK.match(said):
        return Ask("The stock of which item, which family or which place?")
    if EXPIRING.search(said):
        arguments["expiring_within_days"] = length
    elif SLOW.search(said) or (slots.quantity("duration") and _OR_LONGER.search(said)):
        arguments["minimum_cover_days"] = float(slots.days_ahead(SLOW_COVER_DAYS, 730))
    return arguments


SUBJECT = frozenset({"item", "family", "site", "region", "period", "day", "duration"})

FRAMES = (
    Frame(
        "past_demand",
        "show_past_demand",
        _past_demand,
        lambda slots: f"What did we sell{place(slots).replace(' for', ' of', 1)} last month?",
        welcomes=SUBJECT | {"channel"},
    ),
    Frame(
        "orders",
        "list_orders",
        _orders,
        lambda slots: f"Show the open orders{place(slots)}",
        welcomes=SUBJECT | {"supplier", "order", "customer"},
    ),
    Frame(
        "stock",
        "show_stock",
        _stock,
        lambda slots: f"How much stock is there{place(slots).replace(' for', ' of', 1)}?",
        welcomes=SUBJECT,
    ),
)
