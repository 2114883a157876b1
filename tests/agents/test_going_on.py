"""Messages that lean on what was said before, or on another part of the same message."""

from collections.abc import Callable
from datetime import date
from typing import cast

import pytest

from agents.answers import Answer
from agents.reasoners.embedded.clauses import clauses_of, is_statement
from agents.reasoners.embedded.corrections import corrected
from agents.reasoners.embedded.linking import lexicon_of
from agents.reasoners.embedded.slots import Slots, slots_of
from knowledge.truth.snapshot import Snapshot

Talk = Callable[..., list[Answer]]


@pytest.fixture(scope="module")
def read(sample_snapshot: Snapshot) -> Callable[[str], Slots]:
    """Read what a text names in the sample company."""
    lexicon = lexicon_of(sample_snapshot)
    return lambda said: slots_of(said, lexicon, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Forecast A-104 for Hamburg, no wait, Lyon", "Forecast A-104 for Lyon"),
        ("Bring PO-11273 forward by sea - sorry, by air", "Bring PO-11273 forward by air"),
        ("Push PO-11291 to 27 April, I mean 4 May", "Push PO-11291 to 4 May"),
        ("Postpone PO-11291 not to 27 April but 4 May", "Postpone PO-11291 4 May"),
        ("no, not Hamburg, Lyon", "Lyon"),
        ("Sorry, I am late. Which orders are late in Lyon?", "Sorry, I am late. Which orders are late in Lyon?"),
        ("Forecast A-104, no idea why", "Forecast A-104, no idea why"),
    ],
)
def test_what_is_taken_back_in_the_same_sentence_is_replaced(
    read: Callable[[str], Slots], said: str, meant: str
) -> None:
    """The first of two days would be proposed although it was withdrawn; what withdraws nothing stays as it is."""
    assert corrected(said, read) == meant


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("overdue orders for Lyon + what to buy there", ["overdue orders for Lyon", "what to buy there"]),
        (
            "Explain PO-11172; if it slips, who suffers?",
            ["Explain PO-11172", "if it slips, who suffers?"],
        ),
        ("Is it late and, separately, what does it cost?", ["Is it late", "what does it cost?"]),
        ("Siam ships 9 days late. How bad?", ["Siam ships 9 days late. How bad?"]),
    ],
)
def test_parts_are_told_apart_and_a_condition_stays_with_its_question(said: str, parts: list[str]) -> None:
    """A condition cut off from its question would be answered without it."""
    assert clauses_of(said) == parts


def test_a_statement_is_no_question_of_its_own() -> None:
    """A wish or a noun phrase must still be answered."""
    assert is_statement("Rotkehl called this morning.")
    assert not is_statement("I need the forecast for A-104.")
    assert not is_statement("Late orders for Lyon")


def tools_of(answer: Answer) -> list[str]:
    """Return the tools that were called, in order."""
    return [call.tool for call in answer.tool_calls]


def test_a_choice_is_taken_by_what_tells_it_apart_and_corrected(talk: Talk) -> None:
    """A planner answers "the calcium one", not a number, and may change their mind."""
    answers = talk("How much oat drink do we have in Hamburg?", "the calcium one", "no sorry, the light one")
    assert answers[0].asked_back
    assert [answer.tool_calls[0].arguments["item_id"] for answer in answers[1:]] == ["A-103", "A-102"]
    assert {str(answer.tool_calls[0].arguments["location_id"]) for answer in answers[1:]} == {"DC-HAM"}


def test_lists_are_narrowed_and_widened(talk: Talk) -> None:
    """A follow-up must not lose what was asked before, nor keep what it lifts."""
    answers = talk("Show the exceptions in Hamburg", "only those above 15k", "just the top two", "and everywhere else?")
    arguments = [answer.tool_calls[0].arguments for answer in answers]
    assert [a["minimum_value"] for a in arguments] == [0, 15000, 15000, 15000]
    assert arguments[2]["limit"] == 2
    assert [a["location_id"] for a in arguments] == ["DC-HAM", "DC-HAM", "DC-HAM", None]


def test_a_draft_takes_another_day_of_its_month_or_moves(talk: Talk) -> None:
    """ "The 11th" is of the month that was spoken of, not of this one; lengths count from the day before."""
    answers = talk("Push out PO-11291 to 27 April", "make it the 29th", "2 days later")
    days = [cast(list[dict[str, str]], answer.tool_calls[0].arguments["actions"])[0]["due_on"] for answer in answers]
    assert days == ["2026-04-27", "2026-04-29", "2026-05-01"]


def test_a_new_topic_does_not_inherit_the_old_subject(talk: Talk) -> None:
    """A list of all late orders cut down to the item spoken of before would hide the others."""
    late = talk("Forecast A-104 for 6 weeks", "Which orders are late?")[1].tool_calls[0]
    assert late.arguments.get("item_id") is None
    assert late.arguments.get("family") is None


def test_who_approves_it_is_looked_up(talk: Talk) -> None:
    """The question is about the action before, and nobody is asked to decide in a conversation."""
    answers = talk("Push out PO-11291 to 27 April", "and who has to sign that off?")
    assert tools_of(answers[1]) == ["search_policies"]


def test_the_second_part_goes_on_about_the_first(talk: Talk) -> None:
    """Both parts are answered, for the same place."""
    answer = talk("List the late orders in Hamburg + what should we order there?")[0]
    assert tools_of(answer) == ["list_exceptions", "list_orders", "plan_replenishment"]
    assert {str(call.arguments["location_id"]) for call in answer.tool_calls} == {"DC-HAM"}
