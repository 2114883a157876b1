"""A wish is not a question, a supposition not a wish, and names of ours do not make a matter ours."""

from dataclasses import replace

import pytest

from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.protocol import Reading, Turn
from tools.catalogue import all_tools
from tools.context import ToolContext


@pytest.fixture(scope="module")
def turn(sample_context: ToolContext) -> Turn:
    """A turn to be asked anything."""
    return Turn("", "A-0", sample_context, all_tools(), (), "hybrid")


def drafts(reading: Reading) -> bool:
    """Whether a proposal would come of it."""
    return any(r.first.tool == "draft_proposal" or r.kind == "override" for r in reading.requests)


@pytest.mark.parametrize(
    "question",
    [
        "Try a safety stock of 300 for A-104 in Venlo",
        "Would doubling the buffer of A-104 at Lyon help?",
        "Walk me through the quantity of MO-90008 please",
        "Could you explain the 1,500 cases on PO-11290?",
    ],
)
def test_nothing_is_drafted_that_nobody_wished(embedded: EmbeddedReasoner, turn: Turn, question: str) -> None:
    """A trial and a question name the same things and amounts as a wish."""
    assert not drafts(embedded.read(replace(turn, question=question)))


@pytest.mark.parametrize(
    "question",
    [
        "Draft an employment contract for our new planner in Hamburg",
        "What does our biggest competitor sell oat drink for?",
        "Print the invoices of Oliva del Sur",
        "Write a letter to Hanse Markt about the new soup",
    ],
)
def test_a_name_of_ours_does_not_make_a_matter_ours(embedded: EmbeddedReasoner, turn: Turn, question: str) -> None:
    """A list of orders or a policy would be an answer to something else."""
    reply = embedded.read(replace(turn, question=question)).reply
    assert reply is not None
    assert reply.kind == "out_of_scope"


def test_what_comes_before_the_question_does_not_hide_it(embedded: EmbeddedReasoner, turn: Turn) -> None:
    """The second part alone says nothing of what it is about."""
    question = "Two lorries from Siam Coconut Works are running behind, which ones should I care about?"
    assert [r.kind for r in embedded.read(replace(turn, question=question)).requests] == ["late_orders"]


def test_it_stands_for_nothing_at_the_beginning(embedded: EmbeddedReasoner, turn: Turn) -> None:
    """Remedies for whatever is worst would look like an answer."""
    reply = embedded.read(replace(turn, question="What can we do about it?")).reply
    assert reply is not None
    assert reply.asked_back


@pytest.mark.parametrize("question", ["moin", "good morning everybody", "Bonsoir!"])
def test_a_greeting_is_greeted(embedded: EmbeddedReasoner, turn: Turn, question: str) -> None:
    """In whatever words it is said."""
    reply = embedded.read(replace(turn, question=question)).reply
    assert reply is not None
    assert reply.kind == "greeting"


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("Demand of A-104 over the next six weeks", "forecast_demand"),
        ("What did we sell of A-104 last month?", "show_past_demand"),
        ("Am I allowed to push an order out by two months?", "search_policies"),
    ],
)
def test_time_and_rules_tell_neighbours_apart(embedded: EmbeddedReasoner, turn: Turn, question: str, tool: str) -> None:
    """What is to come is forecast, what is past is looked up, what is allowed stands in the policies."""
    assert embedded.read(replace(turn, question=question)).requests[0].first.tool == tool
