"""Every action has one certain route to its approvers, or none; it is never open by mistake."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import ApprovalRouteUnknown
from knowledge.policies import ActionFacts, ActionKind, Policy, parse_policy, route

Writer = Callable[..., str]

EXPEDITE = ActionFacts(
    kind="expedite_order", item_id="A-104", currency="EUR", lifecycle="active", value=3000, horizon_weeks=1
)
BAND = "{{limit: approval, section: 1, bands: [{{up_to: {up_to}, steps: {steps}}}]}}"
STEP = "{{position: {position}, title: Somebody, role: {role}, mandate: soe, countersigns: {countersigns}}}"


def approval(up_to: str = "null", position: str = "boss", role: str = "manager", countersigns: str = "false") -> str:
    step = STEP.format(position=position, role=role, countersigns=countersigns)
    return BAND.format(up_to=up_to, steps=f"[{step}]")


@pytest.mark.parametrize(
    ("kind", "weeks", "value", "positions"),
    [
        ("expedite_order", 1, 3_000, ["logistics_manager"]),
        ("expedite_order", 1, 25_000, ["logistics_manager"]),
        ("expedite_order", 1, 25_000.01, ["logistics_manager", "supply_chain_director"]),
        ("create_order", 14, 40_000, ["sop_manager"]),
        ("create_order", 3, 80_000, ["finance_controller", "logistics_manager", "supply_chain_director"]),
        ("override_forecast", 5, 60_000, ["sop_manager", "supply_chain_director"]),
        ("change_stock_policy", 0, 500, ["logistics_manager"]),
    ],
)
def test_the_table_of_the_delegation_of_authority_is_followed(
    sample_policies: tuple[Policy, ...], on: date, kind: ActionKind, weeks: int, value: float, positions: list[str]
) -> None:
    facts = replace(EXPEDITE, kind=kind, horizon_weeks=weeks)
    found = route(facts, value, sample_policies, on)
    assert [step.position for step in found.steps] == positions
    assert found.steps[-1].min_limit == value
    assert all(step.min_limit == 0 for step in found.steps if step.countersigns)


def test_a_new_item_also_needs_the_quality_manager(sample_policies: tuple[Policy, ...], on: date) -> None:
    found = route(replace(EXPEDITE, kind="create_order", lifecycle="new"), 900, sample_policies, on)
    assert [step.position for step in found.steps] == ["quality_manager", "logistics_manager"]
    assert found.citations == ("POL-09 §3", "POL-12 §2")


@pytest.mark.parametrize("value", [250_000.01, -1, float("nan"), float("inf")])
def test_a_value_beyond_every_band_has_no_route(sample_policies: tuple[Policy, ...], on: date, value: float) -> None:
    with pytest.raises(ApprovalRouteUnknown):
        route(EXPEDITE, value, sample_policies, on)


@pytest.mark.parametrize("change", [{"horizon_weeks": None}, {"horizon_weeks": 200}, {"currency": "GBP"}])
def test_a_fact_that_leaves_the_approver_open_is_refused(
    sample_policies: tuple[Policy, ...], on: date, change: dict[str, object]
) -> None:
    with pytest.raises(ApprovalRouteUnknown):
        route(replace(EXPEDITE, **change), 100, sample_policies, on)  # pyright: ignore[reportArgumentType] - wrong types are what is tested


def test_without_a_policy_nobody_approves(sample_policies: tuple[Policy, ...]) -> None:
    with pytest.raises(ApprovalRouteUnknown, match="no policy in force"):
        route(EXPEDITE, 100, sample_policies, date(2020, 1, 1))


def test_countersignatures_alone_are_not_an_approval(document: Writer, on: date) -> None:
    policy = parse_policy(document(limits=f"[{approval(countersigns='true')}]"))
    with pytest.raises(ApprovalRouteUnknown):
        route(EXPEDITE, 100, [policy], on)


def test_two_answers_of_one_policy_are_refused(document: Writer, on: date) -> None:
    policy = parse_policy(document(limits=f"[{approval()}, {approval(up_to='500', position='other')}]"))
    with pytest.raises(ApprovalRouteUnknown, match="two answers"):
        route(EXPEDITE, 100, [policy], on)


def test_two_policies_that_describe_a_position_differently_are_refused(document: Writer, on: date) -> None:
    first = parse_policy(document("POL-01", limits=f"[{approval()}]"))
    second = parse_policy(document("POL-02", limits=f"[{approval(role='executive')}]"))
    with pytest.raises(ApprovalRouteUnknown, match="differently"):
        route(EXPEDITE, 100, [first, second], on)


def test_two_policies_that_ask_for_the_same_signature_are_both_cited(document: Writer, on: date) -> None:
    policies = [parse_policy(document(name, limits=f"[{approval()}]")) for name in ("POL-01", "POL-02")]
    found = route(EXPEDITE, 100, policies, on)
    assert len(found.steps) == 1
    assert found.citations == ("POL-01 §1", "POL-02 §1")


@pytest.mark.parametrize(
    ("facts", "value", "covered"),
    [
        (EXPEDITE, 400, True),
        (EXPEDITE, 401, False),
        (replace(EXPEDITE, horizon_weeks=5), 100, False),
        (replace(EXPEDITE, kind="create_order"), 100, False),
        (replace(EXPEDITE, kind="change_stock_policy", change_share=-0.1), 1000, True),
        (replace(EXPEDITE, kind="change_stock_policy", change_share=0.11), 10, False),
        (replace(EXPEDITE, kind="change_stock_policy"), 10, False),
    ],
)
def test_a_standing_approval_covers_only_what_is_certainly_within_its_caps(
    sample_policies: tuple[Policy, ...], on: date, facts: ActionFacts, value: float, covered: bool
) -> None:
    found = route(facts, value, sample_policies, on)
    assert (found.standing is not None) is covered
    assert found.steps


@given(value=st.floats(0, 250_000), weeks=st.integers(0, 104))
def test_every_order_within_the_table_ends_with_somebody_who_may(
    sample_policies: tuple[Policy, ...], on: date, value: float, weeks: int
) -> None:
    last = route(replace(EXPEDITE, horizon_weeks=weeks), value, sample_policies, on).steps[-1]
    limits = {"logistics_manager": 25_000, "sop_manager": 50_000, "supply_chain_director": 250_000}
    assert value <= limits[last.position]
    assert not last.countersigns
