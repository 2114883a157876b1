"""Words for a what-if: what changes in service, cost and cash against the base, with intervals.

S&OE speaks of items, places and days; S&OP of channels and money.
"""

from collections.abc import Sequence

from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, paragraphs, table, taken_for_granted

POINTS_SHOWN = 6


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:  # noqa: ARG001
    """Say what the change does to service and cost, by channel, and for S&OE by item and place."""
    told = Told(done[0])
    template = paragraphs(
        f"{_service(told)} {_cost(told)}",
        _channels(told),
        _points(told) if agent == "soe" else "",
        _sureness(told),
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


def _points(told: Told) -> str:
    points = sorted(told.each("points"), key=lambda point: -abs(float(point.value("cost/difference") or 0.0)))
    if not points:
        return ""
    return table(
        ("Item", "Place", "Fill rate", "With the change", "Short", "Cost"),
        [
            (
                f"{point.ref('item_id')} {point.ref('item_name')}",
                point.ref("location_id"),
                point.ref("fill_rate/base", "percent"),
                point.ref("fill_rate/alternative", "percent"),
                point.ref("units_short/difference", "units+"),
                point.ref("cost/difference", "money+"),
            )
            for point in points[:POINTS_SHOWN]
        ],
    )


def _sureness(told: Told) -> str:
    return (
        f"From {told.ref('replications', 'number')} runs over {told.ref('horizon_days', 'days')} on the same random "
        f"numbers; the intervals bound the mean difference."
    )
