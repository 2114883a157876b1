"""Whole turns with a reasoner that tries to get a number out: by words, buttons, proposals, calculations."""

from collections.abc import Callable, Sequence

import pytest
from pydantic import JsonValue

from agents.answers import Answer, Choice
from agents.evidence import NOT_OFFERED
from agents.reasoners.protocol import Agent, PlannedCall, Reply, Request, Turn, Wording
from agents.reasoners.scripted import ScriptedReasoner, scripted_request
from agents.replay import replay
from agents.turn import Conversation
from agents.wording import WITHHELD
from tools.calculate import TOOL as CALCULATE
from tools.context import ToolContext
from tools.registry import Registry, Tool
from tools.results import Arguments, ToolResult

Converse = Callable[..., Answer]
QUESTION = "Is it true that we lose 500 cases of A-104?"


class Draft(Arguments):
    """What a proposal takes."""

    reason: str


class Drafted(ToolResult):
    """A proposal with its reason."""

    title: str


def draft(_context: ToolContext, arguments: Draft) -> Drafted:
    """Give the reason back as the title."""
    return Drafted(title=arguments.reason)


class Scripted(ScriptedReasoner):
    """A scripted reasoner with buttons."""

    choices: tuple[Choice, ...] = ()

    def word(self, turn: Turn, agent: Agent, request: Request, done: Sequence[object], refused: str = "") -> Wording:
        """The next template, with the buttons."""
        template = self.words[min(len(self.refusals), len(self.words) - 1)]
        self.refusals.append(refused)
        return Wording(template=template, choices=self.choices)


@pytest.fixture
def ask(scripted_registry: Registry, context: ToolContext) -> Converse:
    """Ask the question of a reasoner that makes these calls and says these words."""
    made = Tool("draft_it", "Draft it.", Draft, Drafted, draft, "both", effect="draft")
    registry = Registry([*scripted_registry, CALCULATE, made])
    plain = ScriptedReasoner((), ["Nothing can be said."], name="plain")

    def hold(
        words: Sequence[str],
        calls: Sequence[PlannedCall] = (),
        *,
        choices: tuple[Choice, ...] = (),
        reply: Reply | None = None,
    ) -> Answer:
        requests = () if reply else (scripted_request("look_near"),)
        first = PlannedCall(tool="look_near", arguments={})
        reasoner = Scripted(requests, words, {"soe": (first, *calls)}, reply)
        reasoner.choices = choices
        return Conversation(registry, reasoner, plain).answer(QUESTION, context=context, thread_id="T-1")

    return hold


def test_an_invented_reason_is_not_drafted(ask: Converse) -> None:
    """A manager would decide on a number that a model made up, and a later answer would read it from the ledger."""
    call = PlannedCall(tool="draft_it", arguments={"reason": "A-104 loses 4,711 cases."})
    answer = ask(["{{c2:/title|text}}", "{{c2:/detail|text}}"], [call])
    assert "Nothing can be said." in answer.text
    assert "4,711" not in answer.text


def test_a_reason_that_rests_on_the_person_is_drafted(ask: Converse) -> None:
    """The person's number is the person's in the proposal too."""
    call = PlannedCall(tool="draft_it", arguments={"reason": "We lose 500 cases of A-104."})
    answer = ask(["Drafted: {{c2:/title|text}}"], [call])
    assert answer.text == "Drafted: We lose 500 cases of A-104."
    assert [(figure.text, figure.source) for figure in answer.figures] == [("500", "question"), ("104", "identifier")]


def test_calculate_does_not_launder_a_number(ask: Converse) -> None:
    """An invented operand comes back as the result of a sum."""
    operands: JsonValue = [{"value": 4711.0, "label": "lost", "unit": "base units"}]
    call = PlannedCall(tool="calculate", arguments={"operation": "sum", "operands": operands})
    answer = ask(["The loss is {{c2:/value}}.", "The loss is {{c2:/typed/quantity}}."], [call])
    assert answer.text == "Nothing can be said."


def test_buttons_of_answers_and_of_replies_are_checked(ask: Converse) -> None:
    """What a button says becomes the person's message."""
    choices = (
        Choice(label="Order 4,711 cases", message="Order 4,711 cases"),
        Choice(label="All options for A-104", message="What can we do about A-104?"),
    )
    for answer in (
        ask(["It is late."], choices=choices),
        ask([], reply=Reply(text="Which do you mean?", asked_back=True, choices=choices)),
    ):
        assert [choice.label for choice in answer.choices] == ["All options for A-104"]
        assert NOT_OFFERED in answer.warnings


def test_a_reply_without_calls_has_no_numbers_either(ask: Converse) -> None:
    """A greeting is no place for a figure, and neither is a question back."""
    answer = ask([], reply=Reply(text="Good day.\nYou lose a dozen cases.\nDid you mean 500?"))
    assert answer.text == "Good day."


def test_charts_are_those_of_results(ask: Converse) -> None:
    """Nothing that a reasoner writes becomes a chart."""
    assert ask(["It is late. ![12 cases](chart)", "It is late."]).charts == ()


def test_every_number_of_a_text_survives_a_replay(
    ask: Converse, scripted_registry: Registry, context: ToolContext
) -> None:
    """A receipt of a number within a text leads to the text, then and now."""
    answer = ask(["{{c1:/title|text}}, {{c1:/lines/0/cost}}"])
    assert [(figure.text, figure.path) for figure in answer.figures] == [
        ("77", "/title"),
        ("EUR 12,346", "/lines/0/cost"),
    ]
    report = replay(answer, context, scripted_registry)
    assert (report.same, report.figures_checked) == (True, 2)
    assert WITHHELD not in answer.warnings
