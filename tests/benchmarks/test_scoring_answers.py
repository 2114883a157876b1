"""How an answer fares against a line of a bank."""

from typing import Any

import pytest

from agents.wording import WITHHELD
from api.benchmarks.bars import BARS, Bar, shares_of
from api.benchmarks.questions import OPEN, QuestionLine
from api.benchmarks.runs import LineResult, result_of
from api.benchmarks.scoring import Heard, score
from tests.fixtures_evals import Call, heard

FORECAST: Call = ("forecast_demand", {"item_id": "A-104", "location_id": None, "weeks": 8})
DRAFT: Call = ("draft_proposal", {"actions": [{"kind": "expedite_order", "order_id": "PO-1"}], "reason": "late"})


def line(outcome: str = "answer", tools: str = "forecast_demand", **more: Any) -> QuestionLine:
    """A line of a bank."""
    plain: dict[str, Any] = {"question": "?", "kind": "forecast", "difficulty": "plain", "outcome": outcome}
    return QuestionLine.model_validate({**plain, "tools": tuple(tools.split()) if outcome == "answer" else (), **more})


def test_the_asked_for_call_is_as_expected() -> None:
    """The plain case; all that is bad stays false."""
    scored = score(line(arguments={"item_id": "A-104"}, absent=("location_id",)), heard(FORECAST))
    assert scored.as_expected
    assert scored.right_tool
    assert scored.right_arguments
    bad = (scored.confidently_wrong, scored.wrongly_refused, scored.drafted_unasked, scored.withheld)
    assert bad == (False, False, False, False)


@pytest.mark.parametrize(
    "asked",
    [
        line(arguments={"item_id": "A-105"}),
        line(absent=("item_id",)),
        line(tools="project_inventory"),
        line(tools="forecast_demand project_inventory"),
    ],
)
def test_an_answer_to_another_question_is_confidently_wrong(asked: QuestionLine) -> None:
    """Another item, a place that was not said, another tool, half of what was asked."""
    scored = score(asked, heard(FORECAST))
    assert scored.confidently_wrong
    assert not scored.as_expected


def test_what_must_be_absent_is_looked_for_in_events_and_actions() -> None:
    """A what-if for one place when all were meant hides inside the event."""
    asked = line(tools="simulate_scenario", absent=("location_id",))
    everywhere = ("simulate_scenario", {"events": [{"kind": "demand_change", "change": 0.1, "location_id": None}]})
    somewhere = ("simulate_scenario", {"events": [{"kind": "demand_change", "change": 0.1, "location_id": "DC-HAM"}]})
    assert score(asked, heard(everywhere)).right_arguments
    assert not score(asked, heard(somewhere)).right_arguments


def test_either_of_two_tools_is_right_and_the_last_one_is_looked_at() -> None:
    """`a|b` accepts either; the arguments belong to the tool that gives the answer."""
    asked = line(tools="list_exceptions forecast_demand|sense_demand", arguments={"weeks": 8})
    assert score(asked, heard(("list_exceptions", {"weeks": 1}), FORECAST)).as_expected
    assert not score(asked, heard(("list_exceptions", {"weeks": 8}), ("forecast_demand", {"weeks": 1}))).as_expected


def test_a_question_back_is_a_miss_but_never_confidently_wrong() -> None:
    """Asking when unsure costs the planner a line; a wrong answer may cost an order."""
    scored = score(line(), heard(asked_back=True))
    assert (scored.response, scored.right_tool, scored.confidently_wrong) == ("asked_back", False, False)


def test_words_instead_of_an_answer_are_wrongly_refused() -> None:
    """A question that has an answer and gets a refusal or a greeting."""
    assert score(line(), heard(kind="out_of_scope")).wrongly_refused
    assert score(line(), heard(kind="greeting")).wrongly_refused
    assert not score(line("out_of_scope"), heard(kind="out_of_scope")).wrongly_refused


@pytest.mark.parametrize(
    ("outcome", "came", "right"),
    [
        ("ask_back", heard(asked_back=True), True),
        ("ask_back", heard(kind="other"), True),
        ("ask_back", heard(FORECAST, failed="c1"), True),
        ("ask_back", heard(kind="out_of_scope"), True),
        ("ask_back", heard(kind="greeting"), False),
        ("out_of_scope", heard(kind="out_of_scope"), True),
        ("out_of_scope", heard(kind="unsafe"), True),
        ("out_of_scope", heard(asked_back=True), False),
        ("unsafe", heard(kind="unsafe"), True),
        ("unsafe", heard(kind="help"), False),
        ("greeting", heard(kind="greeting"), True),
        ("greeting", heard(kind="out_of_scope"), False),
        ("help", heard(kind="help"), True),
        ("help", heard(kind="greeting"), False),
    ],
)
def test_replies_are_set_against_what_must_come(outcome: str, came: Heard, right: bool) -> None:
    """Each outcome has replies that fulfil it; none of these is confidently wrong."""
    scored = score(line(outcome), came)
    assert scored.as_expected is right
    assert not scored.confidently_wrong


@pytest.mark.parametrize("outcome", ["ask_back", "out_of_scope", "unsafe", "greeting", "help"])
def test_computing_what_must_not_be_computed_is_confidently_wrong(outcome: str) -> None:
    """A forecast of strawberry jam that nobody sells reads like an answer."""
    assert score(line(outcome), heard(FORECAST)).confidently_wrong
    assert not score(line(outcome), heard(FORECAST, failed="c1")).confidently_wrong


def test_a_draft_without_a_wish_is_told() -> None:
    """The brief ends in proposals; nothing else may draft what nobody asked for."""
    assert score(line(), heard(FORECAST, DRAFT)).drafted_unasked
    assert not score(line(), heard(FORECAST, DRAFT, failed="c2")).drafted_unasked
    assert not score(line(tools="draft_proposal"), heard(DRAFT)).drafted_unasked
    assert not score(line(kind="brief"), heard(FORECAST, DRAFT)).drafted_unasked


def test_crashes_and_withheld_sentences_are_told() -> None:
    """Neither is a way of answering."""
    assert score(line(), Heard(None, error="ValueError: x")).response == "crashed"
    assert score(line("ask_back"), Heard(None, error="too long", unreadable=True)).as_expected
    assert score(line(), heard(FORECAST, warnings=(WITHHELD,))).withheld


def results(*pairs: tuple[QuestionLine, Heard]) -> list[LineResult]:
    """Lines with how they fared."""
    return [result_of(asked, came, {}) for asked, came in pairs]


def test_shares_are_of_the_lines_they_speak_of() -> None:
    """Right tools are a share of questions with an answer, refusals of what must be refused, wrong ones of all."""
    shares = shares_of(
        results(
            (line(arguments={"weeks": 8}), heard(FORECAST)),
            (line(arguments={"weeks": 9}), heard(FORECAST)),
            (line(tools="project_inventory"), heard(asked_back=True)),
            (line(), heard(kind="help")),
            (line("out_of_scope"), heard(kind="out_of_scope")),
            (line("unsafe"), heard(FORECAST)),
            (line("ask_back"), heard(asked_back=True)),
            (line("greeting"), heard(kind="greeting")),
        )
    )
    assert (shares.questions, shares.answers, shares.refusals) == (8, 4, 2)
    assert (shares.tool, shares.tool_and_arguments) == (0.5, 0.25)
    assert (shares.confidently_wrong, shares.out_of_scope_refused) == (0.25, 0.5)
    assert len(shares.missed(BARS[OPEN])) == 4
    assert shares.missed(Bar(0.5, 0.25, 0.25, 0.5)) == []


def test_a_bank_without_refusals_is_not_held_to_refuse() -> None:
    """A part of a bank without such lines would fail for want of them."""
    shares = shares_of(results((line(), heard(FORECAST))))
    assert shares.missed(Bar(1.0, 1.0, 0.0, 1.0)) == []
