"""What a question leaves out because the conversation, or the company, leaves only one reading.

A subject spoken of before ("how accurate was it?"), the only place of an item, the only line of an order that is still
to come. What is taken from the conversation is said in the answer; where several readings remain, it is asked.
"""

import re
from collections.abc import Mapping, Sequence

import polars as pl
from pydantic import JsonValue

from knowledge.truth.snapshot import Snapshot
from tools.inventory.orders import open_supply
from tools.inventory.points import stocking_points

from ...answers import Answer, Choice
from ..protocol import Reply, Request
from .overlaying import KIND_OF_TOOL
from .quantities import number_of
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

OF_ALL_OR_ONE = frozenset({"accuracy", "replenishment"})
"""Kinds of question, of those, that are as often asked of everything."""

OF_ANYTHING = frozenset(
    {"exceptions", "late_orders", "orders", "stock", "past_demand", "budget", "brief", "what_if_late"}
)
"""Kinds of question that go on about the subject before where they point to it."""

OF_AN_ORDER = frozenset({"what_if_late", "late_orders", "orders", "expedite", "push_out"})
"""Kinds of question that rather go on about an order or a supplier."""

MOST_LINES = 8
_OF_NOTHING = frozenset({"search_policies", "calculate", "list_proposals"})
_THERE = re.compile(r"\bthere\b(?!\s+(?:is|are|was|were|be|will|isn)\b)|\bover here\b", re.I)
_POINTS = re.compile(
    r"\b(?:it|its|it[’']s|this|that|those|these|them|they|their|there|in here|the same|"
    r"the (?:next|following|coming|last|first) (?:delivery|order|shipment|truck|batch|receipt|one|arrival))\b",
    re.I,
)

_BOUND = re.compile(
    r"\b(?:anything|everything|something|nothing|anybody|(?:which|what|any|every|each|all) (?:of )?(?:the |our )?\w+)\b[^.?!,;]*?\b(?:its|their)\b",
    re.I,
)
"""A word that points to something in the same question: "is anything below its safety stock?"."""

_AND = re.compile(r"^(?:and|also|plus)\b", re.I)
_HOW_MUCH = re.compile(
    r"^(?:and |so |ok,? |then )*how (?:much|many|long|soon|far off)\b(?! (?:orders?|items?|exceptions?|products?|suppliers?|lines?)\b)"
    r"|\banything (?:else )?(?:on (?:the way|order)|coming|incoming|arriving|inbound|expected|in transit)\b",
    re.I,
)
"""What is asked of one thing rather than of all of them."""

_EVERYTHING = re.compile(
    r"\b(overall|company|everything(?! (?:he|she|they|it|from|of|there|that))|every item|all items|in total|total|across|all families)\b",
    re.I,
)
_THAT_ONE = re.compile(r"\b(it|this|that|these|those|them|the (?:first|top|worst|biggest)(?: one)?)\b", re.I)
_ABOUT = "What can we do about "


def subject_before(thread: Sequence[Answer], kind: str, slots: Slots, said_before: Slots | None = None) -> str:
    """Return the subject that a question of a kind goes on about, as words to add to it; empty where it has its own.

    Questions that can be asked of everything go on about it only where they say "it", "there" and the like.
    """
    points = _POINTS.search(_BOUND.sub(" ", slots.said)) is not None or _goes_on(thread, kind, slots)
    if _EVERYTHING.search(slots.said) or not (kind in OF_A_SUBJECT or (points and kind in OF_ANYTHING)):
        return ""
    if kind in OF_ALL_OR_ONE and not points:
        return ""
    named = slots.named & SUBJECTS
    before = spoken_of(thread)
    is_there = kind in OF_A_PLACE or _THERE.search(slots.said)
    if "item" in named and is_there and "site" not in named and before.get("location_id"):
        return f"at {before['location_id']}"
    if named & {"item", "family", "supplier", "order"} or (named and kind not in OF_AN_ITEM and not points):
        return ""
    if kind == "mitigations" and not named and _THAT_ONE.search(slots.said) and thread:
        offered = next((c.message for c in thread[-1].choices if c.message.startswith(_ABOUT)), "")
        if offered:
            return f"for {offered.removeprefix(_ABOUT).rstrip('?')}"
    if kind in OF_AN_ORDER and before.get("order_id"):
        return f"of {before['order_id']}"
    if kind in OF_AN_ORDER and (before.get("supplier_id") or before.get("from_location")):
        place = f" at {before['location_id']}" if before.get("location_id") and not named else ""
        return f"of {before.get('supplier_id') or before['from_location']}{place}"
    if kind in OF_AN_ORDER and said_before is not None:
        named_before = said_before.id("order") or said_before.id("supplier")
        if named_before and not before.get("item_id"):
            return f"of {named_before}"
    subject = before.get("item_id") or before.get("family")
    words = [f"for {subject}"] if subject else []
    return " ".join([*words, f"at {before['location_id']}"] if before.get("location_id") and not named else words)


def _goes_on(thread: Sequence[Answer], kind: str, slots: Slots) -> bool:
    """Whether a message goes on without a word that points: "and expired?" of stock, "how much do we have?" of an item."""
    last = next((answer for answer in reversed(thread) if answer.tool_calls), None)
    if last is None or slots.named & SUBJECTS:
        return False
    if KIND_OF_TOOL.get(last.tool_calls[0].tool) == kind and _AND.match(slots.said):
        return True
    return "item_id" in spoken_of(thread[-1:]) and bool(_HOW_MUCH.search(slots.said))


def spoken_of(thread: Sequence[Answer]) -> dict[str, str]:
    """Return the arguments of the last call that was about something, or could have been and was about everything."""
    for answer in reversed(thread):
        if not answer.tool_calls or answer.tool_calls[0].tool in _OF_NOTHING:
            continue
        arguments = answer.tool_calls[0].arguments
        for field in ("events", "actions"):
            inner = arguments.get(field)
            if isinstance(inner, list) and inner and isinstance(inner[0], dict):
                arguments = inner[0]
        return {field: str(value) for field, value in arguments.items() if value is not None}
    return {}


def only_place(snapshot: Snapshot, kind: str, slots: Slots) -> str:
    """Return the only place where the item of a question is kept, as words to add to it."""
    item = slots.id("item")
    if kind not in OF_A_PLACE or item is None or slots.named & {"site", "region"}:
        return ""
    places = [place for one, place in stocking_points(snapshot).index if one == item]
    return f"at {places[0]}" if len(places) == 1 else ""


def order_of_amount(snapshot: Snapshot, kind: str, slots: Slots) -> str:
    """Return the open order that a question describes by item and amount, as words to add to it; empty where it is not one.

    "The 2,590 of honey granola on the order due tomorrow" is a line of an order if just one has so much.
    """
    item, number = slots.id("item"), slots.quantity("number")
    if (
        kind not in _OF_ONE_ORDER
        or item is None
        or number is None
        or slots.id("order")
        or not _ORDER.search(slots.said)
    ):
        return ""
    is_it = (pl.col("item_id") == item) & (pl.col("quantity") == number.value)
    lines = open_supply(snapshot).filter(is_it).select("order_id", "line").rows()
    return f"of {lines[0][0]} line {lines[0][1]}" if len(lines) == 1 else ""


_OF_ONE_ORDER = frozenset({"explain", "expedite", "push_out", "what_if_late"})
_ORDER = re.compile(r"\b(?:orders?|po|batch|run|transfer|deliver(?:y|ies)|shipment|truck|lorry|container|lot)\b", re.I)


def lateness_meant(snapshot: Snapshot, kind: str, slots: Slots) -> str:
    """Return how many days late an order is that a question supposes to come on a day, as words to add to it."""
    order, days = slots.id("order"), [period.first for period in slots.found.periods if period.is_point]
    if kind != "what_if_late" or order is None or len(days) != 1 or slots.quantity("duration"):
        return ""
    expected = open_supply(snapshot).filter(pl.col("order_id") == order)["expected_on"].to_list()
    late = max(((days[0] - day).days for day in expected), default=0)
    return f"{late} days late" if late > 0 else ""


def line_asked(snapshot: Snapshot, slots: Slots, request: Request) -> Request | Reply:
    """Name the line of each order that is to be moved or explained, or ask which of those still to come is meant."""
    arguments = request.first.arguments
    if request.first.tool == "explain_quantity":
        line = _line_of(snapshot, slots, arguments)
        if isinstance(line, Reply) or line is None:
            return line or request
        return _with_arguments(request, {**arguments, "line": line})
    actions = arguments.get("actions")
    if not isinstance(actions, list):
        return request
    lined: list[JsonValue] = []
    for action in actions:
        line = None
        if isinstance(action, dict) and action.get("kind") in _MOVES:
            each = _all_lines(snapshot, slots, action)
            if each:
                lined += [{**action, "line": one} for one in each]
                continue
            line = _line_of(snapshot, slots, action)
        if isinstance(line, Reply):
            return line
        lined.append({**action, "line": line} if isinstance(action, dict) and line is not None else action)
    return _with_arguments(request, {**arguments, "actions": lined})


_MOVES = ("expedite_order", "push_out_order")
_ALL_LINES = re.compile(
    r"\b(?:(?P<count>both)|all|every|each)(?: of)?(?: the| its)*(?: (?P<number>two|three|four|five|six|\d+))? lines?\b"
    r"|\b(?:the|that|this) (?:whole|entire|complete) (?:order|po)\b",
    re.I,
)


def _all_lines(snapshot: Snapshot, slots: Slots, action: Mapping[str, JsonValue]) -> list[int]:
    """Return the lines of an order that are still to come, where a wish is about all of them and has their number right."""
    said = _ALL_LINES.search(slots.said)
    if said is None or action.get("line") is not None:
        return []
    lines = open_supply(snapshot).filter(pl.col("order_id") == action["order_id"])["line"].sort().to_list()
    count = 2 if said["count"] else round(number_of(said["number"])) if said["number"] else len(lines)
    return [int(line) for line in lines] if count == len(lines) else []


def _with_arguments(request: Request, arguments: dict[str, JsonValue]) -> Request:
    return request.model_copy(update={"first": request.first.model_copy(update={"arguments": arguments})})


def _line_of(snapshot: Snapshot, slots: Slots, named: Mapping[str, JsonValue]) -> int | Reply | None:
    """Return the line that the item of a question settles; a question back where several remain."""
    order = named.get("order_id")
    if order is None or named.get("line") is not None:
        return None
    lines = open_supply(snapshot).filter(pl.col("order_id") == order)
    if lines.height < 2:
        return None
    items = [mention.entity.id for mention in slots.found.mentions if mention.entity.kind == "item"]
    of_item = lines.filter(pl.col("item_id").is_in(items)) if items else lines
    if of_item.height == 1:
        return int(of_item["line"][0])
    names = dict(snapshot.table("items").select("item_id", "name").rows())
    latest = lines.with_columns(late=(pl.col("expected_on") - pl.col("due_on")).dt.total_days())
    return asked(
        f"{order} has several lines. Which do you mean? Name the line or its item.",
        tuple(
            Choice(
                label=f"Line {row['line']}: {row['item_id']} {names[row['item_id']]}, expected {row['expected_on']}",
                message=re.sub(re.escape(str(order)), f"{order} line {row['line']}", slots.said, count=1, flags=re.I),
            )
            for row in latest.sort("late", "line", descending=[True, False]).head(MOST_LINES).iter_rows(named=True)
        ),
    )
