"""Wishes that move an order: which one, by how much or to which day, earlier or later, and how it travels."""

import re

from ..linking import Mention
from ..slots import Slots
from .directions import Direction, direction_of
from .frame import Arguments, Ask, line_named
from .moving import Part, mode_of, order_line, per_order, shift_of, target_day

_KINDS = {"earlier": "expedite_order", "later": "push_out_order"}
_DAYS = {"earlier": "arrive_on", "later": "due_on"}
_SEVERAL_LINES = re.compile(
    r"\b(?:lines?|lns?|positions?|pos\.?)\s*\d{1,2}(?:\s*(?:,|and|&|\+|/|,\s*and)\s*(?:line\s*|ln\s*)?\d{1,2}\b(?!\s*(?:\.|cases|%)))+",
    re.I,
)
_LINE_NEAR = 16
"""Characters behind one of several orders in which its line stands."""


def moved(slots: Slots, likely: Direction) -> list[Arguments] | Ask:
    """Return the move of each order that a wish names, or what is missing.

    The words say which way it goes; where they do not, a day says so against the day on which the order is expected,
    which `agents.propose` knows, and a length goes the likely way.
    """
    orders = per_order(slots)
    if not orders:
        return Ask(f"Which order shall be {'expedited' if likely == 'earlier' else 'pushed out'}?")
    actions: list[Arguments] = []
    for part in orders:
        filled = _move(part, slots, len(orders), likely)
        if isinstance(filled, Ask):
            return filled
        lines = _lines(slots.said) if len(orders) == 1 else []
        actions += [{**filled, "line": line} for line in lines] or [filled]
    return actions


def _move(part: Part, slots: Slots, orders: int, likely: Direction) -> Arguments | Ask:
    own = direction_of(slots, part.start, part.end) if orders > 1 else None
    told = own or direction_of(slots)
    day, mode = target_day(part.slots), mode_of(slots.said)
    shift = shift_of(part.slots, day)
    if shift is not None:
        way = shift.direction or told or likely
        action: Arguments = {**_order(part.order, slots, orders, way), f"{way}_days": shift.days}
    elif day is not None:
        way = told or likely
        action = {**_order(part.order, slots, orders, way), _DAYS[way]: day.isoformat()}
        action |= {} if told else {"moved_to": day.isoformat()}
    else:
        name = part.order.entity.id
        is_later = (told or likely) == "later"
        return Ask(f"To which day shall {name} be pushed out?" if is_later else f"By which day shall {name} arrive?")
    return action if mode is None or way == "later" else {**action, "mode": mode}


def _lines(said: str) -> list[int]:
    """Return the lines of an order where several are listed: "lines 1 and 3"."""
    found = _SEVERAL_LINES.search(said)
    return [int(number) for number in dict.fromkeys(re.findall(r"\d+", found[0]))] if found else []


def _order(order: Mention, slots: Slots, orders: int, way: Direction) -> Arguments:
    """Return an action on an order, with the line where one is named."""
    line = order_line(slots, order)
    if line is None:
        line = line_named(slots.said if orders == 1 else slots.said[order.end : order.end + _LINE_NEAR])
    action: Arguments = {"kind": _KINDS[way], "order_id": order.entity.id}
    return action if line is None else {**action, "line": line}
