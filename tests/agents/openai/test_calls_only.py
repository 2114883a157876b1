"""The mode `calls`: a small model chooses calls among few values, and nothing else of an answer is its own."""

from typing import Any, cast

import pytest

from agents.answers import Answer
from agents.reasoners.embedded import EmbeddedReasoner, talk
from agents.reasoners.openai.playing import Body, fails, last_words, replies_json, says
from agents.reasoners.protocol import Reading
from agents.turn import Conversation
from tools.registry import Registry

from .conftest import Hold, Talk

QUESTION = "Forecast A-104 for the next 8 weeks"
FORECAST = ("forecast_demand", {"item_id": "A-104", "weeks": 8})


def ending_of(answer: Answer) -> str:
    """How the turn ended."""
    assert answer.usage is not None
    return answer.usage.ending


def schema_of(body: Body) -> dict[str, Any]:
    """The arguments that a request lets the model choose, by tool."""
    options = body["response_format"]["json_schema"]["schema"]["properties"]["calls"]["items"]["anyOf"]
    return {each["properties"]["tool"]["const"]: each["properties"]["arguments"] for each in options}


def plain(talk_: Talk, embedded: EmbeddedReasoner, registry: Registry, question: str) -> Answer:
    """The answer without a model."""
    conversation = Conversation(registry, embedded, embedded)
    return conversation.answer(question, context=talk_.context, thread_id="T-2")


def test_one_short_request_chooses_the_call_and_the_words_are_not_the_models(
    hold: Hold, embedded: EmbeddedReasoner, registry: Registry
) -> None:
    """A small model that writes words or is asked again about results takes long and invents."""
    talk_ = hold([replies_json(FORECAST)], mode="calls")
    answer = talk_.ask(QUESTION)
    assert ending_of(answer) == "answered"
    assert (answer.reasoner, answer.warnings) == ("played-1b", ())
    assert answer.text == plain(talk_, embedded, registry, QUESTION).text
    assert len(talk_.model.requests) == 1


def test_the_schema_holds_few_tools_and_only_what_the_question_names(hold: Hold) -> None:
    """With every tool and free texts a small model chooses badly, and slowly."""
    talk_ = hold([replies_json(FORECAST)], mode="calls")
    talk_.ask(QUESTION)
    offered = schema_of(talk_.model.requests[0])
    assert 1 <= len(offered) <= 4
    forecast = offered["forecast_demand"]["properties"]
    assert forecast["item_id"] == {"enum": ["A-104"]}
    assert 8 in forecast["weeks"]["enum"]
    assert not {"family", "location_id", "channel_id", "source"} & set(forecast)


def test_what_an_endpoint_invents_in_spite_of_the_schema_is_not_called(
    hold: Hold, embedded: EmbeddedReasoner, registry: Registry
) -> None:
    """Some endpoints take a schema and do not keep to it."""
    talk_ = hold([replies_json(("forecast_demand", {"item_id": "A-105", "weeks": 77}))], mode="calls")
    answer = talk_.ask(QUESTION)
    assert ending_of(answer) == "malformed"
    assert answer.text == plain(talk_, embedded, registry, QUESTION).text
    assert len(talk_.model.requests) == 2


def test_a_model_that_names_one_of_two_things_does_not_lose_the_other(hold: Hold) -> None:
    """The person asked for both; what was read without the model stands where the model forgets it."""
    question = "Show the forecast of A-104, and show the projected stock of A-105 at DC-HAM"
    talk_ = hold([replies_json(("forecast_demand", {"item_id": "A-104"}))], mode="calls")
    tools = {call.tool for call in talk_.ask(question).tool_calls}
    assert tools >= {"forecast_demand", "project_inventory"}


def test_a_greeting_is_not_worth_a_request(hold: Hold) -> None:
    """Every reply without calls stands: the model has no words of its own in this mode."""
    talk_ = hold([says("Hi")], mode="calls")
    assert ending_of(talk_.ask("Good morning!")) == "guarded"
    assert talk_.model.requests == []


def test_an_unclear_question_is_answered_where_both_read_it_alike(
    hold: Hold, embedded: EmbeddedReasoner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small model guesses rather than asks back; its guess alone would be a confident error."""
    monkeypatch.setattr(embedded, "read", lambda turn: Reading(reply=talk.unsure(())))  # pyright: ignore[reportUnknownLambdaType] - patched for one test

    def agree(body: Body) -> Any:
        assert QUESTION in last_words(body)
        return replies_json((next(iter(schema_of(body))), {"item_id": "A-104"}))

    def differ(body: Body) -> Any:
        return replies_json(("list_proposals", {}), ("calculate", {}))

    agreed = hold(agree, mode="calls").ask(QUESTION)
    assert ending_of(agreed) == "answered"
    assert [call.tool for call in agreed.tool_calls] == ["forecast_demand"]
    differed = hold(differ, mode="calls").ask(QUESTION)
    assert ending_of(differed) == "at_odds"
    assert differed.asked_back
    assert not differed.tool_calls


def test_a_clear_question_that_the_model_reads_otherwise_is_handed_over(hold: Hold) -> None:
    """A small model is more often wrong than what was read clearly without it."""
    talk_ = hold([replies_json(("list_proposals", {}))], mode="calls")
    answer = talk_.ask(QUESTION)
    assert ending_of(answer) == "at_odds"
    assert answer.reasoner == "embedded"
    assert [call.tool for call in answer.tool_calls] == ["forecast_demand"]


def test_a_wish_is_drafted_as_the_person_said_it(hold: Hold) -> None:
    """Of an action nothing is left to choose: whether it is drafted, yes; what it is, no."""
    talk_ = hold([replies_json(("draft_proposal", {"actions": [{"kind": "create_order"}]}))], mode="calls")
    answer = talk_.ask("Postpone MO-90001 by one week.")
    drafts = [call.arguments["actions"] for call in answer.tool_calls if call.tool == "draft_proposal"]
    assert [[action["kind"], action["order_id"]] for actions in drafts for action in cast(Any, actions)] == [
        ["push_out_order", "MO-90001"]
    ]
    assert not schema_of(talk_.model.requests[0])["draft_proposal"]["properties"]


def test_an_endpoint_that_takes_no_schema_is_done_without(hold: Hold) -> None:
    """Without a schema a small model's reply is worth nothing; the turn must end all the same."""
    talk_ = hold([fails(400, "response_format is not supported")], mode="calls")
    answer = talk_.ask(QUESTION)
    assert ending_of(answer) == "endpoint_failed"
    assert [call.tool for call in answer.tool_calls] == ["forecast_demand"]
