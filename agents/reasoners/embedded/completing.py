"""What a question leaves out because the conversation, or the company, leaves only one reading.

A subject spoken of before ("how accurate was it?"), the only place of an item, the only line of an order that is still
to come. What is taken from the conversation is said in the answer; where several readings remain, it is asked.
"""

import re
from collections.abc import Sequence

import polars as pl

from knowledge.truth.snapshot import Snapshot
from tools.inventory.orders import open_supply
from tools.inventory.points import stocking_points

from ...answers import Answer, Choice
from ..protocol import Reply, Request
from .slots import Slots
from .talk import asked

SUBJECTS = frozenset({"item", "family", "site", "supplier", "channel", "region", "order", "person"})
OF_A_SUBJECT = frozenset(
    {"accuracy", "projection", "forecast", "replenishment", "mitigations", "explain", "what_if_demand"}
    | {"what_if_safety", "stock_policy", "override", "create_order"}
)
"""Kinds of question that, without a subject of their own, go on about the one before."""

OF_AN_ITEM = frozenset({"projection", "forecast", "explain", "create_order", "stock_policy", "override"})
"""Kinds of question that take the item from before where only a place or channel is named."""

OF_A_PLACE = frozenset({"explain", "create_order", "stock_policy", "override"})
"""Kinds of question that need a place; an item that is kept in one place needs none."""

MOST_LINES = 8

_EVERYTHING = re.compile(
    r"\b(overall|company|everything|every item|all items|in total|total|across|all families)\b", re.I
)
_THAT_ONE = re.compile(r"\b(it|this|that|these|those|them|the (?:first|top|worst|biggest)(?: one)?)\b", re.I)
_ABOUT = "What can we do about "


def subject_before(thread: Sequence[Answer], kind: str, slots: Slots) -> str:
    """Return the subject that a question of a kind goes on about, as words to add to it; empty where it has its own."""
    if kind not in OF_A_SUBJECT or _EVERYTHING.search(slots.said):
        return ""
    named = slots.named & SUBJECTS
    if named and (named & {"item", "family", "supplier", "order"} or kind not in OF_AN_ITEM):
        return ""
    if kind == "mitigations" and not named and _THAT_ONE.search(slots.said) and thread:
        offered = next((c.message for c in thread[-1].choices if c.message.startswith(_ABOUT)), "")
        if offered:
            return f"for {offered.removeprefix(_ABOUT).rstrip('?')}"
    call = next((answer.tool_calls[0] for answer in reversed(thread) if answer.tool_calls), None)
    if call is None:
        return ""
    events = call.arguments.get("events")
    before = events[0] if isinstance(events, list) and events and isinstance(events[0], dict) else call.arguments
    fields = ("item_id",) if named else ("item_id", "family", "location_id")
    item, *others = [str(before[field]) if before.get(field) else "" for field in fields]
    family, place = others or ("", "")
    words = [f"for {item or family}"] if item or family else []
    return " ".join([*words, f"at {place}"] if place and not named else words)


def subject_of(first: Slots, second: Slots) -> str:
    """Return what the first of two clauses names and the second leaves out, as words to add to the second."""
    words: list[str] = []
    if not second.named & SUBJECTS:
        words += [f"for {entity.id}" for kind in ("item", "family") if (entity := first.entity(kind))][:1]
    if not second.found.periods and first.period is not None:
        words.append(first.said[first.period.start : first.period.end])
    return " ".join(words)


def only_place(snapshot: Snapshot, kind: str, slots: Slots) -> str:
    """Return the only place where the item of a question is kept, as words to add to it."""
    item = slots.id("item")
    if kind not in OF_A_PLACE or item is None or slots.named & {"site", "region"}:
        return ""
    places = [place for one, place in stocking_points(snapshot).index if one == item]
    return f"at {places[0]}" if len(places) == 1 else ""


def line_asked(snapshot: Snapshot, slots: Slots, request: Request) -> Request | Reply:
    """Name the line of an order that is to be moved, or ask which of those still to come is meant."""
    actions = request.first.arguments.get("actions")
    action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], dict) else {}
    if action.get("kind") not in ("expedite_order", "push_out_order") or action.get("line") is not None:
        return request
    lines = open_supply(snapshot).filter(pl.col("order_id") == action["order_id"])
    if lines.height < 2:
        return request
    named = lines.filter(pl.col("item_id") == slots.id("item")) if slots.id("item") else lines
    if named.height == 1:
        arguments = {**request.first.arguments, "actions": [{**action, "line": named["line"][0]}]}
        return request.model_copy(update={"first": request.first.model_copy(update={"arguments": arguments})})
    names = dict(snapshot.table("items").select("item_id", "name").rows())
    latest = lines.with_columns(late=(pl.col("expected_on") - pl.col("due_on")).dt.total_days())
    order = str(action["order_id"])
    return asked(
        f"{order} has several lines. Which do you mean? Name the line or its item.",
        tuple(
            Choice(
                label=f"Line {row['line']}: {row['item_id']} {names[row['item_id']]}, expected {row['expected_on']}",
                message=re.sub(re.escape(order), f"{order} line {row['line']}", slots.said, count=1, flags=re.I),
            )
            for row in latest.sort("late", "line", descending=[True, False]).head(MOST_LINES).iter_rows(named=True)
        ),
    )


_UNIT_WORDS = re.compile(
    r"\b(pallets?|truck ?loads?|trucks?|containers?|boxes|crates?|layers?|tons?|tonnes?|kg|kilos?|litres?|liters?)\b",
    re.I,
)


def unit_asked(snapshot: Snapshot, slots: Slots, kind: str) -> Reply | None:
    """Ask how much is meant where an order is given in a unit that the item is not counted in."""
    item, number = slots.id("item"), slots.quantity("number")
    if kind != "create_order" or item is None or number is None:
        return None
    said = _UNIT_WORDS.match(slots.said[number.end :].lstrip())
    if said is None:
        return None
    own = snapshot.table("items").filter(pl.col("item_id") == item)["unit"].item()
    if said[1].lower().rstrip("s") == str(own).lower().rstrip("s"):
        return None
    return asked(
        f"{item} is counted in {own}s here, and I do not know how many a {said[1].rstrip('s')} holds. How many {own}s?"
    )
