"""Fragments, leads before a colon, ends that ask what comes of it, and what is done without a thing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.embedded.clauses import clauses_of, is_statement
from agents.reasoners.embedded.dates import periods_in, with_units
from agents.reasoners.protocol import Turn
from tools.catalogue import all_tools
from tools.context import ToolContext

Read = Callable[[str], list[tuple[str, dict[str, Any]]]]
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("List the open orders, excl. soups in Venlo", 1),
        ("What is late, approx. how much is it worth?", 1),
        ("Show pos. 3 of PO-11273. And the stock of D-402?", 2),
        ("What if soups fall by 10 %? Play it over 20 weeks.", 1),
        ("What if soups fall by 10 %? Are we covered?", 1),
        ("Which items are short? Which orders are late?", 2),
    ],
)
def test_where_a_sentence_ends(said: str, count: int) -> None:
    assert len(clauses_of(said)) == count


def test_a_question_behind_its_subject_is_no_statement() -> None:
    assert not is_statement("soups in Lyon: what's left there")
    assert is_statement("the truck has left")


@pytest.mark.parametrize(
    ("said", "tools"),
    [
        ("Corn flakes Ghent. Reorder?", ["plan_replenishment"]),
        ("Passata, Wroclaw. Enough till Easter?", ["project_inventory"]),
        ("D-402: stock, forecast, open orders.", ["show_stock", "forecast_demand", "list_orders"]),
        ("A-104: sales past 6 weeks, forecast next 8.", ["show_past_demand", "forecast_demand"]),
    ],
)
def test_names_that_stand_first_are_what_is_asked_about(read_alone: Read, said: str, tools: list[str]) -> None:
    found = read_alone(said)
    assert [tool for tool, _ in found] == tools
    assert all({"item_id", "family"} & arguments.keys() for _, arguments in found)


def test_the_place_of_an_introduction_belongs_to_the_question(read_alone: Read) -> None:
    found = read_alone("I am visiting our Lyon warehouse on Thursday. Which orders arrive there this week?")
    assert [(tool, arguments["location_id"]) for tool, arguments in found] == [("list_orders", "DC-LYO")]


def test_what_is_done_without_approval_is_a_rule(read_alone: Read) -> None:
    assert read_alone("What may I change without sign-off?")[0][0] == "search_policies"
    assert read_alone("Without changing anything, show me what is late")[0][0] == "list_exceptions"


def test_what_cannot_be_done_without_a_thing_is_not_left_out(read_alone: Read) -> None:
    found = read_alone("Without oat kernels the line stands still. When do the next ones come in?")
    assert all(arguments["item_id"] == "R-101" for _, arguments in found)
    found = read_alone("Show exceptions without soups")
    assert "family" not in found[0][1]


def test_an_end_that_asks_what_comes_of_it_makes_a_wish_a_trial(read_alone: Read) -> None:
    tool, arguments = read_alone("Lift the buffer of H-802 at Hamburg to 900. Would that help?")[0]
    assert (tool, arguments["events"][0]["value"]) == ("simulate_scenario", 900)


def test_how_long_to_simulate_is_no_delay(read_alone: Read) -> None:
    arguments = read_alone("What if PO-11273 slips by 9 days? Simulate 20 weeks of it.")[0][1]
    assert arguments["events"][0]["delay_days"] == 9
    assert arguments["horizon_weeks"] == 20
    assert read_alone("Simulate a two week delay of PO-11273")[0][1]["events"][0]["delay_days"] == 14


def test_an_earlier_order_is_not_simulated_as_late(embedded: EmbeddedReasoner, sample_context: ToolContext) -> None:
    turn = Turn("What if PO-11273 comes a week earlier?", "A-0", sample_context, all_tools(), (), "hybrid")
    assert embedded.read(turn).reply is not None


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ("Which of our depots have the worst forecast accuracy?", "location"),
        ("bias per distribution center", "location"),
        ("forecast accuracy for each of the product groups", "family"),
    ],
)
def test_accuracy_is_told_apart_by_what_is_named(read_alone: Read, said: str, by: str) -> None:
    assert read_alone(said)[0][1]["by"] == by


def test_how_a_forecast_or_projection_is_made(read_alone: Read) -> None:
    forecast = read_alone("What will the statistics alone expect of A-112 for a good six weeks ahead?")[0][1]
    assert (forecast["source"], forecast["weeks"]) == ("statistical", 6)
    assert read_alone("Show stock of D-402 at Venlo if we keep ordering as usual")[0][1]["include_planned"] is True
    assert read_alone("How good is our forecast for soups 3 months out?")[0][1]["horizon_weeks"] == 13


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("by fri 13/3", "2026-03-13", "2026-03-13"),
        ("to Monday, 6.4.", "2026-04-06", "2026-04-06"),
        ("on Wednesday 3/11", "2026-03-11", "2026-03-11"),
        ("to early June, on the 8th", "2026-06-08", "2026-06-08"),
        ("until mid-April, preferably the 14th", "2026-04-14", "2026-04-14"),
        ("all through May", "2026-05-01", "2026-05-31"),
        ("through May", "2026-03-02", "2026-05-31"),
        ("by this time next month", "2026-04-02", "2026-04-02"),
        ("over the quarter", "2026-01-01", "2026-03-31"),
        ("half a year ahead", "2026-03-02", "2026-09-02"),
        ("sales in 2025.", "2025-01-01", "2025-12-31"),
        ("next week's Friday", "2026-03-13", "2026-03-13"),
    ],
)
def test_times_that_belong_together(said: str, first: str, last: str) -> None:
    assert [(str(period.first), str(period.last)) for period in periods_in(said, TODAY)] == [(first, last)]


def test_a_second_count_has_the_unit_of_the_first() -> None:
    assert with_units("sales past 6 weeks, forecast next 8.") == "sales past 6 weeks, forecast next 8 weeks."
    assert with_units("the next 6 weeks, then order 8 cases") == "the next 6 weeks, then order 8 cases"


def test_a_weekday_that_recurs_is_no_day() -> None:
    assert periods_in("it is my first Monday here", TODAY) == []
