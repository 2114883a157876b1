"""What feeds plants and other places is used up by their forecast, whether it is ordered by now or not."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from knowledge.truth.snapshot import Snapshot
from tools.context import ToolContext
from tools.exceptions.list_exceptions import ListExceptions, list_exceptions
from tools.exceptions.position import position_of
from tools.inventory.plan_replenishment import PlanReplenishment, plan_replenishment
from tools.inventory.project_inventory import ProjectInventory, project_inventory

Tiny = Callable[..., Snapshot]
ContextOf = Callable[..., ToolContext]
MONDAY = date(2026, 3, 2)


@pytest.fixture
def fed(tiny: Tiny) -> Snapshot:
    """Central W feeds V, where ten a day are sold; V's transfers take no time. W has 100 and sells nothing itself."""
    base = tiny()
    forecasts: list[dict[str, Any]] = [
        {
            "period_start": MONDAY + timedelta(weeks=week),
            "location_id": place,
            "baseline": weekly,
            "quantiles": [weekly] * 9,
        }
        for week in range(30)
        for place, weekly in (("V", 70.0), ("W", 0.0))
    ]
    assert base.planning_date == MONDAY
    return tiny(
        locations=[{}, {"location_id": "S", "kind": "supplier"}, {"location_id": "V", "name": "Outlet"}],
        lanes=[{}, {"from_location": "W", "to_location": "V", "transit_days": 0.0}],
        sourcing=[{}, {"location_id": "V", "kind": "transfer", "from_location": "W", "lead_time_days": 0.0}],
        stock_policies=[{}, {"location_id": "V"}],
        stock=[{}, {"location_id": "V", "on_hand": 500.0}],
        forecasts=forecasts,
    )


def test_a_place_that_only_feeds_others_runs_out_when_they_have_used_its_stock(
    fed: Snapshot, context_of: ContextOf
) -> None:
    """It would otherwise stand there with 100 for ever, while the exceptions say that it runs out."""
    asked = ProjectInventory(item_id="I", location_id="W", days=28)
    found = project_inventory(context_of(fed), asked).projections[0]
    assert [round(day.balance, 6) for day in found.days[:4]] == [90, 80, 70, 60]
    assert found.first_day_below_zero == MONDAY + timedelta(days=10)
    assert found.days[0].requirements == pytest.approx(10)


def test_projection_plan_and_exceptions_know_the_same_day(fed: Snapshot, context_of: ContextOf) -> None:
    context = context_of(fed)
    projected = project_inventory(context, ProjectInventory(item_id="I", location_id="W", days=91)).projections[0]
    position = position_of(fed)
    number = position.projection.points.index["I", "W"]
    assert [day.balance for day in projected.days] == pytest.approx(position.projection.balance[number, :91].tolist())
    plan = plan_replenishment(context, PlanReplenishment(location_id="W"))
    assert [order.runs_out_on for order in plan.orders] == [projected.first_day_below_zero]


def test_a_large_order_of_one_channel_is_not_shared_out_among_all(tiny: Tiny, context_of: ContextOf) -> None:
    """What a channel that does not wait loses takes nothing from what comes later.

    500 are asked for by the shops on day 0 against 100 on hand, so 400 are lost; on day 1 arrive 100 that last the ten
    days of the window at ten a day. With half of the 400 owed to canteens, the 100 would go there and more be short.
    """
    day = MONDAY - timedelta(days=7)
    snapshot = tiny(
        channels=[{}, {"channel_id": "canteen", "name": "Canteens", "priority": 2, "shortage_mode": "backorder"}],
        demand_history=[
            {"date": day, "channel_id": channel, "quantity": 35.0, "recorded_on": day}
            for channel in ("shop", "canteen")
        ],
        sales_orders=[{"quantity": 500.0}],
        supply_orders=[{"due_on": MONDAY + timedelta(days=1)}],
    )
    line = list_exceptions(context_of(snapshot), ListExceptions(kind="shortage")).exceptions[0]
    assert line.quantity == pytest.approx(400)
    assert line.channels == ("shop",)


def test_results_about_stock_repeat_what_is_on_record_about_it(tiny: Tiny, context_of: ContextOf) -> None:
    """Simulated stock positions must not be taken for real ones."""
    said = "Stock positions are SIMULATED."
    rows = [
        {"assumption_id": "A", "text": said, "valid_from": MONDAY, "affects": "stock"},
        {"assumption_id": "B", "text": "Costs are SIMULATED.", "valid_from": MONDAY, "affects": "items"},
        {"assumption_id": "C", "text": "Over.", "valid_from": MONDAY, "valid_to": MONDAY, "affects": "sourcing"},
    ]
    context = context_of(tiny(assumptions=rows))
    for result in (
        project_inventory(context, ProjectInventory(item_id="I")),
        plan_replenishment(context, PlanReplenishment()),
        list_exceptions(context, ListExceptions()),
    ):
        assert said in result.warnings
        assert not {"Costs are SIMULATED.", "Over."} & set(result.warnings)
