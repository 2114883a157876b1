"""The projected balance is what a planner reckons by hand."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from knowledge.truth.snapshot import Snapshot
from tools.context import ToolContext
from tools.errors import UnknownSubject
from tools.inventory.project_inventory import PointProjection, ProjectInventory, project_inventory

Tiny = Callable[..., Snapshot]
ContextOf = Callable[..., ToolContext]
MONDAY = date(2026, 3, 2)


@pytest.fixture
def projected(context_of: ContextOf) -> Callable[..., PointProjection]:
    def project(snapshot: Snapshot, **arguments: object) -> PointProjection:
        asked = ProjectInventory.model_validate({"item_id": "I", "location_id": "W", "days": 28, **arguments})
        return project_inventory(context_of(snapshot), asked).projections[0]

    return project


def balances(projection: PointProjection) -> list[float]:
    return [round(day.balance, 6) for day in projection.days]


def test_stock_falls_by_ten_a_day_and_rises_by_the_order(tiny: Tiny, projected: Callable[..., PointProjection]) -> None:
    result = projected(tiny(supply_orders=[{}]))
    assert balances(result)[:7] == [90, 80, 70, 60, 50, 140, 130]
    assert result.first_day_below_safety_stock == MONDAY + timedelta(days=17)
    assert result.first_day_below_zero == MONDAY + timedelta(days=20)
    assert result.days_of_supply == 10
    assert result.arrivals[0].needed_on == MONDAY + timedelta(days=10)
    assert result.arrivals[0].days_late == 0


def test_the_best_known_date_counts(tiny: Tiny, projected: Callable[..., PointProjection]) -> None:
    order = {"promised_on": MONDAY + timedelta(days=8), "eta": MONDAY + timedelta(days=12)}
    result = projected(tiny(supply_orders=[order]))
    assert result.arrivals[0].expected_on == MONDAY + timedelta(days=12)
    assert result.arrivals[0].days_late == 2
    assert result.first_day_below_zero == MONDAY + timedelta(days=10)


def test_an_overdue_order_is_assumed_late_and_said_so(tiny: Tiny, context_of: ContextOf) -> None:
    snapshot = tiny(supply_orders=[{"due_on": MONDAY - timedelta(days=4)}])
    result = project_inventory(context_of(snapshot), ProjectInventory(item_id="I", location_id="W"))
    assert result.projections[0].arrivals[0].expected_on == MONDAY + timedelta(days=3)
    assert result.warnings == ("P1 for W should have arrived; 5 Mar 2026 is assumed, not confirmed.",)


def test_received_and_cancelled_orders_do_not_count_and_a_part_only_counts_its_rest(
    tiny: Tiny, projected: Callable[..., PointProjection]
) -> None:
    orders = [
        {"order_id": "A", "status": "received", "received_quantity": 100.0},
        {"order_id": "B", "status": "cancelled"},
        {"order_id": "C", "received_quantity": 70.0},
    ]
    assert balances(projected(tiny(supply_orders=orders)))[5] == 70


def test_stock_on_hold_is_not_usable(tiny: Tiny, projected: Callable[..., PointProjection]) -> None:
    result = projected(tiny(stock=[{"on_hold": 60.0}]))
    assert (result.on_hand, result.usable) == (100, 40)
    assert balances(result)[0] == 30


def test_a_lot_that_is_not_used_in_time_leaves(tiny: Tiny, projected: Callable[..., PointProjection]) -> None:
    lots = [
        {"lot_id": "old", "on_hand": 60.0, "expires_on": MONDAY + timedelta(days=3)},
        {"lot_id": "new", "on_hand": 40.0},
    ]
    # Four days use 40 of the old lot; 20 expire, the day after its last day.
    assert balances(projected(tiny(stock=lots)))[:6] == [90, 80, 70, 60, 30, 20]


def test_overdue_customer_orders_are_owed_today(tiny: Tiny, projected: Callable[..., PointProjection]) -> None:
    result = projected(tiny(sales_orders=[{"requested_on": MONDAY - timedelta(days=2), "quantity": 25.0}]))
    assert result.overdue_customer_orders == 25
    assert balances(result)[0] == 65


def test_an_open_transfer_leaves_when_it_must_be_on_its_way(
    tiny: Tiny, projected: Callable[..., PointProjection]
) -> None:
    snapshot = tiny(
        locations=[{}, {"location_id": "S", "kind": "supplier"}, {"location_id": "V", "name": "Other"}],
        lanes=[{}, {"from_location": "W", "to_location": "V", "transit_days": 3.0}],
        supply_orders=[
            {
                "kind": "transfer",
                "from_location": "W",
                "to_location": "V",
                "quantity": 30.0,
                "due_on": MONDAY + timedelta(days=5),
            }
        ],
    )
    assert balances(projected(snapshot))[:4] == [90, 80, 40, 30]


def test_a_production_order_draws_its_components_when_it_starts(
    tiny: Tiny, projected: Callable[..., PointProjection]
) -> None:
    snapshot = tiny(
        items=[{}, {"item_id": "X", "name": "Product"}],
        sourcing=[{}, {"item_id": "X", "kind": "make", "from_location": None, "lead_time_days": 4.0}],
        bill_of_materials=[{"parent_item": "X", "component_item": "I", "quantity_per": 2.0, "scrap_rate": 0.2}],
        supply_orders=[
            {
                "kind": "production",
                "item_id": "X",
                "from_location": None,
                "quantity": 8.0,
                "due_on": MONDAY + timedelta(days=6),
            }
        ],
    )
    # 8 products take 2 each and a fifth is scrapped: 8 x 2 / 0.8 = 20, four days before they are due.
    assert balances(projected(snapshot))[:4] == [90, 80, 50, 40]


def test_the_band_is_the_forecast_quantiles_on_the_first_day_of_a_perfectly_known_week(
    tiny: Tiny, projected: Callable[..., PointProjection]
) -> None:
    result = projected(tiny(quantiles=[42, 45, 49, 60, 70, 80, 91, 95, 98]))
    week = result.days[6]
    assert (week.low, week.balance, week.high) == pytest.approx((30 - 21, 30, 30 + 21))
    assert result.days[13].high - result.days[13].low > week.high - week.low


def test_planned_orders_are_counted_only_when_asked(tiny: Tiny, projected: Callable[..., PointProjection]) -> None:
    assert projected(tiny()).lowest_balance < 0
    planned = projected(tiny(), include_planned=True)
    # Position 100 against 14 days of demand and 30 safety stock: 70 more are ordered today and are there on day 7.
    assert planned.days[7].planned_arrivals == 70
    assert planned.lowest_balance == pytest.approx(30)


def test_a_place_without_the_item_is_refused_with_those_that_have_it(tiny: Tiny, context_of: ContextOf) -> None:
    with pytest.raises(UnknownSubject, match="It is stocked at W"):
        project_inventory(context_of(tiny()), ProjectInventory(item_id="I", location_id="S"))
