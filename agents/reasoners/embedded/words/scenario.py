"""Words for a what-if: what changes in service, cost and cash against the base, with intervals.

S&OE speaks of items, places and days; S&OP of channels and money.
"""

from collections.abc import Sequence

from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, paragraphs, table, taken_for_granted

HITS_SHOWN, HELD_SHOWN = 8, 4


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say what the change does to service and cost, by channel, and for S&OE who is hit when."""
    told = Told(done[0])
    comparison = told.at("comparison")
    template = paragraphs(
        f"{_service(comparison)} {_cost(comparison)}",
        _channels(comparison),
        _hits(told) if agent == "soe" else "",
        _held_up(told) if agent == "soe" else "",
        _sureness(told, comparison),
        taken_for_granted(told, 2),
    )
    return Wording(template=template)


def _service(told: Told) -> str:
    change = float(told.value("fill_rate/difference") or 0.0)
    verb = "falls" if change < 0 else "rises" if change > 0 else "stays"
    return (
        f"The fill rate {verb} from {told.ref('fill_rate/base', 'percent')} to "
        f"{told.ref('fill_rate/alternative', 'percent')} ({told.ref('fill_rate/difference', 'percent+')}, between "
        f"{told.ref('fill_rate/low', 'percent+')} and {told.ref('fill_rate/high', 'percent+')})."
    )


def _cost(told: Told) -> str:
    return (
        f"Total cost changes by {told.ref('total_cost/difference', 'money+')} (between "
        f"{told.ref('total_cost/low', 'money+')} and {told.ref('total_cost/high', 'money+')}), cash by "
        f"{told.ref('cash/difference', 'money+')}, the value of stock by "
        f"{told.ref('average_stock_value/difference', 'money+')}."
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
    return paragraphs("Who is hit, the first first:", table(("Item", "Place", "From", "Short", "Cost"), rows))


def _held_up(told: Told) -> str:
    orders = told.each("held_up", HELD_SHOWN)
    if not orders:
        return ""
    return (
        "Held up: "
        + "; ".join(
            f"{order.ref('order_id')} ({order.ref('item_id')} for {order.ref('to_location', 'text')}) by "
            f"{order.ref('days', 'days')}"
            for order in orders
        )
        + "."
    )


def _sureness(told: Told, comparison: Told) -> str:
    return (
        f"From {comparison.ref('replications', 'number')} runs of {told.ref('points_simulated', 'number')} items at "
        f"places over {comparison.ref('horizon_days', 'days')}, on the same random numbers; intervals bound the mean "
        f"difference."
    )
