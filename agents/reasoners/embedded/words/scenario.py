"""Words for a what-if: what changes in service, cost and cash against the base, with intervals.

S&OE speaks of items, places and days; S&OP of channels and money.
"""

from collections.abc import Sequence

from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, assuming, listed, paragraphs, table

HITS_SHOWN, HELD_SHOWN = 8, 4
VISIBLE = 0.0005
"""A change of the fill rate below this does not show in its figures."""

ABOUT = {
    "late_supply": ("A late supplier", "A late component"),
    "demand_change": ("A demand change",),
    "safety_stock_change": ("A change of safety stock",),
}


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say what the change does to service and cost, by channel, and for S&OE who is hit when."""
    told = Told(done[0])
    comparison = told.at("comparison")
    template = paragraphs(
        f"{_service(comparison)} {_cost(comparison)}{_missed(comparison)}",
        _channels(comparison),
        _hits(told) if agent == "soe" else "",
        _held_up(told) if agent == "soe" else "",
        _cash(comparison),
        _sureness(told, comparison),
        assuming(told, *_assumed(done[0])) if _assumed(done[0]) else "",
    )
    return Wording(template=template)


def _assumed(record: CallRecord) -> tuple[str, ...]:
    """How the assumptions about the events of the call begin."""
    events = record.arguments.get("events")
    kinds = [event.get("kind") for event in events if isinstance(event, dict)] if isinstance(events, list) else []
    return tuple(begin for kind in dict.fromkeys(kinds) for begin in ABOUT.get(str(kind), ()))


def _service(told: Told) -> str:
    change = float(told.value("fill_rate/difference") or 0.0)
    if abs(change) < VISIBLE:
        return f"The fill rate stays at {told.ref('fill_rate/alternative', 'percent')}."
    return (
        f"The fill rate {'falls' if change < 0 else 'rises'} from {told.ref('fill_rate/base', 'percent')} to "
        f"{told.ref('fill_rate/alternative', 'percent')} ({told.ref('fill_rate/difference', 'percent+')}"
        f"{_between(told)})."
    )


def _between(told: Told) -> str:
    """The interval of the fill rate's change, where it is wide enough to show."""
    if told.value("fill_rate/high") - told.value("fill_rate/low") < 2 * VISIBLE:
        return ""
    return f", between {told.ref('fill_rate/low', 'percent+')} and {told.ref('fill_rate/high', 'percent+')}"


def _cost(told: Told) -> str:
    return (
        f"Over {told.ref('horizon_days', 'days')}, total cost changes by {told.ref('total_cost/difference', 'money+')} "
        f"(between {told.ref('total_cost/low', 'money+')} and {told.ref('total_cost/high', 'money+')})."
    )


def _missed(told: Told) -> str:
    """Which channels miss their target only because of the change."""
    missed = [
        channel.ref("channel_name", "text")
        for channel in told.each("channels")
        if channel.value("fill_rate/alternative") < channel.value("target_fill_rate") <= channel.value("fill_rate/base")
    ]
    return f" {listed(missed)} {'misses its' if len(missed) == 1 else 'miss their'} target by it." if missed else ""


def _cash(told: Told) -> str:
    return (
        f"Cash changes by {told.ref('cash/difference', 'money+')}, the value of stock by "
        f"{told.ref('average_stock_value/difference', 'money+')} on average."
    )


def _channels(told: Told) -> str:
    channels = told.each("channels")
    if not channels:
        return ""
    return table(
        ("Channel", "Target", "Fill rate", "With the change", "Difference", "Short"),
        [
            (
                channel.ref("channel_name", "text"),
                channel.ref("target_fill_rate", "percent"),
                channel.ref("fill_rate/base", "percent"),
                channel.ref("fill_rate/alternative", "percent"),
                channel.ref("fill_rate/difference", "percent+"),
                channel.ref("units_short/difference", "units+"),
            )
            for channel in channels
        ],
    )


def _hits(told: Told) -> str:
    hits = told.each("hits", HITS_SHOWN)
    if not hits:
        return "No item at any place is served worse or better."
    rows = [
        (
            f"{hit.ref('item_id')} {hit.ref('item_name')}",
            hit.ref("location_id"),
            hit.ref("first_hit_on", "date"),
            hit.ref("units_short", "units+"),
            hit.ref("cost", "money+"),
        )
        for hit in hits
    ]
    return paragraphs(
        "Which items are hit, the soonest first:", table(("Item", "Place", "From", "Short", "Cost"), rows)
    )


def _held_up(told: Told) -> str:
    orders = told.each("held_up", HELD_SHOWN)
    if not orders:
        return ""
    said = [
        f"{order.ref('order_id')} ({order.ref('item_id')} for {order.ref('to_location', 'text')}) by "
        f"{order.ref('days', 'days')}"
        for order in orders
    ]
    more = " and others" if len(told.each("held_up")) > HELD_SHOWN else ""
    return f"Orders held up: {'; '.join(said)}{more}."


def _sureness(told: Told, comparison: Told) -> str:
    return (
        f"From {comparison.ref('replications', 'number')} runs of {told.ref('points_simulated', 'number')} items at "
        "places on the same random numbers; intervals bound the mean difference."
    )
