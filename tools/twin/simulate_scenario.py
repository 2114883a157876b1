"""What if: events put on the truth, simulated against doing without them."""

from datetime import date
from typing import Annotated

from pydantic import Field

from knowledge.truth.snapshot import Snapshot

from ..context import ToolContext
from ..errors import NotEnoughData
from ..forms import forms_beside
from ..inventory.demand import demand_outlook
from ..inventory.feasibility import held_up
from ..inventory.orders import open_supply
from ..inventory.points import stocking_points
from ..registry import Tool
from ..results import Arguments, Chart, Count, Days, Money, Part, Quantity, Series, ToolResult
from .changed import changed_points
from .comparison import Comparison, PointEffect
from .engine import LEAST_REPLICATIONS, compare
from .events import Event, apply_event

MOST_POINTS = 60
"""So many items at places are simulated at most: those with the largest demand value."""


class SimulateScenario(Arguments):
    """What happens, how far to look and how closely."""

    events: Annotated[tuple[Event, ...], Field(min_length=1, max_length=20)] = Field(
        description="late_supply, demand_change or safety_stock_change; all of them together."
    )
    horizon_weeks: Annotated[int, Field(ge=1, le=26)] = Field(default=13, description="How many weeks to simulate.")
    replications: Annotated[int, Field(ge=LEAST_REPLICATIONS, le=2000)] = Field(
        default=200, description="How many random futures."
    )


class Hit(Part):
    """An item at a place whose service changes, the first hit first.

    Attributes
    ----------
    units_short, cost
        Difference over the horizon against no event, mean over the futures.
    """

    item_id: str
    item_name: str
    location_id: str
    location_name: str
    unit: str
    first_hit_on: date
    units_short: Quantity
    cost: Money


class HeldUp(Part):
    """An order that the event holds up further because what it needs is missing."""

    order_id: str
    order_line: int
    item_id: str
    to_location: str
    days: Days


class Scenario(ToolResult):
    """The scenario against no event.

    Attributes
    ----------
    hits
        The ripple: whose service changes and when, in order of time.
    held_up
        Orders that wait for a late component or late goods.
    """

    comparison: Comparison
    hits: tuple[Hit, ...]
    held_up: tuple[HeldUp, ...]
    points_simulated: Count
    points_concerned: Count
    currency: str


def simulate_scenario(context: ToolContext, arguments: SimulateScenario) -> Scenario:
    """Put events on the truth and compare with the truth as it is."""
    base = context.snapshot
    alternative = base
    for event in arguments.events:
        alternative = apply_event(alternative, event, context.principal.scopes)
    context.check()
    concerned = changed_points(base, alternative)
    if not concerned:
        raise NotEnoughData("The events change nothing that is stocked.", "Choose other subjects or dates.")
    chosen = _largest(base, concerned)
    comparison = compare(
        base,
        alternative,
        points=chosen,
        horizon_days=7 * arguments.horizon_weeks,
        replications=arguments.replications,
        seed=context.seed,
    )
    left_out = len(concerned) - len(chosen)
    warnings = list(comparison.warnings)
    if left_out:
        warnings.insert(0, f"{left_out} of {len(concerned)} items at places with the least demand value are left out.")
    inner = [f"{point.item_id} at {point.location_id}" for point in comparison.points if not _sells(base, point)]
    if inner:
        warnings.insert(
            0,
            f"{', '.join(sorted(inner)[:5])}: no customer buys there; what a shortage does downstream shows only in "
            "the orders held up.",
        )
    return Scenario(
        comparison=comparison,
        hits=_hits(comparison),
        held_up=_held_up(base, alternative),
        points_simulated=len(chosen),
        points_concerned=len(concerned),
        currency=base.company.currency,
        assumptions=(*comparison.assumptions, *ASSUMPTIONS),
        warnings=tuple(warnings),
        charts=(_service_chart(comparison), *comparison.charts),
    )


def _largest(base: Snapshot, concerned: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    points, demand = stocking_points(base), demand_outlook(base).daily_mean.sum(axis=1)
    worth = points.frame["unit_cost"].to_numpy() * demand
    ranked = sorted(concerned, key=lambda key: (-float(worth[points.index[key]]), key))
    return sorted(ranked[:MOST_POINTS])


def _sells(base: Snapshot, point: PointEffect) -> bool:
    number = stocking_points(base).index[point.item_id, point.location_id]
    return bool(demand_outlook(base).daily_mean[number].any())


def _hits(comparison: Comparison) -> tuple[Hit, ...]:
    found = [
        Hit(
            item_id=point.item_id,
            item_name=point.item_name,
            location_id=point.location_id,
            location_name=point.location_name,
            unit=point.unit,
            first_hit_on=point.first_hit_on,
            units_short=point.units_short.difference,
            cost=point.cost.difference,
        )
        for point in comparison.points
        if point.first_hit_on is not None
    ]
    return tuple(sorted(found, key=lambda hit: (hit.first_hit_on, -abs(hit.cost), hit.item_id, hit.location_id)))


def _held_up(base: Snapshot, alternative: Snapshot) -> tuple[HeldUp, ...]:
    before, after = held_up(base), held_up(alternative)
    orders = {(row["order_id"], row["line"]): row for row in open_supply(alternative).iter_rows(named=True)}
    more = {key: days - before.get(key, 0) for key, days in after.items() if days > before.get(key, 0)}
    return tuple(
        HeldUp(
            order_id=order,
            order_line=line,
            item_id=orders[order, line]["item_id"],
            to_location=orders[order, line]["to_location"],
            days=days,
        )
        for (order, line), days in sorted(more.items(), key=lambda one: (orders[one[0]]["day"], one[0]))
    )


def _service_chart(comparison: Comparison) -> Chart:
    return Chart(
        kind="bar",
        title="Fill rate by channel, before and after",
        unit="share",
        x=tuple(channel.channel_name for channel in comparison.channels),
        series=(
            Series(name="before", values=tuple(channel.fill_rate.base for channel in comparison.channels)),
            Series(name="after", values=tuple(channel.fill_rate.alternative for channel in comparison.channels)),
        ),
    )


ASSUMPTIONS = (
    "A late supplier delays its open orders; orders not yet placed keep their lead time.",
    "A demand change scales the forecast and its spread; that of one channel scales by its usual share, and channels "
    "keep their shares. Levels of stock policies that are written down stay.",
    "A change of safety stock moves the reorder point and order-up-to level that contain it by as much.",
    "A late component holds up the production orders that need it, and these the transfers of what they make, until it "
    "comes or a new order could.",
)

TOOL = Tool(
    name="simulate_scenario",
    summary="What if: late supply, other demand or other safety stock, simulated by channel, item and week.",
    arguments=SimulateScenario,
    result=Scenario,
    run=simulate_scenario,
    mandate="both",
    utterances=forms_beside(__file__, "what_if_late", "what_if_demand", "what_if_safety"),
)
