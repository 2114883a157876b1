"""Money and units beside the budget, worked out by hand for a company of two items and two channels."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, cast

import pytest

from knowledge.policies import Policy, parse_policy
from knowledge.principal import Principal, Role, Scope, Seat
from knowledge.truth.snapshot import Snapshot
from tools.context import ToolContext
from tools.errors import NotEnoughData, OutOfHorizon, UnknownSubject
from tools.finance.budget import ReconcileWithBudget, reconcile_with_budget
from tools.finance.valuation import months_from

TODAY = date(2026, 3, 16)
"""A Monday; 15 days of March have passed."""

TinyCompany = Callable[..., Snapshot]


def _sold(day: date, channel: str, quantity: float, price: float | None, item: str = "I") -> dict[str, Any]:
    return {"date": day, "item_id": item, "channel_id": channel, "quantity": quantity, "unit_price": price} | {
        "recorded_on": day
    }


def _budget(channel: str, month: date, revenue: float, units: float, family: str = "F") -> dict[str, Any]:
    return {"family": family, "channel_id": channel, "month": month, "revenue": revenue, "units": units} | {
        "margin": revenue / 4
    }


POLICY = """---
id: POL-10
title: Budget tolerance
owner: Finance
currency: EUR
effective_from: 2026-01-01
effective_to: null
applies_to: {actions: ["*"], families: ["*"], locations: ["*"]}
limits:
  - {limit: budget_tolerance, section: 1, quarter_share: 0.9, year_share: 0.01}
---
# Budget tolerance

## 1. Tolerance
Revenue may differ by 90% in a quarter and by 1% in the year.
"""


class _Policies:
    """Policies as a store gives them."""

    def __init__(self, *documents: str) -> None:
        self._policies = tuple(parse_policy(document, "policy.md") for document in documents)

    def all_policies(self) -> tuple[Policy, ...]:
        return self._policies


def _context(snapshot: Snapshot, scope: Scope | None = None, *documents: str) -> ToolContext:
    return ToolContext(
        snapshot=snapshot,
        principal=Principal("ana", "Ana", (Seat("s", Role.PLANNER, scope=scope or Scope()),)),
        policies=cast(Any, _Policies(*documents)),
        ledger=cast(Any, None),
        clock=lambda: datetime(2026, 3, 16),
    )


@pytest.fixture
def snapshot(tiny: TinyCompany) -> Snapshot:
    """Item I (cost 10, list price 15), 70 a week ahead; in March 30 were sold at 20 in shops, 10 at 12 in the web."""
    history = [
        _sold(date(2026, 3, 3), "shop", 30.0, 20.0),
        _sold(date(2026, 3, 10), "web", 10.0, 12.0),
        _sold(TODAY, "shop", 999.0, 20.0),
    ]
    return tiny(
        company=[{"planning_date": TODAY}],
        channels=[{}, {"channel_id": "web", "name": "Web"}],
        demand_history=history,
        budget=[_budget("shop", date(2026, 3, 1), 2000.0, 100.0), _budget("web", date(2026, 3, 1), 500.0, 50.0)],
        forecasts=[{"period_start": TODAY + timedelta(weeks=week), "baseline": 70.0} for week in range(60)],
    )


def test_past_days_count_as_sold_and_coming_days_as_forecast(snapshot: Snapshot) -> None:
    result = reconcile_with_budget(_context(snapshot), ReconcileWithBudget(months=1))
    # 16 days are left in March at 10 a day; three quarters go to shops at 20, one quarter to the web at 12.
    ahead = 16 * 10
    revenue = 30 * 20 + 10 * 12 + ahead * 0.75 * 20 + ahead * 0.25 * 12
    assert result.total.units == pytest.approx(40 + ahead)
    assert result.total.revenue == pytest.approx(revenue)
    assert result.total.actual_revenue == pytest.approx(30 * 20 + 10 * 12)
    assert result.total.margin == pytest.approx(revenue - (40 + ahead) * 10)
    assert result.total.revenue_gap == pytest.approx(revenue - 2500)
    assert result.total.margin_gap == pytest.approx(result.total.margin - 625)
    assert [(part.name, part.budget_revenue) for part in result.channels] == [("shop", 2000.0), ("web", 500.0)]


def test_volume_and_price_explain_the_whole_gap(snapshot: Snapshot) -> None:
    gap = reconcile_with_budget(_context(snapshot), ReconcileWithBudget(months=1)).channels[0]
    assert gap.volume_effect == pytest.approx((gap.units - 100) * 20)
    assert gap.volume_effect is not None
    assert gap.price_effect is not None
    assert gap.volume_effect + gap.price_effect == pytest.approx(gap.revenue_gap)


def test_parts_add_up_to_the_total(snapshot: Snapshot) -> None:
    result = reconcile_with_budget(_context(snapshot), ReconcileWithBudget(months=4))
    for parts in (result.families, result.months, result.channels, result.cells):
        assert sum(part.revenue for part in parts) == pytest.approx(result.total.revenue)
        assert sum(part.budget_revenue for part in parts) == pytest.approx(result.total.budget_revenue)
    # April has 30 days of 10 units; a month that a week lies across gets its days of it.
    assert result.months[1].units == pytest.approx(300)


def test_tolerance_judges_and_without_one_nothing_is_judged(snapshot: Snapshot) -> None:
    context = _context(snapshot)
    free = reconcile_with_budget(context, ReconcileWithBudget(months=1))
    assert free.total.is_outside_tolerance is None
    assert any("No tolerance" in text for text in free.warnings)
    strict = reconcile_with_budget(context, ReconcileWithBudget(months=1, tolerance=0.01))
    wide = reconcile_with_budget(context, ReconcileWithBudget(months=1, tolerance=1.0))
    assert (strict.families_outside_tolerance, wide.families_outside_tolerance) == (1, 0)


def test_the_tolerance_of_the_policies_judges_and_is_cited(snapshot: Snapshot) -> None:
    """That of a quarter up to three months, that of a year beyond; who asks may set another."""
    context = _context(snapshot, None, POLICY)
    quarter = reconcile_with_budget(context, ReconcileWithBudget(months=1))
    year = reconcile_with_budget(context, ReconcileWithBudget(months=4))
    assert (quarter.tolerance, year.tolerance) == (0.9, 0.01)
    assert (quarter.families_outside_tolerance, year.families_outside_tolerance) == (0, 1)
    assert any("POL-10 §1" in text for text in quarter.assumptions)
    own = reconcile_with_budget(context, ReconcileWithBudget(months=1, tolerance=0.01))
    assert own.tolerance == 0.01
    assert not any("POL-10" in text for text in own.assumptions)


def test_unbudgeted_month_is_told(snapshot: Snapshot) -> None:
    result = reconcile_with_budget(_context(snapshot), ReconcileWithBudget(months=2))
    assert any("nothing is budgeted for: F" in text for text in result.warnings)
    assert result.months[1].revenue_gap_share is None


def test_item_without_any_price_is_named_instead_of_valued_at_nothing(tiny: TinyCompany) -> None:
    snapshot = tiny(
        company=[{"planning_date": TODAY}],
        items=[{"unit_price": None}],
        demand_history=[_sold(date(2026, 3, 3), "shop", 30.0, None)],
        budget=[_budget("shop", date(2026, 3, 1), 2000.0, 100.0)],
    )
    result = reconcile_with_budget(_context(snapshot), ReconcileWithBudget(months=1))
    assert result.total.revenue == 0.0
    assert any("without a price" in text and "I" in text for text in result.warnings)


def test_what_cannot_be_compared_is_refused(snapshot: Snapshot) -> None:
    context = _context(snapshot)
    with pytest.raises(UnknownSubject):
        reconcile_with_budget(context, ReconcileWithBudget(family="G"))
    with pytest.raises(NotEnoughData, match="no budget"):
        reconcile_with_budget(context, ReconcileWithBudget(first_month=date(2027, 1, 1)))
    with pytest.raises(NotEnoughData, match="only some of them"):
        reconcile_with_budget(_context(snapshot, Scope(region="North")), ReconcileWithBudget())


def test_months_beyond_the_forecast_are_refused(tiny: TinyCompany) -> None:
    far = date(2027, 9, 1)
    snapshot = tiny(
        company=[{"planning_date": TODAY}],
        demand_history=[_sold(date(2026, 3, 3), "shop", 30.0, 20.0)],
        budget=[_budget("shop", far, 2000.0, 100.0)],
    )
    with pytest.raises(OutOfHorizon, match="September 2027"):
        reconcile_with_budget(_context(snapshot), ReconcileWithBudget(first_month=far, months=1))


def test_months_run_over_the_end_of_the_year() -> None:
    assert months_from(date(2026, 11, 30), 3) == (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))
