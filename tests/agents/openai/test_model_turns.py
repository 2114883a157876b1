"""A model chooses calls and words: every way in which endpoints say so."""

import json
from threading import Event as ThreadEvent
from typing import Any

import pytest

from agents.reasoners.openai import Limits, Prices
from agents.reasoners.openai.playing import (
    Body,
    Play,
    calls,
    fails,
    first_then,
    has_results,
    last_words,
    replies_json,
    says,
)
from agents.replay import replay
from tools.registry import Registry

from .conftest import Hold

FORECAST = ("forecast_demand", {"item_id": "A-104", "weeks": 8})
QUESTION = "Forecast A-104 for the next 8 weeks"
WORDS = (
    "{{c1:/name}} sells {{c1:/total/mean|units}}. Likely are {{c1:/total/low_80|units}} to {{c1:/total/high_80|units}}."
    "\n\nNothing else matters."
)


def test_native_calls_and_words_make_an_answer_with_receipts(hold: Hold) -> None:
    """The whole way: two requests, one call, figures from the result, the model named, its tokens recorded."""
    talk = hold(first_then(calls(FORECAST), says(WORDS)), prices=Prices(prompt=2.0, completion=10.0))
    answer = talk.ask(QUESTION)
    assert answer.text.startswith("Oat Drink Barista 1 l sells ")
    assert answer.reasoner == "played-1b"
    assert answer.warnings == ()
    assert [(c.tool, c.arguments["weeks"]) for c in answer.tool_calls] == [("forecast_demand", 8)]
    assert {f.path for f in answer.figures} >= {"/total/mean", "/total/low_80", "/total/high_80"}
    usage = answer.usage
    assert usage is not None
    assert (usage.ending, usage.mode, usage.requests, usage.tool_calls) == ("answered", "native", 2, 1)
    assert (usage.prompt_tokens, usage.completion_tokens, usage.tokens_counted) == (200, 40, True)
    assert usage.cost == pytest.approx((200 * 2.0 + 40 * 10.0) / 1e6)
    assert "system@" in usage.prompts
    assert talk.model.keys == ["Bearer sk-secret"] * 2


def test_sentences_are_told_one_by_one_while_the_model_still_writes(hold: Hold) -> None:
    """The first sentence is out before the model goes on to the second; nobody waits for the whole."""
    told, came_first = ThreadEvent(), list[bool]()

    def go_on_when_told(piece: int) -> None:
        if piece == 6:
            came_first.append(told.wait(timeout=30.0))

    talk = hold(first_then(calls(FORECAST), says(WORDS, before_piece=go_on_when_told)))
    talk.watch = lambda event: told.set() if event.kind == "text" else None
    talk.ask(QUESTION)
    assert came_first == [True]
    pieces = [str(e.data["text"]) for e in talk.events if e.kind == "text"]
    assert len(pieces) == 3
    assert pieces[0].endswith("cases.")
    assert pieces[2] == "\n\nNothing else matters."


def json_only(body: Body) -> Play:
    """A model whose endpoint takes no tools."""
    if "tools" in body:
        return fails(400, "this model does not support tools")
    if "response_format" in body:
        return replies_json() if has_results(body) else replies_json(FORECAST)
    return says(WORDS)


def test_a_model_without_tool_calls_is_asked_for_json_and_that_is_remembered(hold: Hold) -> None:
    """Found out once: the second turn asks for JSON at once, with a few examples."""
    talk = hold(json_only)
    answer = talk.ask(QUESTION)
    assert answer.reasoner == "played-1b"
    assert answer.usage is not None
    assert (answer.usage.ending, answer.usage.mode) == ("answered", "json")
    first = len(talk.model.requests)
    talk.ask(QUESTION)
    again = talk.model.requests[first:]
    assert not any("tools" in body for body in again)
    assert again[0]["response_format"]["json_schema"]["schema"]["properties"]["calls"]
    assert str(again[0]["messages"][0]["content"]).count("Question: ") == 4


def deaf(body: Body) -> Play:
    """A model that answers in words although it was given tools, as small ones do."""
    return says("I think it sells well.") if "tools" in body else json_only(body)


def writing_calls(body: Body) -> Play:
    """A model that writes its call into the text."""
    if "tools" in body:
        return says('<tool_call>{"name": "forecast_demand", "arguments": {"item_id": "A-104"}}</tool_call>')
    return json_only(body)


@pytest.mark.parametrize("script", [deaf, writing_calls])
def test_a_model_that_shows_that_it_cannot_call_tools_is_asked_for_json(hold: Hold, script: Any) -> None:
    """Words in place of a call for a question about the data."""
    answer = hold(script).ask(QUESTION)
    assert answer.usage is not None
    assert (answer.usage.ending, answer.usage.mode) == ("answered", "json")
    assert [call.tool for call in answer.tool_calls] == ["forecast_demand"]


def test_a_model_that_has_called_natively_is_not_taken_for_one_that_cannot(hold: Hold) -> None:
    """One reply in words must not send a capable model into the other mode for ever."""
    talk = hold(first_then(calls(FORECAST), says(WORDS)))
    talk.ask(QUESTION)
    talk.model.script = [says("Good morning. What may I look up?")]
    answer = talk.ask("hello")
    assert answer.text == "Good morning. What may I look up?"
    assert answer.asked_back
    assert answer.usage is not None
    assert (answer.usage.mode, answer.usage.requests) == ("native", 1)


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_reasoning_in_a_field_of_its_own_is_counted_and_never_shown(hold: Hold, field: str) -> None:
    """Empty content beside it must not break the reply."""
    thought: dict[str, Any] = {"thought": "It will be 4711. " * 20, "thought_field": field, "usage": None}
    answer = hold(first_then(calls(FORECAST, **thought), says(WORDS, **thought))).ask(QUESTION)
    assert "4711" not in answer.text
    assert answer.usage is not None
    assert answer.usage.ending == "answered"
    assert not answer.usage.tokens_counted
    assert answer.usage.completion_tokens > 100


def test_thoughts_before_the_text_are_left_out(hold: Hold) -> None:
    """Some models write them into the content itself."""
    answer = hold(first_then(calls(FORECAST), says(f"<think>Maybe 99. Or {{{{c1:/x}}}}?</think>\n{WORDS}"))).ask(
        QUESTION
    )
    assert answer.text.startswith("Oat Drink Barista 1 l sells ")


def test_an_endpoint_that_refuses_stream_options_is_asked_without(hold: Hold) -> None:
    """Counting tokens is not worth an answer; they are estimated, and the record says so."""

    def strict(body: Body) -> Play:
        if "stream_options" in body or "temperature" in body:
            return fails(422, "extra fields not permitted: stream_options")
        return says(WORDS) if has_results(body) else calls(FORECAST)

    talk = hold(strict)
    answer = talk.ask(QUESTION)
    assert answer.usage is not None
    assert (answer.usage.ending, answer.usage.mode, answer.usage.tokens_counted) == ("answered", "native", False)
    assert answer.usage.prompt_tokens > 500
    before = len(talk.model.requests)
    talk.ask(QUESTION)
    assert len(talk.model.requests) == before + 2


def test_parallel_and_repeated_calls_are_made_once_each(hold: Hold) -> None:
    """A model that says everything twice does not make everything twice."""
    policies = ("search_policies", {"query": "overriding a forecast"})
    script = first_then(calls(FORECAST, policies, FORECAST, policies), says(WORDS))
    answer = hold(script).ask(QUESTION)
    assert [call.tool for call in answer.tool_calls] == ["forecast_demand", "search_policies"]


def test_calls_for_both_agents_are_answered_by_both(hold: Hold) -> None:
    """Each request goes to whom its tools belong; the text of neither is told before its heading."""
    listing = ("list_exceptions", {"family": "Soups"})
    look = ("forecast_demand", {"family": "Soups"})

    def script(body: Body) -> Play:
        if not has_results(body):
            return calls(listing, look)
        of_soe = "c1 list_exceptions(" in json.dumps(body["messages"])
        return says(
            "There are {{c1:/exceptions|count}} in the list." if of_soe else "It sells {{c2:/total/mean|units}}."
        )

    answer = hold(script).ask("Which exceptions are there for Soups, and what is the forecast of Soups?")
    assert answer.agents == ("soe", "sop")
    assert answer.usage is not None
    assert answer.usage.ending == "answered"
    assert "### S&OP\n\nIt sells " in answer.text
    assert [call.agent for call in answer.tool_calls] == ["soe", "sop"]


def test_a_second_round_of_calls_sees_the_results_of_the_first(hold: Hold) -> None:
    """The model goes on from what it was shown, and the pointers that it was shown hold."""

    def script(body: Body) -> Play:
        told = json.dumps(body["messages"])
        if "c2 calculate" in told:
            return says("That makes {{c2:/typed/quantity|units}} twice over.")
        if has_results(body):
            line = next(x for x in told.split("\\n") if x.startswith("/total/mean|units"))
            mean = float(line.partition(" = ")[2])
            operands = [{"value": mean, "label": name, "unit": "base units"} for name in ("once", "again")]
            return calls(("calculate", {"operation": "sum", "operands": operands}))
        return calls(FORECAST)

    answer = hold(script).ask(QUESTION)
    assert [call.tool for call in answer.tool_calls] == ["forecast_demand", "calculate"]


def test_an_answer_made_by_a_model_replays_without_it(hold: Hold, registry: Registry) -> None:
    """The words are the model's, the numbers are not: calls and figures are computed again, the endpoint is gone."""
    talk = hold(first_then(calls(FORECAST), says(WORDS)))
    answer = talk.ask(QUESTION)
    talk.model.stop()
    report = replay(answer, talk.context, registry)
    assert report.same
    assert report.figures_checked >= 4
    assert "played-1b" in report.words


def test_earlier_turns_and_names_are_told_with_the_question(hold: Hold) -> None:
    """The model sees the identifiers that were found, so that it need not guess them, and what was said before."""
    talk = hold(first_then(calls(FORECAST), says(WORDS)), limits=Limits())
    first = talk.ask(QUESTION)
    talk.ask("and for the next 4 weeks?", thread=[first])
    told = str(talk.model.requests[2]["messages"])
    assert "item A-104 (Oat Drink Barista 1 l)" in str(talk.model.requests[0]["messages"])
    assert f"Person: {QUESTION}" in told
    assert "2026-03-02" in told
    assert last_words(talk.model.requests[2])
