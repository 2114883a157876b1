"""Who answers what: separate, merged and hybrid."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from agents.answers import Answer
from agents.reasoners.protocol import OperatingModel, PlannedCall, Request
from agents.reasoners.scripted import ScriptedReasoner, scripted_request
from agents.turn import Conversation
from tools.context import ToolContext

Converse = Callable[[ScriptedReasoner], Conversation]
NEAR, FAR, BOTH = (
    {"first_day": 0, "last_day": 14},
    {"first_day": 120, "last_day": 200},
    {"first_day": 0, "last_day": 200},
)


@pytest.fixture
def ask(context: ToolContext, converse: Converse) -> Callable[..., Answer]:
    """Ask for requests under an operating model."""

    def answer(
        model: OperatingModel, *requests: Request, plans: Mapping[str, Sequence[PlannedCall]] | None = None
    ) -> Answer:
        reasoner = ScriptedReasoner(requests, ["Seen."], plans or {})
        return converse(reasoner).answer("What?", context=context, thread_id="T", operating_model=model)

    return answer


@pytest.mark.parametrize(
    ("model", "stretch", "agents"),
    [
        ("hybrid", NEAR, ("soe",)),
        ("hybrid", FAR, ("sop",)),
        ("hybrid", BOTH, ("soe", "sop")),
        ("separate", NEAR, ("soe",)),
        ("separate", FAR, ("sop",)),
        ("separate", BOTH, ("soe",)),
        ("merged", BOTH, ("soe",)),
    ],
)
def test_the_stretch_of_time_decides_for_tools_of_both(
    ask: Callable[..., Answer], model: OperatingModel, stretch: dict[str, int], agents: tuple[str, ...]
) -> None:
    """Within thirteen weeks S&OE, beyond S&OP, and both only where the company is governed as a hybrid."""
    answer = ask(model, scripted_request("look_at_policy", **stretch))
    assert answer.agents == agents
    assert answer.text.count("###") == len(agents) - 1


@pytest.mark.parametrize("model", ["separate", "merged", "hybrid"])
def test_a_tool_of_one_mandate_leads_to_its_agent(ask: Callable[..., Answer], model: OperatingModel) -> None:
    """The owner answers, whatever the model."""
    assert ask(model, scripted_request("look_far")).agents == ("sop",)
    assert ask(model, scripted_request("look_near")).agents == ("soe",)


def test_a_call_outside_the_mandate_is_done_by_the_other_agent(ask: Callable[..., Answer]) -> None:
    """In a hybrid it is handed over and done; nothing is dropped."""
    plans = {"soe": [PlannedCall(tool="look_near", arguments={}), PlannedCall(tool="look_far", arguments={})]}
    answer = ask("hybrid", scripted_request("look_near"), plans=plans)
    assert [(call.agent, call.tool) for call in answer.tool_calls] == [("soe", "look_near"), ("sop", "look_far")]


def test_where_the_two_are_separate_it_is_said_who_must_be_asked(ask: Callable[..., Answer]) -> None:
    """S&OE does not do S&OP's work, and says so."""
    plans = {"soe": [PlannedCall(tool="look_near", arguments={}), PlannedCall(tool="look_far", arguments={})]}
    answer = ask("separate", scripted_request("look_near"), plans=plans)
    assert [call.tool for call in answer.tool_calls] == ["look_near"]
    assert "Handed over to S&OP" in answer.text
    assert "Look at look\\_far" in answer.text or "Look at look_far" in answer.text


def test_where_the_two_are_merged_one_agent_uses_every_tool(ask: Callable[..., Answer]) -> None:
    """One answer without headings."""
    plans = {"soe": [PlannedCall(tool="look_near", arguments={}), PlannedCall(tool="look_far", arguments={})]}
    answer = ask("merged", scripted_request("look_near"), plans=plans)
    assert {(call.agent, call.tool) for call in answer.tool_calls} == {("soe", "look_near"), ("soe", "look_far")}
    assert "###" not in answer.text


def test_two_requests_are_answered_in_their_order_by_their_owners(ask: Callable[..., Answer]) -> None:
    """The lead's part comes first, the other's under its name: the text begins with the answer, not with a heading."""
    answer = ask("hybrid", scripted_request("look_far"), scripted_request("look_near"))
    assert answer.agents == ("sop", "soe")
    assert not answer.text.startswith("#")
    assert answer.text.count("### S&OE") == 1
