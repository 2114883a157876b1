"""From question to answer through the graph, with scripted tools and a scripted reasoner."""

from collections.abc import Callable

import pytest

from agents.errors import QuestionRefused
from agents.events import Event
from agents.reasoners.embedded.readable import readable
from agents.reasoners.protocol import PlannedCall, Reading, Reply, Turn
from agents.reasoners.scripted import ScriptedReasoner, scripted_request
from agents.turn import Conversation
from tools.context import ToolContext

Converse = Callable[[ScriptedReasoner], Conversation]
TOLD = "{{c1:/lines/0/item_id}} is late by {{c1:/lines/0/late_by|days}}: {{c1:/lines/0/quantity|units}} are missing."


def test_a_question_becomes_a_tool_call_and_an_answer_with_receipts(context: ToolContext, converse: Converse) -> None:
    """The whole path; every number of the text is listed with its place in the result."""
    reasoner = ScriptedReasoner([scripted_request("look_near")], [TOLD])
    answer = converse(reasoner).answer("What is late?", context=context, thread_id="T-1")
    assert answer.text == "A-104 is late by 3.5 days: 1,240 cases are missing."
    assert [(f.text, f.value, f.unit, f.source, f.tool_call, f.path) for f in answer.figures] == [
        ("A-104", "A-104", "", "identifier", "c1", "/lines/0/item_id"),
        ("3.5 days", 3.5, "days", "tool", "c1", "/lines/0/late_by"),
        ("1,240 cases", 1240.4, "cases", "tool", "c1", "/lines/0/quantity"),
    ]
    assert all(answer.text[f.start : f.end] == f.text for f in answer.figures)
    assert [(call.id, call.agent, call.tool) for call in answer.tool_calls] == [("c1", "soe", "look_near")]
    assert (answer.agents, answer.truth_version, answer.seed) == (("soe",), "t-000001", 1)


def test_an_invented_number_is_retried_once_and_then_replaced_by_the_fallback(
    context: ToolContext, converse: Converse
) -> None:
    """A model that insists on its own number never gets it out; the answer says whose words it uses."""
    reasoner = ScriptedReasoner([scripted_request("look_near")], ["You lose 4,711 cases."])
    answer = converse(reasoner).answer("What is late?", context=context, thread_id="T-1")
    assert answer.text == "Here is what was found: 1 line."
    assert len(reasoner.refusals) == 2
    assert "4,711" in reasoner.refusals[1]
    assert any("embedded" in warning for warning in answer.warnings)


def test_a_reasoner_that_corrects_itself_is_taken_at_its_second_word(context: ToolContext, converse: Converse) -> None:
    """The reason of the refusal reaches it."""
    reasoner = ScriptedReasoner([scripted_request("look_near")], ["You lose twelve cases.", TOLD])
    answer = converse(reasoner).answer("What is late?", context=context, thread_id="T-1")
    assert answer.text.startswith("A-104 is late")
    assert not answer.warnings


def test_calls_are_told_as_they_happen_and_text_only_when_checked(context: ToolContext, converse: Converse) -> None:
    """A watcher sees started and finished calls, then text that equals the answer, never a refused sentence."""
    seen: list[Event] = []
    reasoner = ScriptedReasoner([scripted_request("look_near")], ["It is 99.", TOLD])
    answer = converse(reasoner).answer("What is late?", context=context, thread_id="T-1", emit=seen.append)
    kinds = [event.kind for event in seen]
    assert kinds == ["turn_started", "tool_call_started", "tool_call_finished", "text", "turn_finished"]
    assert "".join(str(e.data["text"]) for e in seen if e.kind == "text").strip() == answer.text


def test_the_same_question_at_the_same_moment_gives_the_same_answer(context: ToolContext, converse: Converse) -> None:
    """Only the elapsed times differ."""
    answers = [
        converse(ScriptedReasoner([scripted_request("look_near")], [TOLD])).answer(
            "What is late?", context=context, thread_id="T-1"
        )
        for _ in range(2)
    ]
    left, right = (
        a.model_dump(exclude={"elapsed_ms": True, "tool_calls": {"__all__": {"elapsed_ms"}}}) for a in answers
    )
    assert left == right
    assert len(answers[0].answer_id) == 28


def test_a_tool_that_fails_leaves_its_reason_in_the_answer(context: ToolContext, converse: Converse) -> None:
    """A problem is a value: it is worded, not raised."""
    wrong = scripted_request("look_near").model_copy(
        update={"first": PlannedCall(tool="look_near", arguments={"wekks": 3})}
    )
    answer = converse(ScriptedReasoner([wrong], ["That did not work: {{c1:/detail|text}}"])).answer(
        "What is late?", context=context, thread_id="T-1"
    )
    assert answer.text.startswith("That did not work: look\\_near: wekks")


def test_a_final_text_that_loses_its_receipts_is_cut_instead_of_failing(
    context: ToolContext, converse: Converse
) -> None:
    """A reply with an invented number comes without that line; the turn always ends with an answer."""
    reply = Reply(text="There are 77 late orders.\n\nAsk me about one item.")
    answer = converse(ScriptedReasoner([], [], reply=reply)).answer("Hm?", context=context, thread_id="T-1")
    assert "77" not in answer.text
    assert answer.figures == ()


class Refusing(ScriptedReasoner):
    """Refuses what cannot be read, like the embedded reasoner."""

    def read(self, turn: Turn) -> Reading:
        """Read only what is readable."""
        readable(turn.question)
        return super().read(turn)


def test_what_cannot_be_read_is_refused_through_the_graph(context: ToolContext, converse: Converse) -> None:
    """The reason reaches the caller as it is, not wrapped."""
    with pytest.raises(QuestionRefused):
        converse(Refusing([], [])).answer(" ", context=context, thread_id="T-1")
