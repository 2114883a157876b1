"""What narrows or widens the lines of the answer before: "only above 20k", "the top two", "only mine", "everywhere"."""

import re
from collections.abc import Collection

from pydantic import JsonValue

from .frames.amounts import limit, minimum_value
from .frames.looking import kind_asked
from .slots import Slots

_MINE = re.compile(
    r"\b(?:mine|my own(?: ones)?|(?:those |the ones )?(?:that )?i (?:have )?(?:proposed|drafted|made))\b", re.I
)
_FOR_ME = re.compile(
    r"\b(?:(?:waiting |meant )?for me|on me|that i (?:must|have to|can) (?:decide|sign|approve))\b", re.I
)
_LATE = re.compile(r"\b(?:late|overdue|delayed)(?: (?:ones?|1s|orders?|lines?))?\b", re.I)
_ONLY_LATE = re.compile(
    r"\b(?:only|just) (?:the |those )?(?:(?:ones? |orders? |lines? )?(?:that|which) (?:are|is|come|comes|run|will be|arrive) )?(?:too )?(?:late|overdue|delayed)(?: (?:ones?|1s|orders?|lines?))?\b",
    re.I,
)
_WHOLE_YEAR = re.compile(
    r"\b(?:(?:whole|full|entire|complete) (?:calendar |fiscal )?year|all year|(?:the )?year (?:as a whole|in full|in total|overall))\b",
    re.I,
)
_NO_LIMIT = re.compile(
    r"\b(?:(?:whole|full|entire|complete) (?:horizon|period|time|range|plan)|as far (?:ahead )?as (?:it|you) (?:goes|can)|"
    r"(?:no|without|never mind|forget|drop|lift|remove|ignore|regardless of) (?:the |any )?"
    r"(?:time|date|period)(?: limit| frame| window| restriction)?)\b",
    re.I,
)
_ELSEWHERE = re.compile(
    r"\b(?:everywhere(?: else)?|anywhere(?: else)?|elsewhere|all over|company[- ]?wide|"
    r"(?:all|every|each|the|any)(?: of)?(?: the| our)? ?other (?:sites?|places?|dcs?|warehouses?|locations?)|"
    r"(?:all|every)(?: of)?(?: the| our)? (?:sites?|places?|dcs?|warehouses?|locations?))\b",
    re.I,
)
_SORTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("purchase", re.compile(r"\b(?:purchases?|purchase orders?|pos)\b", re.I)),
    ("transfer", re.compile(r"\b(?:transfers?|transfer orders?|tos)\b", re.I)),
    ("production", re.compile(r"\b(?:production(?: orders?)?|manufacturing orders?|mos)\b", re.I)),
    ("sales", re.compile(r"\b(?:sales orders?|customer orders?|sales)\b", re.I)),
)
_BY = re.compile(
    r"\b(?:(?:by|per|for each|split by) |(?:at|on) (?:the )?)(?P<by>item|family|families|items)(?: level)?\b", re.I
)
_BUCKET = re.compile(
    r"(?<!day )(?<!week )(?<!month )\b(?:(?:by|per|for each|split by|in) (?P<by>day|week|month)s?|(?P<each>day|week|month)[ -](?:by|for|per)[ -](?:day|week|month)|(?P<ly>dai|week|month)ly)\b",
    re.I,
)
_ONLY_SORT = re.compile(
    r"\b(?:only|just)(?: show)?(?: me)?(?: the)? (?:purchase|transfer|production|sales|customer|manufacturing)s?(?: orders?)?\b",
    re.I,
)
_ALL_OF_IT = re.compile(
    r"\b(?:(?:the )?(?:whole|entire) (?:company|business|group|firm)|(?:the )?company (?:as a whole|in total|overall|in all)|all (?:famil(?:y|ies)|categories|products|items)(?: together)?)\b",
    re.I,
)
"""Everything rather than an item, a family or a place."""
_OF_TIME = frozenset({"within_days", "days", "weeks"})
_MONTHS_A_YEAR = 12


def words_of(said: str) -> list[tuple[int, int]]:
    """Return where a message says something that narrows or widens, apart from names, times and amounts."""
    patterns = [_MINE, _FOR_ME, _ONLY_LATE, _WHOLE_YEAR, _NO_LIMIT, _ELSEWHERE, _BY, _BUCKET, _ONLY_SORT, _ALL_OF_IT]
    return [match.span() for pattern in patterns for match in pattern.finditer(said)]


def narrowed(slots: Slots, known: Collection[str]) -> dict[str, JsonValue]:
    """Return the arguments, of those that a tool knows, that a message narrows or sets anew."""
    said, changed = slots.said, dict[str, JsonValue]()
    least, most = minimum_value(slots), limit(slots)
    if "minimum_value" in known and least is not None:
        changed["minimum_value"] = least
    if "limit" in known and most is not None:
        changed["limit"] = most
    if "mine" in known and _MINE.search(said):
        changed["mine"] = True
    if "waiting_for_me" in known and _FOR_ME.search(said):
        changed["waiting_for_me"] = True
    if "late_only" in known:
        changed |= {"late_only": True} if _LATE.search(said) else {}
        sort = next((kind for kind, pattern in _SORTS if pattern.search(said)), None)
        changed |= {"kind": sort} if sort else {}
    elif {"kind", "minimum_value"} <= set(known):
        kind = kind_asked(slots)
        changed |= {"kind": kind} if kind else {}
    if "from_location" in known and slots.id("supplier"):
        changed["from_location"] = slots.id("supplier")
    if "customer_id" in known and slots.id("customer"):
        changed["customer_id"] = slots.id("customer")
    if "order_id" in known and slots.id("order"):
        changed["order_id"] = slots.id("order")
    by = _BY.search(said)
    if "by" in known and by is not None:
        changed["by"] = "family" if by["by"].lower().startswith("famil") else "item"
    bucket = _BUCKET.search(said)
    if "bucket" in known and bucket is not None:
        changed["bucket"] = (bucket["by"] or bucket["each"] or bucket["ly"].replace("dai", "day")).lower()
    if "first_month" in known and _WHOLE_YEAR.search(said):
        changed |= {"first_month": slots.today.replace(month=1, day=1).isoformat(), "months": _MONTHS_A_YEAR}
    elif "weeks" in known and _WHOLE_YEAR.search(said):
        changed["weeks"] = 52
    return changed


def widened(said: str) -> set[str]:
    """Return the arguments that a message takes away: the place by "everywhere else", the time by "whole horizon"."""
    dropped = {"location_id"} if _ELSEWHERE.search(said) else set[str]()
    dropped |= {"location_id", "item_id", "family"} if _ALL_OF_IT.search(said) else set[str]()
    return dropped | _OF_TIME if _NO_LIMIT.search(said) else dropped
