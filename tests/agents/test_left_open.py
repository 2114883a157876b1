"""What a person points at or counts without naming it: asked about, and never taken for everything or for goods."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from agents.answers import Answer
from agents.reasoners.embedded.completing import order_of_amount
from agents.reasoners.embedded.frames import FRAMES, Ask
from agents.reasoners.embedded.lexicon import lexicon_of
from agents.reasoners.embedded.reasons import without_reason
from agents.reasoners.embedded.slots import slots_of
from agents.reasoners.embedded.unresolved import unresolved
from knowledge.truth.snapshot import Snapshot
from tools.inventory.orders import open_supply

Fill = Callable[[str, str], dict[str, Any] | Ask]
Read = Callable[[str], list[tuple[str, dict[str, Any]]]]
Talk = Callable[..., list[Answer]]


@pytest.fixture(scope="module")
def filled(sample_snapshot: Snapshot) -> Fill:
    """Return the first arguments of a wish of a kind, without the head."""
    lexicon, today = lexicon_of(sample_snapshot), sample_snapshot.planning_date

    def arguments(kind: str, said: str) -> dict[str, Any] | Ask:
        request = FRAMES[kind].request(without_reason(slots_of(said, lexicon, today)))
        return request if isinstance(request, Ask) else cast(dict[str, Any], request.first.arguments)

    return arguments


@pytest.mark.parametrize(
    ("said", "tool"),
    [
        ("There is talk of trouble. What if that whole segment takes 10 % less?", "simulate_scenario"),
        ("Suppose those customers cancelled a tenth of their volume", "simulate_scenario"),
        ("What if they buy 12 % less next month?", "simulate_scenario"),
        ("Somebody called about a fire. What is on order from that supplier?", "list_orders"),
        ("How is that category doing against budget?", "reconcile_with_budget"),
        ("When does the big one arrive?", "list_orders"),
        ("How many cases of it did we sell in February?", "show_past_demand"),
        ("Do these deliveries hit anybody?", "list_orders"),
    ],
)
def test_what_nothing_tells_is_asked(sample_snapshot: Snapshot, said: str, tool: str) -> None:
    """Figures of the whole company would be read as those of what was pointed at."""
    slots = slots_of(said, lexicon_of(sample_snapshot), sample_snapshot.planning_date)
    assert unresolved(slots, tool, has_thread=False)


@pytest.mark.parametrize(
    ("said", "tool"),
    [
        ("What happens if demand falls by 15 % across the board?", "simulate_scenario"),
        ("If customers are unhappy and they order 10 % less, what then?", "simulate_scenario"),
        ("Food service complains. What if that channel took 15 % less?", "simulate_scenario"),
        ("Siam Coconut Works had a strike. What is on order from that supplier?", "list_orders"),
        ("Which orders are late, and by how much are they late?", "list_orders"),
        ("Is the old stock gone, or how much of it is left?", "show_stock"),
        ("I heard that suppliers are slow. Which orders are late?", "list_orders"),
    ],
)
def test_what_is_told_or_meant_of_all_is_not_asked(sample_snapshot: Snapshot, said: str, tool: str) -> None:
    slots = slots_of(said, lexicon_of(sample_snapshot), sample_snapshot.planning_date)
    assert unresolved(slots, tool, has_thread=False) is None


@pytest.mark.parametrize(
    "said",
    [
        "Override the forecast of C-305 at Lyon for the week of 16 March 2026 to 800 cases: a listing is confirmed.",
        "Override the forecast of C-305 at Lyon in week 12 2026 to 800 cases",
        "Override the forecast of C-305 at Lyon w/c Monday 16 March 2026 with 800 cases, they open 45 more stores",
    ],
)
def test_the_year_of_a_week_and_shops_that_are_counted_are_no_cases(filled: Fill, said: str) -> None:
    """A planner who writes the date in full would be asked which of two quantities is meant."""
    arguments = filled("override", said)
    assert not isinstance(arguments, Ask)
    assert arguments["actions"][0]["weeks"] == [
        {"first_day": "2026-03-16", "last_day": "2026-03-22", "quantity": 800.0}
    ]


def test_each_week_gets_the_same_figure(filled: Fill) -> None:
    """The shops of the reason were taken for the second week's cases."""
    said = "Put 400 cases for C-305, Lyon, in each of the weeks beginning 23 and 30 March - in 60 more shops from then"
    arguments = filled("override", said)
    assert not isinstance(arguments, Ask)
    (stretch,) = arguments["actions"][0]["weeks"]
    assert (stretch["first_day"], stretch["quantity"]) == ("2026-03-23", 400.0)
    assert isinstance(filled("override", "Put 400 or 450 for C-305, Lyon, in each of the weeks 13 and 14"), Ask)


def test_how_often_of_a_hundred_is_a_service_level(filled: Fill) -> None:
    """It would be drafted as a safety stock of 98 cases."""
    arguments = filled("stock_policy", "B-201 in Lyon is there 96 times out of 100. Sales want 98.")
    assert not isinstance(arguments, Ask)
    assert arguments["actions"] == [
        {"kind": "change_stock_policy", "item_id": "B-201", "location_id": "DC-LYO", "service_target": 0.98}
    ]


def test_a_channel_named_in_the_sentence_before_is_the_one_meant(read_alone: Read) -> None:
    ((_, scenario),) = read_alone("Caterers and hotels are unhappy. If that whole segment took 10 % less, what then?")
    assert scenario["events"][0]["channel_id"] == "foodservice"


def test_an_order_is_found_by_what_it_brings(sample_snapshot: Snapshot) -> None:
    supply = open_supply(sample_snapshot)
    line = next(
        row
        for row in supply.sort("order_id").iter_rows(named=True)
        if supply.filter((supply["item_id"] == row["item_id"]) & (supply["quantity"] == row["quantity"])).height == 1
    )
    said = f"Who says {line['quantity']:.0f} of {line['item_id']} on that order is right?"
    slots = slots_of(said, lexicon_of(sample_snapshot), sample_snapshot.planning_date)
    assert order_of_amount(sample_snapshot, "explain", slots) == f"of {line['order_id']} line {line['line']}"


@pytest.mark.parametrize(
    ("said", "tools"),
    [
        (
            "Why is PO-11273 that large, and would you also draft pushing it to 20 April as the racks are full?",
            ["explain_quantity", "draft_proposal"],
        ),
        ("5,400 jars in the hall, 900 go out each week, so that is good for how long?", ["calculate"]),
        ("order pt of H-801 in Lyon up to 1,550 - the mill is slow these weeks, draft it", ["draft_proposal"]),
    ],
)
def test_what_is_asked_for_is_done(read_alone: Read, said: str, tools: list[str]) -> None:
    assert [tool for tool, _ in read_alone(said)] == tools


def test_an_order_spoken_of_is_moved_to_a_day_with_a_long_reason(talk: Talk) -> None:
    """It was refused as a request to change the plan."""
    *_, drafted = talk("When is PO-11273 due?", "So draft it for the 21st of April and not the 13th. The dock is shut.")
    (action,) = cast(list[dict[str, object]], drafted.tool_calls[0].arguments["actions"])
    assert (action["kind"], action["order_id"], action["due_on"]) == ("push_out_order", "PO-11273", "2026-04-21")
