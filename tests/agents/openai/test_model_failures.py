"""Whatever a model or its endpoint does, the turn ends with an answer that says how it was made."""

import json
from dataclasses import replace
from threading import Event as ThreadEvent
from typing import Any

import pytest

from agents.reasoners.embedded import EmbeddedReasoner
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
from agents.turn import Conversation
from tools.context import ToolContext
from tools.errors import Cancelled
from tools.registry import Registry

from .conftest import Hold, Talk

FORECAST = ("forecast_demand", {"item_id": "A-104", "weeks": 8})
QUESTION = "Forecast A-104 for the next 8 weeks"
WORDS = "{{c1:/name}} sells {{c1:/total/mean|units}}. Nothing else matters."


@pytest.fixture(scope="module")
def plain(embedded: EmbeddedReasoner, registry: Registry, sample_context: ToolContext) -> str:
    """What the embedded reasoner says by itself."""
    return Conversation(registry, embedded, embedded).answer(QUESTION, context=sample_context, thread_id="T-1").text


def ended(talk: Talk, ending: str, question: str = QUESTION) -> str:
    """Ask, and return the text of an answer that the embedded reasoner had to finish for this reason."""
    answer = talk.ask(question)
    assert answer.usage is not None
    assert answer.usage.ending == ending, answer.usage
    assert len([w for w in answer.warnings if w.startswith("The embedded reasoner finished")]) == 1
    assert not any(character.isdigit() for w in answer.warnings for character in w.replace("played-1b", ""))
    return answer.text


def test_busy_and_faulty_endpoints_are_tried_again(hold: Hold) -> None:
    """429 with the pause that it asks for, 500 with one of our own; then the answer is the model's."""
    plays = [fails(429, Retry_After="7"), calls(FORECAST), fails(500), says(WORDS)]
    talk = hold(plays)
    answer = talk.ask(QUESTION)
    assert answer.warnings == ()
    assert answer.usage is not None
    assert (answer.usage.ending, answer.usage.requests, answer.usage.retries) == ("answered", 4, 2)
    assert talk.waits == [7.0, pytest.approx(0.375)]


def test_a_pause_longer_than_the_time_that_is_left_is_not_waited_for(hold: Hold, plain: str) -> None:
    """Retry-After beyond the budget: nobody sits and waits for an hour."""
    talk = hold([fails(429, Retry_After="3600")])
    assert ended(talk, "endpoint_failed") == plain
    assert talk.waits == []


@pytest.mark.parametrize(
    "play",
    [
        fails(500),
        fails(401, "Incorrect API key provided: sk-secret"),
        Play(raw=("this is no json", "[DONE]")),
        Play(raw=("[1, 2]", "[DONE]")),
        Play(
            raw=(
                '{"choices": [{"delta": {"content": 7, "tool_calls": [null, {"function": 3}]}}], "usage": 1}',
                "[DONE]",
            )
        ),
        Play(text="It will be", cut_after=2),
        Play(text="Hm.", finish=None),
    ],
    ids=[
        "always 500",
        "key refused",
        "no JSON in the stream",
        "no chunk in the stream",
        "a chunk of nonsense",
        "cut",
        "no end",
    ],
)
def test_an_endpoint_that_fails_leaves_the_turn_to_the_embedded_reasoner(hold: Hold, plain: str, play: Play) -> None:
    """The whole answer comes without it, says so, and never shows the key or the endpoint's own words."""
    talk = hold([play])
    answer = talk.ask(QUESTION)
    assert answer.reasoner == "embedded"
    assert ended(talk, "endpoint_failed") == plain
    assert "sk-secret" not in answer.model_dump_json()


def test_an_endpoint_that_is_not_there_is_survived(hold: Hold, plain: str) -> None:
    """Nobody listens at the address."""
    talk = hold([says("")])
    talk.model.stop()
    answer = talk.ask(QUESTION)
    assert answer.text == plain
    assert answer.reasoner == "embedded"
    assert len(talk.waits) == 2


def test_an_endpoint_cut_in_the_midst_of_an_answer_keeps_what_was_told(hold: Hold) -> None:
    """A sentence stands, the connection breaks, nobody is there any more: the embedded words finish the same text."""

    def stop_at_six(piece: int) -> None:
        if piece == 6:
            talk.model.stop()

    talk = hold([calls(FORECAST), says(WORDS, cut_after=7, before_piece=stop_at_six)])
    text = ended(talk, "endpoint_failed")
    assert text.startswith("Oat Drink Barista 1 l sells ")
    first = next(str(e.data["text"]) for e in talk.events if e.kind == "text")
    assert first.startswith("Oat Drink Barista 1 l sells ")
    assert "{" not in text
    assert text.startswith(f"{first}\n\n")


def test_a_stream_that_breaks_once_is_gone_on_with_from_what_stands(hold: Hold) -> None:
    """What was told is not told again, and the model ends its own answer."""
    talk = hold([calls(FORECAST), says(WORDS, cut_after=7), says("Nothing else matters.")])
    answer = talk.ask(QUESTION)
    assert answer.warnings == ()
    assert answer.text.count("sells") == 1
    assert answer.text.endswith("Nothing else matters.")
    assert "{{c1:/name}} sells" in last_words(talk.model.requests[2])


def test_a_slow_model_is_left_when_the_time_is_used_up(hold: Hold, plain: str) -> None:
    """Each piece takes twenty seconds of the turn's sixty."""

    def tick(_piece: int) -> None:
        talk.clock.now += 20.0

    talk = hold([says("It is so slow that nobody waits for it.", before_piece=tick)])
    assert ended(talk, "budget_seconds") == plain


@pytest.mark.parametrize(
    ("limits", "ending"),
    [
        (Limits(requests=1), "budget_turns"),
        (Limits(tokens=130), "budget_tokens"),
        (Limits(money=0.0001), "budget_money"),
    ],
)
def test_each_allowance_ends_the_turn_when_it_is_used_up(hold: Hold, plain: str, limits: Limits, ending: str) -> None:
    """What was found until then is told in the embedded words."""
    play = calls(FORECAST, usage=(100, 20))
    talk = hold([play, calls(("search_policies", {"query": "forecast"}), usage=(100, 20)), says(WORDS)])
    talk = hold(talk.model.script, limits=limits, prices=Prices(prompt=1.0, completion=1.0))
    answer = talk.ask(QUESTION)
    assert answer.usage is not None
    assert answer.usage.ending == ending
    assert answer.text.startswith(plain)


def test_a_reply_that_never_ends_is_stopped_by_the_tokens(hold: Hold, plain: str) -> None:
    """Tokens are estimated while they arrive; an endless reply is not read to its end."""
    talk = hold([says("word " * 20_000)], limits=Limits(tokens=2_000))
    assert ended(talk, "budget_tokens") == plain


def test_a_storm_of_tool_calls_is_cut_to_what_one_turn_may_have(hold: Hold) -> None:
    """Two dozen calls in one reply: four are made, the answer is the model's and says that there were more."""
    storm = [("list_exceptions", {"family": family, "limit": limit}) for limit in range(1, 5) for family in FAMILIES]
    words = says("There are {{c1:/exceptions|count}} in the list.")
    talk = hold(first_then(calls(*storm), words), limits=Limits(calls=4))
    answer = talk.ask("Which exceptions are there?")
    assert len(answer.tool_calls) == 4
    assert answer.usage is not None
    assert answer.usage.ending == "budget_calls"
    assert any("more tool calls" in warning for warning in answer.warnings)


FAMILIES = ("Soups", "Plant Drinks", "Tomato & Sauces", "Oils & Olives", "Rice & Noodles", "Breakfast Cereals")


WRONG = {
    "no JSON": ("forecast_demand", '{"item_id": "A-104", "weeks": '),
    "wrong type": ("forecast_demand", {"item_id": "A-104", "weeks": "eight"}),
    "unknown field": ("forecast_demand", {"item": "A-104"}),
    "unknown tool": ("predict_the_future", {"item_id": "A-104"}),
    "no object": ("forecast_demand", "[8]"),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_call_is_told_once_and_mended(hold: Hold, wrong: tuple[str, Any]) -> None:
    """The model is told what is wrong with it, in words that it can act on."""
    talk = hold([calls(wrong), calls(FORECAST), says(WORDS)])
    answer = talk.ask(QUESTION)
    assert answer.usage is not None
    assert (answer.usage.ending, answer.usage.repairs) == ("answered", 1)
    assert wrong[0] in last_words(talk.model.requests[1])


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_call_that_stays_wrong_is_left_to_the_embedded_reasoner(
    hold: Hold, plain: str, wrong: tuple[str, Any]
) -> None:
    """Twice is enough."""
    talk = hold([calls(wrong)])
    assert ended(talk, "malformed") == plain
    assert len(talk.model.requests) == 2


@pytest.mark.parametrize("said", ["{", "Sure! I will.", '{"calls": 3}', '{"calls": ["forecast"]}', ""])
def test_json_that_is_none_is_mended_once(hold: Hold, said: str) -> None:
    """In the mode for models without tool calls."""
    script = [says(said), replies_json(FORECAST), replies_json(), says(WORDS)]
    answer = hold(script, mode="json").ask(QUESTION)
    assert answer.usage is not None
    assert (answer.usage.ending, answer.usage.repairs) == ("answered", 1)


def test_an_answer_cut_off_for_its_length_is_gone_on_with(hold: Hold) -> None:
    """Its last, half sentence is dropped, and the rest is asked for once."""
    cut = says("{{c1:/name}} sells {{c1:/total/mean|units}}. Likely are {{c1:/tot", finish="length")
    talk = hold([calls(FORECAST), cut, says("Nothing else matters.")])
    answer = talk.ask(QUESTION)
    assert answer.warnings == ()
    assert answer.text.endswith("cases. Nothing else matters.")


def test_an_unknown_name_comes_back_as_a_problem_and_is_mended(hold: Hold) -> None:
    """A tool's problem is a result like any other; the embedded words tell what stood in the way where it stays."""

    def script(body: Body) -> Play:
        if "gave no result" in json.dumps(body["messages"]):
            return calls(FORECAST) if "c2 " not in json.dumps(body["messages"]) else says(WORDS.replace("c1", "c2"))
        return calls(("forecast_demand", {"item_id": "A-104", "location_id": "Siam Coconut Works"}))

    answer = hold(script).ask(QUESTION)
    assert [call.arguments["location_id"] for call in answer.tool_calls] == ["Siam Coconut Works", None]
    assert "sells" in answer.text


def test_where_no_call_brought_anything_the_embedded_reasoner_begins_anew(hold: Hold, plain: str) -> None:
    """A model that asks for nonsense and then dies does not cost the person the answer."""
    plays = [calls(("forecast_demand", {"item_id": "A-104", "location_id": "Siam Coconut Works"})), fails(500)]
    talk = hold(plays)
    assert ended(talk, "endpoint_failed") == plain


def test_a_wish_is_drafted_by_the_embedded_reasoner_where_the_model_fails_before(hold: Hold) -> None:
    """The model looked at the order and died: what the person asked for is done all the same."""
    talk = hold([calls(("explain_quantity", {"item_id": "A-104", "location_id": "DC-VEN"})), fails(500)])
    answer = talk.ask("Set the safety stock of A-104 at Venlo to 350")
    assert [call.tool for call in answer.tool_calls] == ["explain_quantity", "draft_proposal"]
    assert len(answer.proposals) == 1


def test_words_without_a_call_for_a_question_about_the_data_are_not_taken(hold: Hold, plain: str) -> None:
    """A plausible sentence is no answer; the data are."""

    def chat(body: Body) -> Play:
        return says("It sells well.") if "tools" in body else replies_json(text="It sells well.")

    talk = hold(chat)
    assert ended(talk, "no_calls") == plain


def test_an_endpoint_that_keeps_failing_is_left_alone_and_tried_again_later(hold: Hold, plain: str) -> None:
    """After three failures nobody asks it; after the pause one turn does, and it is back."""
    talk = hold([*[fails(401)] * 3, calls(FORECAST), says(WORDS)])
    for _ in range(3):
        ended(talk, "endpoint_failed")
    assert ended(talk, "breaker_open") == plain
    assert len(talk.model.requests) == 3
    talk.clock.now += 30.0
    answer = talk.ask(QUESTION)
    assert answer.usage is not None
    assert answer.usage.ending == "answered"
    assert talk.reasoner.breaker.state == "closed"


def test_a_cancelled_turn_stops_while_the_model_is_silent(hold: Hold) -> None:
    """The person left; nobody waits for an endpoint that says nothing."""
    leave, end = ThreadEvent(), ThreadEvent()

    def silence(piece: int) -> None:
        if piece == 1:
            leave.set()
            end.wait(timeout=60.0)

    talk = hold([says("It is never said.", before_piece=silence)])
    context = replace(talk.context, cancelled=leave)
    try:
        with pytest.raises(Cancelled):
            talk.ask(QUESTION, context=context)
    finally:
        end.set()
    assert not has_results(talk.model.requests[-1])
