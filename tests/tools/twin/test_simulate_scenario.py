"""A scenario changes what it says, where it says, and tells who is hit first."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from knowledge.truth.snapshot import Snapshot
from tools.context import ToolContext
from tools.errors import NotEnoughData, OutOfHorizon, UnknownSubject
from tools.registry import Registry
from tools.twin import TOOLS
from tools.twin.simulate_scenario import Scenario, SimulateScenario, simulate_scenario

Tiny = Callable[..., Snapshot]
ContextOf = Callable[..., ToolContext]
MONDAY = date(2026, 3, 2)


@pytest.fixture
def happens(context_of: ContextOf) -> Callable[..., Scenario]:
    def run(snapshot: Snapshot, *events: dict[str, Any], **arguments: Any) -> Scenario:
        asked = SimulateScenario.model_validate({"events": events, "horizon_weeks": 2, "replications": 30, **arguments})
        return simulate_scenario(context_of(snapshot), asked)

    return run


def test_a_late_supplier_hits_its_customers(tiny: Tiny, happens: Callable[..., Scenario]) -> None:
    snapshot = tiny(stock_policies=[], supply_orders=[{}])
    result = happens(snapshot, {"kind": "late_supply", "supplier_id": "S", "delay_days": 9})
    assert result.comparison.units_short.difference == pytest.approx(40)
    assert [(hit.item_id, hit.first_hit_on) for hit in result.hits] == [("I", MONDAY + timedelta(days=7))]
    assert [chart.kind for chart in result.charts] == ["bar", "line", "line"]


def test_an_order_outside_the_window_is_not_late(tiny: Tiny, happens: Callable[..., Scenario]) -> None:
    event = {"kind": "late_supply", "supplier_id": "S", "delay_days": 9, "from_date": MONDAY + timedelta(days=6)}
    with pytest.raises(NotEnoughData, match="nothing open"):
        happens(tiny(supply_orders=[{}]), event)


def test_more_demand_in_some_days_only(tiny: Tiny, happens: Callable[..., Scenario]) -> None:
    """Half as much again in the second week: 35 more in 14 days, on 140 in stock and none to come."""
    event = {
        "kind": "demand_change", "change": 0.5, "item_id": "I",
        "from_date": MONDAY + timedelta(days=7), "to_date": MONDAY + timedelta(days=13),
    }  # fmt: skip
    result = happens(tiny(stock_policies=[], stock=[{"on_hand": 140.0}]), event)
    assert result.comparison.units_short.base == 0
    assert result.comparison.units_short.alternative == pytest.approx(35)
    assert [round(week.units_short.difference) for week in result.comparison.weeks] == [0, 35]


def test_safety_stock_moves_the_levels_that_contain_it(tiny: Tiny, happens: Callable[..., Scenario]) -> None:
    policy = {"order_up_to": 170.0}
    event = {"kind": "safety_stock_change", "value": 80.0, "item_id": "I", "location_id": "W"}
    result = happens(tiny(stock_policies=[policy]), event, horizon_weeks=10)
    assert result.comparison.points[0].average_stock.difference == pytest.approx(50, rel=0.2)


@pytest.mark.parametrize(
    ("event", "error"),
    [
        ({"kind": "late_supply", "order_id": "NONE", "delay_days": 3}, UnknownSubject),
        ({"kind": "demand_change", "change": 0.2, "item_id": "Z"}, UnknownSubject),
        ({"kind": "demand_change", "change": 0.2, "channel_id": "Z"}, UnknownSubject),
        ({"kind": "demand_change", "change": 0.2, "from_date": date(2031, 1, 1)}, OutOfHorizon),
        ({"kind": "demand_change", "change": 0.2, "to_date": MONDAY - timedelta(days=1)}, OutOfHorizon),
        ({"kind": "late_supply", "supplier_id": "S", "delay_days": 3}, NotEnoughData),
    ],
)
def test_what_cannot_happen_is_refused(
    tiny: Tiny, happens: Callable[..., Scenario], event: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        happens(tiny(), event)


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "late_supply", "delay_days": 3},
        {"kind": "late_supply", "delay_days": 3, "order_id": "P1", "supplier_id": "S"},
        {"kind": "safety_stock_change"},
        {"kind": "demand_change", "change": -2},
        {"kind": "earthquake"},
    ],
)
def test_an_event_that_is_not_one_is_refused_in_words(tiny: Tiny, context_of: ContextOf, event: dict[str, Any]) -> None:
    outcome = Registry(TOOLS).call(context_of(tiny()), "simulate_scenario", {"events": [event]})
    assert outcome.problem is not None
    assert outcome.problem.code == "arguments_refused"


def test_an_order_without_a_line_is_late_as_a_whole(tiny: Tiny, happens: Callable[..., Scenario]) -> None:
    """Asked "what if PO-1 is late" a planner means the truck, not one of its lines; a line can still be named."""
    lines = [{"quantity": 50.0}, {"quantity": 50.0, "line": 2}]
    snapshot = tiny(stock_policies=[], supply_orders=lines)
    whole = happens(snapshot, {"kind": "late_supply", "order_id": "P1", "delay_days": 9})
    one = happens(snapshot, {"kind": "late_supply", "order_id": "P1", "line": 2, "delay_days": 9})
    assert whole.comparison.units_short.difference == pytest.approx(40)
    assert one.comparison.units_short.difference == pytest.approx(0)
