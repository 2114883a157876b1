"""What is ordered is what is needed, once, in lots that can be ordered; and why it is so much adds up."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.truth.snapshot import Snapshot
from tools.context import ToolContext
from tools.errors import NotEnoughData
from tools.inventory.explain_quantity import ExplainQuantity, explain_quantity
from tools.inventory.plan_replenishment import PlanReplenishment, ReplenishmentPlan, plan_replenishment

Tiny = Callable[..., Snapshot]
ContextOf = Callable[..., ToolContext]
RowsOf = Callable[..., Any]
MONDAY = date(2026, 3, 2)

POLICIES = (
    {"kind": "base_stock"},
    {"kind": "base_stock", "order_up_to": 200.0},
    {"kind": "s_S", "reorder_point": 90.0, "order_up_to": 260.0},
    {"kind": "r_Q", "reorder_point": 120.0, "order_quantity": 60.0},
    {"kind": "r_Q", "reorder_point": 120.0},
    {"kind": "days_of_cover", "cover_days": 20.0},
)
positions = st.fixed_dictionaries(
    {
        "policy": st.sampled_from(POLICIES),
        "on_hand": st.integers(0, 300),
        "on_order": st.integers(0, 200),
        "owed": st.integers(0, 80),
        "minimum": st.sampled_from([1.0, 20.0, 75.0]),
        "multiple": st.sampled_from([1.0, 7.0, 24.0]),
    }
)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def company(tiny: Tiny, position: dict[str, Any]) -> Snapshot:
    orders = [{"quantity": float(position["on_order"]), "ordered_on": MONDAY - timedelta(days=8)}]
    owed = [{"quantity": float(position["owed"]), "requested_on": MONDAY - timedelta(days=1)}]
    return tiny(
        stock=[{"on_hand": float(position["on_hand"])}],
        stock_policies=[position["policy"]],
        supply_orders=orders if position["on_order"] else [],
        sales_orders=owed if position["owed"] else [],
        sourcing=[{"min_order_quantity": position["minimum"], "order_multiple": position["multiple"]}],
    )


def plan(context: ToolContext) -> ReplenishmentPlan:
    return plan_replenishment(context, PlanReplenishment(within_days=91))


@quick
@given(position=positions)
def test_what_is_on_order_is_never_proposed_again(
    tiny: Tiny, context_of: ContextOf, tiny_rows: RowsOf, position: dict[str, Any]
) -> None:
    snapshot = company(tiny, position)
    suggested = plan(context_of(snapshot)).orders
    placed = [
        {"order_id": f"N{number}", "quantity": order.quantity, "due_on": order.due_on}
        for number, order in enumerate(suggested)
    ]
    after = snapshot.with_rows({"supply_orders": tiny_rows("supply_orders", *placed)}) if placed else snapshot
    assert plan(context_of(after)).orders == ()


@quick
@given(position=positions)
def test_a_quantity_can_be_ordered_and_is_not_a_lot_too_much(
    tiny: Tiny, context_of: ContextOf, position: dict[str, Any]
) -> None:
    for order in plan(context_of(company(tiny, position))).orders:
        lots = order.quantity / position["multiple"]
        assert lots == pytest.approx(round(lots))
        assert order.quantity >= max(order.raw_need, position["minimum"]) - 1e-6
        assert order.quantity < max(order.raw_need, position["minimum"]) + position["multiple"]


@quick
@given(position=positions)
def test_the_parts_of_a_quantity_add_up_to_it(tiny: Tiny, context_of: ContextOf, position: dict[str, Any]) -> None:
    context = context_of(company(tiny, position))
    explained = explain_quantity(context, ExplainQuantity(item_id="I", location_id="W"))
    suggested = plan(context).orders
    assert explained.quantity == (suggested[0].quantity if suggested else 0)
    assert sum(part.quantity for part in explained.parts) == pytest.approx(explained.quantity, abs=1e-6)
    if explained.quantity:
        assert sum(part.share or 0 for part in explained.parts) == pytest.approx(1)


def test_why_seventy(tiny: Tiny, context_of: ContextOf) -> None:
    explained = explain_quantity(
        context_of(tiny(supply_orders=[{"quantity": 5.0}])), ExplainQuantity(item_id="I", location_id="W")
    )
    assert {part.part: round(part.quantity, 6) for part in explained.parts} == {
        "demand_over_lead_time": 70,
        "demand_over_review_period": 70,
        "safety_stock": 30,
        "usable_stock": -100,
        "on_order": -5,
        "order_multiple": 5,
    }
    assert explained.quantity == 70


def test_an_existing_order_is_explained_as_if_it_were_not_there(tiny: Tiny, context_of: ContextOf) -> None:
    context = context_of(tiny(supply_orders=[{"quantity": 90.0}]))
    explained = explain_quantity(context, ExplainQuantity(order_id="P1"))
    parts = {part.part: part.quantity for part in explained.parts}
    assert explained.quantity == 90
    assert parts["planner_or_past_position"] == pytest.approx(20)
    assert sum(parts.values()) == pytest.approx(90)


def test_a_point_is_reviewed_its_period_after_the_last_order_unless_it_runs_out(
    tiny: Tiny, context_of: ContextOf
) -> None:
    recent = {"quantity": 10.0, "ordered_on": MONDAY - timedelta(days=2)}
    calm = tiny(stock=[{"on_hand": 150.0}], supply_orders=[recent])
    assert plan_replenishment(context_of(calm), PlanReplenishment()).orders == ()
    assert plan(context_of(calm)).orders[0].review_on == MONDAY + timedelta(days=5)
    urgent = tiny(stock=[{"on_hand": 40.0}], supply_orders=[recent])
    order = plan_replenishment(context_of(urgent), PlanReplenishment()).orders[0]
    assert (order.is_urgent, order.is_too_late, order.runs_out_on) == (True, True, MONDAY + timedelta(days=4))


def test_price_breaks_count_and_the_next_one_is_named(tiny: Tiny, context_of: ContextOf) -> None:
    breaks = [
        {"item_id": "I", "from_location": "S", "min_quantity": 50.0, "price": 9.0},
        {"item_id": "I", "from_location": "S", "min_quantity": 100.0, "price": 8.0},
    ]
    order = plan(context_of(tiny(price_breaks=breaks))).orders[0]
    assert (order.quantity, order.unit_price, order.goods_cost) == (70, 9, 630)
    assert (order.next_break_quantity, order.next_break_price) == (100, 8)
    assert order.total_cost == 630 + 50 + 5


def test_orders_are_pulled_in_and_pushed_out_but_not_once_shipped(tiny: Tiny, context_of: ContextOf) -> None:
    late = {"order_id": "L", "due_on": MONDAY + timedelta(days=15)}
    move = plan(context_of(tiny(supply_orders=[late]))).moves[0]
    assert (move.advice, move.move_to) == ("pull_in", MONDAY + timedelta(days=10))
    idle = tiny(stock=[{"on_hand": 600.0}], supply_orders=[{}])
    move = plan(context_of(idle)).moves[0]
    assert (move.advice, move.move_to) == ("push_out", MONDAY + timedelta(days=57))
    assert plan(context_of(tiny(supply_orders=[{**late, "status": "shipped"}]))).moves == ()


def test_without_a_policy_there_is_no_quantity_to_explain(tiny: Tiny, context_of: ContextOf) -> None:
    with pytest.raises(NotEnoughData, match="no stock policy"):
        explain_quantity(context_of(tiny(stock_policies=[])), ExplainQuantity(item_id="I", location_id="W"))


def test_a_price_without_an_exchange_rate_is_not_taken_for_own_money(tiny: Tiny, context_of: ContextOf) -> None:
    foreign = [{"purchase_price": 4.0, "currency": "USD"}]
    unknown = plan(context_of(tiny(sourcing=foreign)))
    assert unknown.orders[0].unit_price == 10
    assert unknown.warnings == ("1 bought points have no price or no exchange rate: unit cost stands for it.",)
    known = plan(context_of(tiny(sourcing=foreign, exchange_rates=[{"currency": "USD", "date": MONDAY, "rate": 0.5}])))
    assert known.orders[0].unit_price == 2
