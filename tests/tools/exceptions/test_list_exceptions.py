"""Each exception is one root cause, with its money and its first day of harm; what is no exception is not listed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from knowledge.truth.snapshot import Snapshot
from tools.context import ToolContext
from tools.errors import UnknownSubject
from tools.exceptions.list_exceptions import Exceptions, ListExceptions, list_exceptions
from tools.exceptions.model import severity_of

Tiny = Callable[..., Snapshot]
ContextOf = Callable[..., ToolContext]
MONDAY = date(2026, 3, 2)


@pytest.fixture
def listed(context_of: ContextOf) -> Callable[..., Exceptions]:
    def ask(snapshot: Snapshot, **arguments: Any) -> Exceptions:
        return list_exceptions(context_of(snapshot), ListExceptions.model_validate(arguments))

    return ask


def test_a_late_order_that_causes_a_stock_out_is_one_exception(tiny: Tiny, listed: Callable[..., Exceptions]) -> None:
    order = {"promised_on": MONDAY + timedelta(days=2), "eta": MONDAY + timedelta(days=20)}
    result = listed(tiny(stock=[{"on_hand": 40.0}], supply_orders=[order]))
    assert result.count == 1
    line = result.exceptions[0]
    assert (line.kind, line.order_id, line.first_harm_on) == ("late_supply", "P1", MONDAY + timedelta(days=4))
    assert "18 days late" in line.cause
    # Days 4 to 6, before an order of today could be there on day 7, are 30 units short at 5 margin.
    assert line.quantity == pytest.approx(30)
    assert line.value.lost_margin == pytest.approx(150)
    assert line.channels == ("shop",)


def test_too_little_on_order_is_a_stock_out_and_waiting_customers_cost_their_penalty(
    tiny: Tiny, listed: Callable[..., Exceptions]
) -> None:
    channel = {"shortage_mode": "backorder", "shortage_cost_rate": 0.02}
    line = listed(tiny(stock=[{"on_hand": 50.0}], channels=[channel])).exceptions[0]
    assert (line.kind, line.order_id) == ("projected_stock_out", None)
    assert line.value.lost_margin == 0
    # 10 owed on day 5 and 20 on day 6, at 2 % of 15 a day.
    assert line.value.backorder_penalty == pytest.approx(30 * 0.02 * 15)


def test_what_a_new_order_can_still_cure_is_no_exception(tiny: Tiny, listed: Callable[..., Exceptions]) -> None:
    assert listed(tiny(stock=[{"on_hand": 110.0}])).count == 0


def test_stock_on_hold_is_named_as_the_cause(tiny: Tiny, listed: Callable[..., Exceptions]) -> None:
    line = listed(tiny(stock=[{"on_hand": 100.0, "on_hold": 80.0}])).exceptions[0]
    assert line.cause == "80 cases are on hold."


def test_a_large_customer_order_is_named_as_the_cause(tiny: Tiny, listed: Callable[..., Exceptions]) -> None:
    order = {"order_id": "BIG", "quantity": 150.0, "requested_on": MONDAY + timedelta(days=3)}
    line = listed(tiny(sales_orders=[order])).exceptions[0]
    assert (line.kind, line.order_id) == ("projected_stock_out", "BIG")


def test_stock_below_safety_stock_today_is_an_exception(tiny: Tiny, listed: Callable[..., Exceptions]) -> None:
    policy = {"safety_stock": 150.0}
    line = listed(tiny(stock_policies=[policy])).exceptions[0]
    assert (line.kind, line.first_harm_on) == ("below_safety_stock", MONDAY)


def test_faster_freight_counts_but_not_more_than_it_saves(tiny: Tiny, listed: Callable[..., Exceptions]) -> None:
    def premium(cost: float) -> float:
        lanes = [{}, {"mode": "air", "transit_days": 1.0, "cost_per_shipment": cost}]
        return listed(tiny(stock=[{"on_hand": 40.0}], lanes=lanes)).exceptions[0].value.premium_freight

    assert premium(120.0) == pytest.approx(70)
    assert premium(5000.0) == pytest.approx(150)


def test_too_much_stock_is_valued_at_its_carrying_cost(tiny: Tiny, listed: Callable[..., Exceptions]) -> None:
    line = listed(tiny(stock=[{"on_hand": 850.0}])).exceptions[0]
    # The policy expects 30 + 70 + 20 at most; 730 too many melt away in 73 days at 36.5 % a year.
    assert (line.kind, line.quantity) == ("excess", pytest.approx(730))
    assert line.value.carrying_cost == pytest.approx(730 * 10 * 0.365 * (73 / 365) / 2)


def test_a_lot_that_will_not_be_sold_in_time_is_written_off(tiny: Tiny, listed: Callable[..., Exceptions]) -> None:
    line = listed(tiny(stock=[{"on_hand": 200.0, "expires_on": MONDAY + timedelta(days=11)}])).exceptions[0]
    assert (line.kind, line.quantity) == ("excess", pytest.approx(80))
    assert line.value.write_off == pytest.approx(800)


def test_an_order_for_an_item_that_ends_is_an_exception(tiny: Tiny, listed: Callable[..., Exceptions]) -> None:
    order = {"quantity": 3000.0, "due_on": MONDAY + timedelta(days=5)}
    line = listed(tiny(items=[{"lifecycle": "phase_out"}], supply_orders=[order])).exceptions[0]
    assert (line.kind, line.order_id) == ("excess", "P1")


def test_demand_that_left_its_forecast_is_found_without_any_agreed_forecast(
    tiny: Tiny, listed: Callable[..., Exceptions]
) -> None:
    def sold(day: int) -> float:
        return (9.0 if day % 2 else 11.0) * (2.5 if day < 28 else 1.0)

    history = [
        {
            "date": MONDAY - timedelta(days=day + 1),
            "quantity": sold(day),
            "recorded_on": MONDAY - timedelta(days=day + 1),
        }
        for day in range(180)
    ]
    result = listed(tiny(forecasts=[], demand_history=history, stock=[{"on_hand": 400.0}]), kind="demand_off_forecast")
    assert result.count == 1
    assert result.exceptions[0].cause.startswith("Demand is above the level of the 13 weeks before")


def test_identifiers_stay_the_same_on_the_next_day(tiny: Tiny, listed: Callable[..., Exceptions]) -> None:
    order = {"promised_on": MONDAY + timedelta(days=2), "eta": MONDAY + timedelta(days=20)}
    today = tiny(stock=[{"on_hand": 40.0}], supply_orders=[order])
    tomorrow = tiny(
        company=[{"planning_date": MONDAY + timedelta(days=1)}], stock=[{"on_hand": 30.0}], supply_orders=[order]
    )
    first, second = listed(today).exceptions[0], listed(tomorrow).exceptions[0]
    assert first.exception_id == second.exception_id
    assert first.exception_id.startswith("EX-")


def test_filters_and_totals(tiny: Tiny, listed: Callable[..., Exceptions]) -> None:
    snapshot = tiny(
        items=[{}, {"item_id": "J", "name": "Other", "family": "G"}],
        stock=[{"on_hand": 40.0}, {"item_id": "J", "on_hand": 900.0}],
        sourcing=[{}, {"item_id": "J"}],
        stock_policies=[{}, {"item_id": "J"}],
        forecasts=[
            {"item_id": item, "period_start": MONDAY + timedelta(weeks=week), "quantiles": [70.0] * 9}
            for week in range(30)
            for item in ("I", "J")
        ],
    )
    everything = listed(snapshot, limit=1)
    assert (everything.count, len(everything.exceptions)) == (2, 1)
    assert everything.total_value >= everything.exceptions[0].value_at_risk
    assert [line.item_id for line in listed(snapshot, family="G").exceptions] == ["J"]
    assert [line.kind for line in listed(snapshot, kind="projected_stock_out").exceptions] == ["projected_stock_out"]
    assert [line.item_id for line in listed(snapshot, within_days=0).exceptions] == ["J"]
    assert listed(snapshot, minimum_value=1e9).count == 0
    with pytest.raises(UnknownSubject):
        listed(snapshot, item_id="K")


@pytest.mark.parametrize(
    ("value", "day", "severity"),
    [(10_000, 7, "critical"), (10_000, 8, "high"), (2_500, 14, "high"), (2_500, 15, "medium"), (999, 0, "low")],
)
def test_severity_ranks_money_and_time(value: float, day: int, severity: str) -> None:
    assert severity_of(value, day) == severity


def test_a_late_order_is_watched_until_it_arrives_because_nothing_replaces_it(
    tiny: Tiny, listed: Callable[..., Exceptions]
) -> None:
    order = {"promised_on": MONDAY + timedelta(days=2), "eta": MONDAY + timedelta(days=14)}
    line = listed(tiny(supply_orders=[order])).exceptions[0]
    # Stock lasts until day 9, a new order could be there on day 7; but the late one counts as on order.
    assert (line.kind, line.order_id, line.first_harm_on) == ("late_supply", "P1", MONDAY + timedelta(days=10))
    assert line.quantity == pytest.approx(40)
