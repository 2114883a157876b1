"""From a call of the tool to a waiting proposal: bound to what it read, routed, and opened once."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from knowledge.decisions.proposals import Status
from knowledge.principal import Principal, Role, Scope, Seat
from tools.actions import TOOLS
from tools.actions.propose import ranges_of
from tools.registry import Outcome, Registry
from tools.results import unit_at, value_at

REGISTRY = Registry(TOOLS)
EXPEDITE = {"kind": "expedite_order", "order_id": "PO-1", "arrive_on": "2026-03-09", "mode": "air"}
MARIA = Principal("maria", "Maria", (Seat("logistics_manager", Role.MANAGER, "soe", approval_limit=25_000.0),))


def draft(house: Any, *actions: dict[str, Any], who: Principal | None = None) -> Outcome:
    """Call the tool as Ana, or somebody else."""
    context = house.context() if who is None else house.context(who)
    return REGISTRY.call(context, "draft_proposal", {"actions": list(actions), "reason": "To keep A in stock."})


def result(outcome: Outcome) -> dict[str, Any]:
    """The result of a call that must have one."""
    assert outcome.problem is None, outcome.problem
    return outcome.document


def test_a_draft_is_bound_to_actions_rows_and_effect(house: Any) -> None:
    drafted = result(draft(house, EXPEDITE))
    proposal = house.ledger.proposal(drafted["proposal_id"])
    head = house.truth.snapshot()
    assert proposal.status is Status.PENDING
    assert proposal.draft.actions == ({**EXPEDITE, "line": 1},)
    assert proposal.draft.reads_digest == head.digest(ranges_of(proposal.draft))
    assert proposal.draft.truth_version == head.version
    assert proposal.draft.value == drafted["value"] == 456.0
    assert [step.position_ids for step in proposal.draft.route] == [("logistics_manager",)]
    assert "POL-01 §2" in drafted["route_in_words"]


def test_every_figure_of_the_effect_has_a_unit(house: Any) -> None:
    drafted = result(draft(house, EXPEDITE))
    schema = REGISTRY.get("draft_proposal").result.model_json_schema()
    for pointer, unit in (
        ("/value", "money"),
        ("/effect/net_benefit/low", "money"),
        ("/effect/channels/0/fill_rate/difference", "share"),
        ("/effect/costs/premium_freight/difference", "money"),
        ("/effect/if_nothing_is_done/units_short", "base units"),
        ("/effect/horizon_days", "days"),
    ):
        assert isinstance(value_at(drafted, pointer), int | float)
        assert unit_at(schema, pointer) == unit


def test_the_twin_and_the_policy_check_agree_on_premium_freight(house: Any) -> None:
    drafted = result(draft(house, EXPEDITE))
    assert drafted["effect"]["costs"]["premium_freight"]["difference"] == pytest.approx(drafted["value"])
    assert drafted["effect"]["costs"]["rule_based_premium"] == 0


def test_a_premium_that_the_twin_does_not_see_is_taken_off_the_benefit(house: Any) -> None:
    drafted = result(draft(house, {"kind": "expedite_order", "order_id": "PO-1", "arrive_on": "2026-03-30"}))
    effect = drafted["effect"]
    assert effect["costs"]["rule_based_premium"] == 300
    assert effect["net_benefit"]["value"] == pytest.approx(-effect["costs"]["total"]["difference"] - 300)
    assert effect["net_benefit"]["low"] <= effect["net_benefit"]["value"] <= effect["net_benefit"]["high"]


def test_the_same_question_gives_the_same_effect(house: Any) -> None:
    first = result(draft(house, EXPEDITE))
    proposal = house.ledger.proposal(first["proposal_id"])
    house.ledger.withdraw(proposal.proposal_id, version=1, principal=house.context().principal)
    second = result(draft(house, EXPEDITE))
    assert second["proposal_id"] != first["proposal_id"]
    assert second["effect"] == first["effect"]


def test_the_same_actions_spelt_differently_wait_once(house: Any) -> None:
    first = result(draft(house, EXPEDITE))
    again = result(draft(house, {**EXPEDITE, "line": 1}))
    assert (first["existing"], again["existing"]) == (False, True)
    assert again["proposal_id"] == first["proposal_id"]
    assert len(house.ledger.proposals()) == 1


def test_a_proposal_expires_when_it_would_come_too_late(house: Any) -> None:
    today = date(2026, 3, 2)
    # Air takes three days: to arrive on the 9th it must leave on the 6th.
    assert result(draft(house, EXPEDITE))["expires_on"] == "2026-03-06"
    later = {"kind": "change_stock_policy", "item_id": "A", "location_id": "D", "safety_stock": 50}
    assert result(draft(house, later))["expires_on"] == str(today + timedelta(days=7))


def test_inaction_is_told_with_its_first_day(house: Any) -> None:
    # 100 in stock and 200 overdue on the 3rd last 30 days of 10; PO-1 comes on 8 April, PO-2 (150) on 30 March.
    effect = result(draft(house, EXPEDITE))["effect"]
    assert effect["if_nothing_is_done"]["first_day_of_harm"] is None
    stock = house.truth.snapshot().table("stock").filter(pl.col("item_id") == "A")
    house.load({"stock": stock.with_columns(on_hand=pl.lit(0.0))}, "empty")
    other = {**EXPEDITE, "arrive_on": "2026-03-10"}
    effect = result(draft(house, other))["effect"]
    assert effect["if_nothing_is_done"]["first_day_of_harm"] == "2026-03-02"
    assert effect["if_nothing_is_done"]["units_short"] >= 10


def test_a_broken_limit_is_refused_and_cited(house: Any) -> None:
    problem = draft(house, {**EXPEDITE, "order_id": "PO-1"}, {**EXPEDITE, "order_id": "PO-2"}).problem
    assert problem is None
    policy = {"kind": "change_stock_policy", "item_id": "A", "location_id": "D", "safety_stock": 90}
    problem = draft(house, policy).problem
    assert problem is not None
    assert problem.code == "action_refused"
    assert "POL-01 §1 is broken" in problem.detail
    assert "125%" in problem.detail
    assert "POL-01 §1" in problem.remedy


def test_who_proposes_does_not_decide(house: Any) -> None:
    drafted = result(draft(house, EXPEDITE, who=MARIA))
    assert [step["position_ids"] for step in drafted["route"]] == [["director"]]
    assert "in place of the Logistics manager" in drafted["route_in_words"]


def test_a_position_that_does_not_exist_is_refused(house: Any) -> None:
    head = house.truth.snapshot()
    gone = head.table("positions").filter(pl.col("position_id") == "logistics_manager").select("position_id")
    house.truth.publish({}, removals={"positions": gone}, cause="left", author="hr", idempotency_key="left")
    problem = draft(house, EXPEDITE).problem
    assert problem is not None
    assert "there is no position 'logistics_manager'" in problem.detail


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("approval_limit", 100.0, "may decide 100"),
        ("approval_limit", None, "has no limit"),
        ("family", "G", "decides about the family G"),
        ("region", "South", "decides about the region South"),
        ("location_id", "X", "decides about the place X"),
        ("role", "planner", "asks for a manager"),
    ],
)
def test_a_position_without_the_authority_is_refused(house: Any, column: str, value: object, told: str) -> None:
    row = house.truth.snapshot().table("positions").filter(pl.col("position_id") == "logistics_manager")
    dtype = row.schema[column]
    house.load({"positions": row.with_columns(pl.lit(value, dtype=dtype).alias(column))}, "changed")
    problem = draft(house, EXPEDITE).problem
    assert problem is not None
    assert told in problem.detail


def test_what_lies_outside_a_persons_scope_does_not_exist_for_them(house: Any) -> None:
    elsewhere = Principal("ana", "Ana", (Seat("planner", Role.PLANNER, scope=Scope(location_id="X")),))
    problem = draft(house, EXPEDITE, who=elsewhere).problem
    assert problem is not None
    assert problem.code == "unknown_subject"
    policy = {"kind": "change_stock_policy", "item_id": "A", "location_id": "D", "safety_stock": 50}
    problem = draft(house, policy, who=elsewhere).problem
    assert problem is not None
    assert problem.code == "unknown_subject"


def test_a_viewer_cannot_draft(house: Any) -> None:
    problem = draft(house, EXPEDITE, who=Principal("vera", "Vera", (Seat("guest", Role.VIEWER),))).problem
    assert problem is not None
    assert house.ledger.proposals() == []


def test_lists_show_mine_waiting_for_me_and_what_i_may_see(house: Any) -> None:
    drafted = result(draft(house, EXPEDITE))

    def listed(who: Principal, **arguments: Any) -> list[str]:
        found = result(REGISTRY.call(house.context(who), "list_proposals", arguments))
        assert found["count"] == len(found["proposals"])
        return [line["proposal_id"] for line in found["proposals"]]

    ana, name = house.context().principal, drafted["proposal_id"]
    elsewhere = Principal("lea", "Lea", (Seat("other", Role.PLANNER, scope=Scope(location_id="X")),))
    assert listed(ana, mine=True) == listed(MARIA) == listed(MARIA, waiting_for_me=True) == [name]
    assert listed(MARIA, mine=True) == listed(ana, waiting_for_me=True) == listed(elsewhere) == []
    assert listed(ana, status="executed") == []
    house.approve(name)
    assert listed(MARIA, waiting_for_me=True) == []
    assert listed(ana, status="approved") == [name]


def test_a_second_proposal_about_the_same_order_names_the_first(house: Any) -> None:
    """Two expedites of one line, both approved, would pay premium freight twice."""
    first = result(draft(house, EXPEDITE))
    second = result(draft(house, {**EXPEDITE, "arrive_on": "2026-03-10"}))
    assert second["proposal_id"] != first["proposal_id"]
    assert any(first["proposal_id"] in warning for warning in second["warnings"])
    assert not any("is about the same" in warning for warning in first["warnings"])
