"""Compare two versions of the truth by simulating the stocking points concerned on the same random numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.truth.snapshot import Snapshot

from ..errors import ArgumentsRefused, NotEnoughData, OutOfHorizon
from ..inventory.consumption import DEMAND_TIME_FENCE_DAYS
from ..inventory.demand import OUTLOOK_DAYS
from ..inventory.orders import OVERDUE_DELAY_DAYS
from ..results import Chart, Series
from .changed import changed_points
from .comparison import ChannelEffect, Comparison, PointEffect, WeekEffect
from .inputs import PointInputs, point_inputs
from .money import Costs, costs_of
from .paired import money_effect, quantity_effect, share_effect
from .simulation import simulate

Array = NDArray[np.float64]

LEAST_REPLICATIONS = 30
"""Fewer do not carry a normal interval."""

MOST_NOTES = 10


@dataclass(frozen=True, slots=True)
class Run:
    """One simulated stocking point of one scenario, by week; paths are dropped to keep many points in memory.

    Attributes
    ----------
    asked, served
        Demand and what of it was served on the day, shape `(weeks, channels, replications)`.
    on_hand
        Mean stock of each week, shape `(weeks, replications)`.
    average_stock
        Mean stock of the horizon, shape `(replications,)`.
    """

    point: dict[str, Any]
    channels: tuple[dict[str, Any], ...]
    asked: Array
    served: Array
    on_hand: Array
    average_stock: Array
    costs: Costs
    notes: tuple[str, ...]


def compare(
    base: Snapshot,
    alternative: Snapshot,
    *,
    points: Sequence[tuple[str, str]] | None = None,
    horizon_days: int = 91,
    replications: int = 200,
    seed: int = 1,
) -> Comparison:
    """Simulate base and alternative and return what differs, each difference with a 95 % interval.

    Parameters
    ----------
    points
        Items at places to simulate; `None` takes those where the two differ, and what their orders feed and draw on.

    Raises
    ------
    UnknownSubject
        If an item is not stocked at a place.
    OutOfHorizon
        If the horizon is longer than the daily forecast.
    ArgumentsRefused
        If there are too few replications for an interval.
    NotEnoughData
        If there is no stocking point to compare: nothing differs, or what differs is stocked nowhere.
    """
    if replications < LEAST_REPLICATIONS:
        raise ArgumentsRefused(
            f"{replications} replications do not carry an interval.", f"Take at least {LEAST_REPLICATIONS}."
        )
    if not 7 <= horizon_days <= OUTLOOK_DAYS:
        raise OutOfHorizon(f"A horizon of {horizon_days} days is not covered.", f"Choose 7 to {OUTLOOK_DAYS} days.")
    chosen = changed_points(base, alternative) if points is None else tuple(dict.fromkeys(points))
    if not chosen:
        raise NotEnoughData("Base and alternative do not differ at any stocking point.", "Name the points to compare.")
    before = [_run(base, point, horizon_days, replications, seed) for point in chosen]
    after = [_run(alternative, point, horizon_days, replications, seed) for point in chosen]
    return _comparison(base, alternative, before, after, horizon_days, seed)


def _run(snapshot: Snapshot, point: tuple[str, str], days: int, replications: int, seed: int) -> Run:
    inputs = point_inputs(snapshot, *point, days=days, replications=replications, seed=seed)
    path = simulate(inputs.demand, inputs.customers, inputs.supply)
    starts = np.arange(0, days, 7)
    lengths = np.diff(np.append(starts, days))
    return Run(
        point=inputs.point,
        channels=inputs.channels,
        asked=np.add.reduceat(inputs.demand, starts, axis=0),
        served=np.add.reduceat(path.at_once, starts, axis=0),
        on_hand=np.add.reduceat(path.on_hand, starts, axis=0) / lengths[:, None],
        average_stock=path.on_hand.mean(axis=0),
        costs=costs_of(path, inputs.prices),
        notes=_notes(inputs),
    )


def _comparison(
    base: Snapshot, alternative: Snapshot, before: list[Run], after: list[Run], days: int, seed: int
) -> Comparison:
    replications = before[0].asked.shape[2]
    weeks = _weeks(base, before, after)
    money = {
        name: money_effect(_total(before, name), _total(after, name))
        for name in (
            "lost_margin", "backorder_cost", "holding_cost", "ordering_cost", "premium_freight", "purchase_premium",
            "write_off", "purchase_cost", "average_stock_value", "closing_stock_value", "cash",
        )
    }  # fmt: skip
    return Comparison(
        base_version=base.version,
        alternative_version=alternative.version,
        starts_on=base.planning_date,
        horizon_days=days,
        replications=replications,
        seed=seed,
        points=tuple(_point(base, one, other) for one, other in zip(before, after, strict=True)),
        channels=_channels(before, after),
        weeks=weeks,
        fill_rate=share_effect(_served(before), _asked(before), _served(after), _asked(after)),
        units_short=quantity_effect(_asked(before) - _served(before), _asked(after) - _served(after)),
        total_cost=money_effect(
            np.sum([run.costs.total for run in before], axis=0), np.sum([run.costs.total for run in after], axis=0)
        ),
        **money,
        assumptions=_assumptions(replications),
        warnings=_warnings(before, after),
        charts=_charts(weeks, base.company.currency),
    )


def _total(runs: list[Run], name: str) -> Array:
    parts = [getattr(run.costs, name) for run in runs]
    return np.sum([part.sum(axis=0) if part.ndim == 2 else part for part in parts], axis=0)


_ALL = slice(None)


def _asked(runs: list[Run], weeks: slice = _ALL, channels: slice = _ALL) -> Array:
    return np.sum([run.asked[weeks, channels].sum(axis=(0, 1)) for run in runs], axis=0)


def _served(runs: list[Run], weeks: slice = _ALL, channels: slice = _ALL) -> Array:
    return np.sum([run.served[weeks, channels].sum(axis=(0, 1)) for run in runs], axis=0)


def _channels(before: list[Run], after: list[Run]) -> tuple[ChannelEffect, ...]:
    effects: list[ChannelEffect] = []
    for number, row in enumerate(before[0].channels):
        only = slice(number, number + 1)
        asked, served = _asked(before, channels=only), _served(before, channels=only)
        asked_after, served_after = _asked(after, channels=only), _served(after, channels=only)
        if not asked.any() and not asked_after.any():
            continue
        effects.append(
            ChannelEffect(
                channel_id=row["channel_id"],
                channel_name=row["name"],
                target_fill_rate=row["target_fill_rate"],
                fill_rate=share_effect(served, asked, served_after, asked_after),
                units_short=quantity_effect(asked - served, asked_after - served_after),
                lost_margin=money_effect(
                    np.sum([run.costs.lost_margin[number] for run in before], axis=0),
                    np.sum([run.costs.lost_margin[number] for run in after], axis=0),
                ),
                backorder_cost=money_effect(
                    np.sum([run.costs.backorder_cost[number] for run in before], axis=0),
                    np.sum([run.costs.backorder_cost[number] for run in after], axis=0),
                ),
            )
        )
    return tuple(effects)


def _point(base: Snapshot, before: Run, after: Run) -> PointEffect:
    point = before.point
    one, other = [before], [after]
    return PointEffect(
        item_id=point["item_id"],
        item_name=point["item_name"],
        location_id=point["location_id"],
        location_name=point["location_name"],
        unit=point["unit"],
        fill_rate=share_effect(_served(one), _asked(one), _served(other), _asked(other)),
        units_short=quantity_effect(_asked(one) - _served(one), _asked(other) - _served(other)),
        average_stock=quantity_effect(before.average_stock, after.average_stock),
        cost=money_effect(before.costs.total, after.costs.total),
        first_hit_on=_first_hit(base, before, after),
    )


def _first_hit(base: Snapshot, before: Run, after: Run) -> date | None:
    """Return the start of the first week in which service differs by more than a hundredth of demand."""
    asked = before.asked.sum(axis=1).mean(axis=1)
    change = ((after.asked - after.served) - (before.asked - before.served)).sum(axis=1).mean(axis=1)
    hit = np.flatnonzero(np.abs(change) > np.maximum(0.01 * asked, 1e-9))
    return base.planning_date + timedelta(weeks=int(hit[0])) if hit.size else None


def _weeks(base: Snapshot, before: list[Run], after: list[Run]) -> tuple[WeekEffect, ...]:
    effects: list[WeekEffect] = []
    for number in range(before[0].asked.shape[0]):
        week = slice(number, number + 1)
        asked, served = _asked(before, week), _served(before, week)
        asked_after, served_after = _asked(after, week), _served(after, week)
        effects.append(
            WeekEffect(
                starts_on=base.planning_date + timedelta(weeks=number),
                fill_rate=share_effect(served, asked, served_after, asked_after),
                units_short=quantity_effect(asked - served, asked_after - served_after),
                stock_value=money_effect(_stock_value(before, number), _stock_value(after, number)),
            )
        )
    return tuple(effects)


def _stock_value(runs: list[Run], week: int) -> Array:
    return np.sum([run.on_hand[week] * run.point["unit_cost"] for run in runs], axis=0)


ANNOUNCED = "a late order is taken to arrive on the day now announced; past receipts tell nothing about such a day."
"""Where the day of an open order lies outside of what past receipts show."""


def _assumptions(replications: int) -> tuple[str, ...]:
    return (
        f"{replications} replications; base and alternative share their random numbers, so differences are paired.",
        f"Inside {DEMAND_TIME_FENCE_DAYS} days the larger of customer orders and forecast counts, then the forecast.",
        "Overdue customer orders are owed at once; allocated stock is not taken off again.",
        "Within a week demand follows the usual weekdays and channels.",
        "Open orders arrive as late as past receipts from the same source; those held up by missing components or "
        f"goods come later by as much; an overdue order without such receipts arrives in {OVERDUE_DELAY_DAYS} days.",
        "Replenishment follows the stock policy; today is a review day. Places upstream deliver every new order after "
        "its lead time.",
        "Stock on hand is used first expired, first out; new arrivals do not expire within the horizon.",
        "The price is the item's list price in every channel; a lost unit costs price less unit cost.",
    )


def _notes(inputs: PointInputs) -> tuple[str, ...]:
    point = inputs.point
    name = f"{point['item_id']} at {point['location_id']}"
    found: list[str] = []
    if not inputs.channels:
        found.append("There are no channels, so no customer demand is simulated.")
    if inputs.without_rule:
        found.append(f"{name} has no stock policy or no source: nothing new is ordered for it.")
    if point["unit_price"] is None and inputs.demand.any():
        found.append(f"{name} has no price: its lost sales are valued at nothing.")
    certain = inputs.open_orders - inputs.uncertain_orders
    if certain:
        found.append(f"{name}: {ANNOUNCED}")
    return tuple(found)


def _warnings(before: list[Run], after: list[Run]) -> tuple[str, ...]:
    notes = list(dict.fromkeys(note for run in (*before, *after) for note in run.notes))
    if len(notes) > MOST_NOTES:
        notes = [*notes[:MOST_NOTES], f"{len(notes) - MOST_NOTES} more points have such notes."]
    return tuple(notes)


def _charts(weeks: tuple[WeekEffect, ...], currency: str) -> tuple[Chart, ...]:
    x = tuple(week.starts_on.isoformat() for week in weeks)
    return (
        Chart(
            kind="line",
            title="Fill rate by week, before and after",
            unit="share",
            x=x,
            series=(
                Series(name="before", values=tuple(week.fill_rate.base for week in weeks)),
                Series(name="after", values=tuple(week.fill_rate.alternative for week in weeks)),
            ),
        ),
        Chart(
            kind="line",
            title="Stock value by week, before and after",
            unit=currency,
            x=x,
            series=(
                Series(name="before", values=tuple(week.stock_value.base for week in weeks)),
                Series(name="after", values=tuple(week.stock_value.alternative for week in weeks)),
            ),
        ),
    )
