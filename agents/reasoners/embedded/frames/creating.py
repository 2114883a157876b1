"""Orders that a wish asks for: of what, how much, from where to where, by when and how."""

import re
from calendar import monthrange
from datetime import date
from itertools import pairwise

from ..calendar_words import MONTH
from ..linking import Mention
from ..quantities import NUMBER, Quantity, number_of
from ..slots import Slots
from .amounts import after, before, stands
from .frame import Arguments, Ask
from .moving import counted, mode_of, target_day

_FROM = re.compile(r"\b(?:from|out of|ex|off|leaving)\s+(?:the\s+|our\s+)?$", re.I)
_TO = re.compile(r"\b(?:to|into|for|in|at|towards|over to)\s+(?:the\s+|our\s+)?$", re.I)
_ARROW = re.compile(r"^\s*(?:->|→|=>|>|to)\s*(?:the\s+)?$", re.I)
_MOVES = re.compile(
    r"\b(?:(?i:transfer\w*|mov(?:e|ing)|shift\w*|re-?balanc\w*|redeploy\w*|send(?:ing)?|ship(?:ping)?|bring(?:ing)?|(?:take|get|haul|truck|drive)[^.;?!]{0,40}? (?:over|across)"
    r"|stock transport|swap)|STO|TO)\b"
)
_MADE = r"(?:make|bake|brew|cook|fill|pack|bottle|blend|roast|run|produce)"
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("purchase", re.compile(r"\b(?:(?i:purchas\w+|buy|buying|procur\w+)|PO)\b")),
    (
        "production",
        re.compile(
            rf"\b(?:(?i:produc(?:e|ing|tion)|manufactur\w+|batch|work order|bake|brew|cook|baking|brewing|cooking|(?:made|baked|brewed|cooked|filled|packed|bottled|produced) (?:in|at|by|up)"
            rf"|{_MADE} (?:(?:us|me|another|one more|some|an extra|about|up) )+|{_MADE}(?= \d)|to {_MADE}(?! (?:it|that|this|sure|up|out|an?|the)\b))|MO)(?!\w)"
        ),
    ),
    ("transfer", re.compile(r"\b(?:(?i:transfer\w*|stock transport|shift|move|redeploy)|STO|TO)\b")),
)
_HAS_MUCH = re.compile(
    r"^[^.;?!]{0,40}?\b(?:too much|too many|plenty|more than enough|surplus|excess|over-?stock\w*|over-?full|enough|spare|to spare|sits? on|sitting on|swimming|drown\w*"
    r"|coming out|loads|full of|bursting|can (?:spare|give|part with))\b",
    re.I,
)
_IS_SHORT = re.compile(
    r"^[^.;?!]{0,40}?\b(?:short|wants?|needs?|lacks?|runs? (?:out|low|dry)|running (?:out|low|dry)|low|nothing|none|empty|dry|could use|crying|screaming|begging|hardly any)\b",
    re.I,
)
_LISTED = re.compile(
    rf"^\s*(?:cases?|units?)?\s*(?:,|and|&|\+|/|as well as|plus|n)\s*(?:and\s+)?(?:{NUMBER}\s*)?(?:cases?\s+|units?\s+)?(?:more\s+|each\s+)?(?:of (?:it|them|those|the same)\s+)?(?:for|to|in|at|into)?\s*(?:the\s+)?$",
    re.I,
)
_NOT_FROM = re.compile(
    r"\b(?:instead of|rather than|not|without|except|never|no more|than)\s+(?:from\s+)?(?:the\s+)?$", re.I
)
_NOT_THEM = re.compile(
    r"^\s*(?:can[’']?t|cannot|can not|won[’']?t|isn[’']?t|is not|doesn[’']?t|has no|have no|is (?:too |so )?(?:late|slow|unreliable|out|down|closed)|lets? us down|failed|fails)\b",
    re.I,
)
_DAYS = re.compile(
    rf"\b(?P<days>\d{{1,2}}(?:st|nd|rd|th)?(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*[&+]\s*)(?:on\s+)?(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?)+)\s+(?:of\s+)?(?:{MONTH}|may)\b",
    re.I,
)
_RECURRING = re.compile(
    r"\b(?:each|every) (?:week|day|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|\b(?:in|as|over|for the next) (?:two|three|four|five|six|\d) (?:equal )?(?:deliveries|lots|drops|transfers|shipments|tranches|parts|instal\w+)\b",
    re.I,
)
"""Words of orders that shall come one after the other."""

_EACH = re.compile(r"\b(?:each|both|apiece|all (?:of them|three|four)|respectively)\b", re.I)
_LOTS = re.compile(
    rf"\b(?:(?P<count>{NUMBER}|an?|one|the|our|their|single)\s+)?(?:single\s+)?(?:(?:smallest|minimum|min\.?)\s+(?:order(?:\s+(?:quantity|lot|size|amount))?|lot(?:\s?size)?s?|quantity|batch(?:es)?|buy)|moqs?)\b",
    re.I,
)
"""The smallest quantity that a source delivers, which the data tell."""
_AFTER_VERB = re.compile(
    r"\b(?:order|buy|book|bring|raise|create|make|produce|run|ship|move|transfer|shift|send|get|need|place|want|add|fill|pull|take|purchase)"
    r"(?:\s+(?:me|us|in|over|up|another|an extra|extra|about|only|just|a|the|order|for|of|purchase|transfer|batch))*\s+$",
    re.I,
)
_ORDERED = re.compile(
    r"\b(?:(?:re-?)?order|buy|purchase|book|procure|ship|send|transfer|bring|produce|bake|brew|move|shift|get|place|fetch)"
    r"(?:\s+(?:me|us|in|over|another|an extra|extra|about|only|just|an?|the|new|order|for|of|purchase|transfer|batch))*\s+$",
    re.I,
)
_UNIT = r"(?:more |extra |additional )?(?:cases?|cs|units?|pcs|pieces?|kg|kilos?|litres?|l|bottles?|boxes|sacks?|rolls?|pallets?|cartons?|packs?)"
_OF_WHAT = re.compile(rf"^\s*(?:{_UNIT}\b)?\s*(?:of\s+)?(?:the\s+|our\s+)?$", re.I)
_WITH_UNIT = re.compile(rf"^\s*{_UNIT}\b", re.I)
_TOLD = re.compile(
    r"\b(?:of the|the|their|his|her|have|has|only|left|holds?|short|missing|wants?|asked for|sold|instead of|not|rather than|than)\s+$",
    re.I,
)
_TOLD_AFTER = re.compile(
    rf"^\s*(?:{_UNIT})?\s*(?:that|which|left|short|missing|on hand|in stock|they|[A-Z]\w+ wants)\b", re.I
)


def created(slots: Slots) -> list[Arguments] | Ask:
    """Return the orders that a question asks for, or what is missing."""
    items = _of(slots, "item")
    if not items:
        return Ask("Which item shall be ordered?")
    sending, receiving = _ways(slots)
    if len(receiving) > 1 and not _are_all_meant(slots):
        receiving = _named_with_amount(slots)
    if not receiving:
        return Ask(f"For which place shall {slots.spoken('item')} be ordered?")
    if len(items) > 1 and len(receiving) > 1:
        return Ask("Several items for several places: which item shall go where, and how much of it?")
    days = _listed_days(slots)
    if len(days) > 1 and max(len(items), len(receiving)) > 1:
        return Ask("Several orders on several days: which shall come when, and how much of it?")
    if len(days) < 2 and _RECURRING.search(slots.said):
        return Ask("On which days shall the orders come, and how much each time?")
    count = max(len(items), len(receiving))
    amounts, lots = _amounts(slots, items, count), _lots(slots)
    if lots is not None:
        told: list[Arguments] = [{"minimum_lots": lots}] * count
    elif isinstance(amounts, Ask):
        return amounts
    else:
        told = [{"quantity": amount} for amount in amounts]
    ids = [item.entity.id for item in items] * (count if len(items) == 1 else 1)
    places = receiving * (count if len(receiving) == 1 else 1)
    common = _common(slots, sending)
    orders: list[Arguments] = [
        {"kind": "create_order", "item_id": item, "location_id": place, **amount, **common}
        for item, place, amount in zip(ids, places, told, strict=True)
    ]
    return [{**orders[0], "due_on": day.isoformat()} for day in days] if len(days) > 1 else orders


def _listed_days(slots: Slots) -> list[date]:
    """Return the days on which an order each shall come: "9, 16 and 23 March"."""
    found = _DAYS.search(slots.said)
    month = next(
        (p.last for p in slots.found.periods if found and p.start < found.end() and found.start() < p.end), None
    )
    if found is None or month is None:
        return []
    numbers = [int(number) for number in re.findall(r"\d{1,2}", found["days"])]
    most = monthrange(month.year, month.month)[1]
    return [month.replace(day=number) for number in numbers] if all(1 <= number <= most for number in numbers) else []


def _lots(slots: Slots) -> float | None:
    """Return how many of the smallest lots a question asks for where it gives no amount: "one MOQ", "2 minimum lots"."""
    found = _LOTS.search(slots.said)
    if found is None or any(not found.start() <= number.start < found.end() for number in counted(slots)):
        return None
    return number_of(found["count"] or "one") or 1.0


def _named_with_amount(slots: Slots) -> list[str]:
    """Return the one place that stands in the same clause behind an amount: "order 100 cases in Lyon"."""
    ends = [number.end for number in counted(slots)]
    places = [
        site.entity.id
        for site in _of(slots, "site")
        if _TO.search(slots.said[: site.start])
        and any(end < site.start and not re.search(r"[,;.?!]\s", slots.said[end : site.start]) for end in ends)
    ]
    return places if len(places) == 1 else []


def _are_all_meant(slots: Slots) -> bool:
    """Whether several places are to get an order each: listed side by side, with an amount each, or said so."""
    sites = _of(slots, "site")
    listed = all(_LISTED.match(slots.said[one.end : other.start]) for one, other in pairwise(sites))
    return listed or bool(_EACH.search(slots.said)) or len(counted(slots)) == len(sites)


def is_ordered(slots: Slots) -> bool:
    """Whether a number of a question stands with a verb of ordering: "order 300", and not "make it 300"."""
    return any(_ORDERED.search(before(slots, number, most=60)) for number in counted(slots))


def _common(slots: Slots, sending: str | None) -> Arguments:
    common: Arguments = {}
    source = sending or _supplier(slots)
    if source:
        common["from_location"] = source
    kind = next((kind for kind, words in _KINDS if words.search(slots.said)), None)
    if sending or kind:
        common["order_kind"] = "transfer" if sending else kind
    day = target_day(slots, is_placed=False)
    if day is not None:
        common["due_on"] = day.isoformat()
    mode = mode_of(slots.said)
    return common if mode is None else {**common, "mode": mode}


def _supplier(slots: Slots) -> str | None:
    """Return the supplier that is to deliver; of several the one that no word rules out."""
    suppliers = _of(slots, "supplier")
    wanted = [
        one.entity.id
        for one in suppliers
        if not _NOT_FROM.search(slots.said[: one.start]) and not _NOT_THEM.match(slots.said[one.end :])
    ]
    return wanted[0] if len(wanted) == 1 else slots.id("supplier")


def _of(slots: Slots, kind: str) -> list[Mention]:
    """Return the mentions of a kind, each thing once."""
    found: dict[str, Mention] = {}
    for mention in slots.found.mentions:
        if mention.entity.kind == kind:
            found.setdefault(mention.entity.id, mention)
    return list(found.values())


def _ways(slots: Slots) -> tuple[str | None, list[str]]:
    """Return the place that sends, and those that receive.

    It sends if it stands after "from" or before an arrow, or first where goods are moved between two places.
    """
    sites = _of(slots, "site")
    ids = [site.entity.id for site in sites]
    if len(sites) < 2:
        is_source = bool(sites) and bool(_FROM.search(slots.said[: sites[0].start]))
        return (ids[0], []) if is_source else (None, ids)
    for number, site in enumerate(sites):
        following = sites[number + 1] if number + 1 < len(sites) else None
        is_arrow = following and _ARROW.match(slots.said[site.end : following.start])
        if is_arrow or _FROM.search(slots.said[: site.start]):
            return site.entity.id, [one for one in ids if one != site.entity.id]
    if len(sites) != 2 or not _MOVES.search(slots.said):
        return None, ids
    to = [site.entity.id for site in sites if _TO.search(slots.said[: site.start])]
    full, short = (
        [site.entity.id for site in sites if words.match(_until_next(slots, site))] for words in (_HAS_MUCH, _IS_SHORT)
    )
    if len(full) == 1 or len(short) == 1:
        receiving = next(one for one in ids if one != full[0]) if len(full) == 1 else short[0]
    else:
        receiving = to[-1] if len(to) == 1 else ids[1]
    return next(one for one in ids if one != receiving), [receiving]


def _until_next(slots: Slots, site: Mention) -> str:
    """Return what stands behind a place, up to the next one."""
    following = [m.start for m in slots.found.mentions if m.entity.kind == "site" and m.start >= site.end]
    return slots.said[site.end : min(following, default=len(slots.said))]


def _amounts(slots: Slots, items: list[Mention], count: int) -> list[float] | Ask:
    """Return the quantity of each order: those that stand with an item or a verb of ordering, if they are clear."""
    numbers = [quantity for quantity in counted(slots) if quantity.value > 0]
    missing = Ask(f"How much of {slots.spoken('item')} shall be ordered?")
    if not numbers:
        return missing
    if len(numbers) > 1 and len(numbers) != count:
        scores = [_score(slots, number, items) for number in numbers]
        best = max(scores)
        numbers = [number for number, score in zip(numbers, scores, strict=True) if score == best]
    if len(numbers) == count:
        return [number.value for number in numbers]
    return [numbers[0].value] * count if len(numbers) == 1 else missing


def _score(slots: Slots, number: Quantity, items: list[Mention]) -> int:
    score = 0
    score += 2 * any(
        number.end <= i.start and _OF_WHAT.match(slots.said[number.end : i.start]) is not None for i in items
    )
    score += 2 * bool(_AFTER_VERB.search(before(slots, number)))
    score += bool(_WITH_UNIT.match(after(slots, number)))
    is_told = _TOLD.search(before(slots, number)) or _TOLD_AFTER.match(after(slots, number)) or stands(slots, number)
    return score - 3 * bool(is_told)
