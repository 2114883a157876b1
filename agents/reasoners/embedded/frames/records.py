"""Frames of questions that look something up: orders, stock on hand, what was sold."""

from datetime import timedelta

from ..slots import Slots
from .frame import Arguments, Ask, Frame, place, subject

MONTH_DAYS = 28
SLOW_COVER_DAYS = 90
"""Stock that lasts longer than this is called slow where the question says no length."""

ORDER_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sales", ("sales order", "sales orders", "customer order", "customer orders", "customers")),
    ("purchase", ("purchase order", "purchase orders", "purchases", "pos", "po")),
    ("production", ("production order", "production orders", "work orders", "manufacturing orders")),
    ("transfer", ("transfer", "transfers", "transfer order", "transfer orders")),
)
EXPIRING = (
    *("expire", "expires", "expiring", "expired", "expiry", "short-dated", "short dated", "best before", "out of date"),
    *("shelf life", "goes off", "go off", "use by", "perish"),
)
SLOW = (
    *("slow", "slow-moving", "slow moving", "slow movers", "dead stock", "non-moving", "not moving", "hardly moving"),
    *("sleepers", "hardly move", "do not move", "does not move", "barely move"),
)


def _past_demand(slots: Slots) -> Arguments | Ask:
    arguments = subject(slots)
    if slots.id("channel"):
        arguments["channel_id"] = slots.id("channel")
    window = slots.window
    if window is not None:
        yesterday = slots.today - timedelta(days=1)
        first, last = window
        if first > yesterday:
            return Ask("That time is still to come. Shall I show the forecast of it, or sales of a past time?")
        arguments["first_day"] = first.isoformat()
        arguments["last_day"] = min(last or yesterday, yesterday).isoformat()
    for bucket, words in (("day", ("daily", "by day", "per day")), ("month", ("monthly", "by month", "per month"))):
        if slots.says(*words):
            arguments["bucket"] = bucket
    return arguments


def _orders(slots: Slots) -> Arguments | Ask:
    if slots.id("order"):
        return {"order_id": slots.id("order")}
    arguments = subject(slots)
    sending = slots.id("supplier") or _sending(slots)
    if sending:
        arguments["from_location"] = sending
        if arguments.get("location_id") == sending:
            del arguments["location_id"]
    if slots.id("customer"):
        return {**arguments, "customer_id": slots.id("customer"), "kind": "sales"}
    kind = next((kind for kind, words in ORDER_KINDS if slots.says(*words)), None)
    if kind is not None:
        arguments["kind"] = kind
    if slots.says("late", "overdue", "delayed", "behind"):
        arguments["late_only"] = True
    if slots.last_day is not None and slots.last_day >= 0:
        arguments["within_days"] = min(slots.last_day, 365)
    return arguments


def _sending(slots: Slots) -> str | None:
    """Return the place after "from"."""
    for mention in slots.found.mentions:
        before = slots.said[: mention.start].lower().split()
        if mention.entity.kind == "site" and before and before[-1] == "from":
            return mention.entity.id
    return None


def _stock(slots: Slots) -> Arguments | Ask:
    arguments = subject(slots)
    length = slots.days_ahead(MONTH_DAYS, 730)
    if slots.says(*EXPIRING):
        arguments["expiring_within_days"] = length
    elif slots.says(*SLOW):
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
