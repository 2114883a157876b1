"""Questions of planners, written independently of the grammar, read against the sample company."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from agents.answers import Answer
from agents.errors import QuestionRefused
from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.embedded.follow_ups import KIND_OF_TOOL
from agents.reasoners.embedded.frames import FRAMES
from agents.reasoners.embedded.reading import REPLIES
from agents.reasoners.protocol import Reading, Turn
from knowledge.principal import Principal, Role, Scope, Seat
from knowledge.truth.snapshot import Snapshot
from tools.catalogue import all_tools
from tools.context import ToolContext
from tools.registry import Registry

BANKS = ("questions.csv", "questions_unseen.csv")


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Every tool."""
    return all_tools()


@pytest.fixture(scope="module")
def turn(sample_context: ToolContext, registry: Registry) -> Turn:
    """A turn to be asked anything."""
    return Turn("", "A-0", sample_context, registry, (), "hybrid")


def bank(name: str) -> list[tuple[str, str]]:
    """Return questions and their kinds."""
    with (Path(__file__).parent / name).open(encoding="utf-8") as file:
        return [(row["question"], row["kind"]) for row in csv.DictReader(file)]


def answered(reading: Reading) -> str | None:
    """Return the tool that a reading begins with, the kind of its fixed reply, or `None` where it asks back."""
    if reading.reply is None:
        return reading.requests[0].first.tool
    return next((kind for kind, reply in REPLIES.items() if reply == reading.reply), None)


def expected(kinds: str) -> set[str]:
    """Return the tools, or the kinds of reply, that a question of a kind, `a|b` for either, should lead to."""
    return {FRAMES[kind].tool if kind in FRAMES else kind for kind in kinds.split("|")}


@pytest.mark.parametrize("name", BANKS)
def test_at_least_nine_of_ten_questions_reach_the_right_tool(embedded: EmbeddedReasoner, turn: Turn, name: str) -> None:
    """And hardly any reaches a wrong one: what is not understood is asked back."""
    questions = bank(name)
    right, wrong, misses = 0, 0, list[str]()
    for question, kind in questions:
        found = answered(embedded.read(replace(turn, question=question)))
        right += found in expected(kind)
        wrong += found is not None and found not in expected(kind)
        if found not in expected(kind):
            misses.append(f"{kind}: {question} -> {found}")
    share = right / len(questions)
    assert len(questions) >= 60
    assert share >= 0.9, misses
    assert wrong / len(questions) <= 0.06, misses


@pytest.mark.parametrize(
    ("question", "tool", "arguments"),
    [
        ("Which Plant Drinks will stock out?", "list_exceptions", {"family": "Plant Drinks", "kind": "shortage"}),
        ("What will hurt us in the next two weeks, and what should we do?", "list_exceptions", {"within_days": 14, "limit": 200}),
        ("Project A-104 at Venlo for the next 6 weeks", "project_inventory", {"item_id": "A-104", "location_id": "DC-VEN", "days": 42}),
        ("Forecast oat drink barista for 8 weeks", "forecast_demand", {"item_id": "A-104", "weeks": 8}),
        ("How much of Soups will retail buy until the end of June?", "forecast_demand", {"family": "Soups", "channel_id": "retail", "weeks": 18}),
        ("budget gap of Biscuits & Snacks in Q2", "reconcile_with_budget", {"family": "Biscuits & Snacks", "first_month": "2026-04-01", "months": 3}),
        ("What if Siam Coconut Works is 10 days late?", "simulate_scenario", {"events": [{"kind": "late_supply", "delay_days": 10, "supplier_id": "S-SIA"}]}),
        (
            "what if demand for Soups falls 20 % in April",
            "simulate_scenario",
            {
                "events": [
                    {
                        "kind": "demand_change",
                        "change": -0.2,
                        "family": "Soups",
                        "from_date": "2026-04-01",
                        "to_date": "2026-04-30",
                    }
                ],
                "horizon_weeks": 13,
            },
        ),
        ("What if we halve safety stock?", "simulate_scenario", {"events": [{"kind": "safety_stock_change", "factor": 0.5}]}),
        ("Why 588 of A-104 at DC-HAM?", "explain_quantity", {"item_id": "A-104", "location_id": "DC-HAM"}),
        ("what's in my inbox", "list_proposals", {"waiting_for_me": True}),
    ],
)  # fmt: skip
def test_names_dates_and_amounts_become_arguments(
    embedded: EmbeddedReasoner, turn: Turn, question: str, tool: str, arguments: dict[str, object]
) -> None:
    """A right tool with wrong arguments gives a right number about the wrong thing."""
    first = embedded.read(replace(turn, question=question)).requests[0].first
    assert (first.tool, first.arguments) == (tool, arguments)


@pytest.mark.parametrize(
    ("question", "action"),
    [
        ("Expedite MO-13961 to 5 March", {"kind": "expedite_order", "order_id": "MO-13961", "arrive_on": "2026-03-05"}),
        ("push out PO-90001 until 1 May", {"kind": "push_out_order", "order_id": "PO-90001", "due_on": "2026-05-01"}),
        (
            "Create an order of 1,500 cases of H-802 for Hamburg by 20 March",
            {"kind": "create_order", "item_id": "H-802", "location_id": "DC-HAM", "quantity": 1500.0, "due_on": "2026-03-20"},
        ),
        (
            "Set the safety stock of A-104 at Venlo to 400",
            {"kind": "change_stock_policy", "item_id": "A-104", "location_id": "DC-VEN", "safety_stock": 400.0},
        ),
    ],
)  # fmt: skip
def test_an_action_takes_its_fields_from_the_question(
    embedded: EmbeddedReasoner, turn: Turn, question: str, action: dict[str, object]
) -> None:
    """Nothing is added that the person did not say; the rest is completed by code before it is drafted."""
    first = embedded.read(replace(turn, question=question)).requests[0].first
    assert first.arguments["actions"] == [action]


def test_a_misspelled_name_is_found_and_said(embedded: EmbeddedReasoner, turn: Turn) -> None:
    """The answer tells how it read the name."""
    reading = embedded.read(replace(turn, question="Forecast Breakfst Cereals for 4 weeks"))
    assert reading.requests[0].first.arguments["family"] == "Breakfast Cereals"
    assert reading.requests[0].heard == ("I read “Breakfst Cereals” as Breakfast Cereals.",)


def test_an_ambiguous_name_comes_back_with_its_candidates(embedded: EmbeddedReasoner, turn: Turn) -> None:
    """A guess would answer about the wrong item; each choice is understood when it is taken."""
    reply = embedded.read(replace(turn, question="Project the stock of oat drink in Hamburg")).reply
    assert reply is not None
    assert reply.asked_back
    assert len(reply.choices) >= 3
    taken = embedded.read(replace(turn, question=reply.choices[0].message))
    assert taken.requests[0].first.tool == "project_inventory"


def test_an_unknown_identifier_comes_back_with_close_ones(embedded: EmbeddedReasoner, turn: Turn) -> None:
    """A forecast of everything, or of another item, would be worse than none."""
    reply = embedded.read(replace(turn, question="Forecast A-199 for 4 weeks")).reply
    assert reply is not None
    assert "A-199" in reply.text
    assert any(choice.label.startswith("A-1") for choice in reply.choices)


def test_names_outside_the_persons_scope_are_as_if_they_did_not_exist(
    embedded: EmbeddedReasoner, turn: Turn, sample_snapshot: Snapshot
) -> None:
    """Neither the name nor a close match gives away that the item exists."""
    seat = Seat("soup_planner", Role.PLANNER, scope=Scope(family="Soups"))
    soups = replace(turn.context, principal=Principal("sue", "Sue", (seat,)))
    reading = embedded.read(replace(turn, question="Forecast A-104 for 4 weeks", context=soups))
    assert reading.reply is not None
    families = dict(sample_snapshot.table("items").select("item_id", "family").iter_rows())
    assert all(families.get(choice.label, "Soups") == "Soups" for choice in reading.reply.choices)
    assert "Barista" not in reading.reply.model_dump_json()


@pytest.mark.parametrize("question", ["", "   ", "\x00\x01\x02\x03\x04\x05", "x" * 100_000, "\u200b\u200b"])
def test_what_cannot_be_read_is_refused(embedded: EmbeddedReasoner, turn: Turn, question: str) -> None:
    """Empty, binary and enormous messages end with a reason and a cure."""
    with pytest.raises(QuestionRefused) as refused:
        embedded.read(replace(turn, question=question))
    assert refused.value.remedy


def test_every_offered_example_is_understood(embedded: EmbeddedReasoner, turn: Turn) -> None:
    """A choice that is not understood when taken would be a dead end."""
    from agents.reasoners.embedded.talk import EXAMPLES

    for choice in EXAMPLES:
        assert embedded.read(replace(turn, question=choice.message)).requests, choice.message


def test_every_tool_is_reached_by_a_frame_or_a_play() -> None:
    """A tool that no question reaches is dead weight."""
    reached = {frame.tool for frame in FRAMES.values()} | set(KIND_OF_TOOL)
    assert {tool.name for tool in all_tools()} <= reached


def test_two_things_in_a_message_become_two_requests(embedded: EmbeddedReasoner, turn: Turn) -> None:
    """Neither half is dropped."""
    reading = embedded.read(replace(turn, question="Show the gap to budget by family and which orders are late?"))
    assert [request.first.tool for request in reading.requests] == ["reconcile_with_budget", "list_exceptions"]


def test_an_answer_to_a_question_back_completes_it(embedded: EmbeddedReasoner, turn: Turn) -> None:
    """ "Forecast please" - "of which item?" - "A-104"."""
    asked = embedded.read(replace(turn, question="give me a demand forecast")).reply
    assert asked is not None
    before = Answer.model_construct(
        question="give me a demand forecast", text=asked.text, asked_back=True, tool_calls=(), choices=()
    )
    reading = embedded.read(replace(turn, question="A-104", thread=(before,)))
    assert reading.requests[0].first.arguments == {"item_id": "A-104"}
