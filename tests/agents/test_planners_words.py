"""Questions as planners type them: what is left out, supposed, misspelled, contradictory or about another thing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from agents.answers import Answer
from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.embedded.talk import DECIDING
from agents.reasoners.protocol import PlannedCall, Reading, Turn
from agents.turn import Conversation
from tools.catalogue import all_tools
from tools.context import ToolContext

Read = Callable[[str], Reading]
Talk = Callable[..., list[Answer]]


@pytest.fixture(scope="module")
def read(embedded: EmbeddedReasoner, sample_context: ToolContext) -> Read:
    """Read a question about the sample company, without a thread."""
    turn = Turn("", "A-0", sample_context, all_tools(), (), "hybrid")
    return lambda question: embedded.read(replace(turn, question=question))


@pytest.fixture(scope="module")
def talk(embedded: EmbeddedReasoner, sample_context: ToolContext) -> Talk:
    """Hold a conversation and return its answers."""
    conversation = Conversation(all_tools(), embedded, embedded)

    def hold(*questions: str) -> list[Answer]:
        thread: list[Answer] = []
        for question in questions:
            thread.append(conversation.answer(question, context=sample_context, thread_id="T-2", thread=thread))
        return thread

    return hold


def first(reading: Reading) -> PlannedCall:
    """The call that a question begins with."""
    assert reading.reply is None, reading.reply
    return reading.requests[0].first


def action(reading: Reading) -> dict[str, Any]:
    """The action that a question asks for."""
    return cast(list[dict[str, Any]], first(reading).arguments["actions"])[0]


@pytest.mark.parametrize(
    "question",
    [
        "what if we raise safety stock of A-104 in DC-WRO by 30%",
        "Suppose we lower the safety stock of C-301 at DC-LYO by 10 %",
    ],
)
def test_what_is_only_supposed_is_never_drafted(read: Read, question: str) -> None:
    """A what-if that lands in the managers' inbox as a proposal would be acted on."""
    assert first(read(question)).tool == "simulate_scenario"


def test_an_order_of_several_lines_is_not_moved_by_its_first(read: Read) -> None:
    """Line 2 of PO-11290 is late; taking line 1 would pay for the wrong goods."""
    reply = read("expedite PO-11290 to 7 march").reply
    assert reply is not None
    assert reply.asked_back
    assert reply.choices[0].label.startswith("Line 2: H-802")
    assert action(read(reply.choices[0].message))["line"] == 2
    assert action(read("expedite PO-11290 H-802 to 7 march"))["line"] == 2
    assert action(read("expedite TR-10432 line 4 to 2026-03-06"))["line"] == 4


def test_the_number_of_a_line_picks_that_line(talk: Talk) -> None:
    """The late line is offered first: "2" means line 2, not the second on the list."""
    answers = talk("push out PO-11290 to 20 march", "2")
    assert answers[0].asked_back
    assert "PO-11290" in answers[0].text
    assert cast(Any, answers[1].tool_calls[0].arguments["actions"])[0]["line"] == 2


def test_days_later_are_counted_from_the_expected_day(talk: Talk) -> None:
    answer = talk("push out PO-11295 line 2 by 10 days")[0]
    assert cast(Any, answer.tool_calls[0].arguments["actions"])[0]["due_on"] == "2026-03-19"


def test_what_runs_out_includes_what_runs_out_because_an_order_is_late(talk: Talk) -> None:
    """A-104 at DC-WRO runs out on 9 March because TR-10432 is late: "nothing" would be a false all-clear."""
    answer = talk("what's short next week in Wroclaw")[0]
    assert answer.tool_calls[0].arguments["kind"] == "shortage"
    assert "A-104" in answer.text


def test_a_window_of_a_day_and_a_length_is_kept(read: Read) -> None:
    """Without the window the change would hold for the whole horizon."""
    event = cast(Any, first(read("what if 40% more demand for A-104 in DC-HAM from 16 march for 3 weeks")).arguments)
    assert event["events"][0]["from_date"] == "2026-03-16"
    assert event["events"][0]["to_date"] == "2026-04-05"


def test_the_balance_of_the_day_that_is_named_is_told(talk: Talk) -> None:
    """486 less the forecast of two weeks, 475.1 and 471.5, is -460.6; the late order comes a day later."""
    answer = talk("What is the balance of A-104 at DC-WRO on 15 March?")[0]
    assert "At the end of 15 Mar 2026" in answer.text
    assert "-461 cases" in answer.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("project A-104 from 20 march to 10 march in DC-VEN", "ends before it begins"),
        ("forecast A-104 for 2029", "beyond what is forecast"),
        ("is A-104 ok in Madrid?", "I know no place called “Madrid”"),
        ("expedite PO-11290 to 7 march", "has several lines"),
    ],
)
def test_what_cannot_be_answered_is_said_in_so_many_words(talk: Talk, question: str, words: str) -> None:
    """Also after the evidence check, which refuses numbers without a receipt."""
    answer = talk(question)[0]
    assert words in answer.text
    assert not answer.tool_calls


@pytest.mark.parametrize(
    ("question", "place"),
    [("is C-301 ok in Breslau?", "DC-WRO"), ("Project A-104 in Gent", "GNT"), ("project A-104 in Germany", "DC-HAM")],
)
def test_places_are_known_by_other_names(read: Read, question: str, place: str) -> None:
    assert first(read(question)).arguments["location_id"] == place


def test_what_an_answer_does_not_tell_apart_is_said(read: Read) -> None:
    """Figures of all channels taken for retail's would be wrong by a factor."""
    heard = read("budget gap retail april soups").requests[0].heard
    assert heard == ("This is not narrowed down to Grocery retail: it cannot be told apart here.",)
    assert read("forecast Soups for retail").requests[0].heard == ()


def test_decisions_are_not_taken_in_a_conversation(read: Read) -> None:
    assert read("approve P-000001").reply == DECIDING
    assert read("please reject P-000001").reply == DECIDING


def test_an_unknown_item_is_not_answered_with_orders(read: Read) -> None:
    reply = read("how much will Z-999 sell").reply
    assert reply is not None
    assert "I know no Z-999" in reply.text
    assert not [choice for choice in reply.choices if choice.label.startswith(("MO-", "PO-", "TR-"))]


def test_a_thread_keeps_its_subject_and_says_so(talk: Talk) -> None:
    """ "How good was it?" about one item answered for the whole company is a right number about the wrong thing."""
    answers = talk("forecast A-104 next 8 weeks in Lyon", "how good was it in the past", "how accurate are we overall?")
    past = answers[1].tool_calls[0]
    assert past.tool == "measure_forecast_accuracy"
    assert (past.arguments["item_id"], past.arguments["location_id"]) == ("A-104", "DC-LYO")
    assert "I took this for A-104 at DC-LYO, which we spoke of before." in answers[1].text
    assert answers[2].tool_calls[0].arguments["item_id"] is None


def test_an_order_that_only_shares_an_exception_is_told_for_itself(talk: Talk) -> None:
    """PO-11290 stands behind the exception of PO-11265: its own day was asked for."""
    answer = talk("when does PO-11290 arrive?")[0]
    assert "PO-11290" in answer.text
    assert "16 Mar 2026" in answer.text
    assert not [warning for warning in answer.warnings if "withheld" in warning]


def test_the_forecast_of_a_later_month_is_its_own_weeks(talk: Talk) -> None:
    """Nine weeks from today told as "April" are more than twice April, to which parts of two weeks belong."""
    text = talk("forecast A-104 in april")[0].text
    april = 4727.7 * 5 / 7 + 2643.1 + 2554.2 + 2602 + 2610.6 * 4 / 7
    assert f"{april:,.0f} cases in April 2026" in text


def test_the_second_of_two_questions_keeps_subject_and_time_of_the_first(talk: Talk) -> None:
    calls = talk("forecast of plant drinks april and also what's on budget there")[0].tool_calls
    budget = next(call for call in calls if call.tool == "reconcile_with_budget")
    assert (budget.arguments["family"], budget.arguments["first_month"]) == ("Plant Drinks", "2026-04-01")


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("whats on order for A-104 at DC-WRO", "list_orders"),
        ("What did we sell of A-104 last week?", "show_past_demand"),
        ("max premium freight?", "search_policies"),
        ("show me P-000005", "list_proposals"),
    ],
)
def test_short_questions_reach_their_tool(read: Read, question: str, tool: str) -> None:
    assert first(read(question)).tool == tool


def test_the_limit_is_quoted_and_not_only_the_purpose(talk: Talk) -> None:
    answer = talk("which policy says how much I may spend on expediting")[0]
    assert "Premium freight for one order is at most EUR 12,000" in answer.text
