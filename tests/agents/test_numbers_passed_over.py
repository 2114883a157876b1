"""What a wish or a what-if names in figures is in its plan, or is asked about before anything is drafted or simulated."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from agents.reasoners.embedded.clauses import clauses_of
from agents.reasoners.embedded.frames import FRAMES, Ask
from agents.reasoners.embedded.lexicon import lexicon_of
from agents.reasoners.embedded.reasons import without_reason
from agents.reasoners.embedded.slots import slots_of
from knowledge.truth.snapshot import Snapshot

Fill = Callable[[str, str], dict[str, Any] | Ask]


@pytest.fixture(scope="module")
def filled(sample_snapshot: Snapshot) -> Fill:
    """Return the first arguments of a question of a kind, without the head."""
    lexicon, today = lexicon_of(sample_snapshot), sample_snapshot.planning_date

    def arguments(kind: str, said: str) -> dict[str, Any] | Ask:
        request = FRAMES[kind].request(without_reason(slots_of(said, lexicon, today)))
        return request if isinstance(request, Ask) else cast(dict[str, Any], request.first.arguments)

    return arguments


@pytest.mark.parametrize(
    ("kind", "said", "number"),
    [
        ("create_order", "Order 300 cases of G-701 for Venlo by 20 March, 48 per pallet", "48"),
        ("what_if_demand", "Simulate demand for soups up 15 % in Hamburg from 16 March, 40 cases", "40"),
        ("expedite", "Expedite PO-11281 by 6 days, 3 percent surcharge", "3 percent"),
        ("what_if_late", "What if Siam Coconut Works slips 14 days, 4 weeks in a row", "4 weeks"),
    ],
)
def test_a_number_that_no_part_of_the_plan_follows_is_asked_about(
    filled: Fill, kind: str, said: str, number: str
) -> None:
    asked = filled(kind, said)
    assert isinstance(asked, Ask)
    assert asked.text == f"You also name “{number}”: what shall it be?"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("stock_policy", "Set the safety stock of B-201 at Venlo to 320, we had 2 stockouts in February"),
        ("stock_policy", "SS B-201 VEN 265 -> 320"),
        ("stock_policy", "Sushi rice at Venlo doesn't deserve 98, set the service target to 96%"),
        ("create_order", "Order 400 cases of H-802 for Hamburg because Oliva del Sur is 13 days late"),
        ("what_if_late", "What if PO-11116 with 1,452 cases comes 5 days late"),
    ],
)
def test_reasons_and_what_is_so_at_present_are_not_asked_about(filled: Fill, kind: str, said: str) -> None:
    """A needless question back costs a planner as much as a wrong answer."""
    assert not isinstance(filled(kind, said), Ask)


def test_a_lookup_only_says_what_it_passes_over(sample_snapshot: Snapshot) -> None:
    slots = slots_of("stock of G-701 in Venlo, 777", lexicon_of(sample_snapshot), sample_snapshot.planning_date)
    request = FRAMES["stock"].request(slots)
    assert not isinstance(request, Ask)
    assert any("777" in sentence for sentence in request.heard)


def test_each_listed_week_gets_its_own_figure(filled: Fill) -> None:
    each = filled("override", "D-406 in Hamburg: my number is 170 for week 11 and 180 for week 12")
    both = filled("override", "D-408 Wroclaw forecast wk 11+12: 240 each")
    assert not isinstance(each, Ask)
    assert not isinstance(both, Ask)
    assert [week["quantity"] for week in each["actions"][0]["weeks"]] == [170, 180]
    (stretch,) = both["actions"][0]["weeks"]
    assert (stretch["first_day"], stretch["last_day"], stretch["quantity"]) == ("2026-03-09", "2026-03-22", 240)


def test_both_levels_of_a_wish_are_one_action(filled: Fill) -> None:
    said = "propose a reorder point of 5,800 and order up to 7,100 for F-601 in Hamburg"
    assert clauses_of(said) == [said]
    drafted = filled("stock_policy", said)
    assert not isinstance(drafted, Ask)
    (action,) = drafted["actions"]
    assert (action["reorder_point"], action["order_up_to"]) == (5800, 7100)


def test_the_level_in_place_of_another_is_the_one_wanted(filled: Fill) -> None:
    supposed = filled("what_if_safety", "what if the safety stock of C-302 in Hamburg is 250 in place of 179?")
    assert not isinstance(supposed, Ask)
    assert [event["value"] for event in supposed["events"]] == [250]


def test_a_share_is_kept_as_it_is_said(filled: Fill) -> None:
    drafted = filled("stock_policy", "Set the service target of F-601 at Hamburg to 99.9 %")
    assert not isinstance(drafted, Ask)
    assert drafted["actions"][0]["service_target"] == 0.999


def test_a_scenario_is_run_as_closely_as_is_said(filled: Fill) -> None:
    said = "What if retail sells 15 percent more between 16 March and 5 April, 500 replications"
    closely, too_many = filled("what_if_demand", said), filled("what_if_demand", said.replace("500", "9000"))
    assert not isinstance(closely, Ask)
    assert closely["replications"] == 500
    assert isinstance(too_many, Ask)


@pytest.mark.parametrize(
    ("kind", "said", "argument", "value"),
    [
        ("proposals", "Show all approved proposals that are not executed yet", "status", "approved"),
        ("proposals", "Which proposals are not yet approved?", "status", "pending"),
        ("proposals", "did any of mine get knocked back?", "status", "rejected"),
        ("stock", "anything at Wroclaw sitting on 90+ days of cover", "minimum_cover_days", 90),
        ("what_if_late", "simulate PO-11281 coming 12 days late", "events", None),
        (
            "projection",
            "stock of G-701 at Venlo with those orders the policy has yet to place",
            "include_planned",
            True,
        ),
        ("forecast", "what will retail take of soups in the next quarter of a year", "weeks", 13),
    ],
)
def test_words_for_an_argument_reach_it(filled: Fill, kind: str, said: str, argument: str, value: object) -> None:
    arguments = filled(kind, said)
    assert not isinstance(arguments, Ask)
    assert argument in arguments
    assert value is None or arguments[argument] == value
