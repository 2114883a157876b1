"""Two questions in one message: both are answered, or it is said plainly which one was not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from agents.answers import Answer
from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.embedded.clauses import clauses_of, topics_of
from agents.reasoners.embedded.masking import Found
from agents.reasoners.embedded.slots import Slots
from agents.reasoners.protocol import Turn
from tests.agents.conftest import TODAY
from tools.catalogue import all_tools
from tools.context import ToolContext

Read = Callable[[str], list[tuple[str, dict[str, Any]]]]


@pytest.mark.parametrize(
    ("said", "tools"),
    [
        (
            "soups, uh, first how did they sell in February and second are we on budget for them this month",
            ["show_past_demand", "reconcile_with_budget"],
        ),
        (
            "Two things please: what do the policies say about expediting, and which orders are late?",
            ["search_policies", "list_exceptions"],
        ),
        (
            "I'd like to hear how soups sold in February and, for the review, how accurate the forecast was",
            ["show_past_demand", "measure_forecast_accuracy"],
        ),
        (
            "Why this quantity, and when does Venlo run out of Coconut Milk 400 ml?",
            ["explain_quantity", "project_inventory"],
        ),
    ],
)
def test_both_are_answered(read_alone: Read, said: str, tools: list[str]) -> None:
    """A question that falls is not missed until somebody acts without its answer."""
    assert [tool for tool, _ in read_alone(said)] == tools


def test_each_keeps_its_own_time(read_alone: Read) -> None:
    """The budget of both months is no answer to the budget of one."""
    said = "Soups: first how did they sell in February and second are we on budget for them this month?"
    _, (_, budget) = read_alone(said)
    assert budget["first_month"] == "2026-03-01"


def test_a_later_part_names_what_the_first_one_is_about(read_alone: Read) -> None:
    (_, explained), _ = read_alone("Why this quantity, and when does Venlo run out of Coconut Milk 400 ml?")
    assert explained == {"item_id": "G-701", "location_id": "DC-VEN"}


@pytest.mark.parametrize(
    ("said", "days"),
    [("When does A-104 run out in Hamburg? I look only at the next three weeks.", {21, 22})],
)
def test_a_part_that_only_says_a_time_belongs_to_the_question_before(
    read_alone: Read, said: str, days: set[int]
) -> None:
    [(_, arguments)] = read_alone(said)
    assert arguments["days"] in days


def test_what_is_not_understood_beside_an_answer_is_named(
    embedded: EmbeddedReasoner, sample_context: ToolContext
) -> None:
    """Whoever gets one answer to two questions takes it for both."""
    said = "Which purchase orders are late? And can Hamburg blorp the fizz of Lyon tomorrow?"
    turn = Turn("", "A-0", sample_context, all_tools(), (), "hybrid")
    reading = embedded.read(replace(turn, question=said))
    told = reading.reply.text if reading.reply else " ".join(reading.requests[0].heard)
    assert reading.reply is not None or "On “can Hamburg blorp the fizz of Lyon tomorrow?”" in told.replace("And ", "")


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("First, what is late? Second, what runs out?", ["what is late?", "what runs out?"]),
        ("What runs out first, and when?", ["What runs out first, and when?"]),
        ("how is it, and whether it lasts", ["how is it", "whether it lasts"]),
    ],
)
def test_parts_that_are_counted_are_told_apart(said: str, parts: list[str]) -> None:
    assert clauses_of(said) == parts


def test_a_list_of_topics_has_any_length() -> None:
    slots = Slots("Three things please: late orders, excess stock, and the budget for soups", TODAY, Found((), (), ()))
    assert topics_of(slots) == ["late orders", "excess stock", "the budget for soups"]


@pytest.mark.parametrize("order", ["PO-11268", "PO-11293"])
def test_a_late_order_is_told_with_its_lines(talk: Callable[..., list[Answer]], order: str) -> None:
    """The day and the line of an order are asked for before the harm that it does."""
    answer = talk(f"How many days is {order} late, and on which line?")[0]
    [listed] = [dict(call.arguments) for call in answer.tool_calls if call.tool == "list_orders"]
    assert listed["order_id"] == order
    assert answer.text.count(order) > 1


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Which transfers from Ghent to Lyon are late?", {"from_location": "GNT", "location_id": "DC-LYO"}),
        ("Is anything that Ghent has sent to Lyon late?", {"from_location": "GNT", "location_id": "DC-LYO"}),
        ("Which moves between our own sites will not make their date?", {"kind": "transfer"}),
    ],
)
def test_late_orders_between_places(talk: Callable[..., list[Answer]], said: str, wanted: dict[str, str]) -> None:
    """What comes late to both places is not what comes late from one to the other."""
    answer = talk(said)[0]
    [listed] = [dict(call.arguments) for call in answer.tool_calls if call.tool == "list_orders"]
    assert {name: listed[name] for name in wanted} == wanted
