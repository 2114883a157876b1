"""Messages that only go on about the last question, in the many ways in which people do so."""

from collections.abc import Callable
from typing import Any

import pytest

from agents.answers import Answer
from agents.reasoners.embedded.leaning import without_replaced
from agents.reasoners.embedded.linking import lexicon_of
from agents.reasoners.embedded.slots import slots_of
from knowledge.truth.snapshot import Snapshot

Talk = Callable[..., list[Answer]]


def arguments_of(answer: Answer, tool: str) -> dict[str, Any]:
    """Return what the first call of an answer was given, which must be one of a tool."""
    assert answer.tool_calls, answer.text
    assert answer.tool_calls[0].tool == tool
    return dict(answer.tool_calls[0].arguments)


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("fine, and the people in Lyon need theirs as well", "location_id", "DC-LYO"),
        ("kindly once more, this time for A-105", "item_id", "A-105"),
        ("that does not reach far enough. Twelve weeks, please.", "weeks", 12),
        ("the pure statistics instead please", "source", "statistical"),
        ("sory, meant A-105 not A-104", "item_id", "A-105"),
    ],
)
def test_what_a_person_changes_is_laid_over_the_last_question(talk: Talk, said: str, field: str, value: object) -> None:
    """A remark, a courtesy or a slip of the keyboard around the change would make it a question of something else."""
    first, second = talk("Forecast A-104 in Hamburg for 8 weeks", said)
    before, after = (arguments_of(answer, "forecast_demand") for answer in (first, second))
    assert after[field] == value
    kept = {"item_id", "location_id", "weeks"} - {field}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


def test_a_question_of_its_own_keeps_nothing(talk: Talk) -> None:
    """The place of the last question would narrow another one without a word."""
    answer = talk("Forecast A-104 in Hamburg for 8 weeks", "How far off are our forecasts for Soups?")[-1]
    given = arguments_of(answer, "measure_forecast_accuracy")
    assert given["family"] == "Soups"
    assert given.get("location_id") is None


def test_a_message_comes_back_to_what_was_asked_earlier(talk: Talk) -> None:
    """Laid over the last question it would change the budget."""
    first, _, third = talk(
        "Forecast the Soups family for 6 weeks",
        "What is the budget gap of Plant Drinks?",
        "Back to the soups please: make it 20 weeks",
    )
    assert arguments_of(third, "forecast_demand") == {**arguments_of(first, "forecast_demand"), "weeks": 20}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("make it the 12th rather than the 10th", "make it the 12th"),
        ("swap Hamburg for Lyon", "swap Lyon"),
        ("not only Lyon but everywhere", "not only Lyon but everywhere"),
    ],
)
def test_what_is_not_meant_is_left_out(sample_snapshot: Snapshot, said: str, left: str) -> None:
    """The first of two names or days would be taken although the other one is wanted."""
    slots = slots_of(said, lexicon_of(sample_snapshot), sample_snapshot.planning_date)
    assert without_replaced(slots) == left
