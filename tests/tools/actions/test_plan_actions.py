"""Stock policies and forecast overrides: what the change is worth and which rows it makes."""

from datetime import date

import pytest

from knowledge.truth.snapshot import Snapshot
from knowledge.truth.tables import TABLES
from tools.actions.types import ChangeStockPolicy, OverriddenPeriod, OverrideForecast
from tools.forecasting.current import series_forecast

WEEK = date(2026, 3, 9)


def override(*quantities: float) -> OverrideForecast:
    """Overrides of the forecast of A at D (70 a week) from the second week on."""
    weeks = [date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 23)]
    periods = tuple(OverriddenPeriod(period_start=w, quantity=q) for w, q in zip(weeks, quantities, strict=False))
    return OverrideForecast(item_id="A", location_id="D", periods=periods, reason="A tender was won.")


def test_a_level_moves_with_the_safety_stock_in_it(snapshot: Snapshot) -> None:
    action = ChangeStockPolicy(item_id="A", location_id="D", safety_stock=55)
    before = snapshot.table("stock_policies").row(0, named=True)
    assert action.changes(snapshot)["stock_policies"].to_dicts() == [
        before | {"safety_stock": 55.0, "order_up_to": 415.0}
    ]


def test_a_level_that_is_named_stays_as_named(snapshot: Snapshot) -> None:
    action = ChangeStockPolicy(item_id="A", location_id="D", safety_stock=55, order_up_to=400)
    changed = action.changes(snapshot)["stock_policies"].row(0, named=True)
    assert (changed["safety_stock"], changed["order_up_to"]) == (55.0, 400.0)


def test_a_stock_policy_is_worth_the_stock_it_adds(snapshot: Snapshot) -> None:
    facts = ChangeStockPolicy(item_id="A", location_id="D", safety_stock=50).facts(snapshot)
    assert facts.value == pytest.approx(10 * 10.0)
    assert facts.change_share == pytest.approx(0.25)
    assert facts.safety_stock_days == pytest.approx(5.0)


def test_less_stock_has_a_value_too_and_a_negative_share(snapshot: Snapshot) -> None:
    facts = ChangeStockPolicy(item_id="P", location_id="D", safety_stock=10).facts(snapshot)
    assert (facts.value, facts.change_share) == (pytest.approx(100.0), pytest.approx(-0.5))


def test_a_service_target_alone_commits_no_money(snapshot: Snapshot) -> None:
    facts = ChangeStockPolicy(item_id="A", location_id="D", service_target=0.99).facts(snapshot)
    assert (facts.value, facts.change_share, facts.service_target) == (0.0, 0.0, 0.99)


def test_an_override_is_what_planning_then_uses(snapshot: Snapshot) -> None:
    action = override(100, 70, 35)
    action.validate_on(snapshot)
    rows = action.changes(snapshot, "ana")["forecasts"]
    assert dict(rows.schema) == TABLES["forecasts"].schema
    assert rows["author"].unique().to_list() == ["ana"]
    after = series_forecast(snapshot.with_rows({"forecasts": rows}), "A", "D").mean
    assert after[:5].tolist() == pytest.approx([70, 100, 70, 35, 70])


def test_an_override_replaces_an_earlier_one(snapshot: Snapshot) -> None:
    once = snapshot.with_rows(override(100).changes(snapshot))
    twice = once.with_rows(override(90).changes(once))
    assert series_forecast(twice, "A", "D").mean[1] == pytest.approx(90)


def test_an_override_is_worth_the_revenue_it_moves(snapshot: Snapshot) -> None:
    facts = override(100, 70, 35).facts(snapshot)
    # 30 more and 35 less at a price of 15; the largest relative change is 35 of 70.
    assert facts.value == pytest.approx(65 * 15.0)
    assert facts.change_share == pytest.approx(-0.5)
    assert (facts.days_ahead, facts.horizon_weeks) == (7, 3)
    assert facts.reason == "A tender was won."


def test_periods_in_any_order_are_the_same_override(snapshot: Snapshot) -> None:
    action = override(100, 80)
    swapped = action.model_copy(update={"periods": ()}).model_dump(mode="python") | {
        "periods": tuple(reversed(action.periods))
    }
    assert OverrideForecast.model_validate(swapped) == action
    assert action.settles_on(snapshot) == date(2026, 3, 22)


@pytest.mark.parametrize(
    "action",
    [override(100), ChangeStockPolicy(item_id="A", location_id="D", safety_stock=55)],
    ids=lambda action: action.kind,
)
def test_summary_names_item_place_and_figures(snapshot: Snapshot, action: OverrideForecast | ChangeStockPolicy) -> None:
    told = action.summary(snapshot)
    assert "A Item A at D" in told
    assert ("100" in told and "70" in told) or ("from 40 to 55" in told and "from 400 to 415" in told)
