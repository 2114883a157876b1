"""An action is measured against every limit that is about it, and nothing unknown passes."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.policies import ActionFacts, Policy, Verdict, check, parse_policy

Writer = Callable[..., str]

EXPEDITE = ActionFacts(
    kind="expedite_order",
    item_id="G-701",
    currency="EUR",
    family="Coconut & World Kitchen",
    lifecycle="active",
    location_id="DC-LYO",
    region="France",
    order_kind="purchase",
    order_status="open",
    value=4000,
    order_value=20000,
    days_ahead=6,
    horizon_weeks=0,
    reason="The supplier confirmed a delay of nine days",
)


def test_a_lawful_action_meets_every_limit_that_is_about_it(sample_policies: tuple[Policy, ...], on: date) -> None:
    result = check(EXPEDITE, sample_policies, on)
    assert result.is_met
    assert {finding.limit for finding in result.findings} == {
        "max_expedite_cost",
        "max_expedite_cost_share",
        "min_notice_days",
        "forbidden_order_status",
    }
    assert "POL-01 §3" in result.citations


def test_a_broken_limit_names_policy_section_bound_and_actual_value(
    sample_policies: tuple[Policy, ...], on: date
) -> None:
    result = check(replace(EXPEDITE, value=12_500.0, order_value=90_000), sample_policies, on)
    broken = result.not_met[0]
    assert (broken.citation, broken.limit_value, broken.actual_value, broken.unit) == ("POL-01 §3", 12000, 12500, "EUR")
    assert broken.verdict is Verdict.BREAKS
    assert broken.sentence == (
        "POL-01 §3 is broken: the cost of expediting must be at most EUR 12,000; here it is EUR 12,500."
    )


def test_a_value_equal_to_the_limit_keeps_it(sample_policies: tuple[Policy, ...], on: date) -> None:
    assert check(replace(EXPEDITE, value=12_000.0, order_value=90_000), sample_policies, on).is_met


def test_the_stricter_of_two_policies_governs_and_both_are_cited(sample_policies: tuple[Policy, ...], on: date) -> None:
    result = check(replace(EXPEDITE, days_ahead=2), sample_policies, on)
    notice = {finding.citation: finding for finding in result.findings if finding.limit == "min_notice_days"}
    assert notice["POL-06 §4"].verdict is Verdict.BREAKS
    assert notice["POL-06 §4"].stricter == ()
    assert notice["POL-01 §4"].stricter == ("POL-06 §4",)
    assert not result.is_met


@pytest.mark.parametrize("fact", ["value", "order_value", "days_ahead", "order_status", "order_kind"])
def test_a_missing_fact_is_never_passed_over(sample_policies: tuple[Policy, ...], on: date, fact: str) -> None:
    result = check(replace(EXPEDITE, **{fact: None}), sample_policies, on)
    assert not result.is_met
    assert any(finding.verdict is Verdict.UNKNOWN for finding in result.findings)


@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0])
def test_what_is_not_an_amount_of_money_is_unknown(sample_policies: tuple[Policy, ...], on: date, value: float) -> None:
    unknown = check(replace(EXPEDITE, value=value), sample_policies, on).not_met
    assert {finding.limit for finding in unknown} == {"max_expedite_cost", "max_expedite_cost_share"}
    assert all(finding.verdict is Verdict.UNKNOWN for finding in unknown)


def test_money_in_another_currency_is_not_compared(sample_policies: tuple[Policy, ...], on: date) -> None:
    found = check(replace(EXPEDITE, currency="GBP"), sample_policies, on).not_met
    assert [finding.limit for finding in found] == ["max_expedite_cost"]
    assert "the action is in GBP" in found[0].sentence


@pytest.mark.parametrize(("days", "met"), [(5, False), (6, True)])
def test_the_frozen_horizon_frees_the_day_after_it(
    sample_policies: tuple[Policy, ...], on: date, days: int, met: bool
) -> None:
    facts = replace(EXPEDITE, order_kind="production", days_ahead=days)
    verdicts = {f.limit: f.verdict for f in check(facts, sample_policies, on).findings}
    assert (verdicts["frozen_horizon_days"] is Verdict.MEETS) is met


@pytest.mark.parametrize(("lifecycle", "met"), [("active", True), ("phase_out", False), ("ended", False)])
def test_nothing_is_ordered_for_an_item_that_leaves_the_range(
    sample_policies: tuple[Policy, ...], on: date, lifecycle: str, met: bool
) -> None:
    facts = ActionFacts(
        kind="create_order",
        item_id="A-113",
        currency="EUR",
        lifecycle=lifecycle,
        order_kind="purchase",
        value=9000,
        quantity_cover_days=14,
        cover_days=30,
        days_ahead=20,
        horizon_weeks=3,
        shelf_life_days=math.inf,
    )
    assert check(facts, sample_policies, on).is_met is met


def test_cover_is_held_against_shelf_life_unless_the_item_never_expires(
    sample_policies: tuple[Policy, ...], on: date
) -> None:
    facts = ActionFacts(kind="create_order", item_id="C-301", currency="EUR", cover_days=70, shelf_life_days=120)
    verdicts = {f.limit: f.verdict for f in check(facts, sample_policies, on).findings}
    assert verdicts["max_cover_share_of_shelf_life"] is Verdict.BREAKS
    eternal = {
        f.limit: f.verdict for f in check(replace(facts, shelf_life_days=math.inf), sample_policies, on).findings
    }
    assert eternal["max_cover_share_of_shelf_life"] is Verdict.MEETS


def test_policies_that_do_not_hold_on_the_day_say_nothing(sample_policies: tuple[Policy, ...]) -> None:
    assert check(EXPEDITE, sample_policies, date(2024, 12, 31)).findings == ()


def test_a_limit_for_a_family_is_unknown_while_the_family_is(document: Writer, on: date) -> None:
    limit = "[{limit: max_expedite_cost, section: 1, families: [Soups], value: 10}]"
    policy = parse_policy(document(limits=limit))
    of_family = {
        family: [f.verdict for f in check(replace(EXPEDITE, family=family), [policy], on).findings]
        for family in ("Soups", "Biscuits & Snacks", None)
    }
    assert of_family == {"Soups": [Verdict.BREAKS], "Biscuits & Snacks": [], None: [Verdict.UNKNOWN]}


def test_a_limit_is_only_about_actions_for_which_it_has_a_meaning(document: Writer, on: date) -> None:
    """The value of a created order is no cost of expediting, also where a policy applies to every action."""
    policy = parse_policy(document(limits="[{limit: max_expedite_cost, section: 1, value: 10}]"))
    assert check(replace(EXPEDITE, kind="create_order"), [policy], on).findings == ()
    assert not check(EXPEDITE, [policy], on).is_met


@given(
    change=st.floats(-3, 3),
    safety=st.floats(0, 90),
    target=st.floats(0, 1),
)
def test_stock_policies_pass_exactly_inside_the_written_bounds(
    sample_policies: tuple[Policy, ...], on: date, change: float, safety: float, target: float
) -> None:
    facts = ActionFacts(
        kind="change_stock_policy",
        item_id="A-104",
        currency="EUR",
        lifecycle="active",
        change_share=change,
        safety_stock_days=safety,
        service_target=target,
        reason="Lead time doubled since January",
    )
    expected = abs(change) <= 0.5 and 1 <= safety <= 45 and target >= 0.92
    assert check(facts, sample_policies, on).is_met is expected
