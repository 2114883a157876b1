"""What actions do against doing nothing, on the digital twin."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from pydantic import JsonValue

from knowledge.truth.snapshot import Snapshot

from ..inventory.demand import OUTLOOK_DAYS, demand_outlook
from ..inventory.points import stocking_points
from ..inventory.replenishment import protection_days
from ..results import Count, Days, Money, Part, Quantity, Share
from ..twin.comparison import ChannelEffect, Comparison, MoneyEffect, QuantityEffect, ShareEffect
from ..twin.engine import compare
from .action import Point
from .cover import projected_balance
from .expedite import ExpediteOrder
from .types import Action, changes_of, in_turn

LEAST_HORIZON_DAYS = 28
DECIMALS = 6
"""The effect is rounded to so many decimal places, so that its digest does not hang on the last bit of a sum."""

FOLLOWS_OVERRIDE = (
    "Customers are taken to buy what the override says, and replenishment follows it: the effect is what changes "
    "if the planner is right."
)


class ChannelService(Part):
    """Service of one channel; `low` and `high` of a difference bound its mean (95 %, paired)."""

    channel_id: str
    channel_name: str
    target_fill_rate: Share
    fill_rate: ShareEffect
    units_short: QuantityEffect


class Costs(Part):
    """Cost by kind; the rule-based premium is what the actions cost beyond what the twin counts."""

    lost_margin: MoneyEffect
    backorder_cost: MoneyEffect
    holding_cost: MoneyEffect
    ordering_cost: MoneyEffect
    premium_freight: MoneyEffect
    purchase_premium: MoneyEffect
    write_off: MoneyEffect
    total: MoneyEffect
    rule_based_premium: Money


class Benefit(Part):
    """Money that the actions save, all costs taken off; negative if they cost more than they save."""

    value: Money
    low: Money
    high: Money
    coverage: Share


class PointService(Part):
    """Service and stock of one item at one place."""

    item_id: str
    item_name: str
    location_id: str
    unit: str
    fill_rate: ShareEffect
    units_short: QuantityEffect
    average_stock: QuantityEffect


class Inaction(Part):
    """What happens if nothing is done.

    Attributes
    ----------
    first_day_of_harm
        The first day on which expected demand exceeds the projected stock of a point; none within the horizon: null.
    units_short
        Expected demand not served on its day within the horizon.
    cost
        Lost margin and backorder cost of it.
    """

    first_day_of_harm: date | None
    units_short: Quantity
    cost: Money


class Effect(Part):
    """The effect of actions against doing nothing, on the same random numbers.

    Attributes
    ----------
    leaves_out
        What the money does not count although the actions serve it, as a sentence.
    """

    truth_version: str
    currency: str
    starts_on: date
    horizon_days: Days
    replications: Count
    seed: int
    fill_rate: ShareEffect
    units_short: QuantityEffect
    channels: tuple[ChannelService, ...]
    points: tuple[PointService, ...]
    costs: Costs
    cash: MoneyEffect
    average_stock_value: MoneyEffect
    net_benefit: Benefit
    if_nothing_is_done: Inaction
    leaves_out: str | None
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def document(self) -> dict[str, JsonValue]:
        """The effect as a proposal keeps it: JSON, without the name of the version, which the proposal has itself."""
        return _rounded(self.model_dump(mode="json", exclude={"truth_version"}))


def effect_of(snapshot: Snapshot, actions: Sequence[Action], seed: int) -> Effect:
    """Simulate actions against doing nothing.

    The horizon reaches from the planning date past the last action's arrival by lead time and review period, so that
    the next regular order is in it.

    Parameters
    ----------
    actions
        Valid on the snapshot.
    seed
        Of the random numbers; the same seed and rows give the same effect.

    Raises
    ------
    UnknownSubject, NotEnoughData
        If a point is not stocked, or the actions change nothing that can be simulated.
    """
    points = sorted({point for action, before in in_turn(snapshot, actions) for point in action.points(before)})
    horizon = horizon_days(snapshot, actions, points)
    seen = compare(snapshot, snapshot.with_rows(changes_of(snapshot, actions)), horizon_days=horizon, seed=seed)
    premium = sum(
        action.extra_cost(before) for action, before in in_turn(snapshot, actions) if isinstance(action, ExpediteOrder)
    )
    total = seen.total_cost
    assumptions = list(seen.assumptions)
    if premium:
        assumptions.append("Expediting by the planned way costs one shipment more, or overtime at the plant.")
    if any(action.kind == "override_forecast" for action in actions):
        assumptions.append(FOLLOWS_OVERRIDE)
    return Effect(
        truth_version=snapshot.version,
        currency=snapshot.company.currency,
        starts_on=seen.starts_on,
        horizon_days=seen.horizon_days,
        replications=seen.replications,
        seed=seen.seed,
        fill_rate=seen.fill_rate,
        units_short=seen.units_short,
        channels=tuple(_channel(channel) for channel in seen.channels),
        points=tuple(PointService(**point.model_dump(include=set(PointService.model_fields))) for point in seen.points),
        costs=_costs(seen, premium),
        cash=_less(seen.cash, premium),
        average_stock_value=seen.average_stock_value,
        net_benefit=Benefit(
            value=-total.difference - premium, low=-total.high - premium, high=-total.low - premium, coverage=0.95
        ),
        if_nothing_is_done=_inaction(snapshot, seen, points, horizon),
        leaves_out=production_left_out(snapshot, points),
        assumptions=tuple(assumptions),
        warnings=seen.warnings,
    )


def production_left_out(snapshot: Snapshot, points: Sequence[Point]) -> str | None:
    """Say which points serve production only: the twin counts what customers miss at a place, and nothing else."""
    stocked, demanded = stocking_points(snapshot), demand_outlook(snapshot).daily_mean
    components = set(snapshot.table("bill_of_materials")["component_item"].to_list())
    silent = [
        f"{item} at {place}"
        for item, place in points
        if item in components and (item, place) in stocked.index and not demanded[stocked.index[item, place]].any()
    ]
    if not silent:
        return None
    return f"What production loses for want of {', '.join(silent)} is not counted, only freight, orders and stock."


def horizon_days(snapshot: Snapshot, actions: Sequence[Action], points: Sequence[Point]) -> int:
    """Return how many days to simulate: whole weeks, at most what the forecast covers."""
    settled = max(action.settles_on(before) for action, before in in_turn(snapshot, actions))
    stocked = stocking_points(snapshot)
    following = [protection_days(stocked.row(*point)) for point in points if point in stocked.index]
    days = (settled - snapshot.planning_date).days + max(following, default=0) + 1
    return min(max(7 * math.ceil(days / 7), LEAST_HORIZON_DAYS), OUTLOOK_DAYS)


def _channel(channel: ChannelEffect) -> ChannelService:
    return ChannelService(**channel.model_dump(include=set(ChannelService.model_fields)))


def _costs(seen: Comparison, premium: float) -> Costs:
    kinds = {name: getattr(seen, name) for name in Costs.model_fields if name not in ("total", "rule_based_premium")}
    return Costs(**kinds, total=seen.total_cost, rule_based_premium=premium)


def _less(money: MoneyEffect, cost: float) -> MoneyEffect:
    """Take a certain cost off the alternative."""
    return MoneyEffect(
        base=money.base,
        alternative=money.alternative - cost,
        difference=money.difference - cost,
        low=money.low - cost,
        high=money.high - cost,
    )


def _inaction(snapshot: Snapshot, seen: Comparison, points: Sequence[Point], horizon: int) -> Inaction:
    harmed: list[int] = []
    for point in points:
        short = np.flatnonzero(projected_balance(snapshot, point)[:horizon] < -1e-6)
        harmed += [int(short[0])] if short.size else []
    return Inaction(
        first_day_of_harm=snapshot.planning_date + timedelta(days=min(harmed)) if harmed else None,
        units_short=seen.units_short.base,
        cost=seen.lost_margin.base + seen.backorder_cost.base,
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS) + 0.0
    if isinstance(value, dict):
        return {key: _rounded(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_rounded(below) for below in value]
    return value
