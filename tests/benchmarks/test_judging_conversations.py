"""How a conversation is judged."""

from typing import Any

import pytest
from pydantic import ValidationError

from agents.wording import WITHHELD
from api.benchmarks.conversations import PlannedConversation, SaidTurn, judge
from api.benchmarks.scoring import Heard
from api.benchmarks.transcripts import transcripts
from tests.fixtures_evals import Call, heard

FORECAST: Call = ("forecast_demand", {"item_id": "A-104"})
DRAFT: Call = ("draft_proposal", {"actions": []})


def conversation(**last: Any) -> PlannedConversation:
    """Two greetings, then a turn."""
    hello = SaidTurn(say="hello")
    return PlannedConversation(name="a talk", person="sam", turns=(hello, hello, SaidTurn(say="so?", **last)))


@pytest.mark.parametrize(
    ("last", "came", "problems"),
    [
        ({}, heard(FORECAST), 0),
        ({"outcome": "answer", "tools": ("forecast_demand",)}, heard(FORECAST), 0),
        ({"outcome": "answer", "tools": ("project_inventory",)}, heard(FORECAST), 1),
        ({"outcome": "answer"}, heard(FORECAST), 0),
        ({"outcome": "answer"}, heard(asked_back=True), 1),
        ({"outcome": "answer|ask_back"}, heard(asked_back=True), 0),
        ({"outcome": "out_of_scope"}, heard(FORECAST), 1),
        ({}, heard(FORECAST, DRAFT), 1),
        ({}, heard(FORECAST, DRAFT, failed="c2"), 0),
        ({"drafts": "may"}, heard(FORECAST, DRAFT), 0),
        ({"drafts": "some"}, heard(FORECAST), 1),
        ({}, heard(FORECAST, warnings=(WITHHELD,)), 1),
        ({"outcome": "answer", "drafts": "some"}, Heard(None, error="ValueError: x"), 1),
    ],
)
def test_a_turn_is_held_to_what_must_come_of_it(last: dict[str, Any], came: Heard, problems: int) -> None:
    """Each thing that can go wrong is told once, with its turn; the turns before are left in peace."""
    result = judge(conversation(**last), [heard(kind="greeting"), heard(kind="greeting"), came], {})
    assert [failure.turn for failure in result.failures] == [3] * problems


def test_a_misspelt_outcome_is_refused() -> None:
    """It would never be met, or never be looked at."""
    with pytest.raises(ValidationError, match="unknown outcome"):
        SaidTurn(say="so?", outcome="answer|ask back")


def test_a_transcript_tells_who_said_what_and_what_was_called() -> None:
    """The person is named, the answer quoted line by line, the calls below it."""
    held = [(conversation(), [heard(kind="greeting"), heard(kind="greeting"), heard(FORECAST)])]
    text = transcripts(held, "embedded", {"sam": "Sam Okafor"}, "c")
    assert "## A talk" in text
    assert "**Sam Okafor:** so?\n\n> text\n\n- `forecast_demand(item_id=A-104)`\n" in text
