"""Every value that a question says reaches the call, or the answer says that it does not."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from agents.propose import complete
from agents.reasoners.embedded.frames import FRAMES, Ask
from agents.reasoners.embedded.lexicon import lexicon_of
from agents.reasoners.embedded.slots import slots_of
from agents.reasoners.protocol import Request
from api.benchmarks.matching import contains
from knowledge.truth.snapshot import Snapshot

Fill = Callable[[str, str], Request | Ask]


@pytest.fixture(scope="module")
def fill(sample_snapshot: Snapshot) -> Fill:
    """Return the request of a kind for a question, without the head."""
    lexicon, today = lexicon_of(sample_snapshot), sample_snapshot.planning_date

    def made(kind: str, said: str) -> Request | Ask:
        return FRAMES[kind].request(slots_of(said, lexicon, today))

    return made


LOOKED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("exceptions", "List only problems that cost at least 3k", {"minimum_value": 3000}),
    ("exceptions", "the four ugliest issues in Hamburg", {"limit": 4, "location_id": "DC-HAM"}),
    ("exceptions", "hide anything below EUR 500", {"minimum_value": 500}),
    ("exceptions", "stock-outs worth 1,500 euros or more", {"kind": "shortage", "minimum_value": 1500}),
    ("exceptions", "forget the excess, where do we run dry?", {"kind": "shortage"}),
    ("exceptions", "a short summary of problems in Lyon", {"kind": None, "location_id": "DC-LYO"}),
    ("late_orders", "the 7 biggest delays above 2,000 euros", {"limit": 7, "minimum_value": 2000}),
    ("accuracy", "How good was the forecast 10 weeks ahead, by site", {"horizon_weeks": 10, "by": "location"}),
    ("accuracy", "the 6 poorest families", {"limit": 6, "by": "family"}),
    ("budget", "Are we within 3 % of budget until the end of the year?", {"tolerance": 0.03, "months": 10}),
    ("budget", "soups against budget for the entire year", {"first_month": "2026-01-01", "months": 12}),
    ("forecast", "forecast A-104 without the planners' overrides", {"source": "statistical"}),
    ("orders", "what is on its way to Lyon from Hamburg", {"from_location": "DC-HAM", "location_id": "DC-LYO"}),
    ("orders", "batches running at Ghent that come late", {"kind": "production", "late_only": True}),
    ("stock", "which stock in Venlo passes its best-before date within 20 days", {"expiring_within_days": 20}),
    ("stock", "the 15 lines with the most stock in Hamburg", {"limit": 15}),
    ("past_demand", "daily sales of A-104 in week 8", {"bucket": "day", "first_day": "2026-02-16"}),
    ("explain", "explain the second line of PO-11290", {"order_id": "PO-11290", "line": 2}),
    ("proposals", "which of my ideas got turned down", {"mine": True, "status": "rejected"}),
    ("proposals", "what is on my desk for a decision", {"waiting_for_me": True}),
    ("proposals", "the last 3 proposals", {"limit": 3}),
)

SUPPOSED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("what_if_demand", "retail sales of soups slump to 80 % of normal", {"change": -0.2, "channel_id": "retail"}),
    ("what_if_demand", "suppose demand for A-104 is a fifth lower", {"change": -0.2}),
    (
        "what_if_demand",
        "demand for A-104 up 10 % from 1 May on",
        {"change": 0.1, "from_date": "2026-05-01", "to_date": None},
    ),
    ("what_if_demand", "nobody wants A-104 any more", {"change": -1.0}),
    ("what_if_safety", "Could we live with 30 % fewer buffers in Poznan?", {"factor": 0.7}),
    ("what_if_safety", "trim buffers to 70 % of today", {"factor": 0.7}),
    ("what_if_safety", "safety stock of A-104 in Hamburg half as much again", {"factor": 1.5}),
    ("what_if_safety", "try safety stock of A-104 in Lyon at 250 cases", {"value": 250, "factor": None}),
    ("what_if_late", "line 2 of PO-11290 comes a fortnight late", {"line": 2, "delay_days": 14}),
    (
        "what_if_late",
        "all of Nordkorn expected between 9 and 20 March is 6 days late",
        {"delay_days": 6, "from_date": "2026-03-09", "to_date": "2026-03-20"},
    ),
)

WISHED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("stock_policy", "Lower the reorder point of A-104 at Hamburg from 900 to 700", {"reorder_point": 700}),
    ("stock_policy", "Raise service level of A-104 in Hamburg to 98", {"service_target": 0.98}),
    (
        "stock_policy",
        "A-104 in Hamburg: reorder point 700, order-up-to 1,200",
        {"reorder_point": 700, "order_up_to": 1200},
    ),
    (
        "create_order",
        "Transfer 120 cases of A-104 to Lyon from Hamburg by rail",
        {"from_location": "DC-HAM", "location_id": "DC-LYO", "mode": "rail", "quantity": 120},
    ),
    (
        "create_order",
        "please buy 500 of H-802 for Venlo, we have only 40 left",
        {"quantity": 500, "order_kind": "purchase"},
    ),
    (
        "override",
        "A-104 Lyon: 400 in W12 and 450 in W13",
        {"periods": [{"period_start": "2026-03-16", "quantity": 400}, {"period_start": "2026-03-23", "quantity": 450}]},
    ),
    ("expedite", "Get PO-11287 here by train on 2 April, not on 17 April", {"mode": "rail", "arrive_on": "2026-04-02"}),
    ("push_out", "Reschedule MO-90005 from 20 March to 27 March", {"kind": "push_out_order", "due_on": "2026-03-27"}),
    ("expedite", "Move MO-90005 to 10 April", {"kind": "push_out_order", "due_on": "2026-04-10"}),
)

COMPUTED: tuple[tuple[str, str, list[float]], ...] = (
    ("how much is 1,200 plus 10 %", "product", [1200, 1.1]),
    ("subtract 350 from 1,000", "difference", [1000, 350]),
    ("950 as a percentage of 1,200", "ratio", [950, 1200]),
    ("By how many percent is 500 higher than 400?", "percent_change", [400, 500]),
    ("12 pallets at 80 cases each", "product", [12, 80]),
    ("How many days are 840 cases at 60 per day", "ratio", [840, 60]),
    ("mean of 10, 20 and 60", "mean", [10, 20, 60]),
)


def arguments(filled: Request | Ask) -> dict[str, Any]:
    """Return the arguments; a question back fails the test."""
    assert isinstance(filled, Request), filled
    return filled.first.arguments


@pytest.mark.parametrize(("kind", "said", "expected"), LOOKED)
def test_a_value_narrows_what_is_looked_up(fill: Fill, kind: str, said: str, expected: dict[str, Any]) -> None:
    """A limit, an amount of money or a way to rank that is dropped gives an answer to another question."""
    assert contains(arguments(fill(kind, said)), expected)


@pytest.mark.parametrize(("kind", "said", "expected"), SUPPOSED)
def test_a_supposition_keeps_sign_size_and_time(fill: Fill, kind: str, said: str, expected: dict[str, Any]) -> None:
    """A rise simulated in place of a fall is worse than no answer."""
    (event,) = arguments(fill(kind, said))["events"]
    assert contains(event, expected)


@pytest.mark.parametrize(("kind", "said", "expected"), WISHED)
def test_a_wish_in_one_sentence_is_complete(
    fill: Fill, sample_snapshot: Snapshot, kind: str, said: str, expected: dict[str, Any]
) -> None:
    """The level as it is now, what is left in stock or the day that is given up is not what is wished for."""
    (action,) = arguments(fill(kind, said))["actions"]
    assert contains(complete(sample_snapshot, action), expected)


@pytest.mark.parametrize(("said", "operation", "values"), COMPUTED)
def test_numbers_are_put_together_in_the_order_that_is_meant(
    fill: Fill, said: str, operation: str, values: list[float]
) -> None:
    """A ratio or a change the other way round is a wrong figure."""
    found = arguments(fill("calculate", said))
    assert found["operation"] == operation
    assert [operand["value"] for operand in found["operands"]] == pytest.approx(values)


def test_levels_may_be_asked_for_as_so_much_more(fill: Fill, sample_snapshot: Snapshot) -> None:
    """Fifty more is the present level and fifty, not fifty."""
    (action,) = arguments(fill("stock_policy", "add 50 cases to the safety stock of A-104 in Lyon"))["actions"]
    levels = sample_snapshot.table("stock_policies").filter(item_id="A-104", location_id="DC-LYO")
    present = round(levels["safety_stock"].item())
    assert complete(sample_snapshot, action)["safety_stock"] == present + 50


def test_two_orders_of_one_wish_are_two_actions_with_their_own_days(fill: Fill) -> None:
    """The second order must not move to the day of the first."""
    found = arguments(fill("push_out", "Push MO-90005 to 27 March and MO-90007 to 3 April"))["actions"]
    assert [(one["order_id"], one["due_on"]) for one in found] == [
        ("MO-90005", "2026-03-27"),
        ("MO-90007", "2026-04-03"),
    ]


def test_two_items_of_one_wish_get_their_own_quantities(fill: Fill) -> None:
    """Quantities follow the items in order."""
    found = arguments(fill("create_order", "Order 300 A-104 and 200 A-105 for Hamburg"))["actions"]
    assert [(one["item_id"], one["quantity"]) for one in found] == [("A-104", 300), ("A-105", 200)]


def test_several_changes_are_events_of_one_scenario(fill: Fill) -> None:
    """Simulated apart they would not compete for the same stock."""
    found = arguments(fill("what_if_demand", "what if cereals go up 12% and soups down 8%"))["events"]
    assert [(one["family"], one["change"]) for one in found] == [("Breakfast Cereals", 0.12), ("Soups", -0.08)]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("expedite", "Expedite PO-11287, it is due on 17 April"),
        ("what_if_late", "PO-11262 and PO-11267 are late by 4 and 9 days"),
        ("override", "Override A-104 in Lyon to 300 and 400 in W12, W13 and W14"),
        ("create_order", "Order A-104 for Hamburg, 100 or 200"),
    ],
)
def test_what_is_said_in_two_ways_is_asked_back(fill: Fill, kind: str, said: str) -> None:
    """One of several readings taken silently is confidently wrong."""
    assert isinstance(fill(kind, said), Ask)


def test_an_amount_that_no_argument_takes_is_told(fill: Fill) -> None:
    """Nobody must take a list for one below 900 euros that is not."""
    filled = fill("orders", "open purchase orders below 900 euros")
    assert isinstance(filled, Request)
    assert any("900 euros" in line for line in filled.heard)


@pytest.mark.parametrize("kind", ["what_if_demand", "what_if_late"])
def test_late_supply_and_another_demand_are_one_scenario(fill: Fill, kind: str) -> None:
    """The second half of a what-if would else be dropped, and the answer be about half of what was asked."""
    request = fill(kind, "What if demand for Soups falls by 20 % in May while Siam Coconut Works is 2 weeks late?")
    assert isinstance(request, Request)
    late, changed = cast(list[dict[str, Any]], request.first.arguments["events"])
    assert late == {"kind": "late_supply", "delay_days": 14, "supplier_id": "S-SIA"}
    assert (changed["change"], changed["family"], changed["from_date"]) == (-0.2, "Soups", "2026-05-01")
    assert not [sentence for sentence in request.heard if "nothing that was worked out" in sentence]


def test_a_place_that_is_late_is_not_where_demand_changes(fill: Fill) -> None:
    """Ghent delivers to every place; demand changes at none in particular."""
    request = fill("what_if_late", "If Ghent ships 5 days late and sales of Plant Drinks go up by 10 %, what then?")
    assert isinstance(request, Request)
    late, changed = cast(list[dict[str, Any]], request.first.arguments["events"])
    assert late["supplier_id"] == "GNT"
    assert "location_id" not in changed
