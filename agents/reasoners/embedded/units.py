"""Amounts in the unit that an item is counted in: two tonnes of what is counted in kilograms are 2,000 kg."""

import re

import polars as pl

from knowledge.truth.snapshot import Snapshot

from ..protocol import Reply
from .quantities import NUMBER, number_of
from .slots import Slots
from .talk import asked

_GRAMS = {
    **dict.fromkeys(("g", "gram", "gramme"), 1.0),
    **dict.fromkeys(("kg", "kilo", "kilogram", "kilogramme"), 1e3),
    **dict.fromkeys(("t", "ton", "tonne"), 1e6),
}
"""Grams in each unit of mass."""

_MILLILITRES = {"ml": 1.0, "l": 1e3, **dict.fromkeys(("litre", "liter"), 1e3), "hl": 1e5}
_SCALES = (_GRAMS, _MILLILITRES)

_MEASURED = re.compile(
    rf"(?<![\w.,])(?:(?P<half>half an?)\s|(?P<one>an?)\s(?!t\b|l\b|g\b)|(?P<number>{NUMBER})(?P<and_half> and a half)?\s|(?P<figure>\d[\d.,]*))"
    r"(?:metric )?(?:of a )?(?P<unit>tonnes?|tons?|t|kilogram(?:me)?s?|kilos?|kgs?|gram(?:me)?s?|g|litres?|liters?|l|hl|ml)\b",
    re.I,
)
_UNIT_WORDS = re.compile(
    r"\b(pallets?|truck ?loads?|trucks?|containers?|boxes|crates?|layers?|tons?|tonnes?|kg|kilos?|litres?|liters?)\b",
    re.I,
)
_COUNTING = frozenset({"create_order", "stock_policy", "override", "what_if_safety"})
"""Kinds of question whose numbers are amounts of an item."""


def in_own_unit(snapshot: Snapshot, slots: Slots, kind: str) -> str:
    """Return a question with each mass or volume in the unit that its item is counted in, where that is one as well."""
    own = _unit_of(snapshot, slots)
    scale = next((scale for scale in _SCALES if own in scale), None)
    if kind not in _COUNTING or own is None or scale is None:
        return slots.said

    def converted(match: re.Match[str]) -> str:
        is_name = any(m.start < match.end() and match.start() < m.end for m in slots.found.mentions)
        unit = _singular(match["unit"])
        if is_name or unit not in scale or (unit == own and " " in match[0]):
            return match[0]
        said = match["number"] or match["figure"]
        count = number_of(said) if said else 0.5 if match["half"] else 1.0
        amount = (count + (0.5 if match["and_half"] else 0.0)) * scale[unit] / scale[own]
        return f"{amount:.10g} {own}"

    return _MEASURED.sub(converted, slots.said)


def unit_asked(snapshot: Snapshot, slots: Slots, kind: str) -> Reply | None:
    """Ask how much is meant where an order is given in a unit that the item is not counted in."""
    item, number, own = slots.id("item"), slots.quantity("number"), _unit_of(snapshot, slots)
    if kind != "create_order" or own is None or number is None:
        return None
    said = _UNIT_WORDS.match(slots.said[number.end :].lstrip())
    if said is None or _singular(said[1]) in (own, *(["kilo"] if own == "kg" else [])):
        return None
    return asked(
        f"{item} is counted in {own}s here, and I do not know how many a {said[1].rstrip('s')} holds. How many {own}s?"
    )


def _unit_of(snapshot: Snapshot, slots: Slots) -> str | None:
    """Return the unit of the only item that a question names."""
    items = {mention.entity.id for mention in slots.found.mentions if mention.entity.kind == "item"}
    if len(items) != 1:
        return None
    units = snapshot.table("items").filter(pl.col("item_id").is_in(list(items)))["unit"].to_list()
    return _singular(str(units[0])) if units else None


def _singular(unit: str) -> str:
    low = unit.lower()
    return low[:-1] if low.endswith("s") and low != "s" else low
