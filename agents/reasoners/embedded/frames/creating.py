"""Orders that a wish asks for: of what, how much, from where to where, by when and how."""

import re

from ..linking import Mention
from ..quantities import Quantity
from ..slots import Slots
from .amounts import after, before
from .frame import Arguments, Ask
from .moving import counted, mode_of, target_day

_FROM = re.compile(r"\b(?:from|out of|ex|off|leaving)\s+(?:the\s+|our\s+)?$", re.I)
_TO = re.compile(r"\b(?:to|into|for|in|at|towards|over to)\s+(?:the\s+|our\s+)?$", re.I)
_ARROW = re.compile(r"^\s*(?:->|→|=>|>|to)\s*(?:the\s+)?$", re.I)
_MOVES = re.compile(
    r"\b(?:transfer\w*|move|moving|shift\w*|re-?balanc\w*|redeploy\w*|send|ship|bring|stock transport|STO|TO)\b"
)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("purchase", re.compile(r"\b(?:purchas\w+|buy|buying|procur\w+|PO)\b")),
    (
        "production",
        re.compile(
            r"\b(?:produc\w+|manufactur\w+|batch|work order|MO|(?:make|run|fill|pack|brew|cook|bake)(?: (?:us|me|another|one more|some))?)\b"
        ),
    ),
    ("transfer", re.compile(r"\b(?:transfer\w*|stock transport|STO|TO|shift|move|redeploy)\b")),
)
_AFTER_VERB = re.compile(
    r"\b(?:order|buy|book|bring|raise|create|make|produce|run|ship|move|transfer|shift|send|get|need|place|want|add|fill|pull|take|purchase)"
    r"(?:\s+(?:me|us|in|over|up|another|an extra|extra|about|only|just|a|the|order|for|of|purchase|transfer|batch))*\s+$",
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
    if not receiving:
        return Ask(f"For which place shall {slots.spoken('item')} be ordered?")
    amounts = _amounts(slots, items, max(len(items), len(receiving)))
    if isinstance(amounts, Ask):
        return amounts
    if len(items) > 1 and len(receiving) > 1:
        return Ask("Several items for several places: which item shall go where, and how much of it?")
    count = max(len(items), len(receiving))
    ids = [item.entity.id for item in items] * (count if len(items) == 1 else 1)
    places = receiving * (count if len(receiving) == 1 else 1)
    common = _common(slots, sending)
    return [
        {"kind": "create_order", "item_id": item, "location_id": place, "quantity": amount, **common}
        for item, place, amount in zip(ids, places, amounts, strict=True)
    ]


def _common(slots: Slots, sending: str | None) -> Arguments:
    common: Arguments = {}
    source = sending or slots.id("supplier")
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
    to = [site.entity.id for site in sites if _TO.search(slots.said[: site.start])]
    if len(sites) == 2 and _MOVES.search(slots.said):
        receiving = to[-1] if len(to) == 1 else ids[1]
        return next(one for one in ids if one != receiving), [receiving]
    return None, ids


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
    return score - 3 * bool(_TOLD.search(before(slots, number)) or _TOLD_AFTER.match(after(slots, number)))
