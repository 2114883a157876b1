"""A comparison shows what a change does, and nothing else."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from knowledge.truth.snapshot import Snapshot
from tools.errors import ArgumentsRefused, NotEnoughData, OutOfHorizon, UnknownSubject
from tools.inventory.demand import PointDemand
from tools.twin.comparison import MoneyEffect, QuantityEffect, ShareEffect
from tools.twin.engine import compare
from tools.twin.lateness import observed_lateness
from tools.twin.paths import daily_paths, weekly_paths

Tiny = Callable[..., Snapshot]
RowsOf = Callable[..., Any]
MONDAY = date(2026, 3, 2)
SPREAD = [40, 45, 50, 60, 70, 80, 90, 95, 100]
POINT = [("I", "W")]


def later(snapshot: Snapshot, tiny_rows: RowsOf, days: int) -> Snapshot:
    moved = {"due_on": MONDAY + timedelta(days=5 + days)}
    return snapshot.with_rows({"supply_orders": tiny_rows("supply_orders", moved)})


def test_identical_snapshots_differ_by_exactly_nothing(tiny: Tiny) -> None:
    snapshot = tiny(supply_orders=[{}], quantiles=SPREAD)
    same = compare(snapshot, snapshot.with_rows({}), points=POINT)
    effects = [value for _, value in same if isinstance(value, MoneyEffect | QuantityEffect | ShareEffect)]
    assert len(effects) > 10
    assert all((one.difference, one.low, one.high) == (0, 0, 0) for one in effects)


def test_the_same_seed_gives_the_same_numbers_and_another_does_not(tiny: Tiny, tiny_rows: RowsOf) -> None:
    base = tiny(supply_orders=[{}], quantiles=SPREAD)
    changed = later(base, tiny_rows, 14)
    assert compare(base, changed, seed=5) == compare(base, changed, seed=5)
    assert compare(base, changed, seed=5).units_short != compare(base, changed, seed=6).units_short


def test_a_late_order_costs_what_a_planner_reckons(tiny: Tiny, tiny_rows: RowsOf) -> None:
    """10 a day for 14 days on 100 in stock: with the order 12 days late, days 10 to 13 are 40 units short."""
    base = tiny(stock_policies=[], supply_orders=[{}])
    effect = compare(base, later(base, tiny_rows, 9), horizon_days=14)
    assert effect.units_short.difference == pytest.approx(40)
    assert effect.lost_margin.difference == pytest.approx(40 * 5)
    assert effect.fill_rate.alternative == pytest.approx(100 / 140)
    assert effect.channels[0].units_short.difference == pytest.approx(40)
    assert effect.points[0].first_hit_on == MONDAY + timedelta(days=7)


def test_an_order_that_comes_sooner_than_it_is_needed_changes_stock_only(tiny: Tiny, tiny_rows: RowsOf) -> None:
    base = tiny(stock_policies=[], supply_orders=[{}])
    effect = compare(base, later(base, tiny_rows, 3), horizon_days=14)
    assert effect.units_short.difference == 0
    # 100 cases at 10 each, three days later, at 36.5 % a year: a euro a day.
    assert effect.holding_cost.difference == pytest.approx(-3.0)


def test_premium_freight_is_what_the_faster_way_costs_more(tiny: Tiny, tiny_rows: RowsOf) -> None:
    lanes = [{}, {"mode": "air", "transit_days": 1.0, "cost_per_shipment": 80.0, "cost_per_kg": 3.0}]
    base = tiny(lanes=lanes, supply_orders=[{}])
    flown = base.with_rows({"supply_orders": tiny_rows("supply_orders", {"mode": "air"})})
    # 100 cases of 2 kg: 80 + 600 by air, 50 by road.
    assert compare(base, flown).premium_freight.difference == pytest.approx(630)


def test_only_what_differs_is_simulated(tiny: Tiny, tiny_rows: RowsOf) -> None:
    base = tiny(supply_orders=[{}])
    assert [point.item_id for point in compare(base, later(base, tiny_rows, 3)).points] == ["I"]
    with pytest.raises(NotEnoughData, match="do not differ"):
        compare(base, base)


def test_a_late_component_holds_up_the_product(tiny: Tiny, tiny_rows: RowsOf) -> None:
    company = tiny(
        items=[{}, {"item_id": "X", "name": "Product"}],
        sourcing=[
            {"lead_time_days": 40.0},
            {"item_id": "X", "kind": "make", "from_location": None, "lead_time_days": 2.0},
        ],
        stock=[{"on_hand": 0.0}, {"item_id": "X", "on_hand": 20.0}],
        stock_policies=[],
        bill_of_materials=[{"parent_item": "X", "component_item": "I"}],
        forecasts=[
            {"item_id": "X", "period_start": MONDAY + timedelta(weeks=week), "baseline": 70.0, "quantiles": [70.0] * 9}
            for week in range(30)
        ],
        supply_orders=[
            {"due_on": MONDAY + timedelta(days=1)},
            {
                "order_id": "M",
                "kind": "production",
                "item_id": "X",
                "from_location": None,
                "due_on": MONDAY + timedelta(days=4),
            },
        ],
    )
    delayed = company.with_rows({"supply_orders": tiny_rows("supply_orders", {"due_on": MONDAY + timedelta(days=9)})})
    effect = compare(company, delayed, horizon_days=14)
    product = next(point for point in effect.points if point.item_id == "X")
    # The component comes 7 days after the start on day 2: the product on day 11 instead of 4.
    assert product.units_short.base == pytest.approx(20)
    assert product.units_short.alternative == pytest.approx(90)


def test_refuses_what_it_cannot_compute(tiny: Tiny) -> None:
    snapshot = tiny()
    with pytest.raises(UnknownSubject):
        compare(snapshot, snapshot, points=[("I", "S")])
    with pytest.raises(OutOfHorizon):
        compare(snapshot, snapshot, points=POINT, horizon_days=2000)
    with pytest.raises(ArgumentsRefused):
        compare(snapshot, snapshot, points=POINT, replications=5)


def point_demand(correlation: float) -> PointDemand:
    weeks = 8
    return PointDemand(
        "I", "W", 0, np.full(56, 10.0), np.arange(56) // 7, np.full(weeks, 70.0),
        np.tile(np.array(SPREAD, dtype=float), (weeks, 1)), correlation, ("a", "b"), np.array([0.8, 0.2]),
    )  # fmt: skip


def test_paths_have_the_forecasts_mean_quantiles_and_correlation() -> None:
    paths = weekly_paths(point_demand(0.4), 20_000, seed=3)
    assert paths.mean() == pytest.approx(70, rel=0.01)
    assert np.quantile(paths[2], [0.1, 0.9]) == pytest.approx([50, 90], rel=0.03)
    correlations = np.asarray(np.corrcoef(paths))[np.triu_indices(8, 1)]
    assert correlations.mean() == pytest.approx(0.4, abs=0.03)


def test_days_and_channels_add_up_to_the_week_in_whole_units() -> None:
    demand = point_demand(0.0)
    daily = daily_paths(demand, 2000, seed=3)
    assert (daily == np.round(daily)).all()
    assert np.abs(daily.reshape(8, 7, 2, -1).sum(axis=(1, 2)) - weekly_paths(demand, 2000, 3)).max() <= 1
    assert daily.mean(axis=(0, 2)) == pytest.approx([8.0, 2.0], rel=0.02)


def test_lateness_is_learnt_from_receipts_of_the_same_source(tiny: Tiny) -> None:
    orders = [
        {"order_id": f"H{n}", "status": "received", "received_quantity": 100.0, "due_on": MONDAY - timedelta(days=50)}
        for n in range(25)
    ]
    receipts = [{"order_id": f"H{n}", "received_on": MONDAY - timedelta(days=50 - n % 5)} for n in range(25)]
    lateness = observed_lateness(tiny(supply_orders=orders, receipts=receipts))
    assert sorted(set(lateness.days_late("due_on", "purchase", "S"))) == [0, 1, 2, 3, 4]
    assert lateness.days_late("eta", "purchase", "S").size == 0
    # Due two days ago and not here: only what is at least two days late is still possible.
    days = lateness.arrival_days("due_on", "purchase", "S", -2, np.linspace(0, 0.999, 300))
    assert sorted(set(days.tolist())) == [0, 1, 2]


def test_one_point_is_answered_at_once(tiny: Tiny, tiny_rows: RowsOf) -> None:
    base = tiny(supply_orders=[{}], quantiles=SPREAD)
    compare(base, later(base, tiny_rows, 2))
    started = time.process_time()
    for days in range(3, 8):
        compare(base, later(base, tiny_rows, days))
    assert (time.process_time() - started) / 5 < 0.15
