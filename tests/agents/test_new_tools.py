"""A tool brings its utterances with its declaration, and nothing else has to know of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

import pytest
from pydantic import Field

from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.embedded.frames import frames_of
from agents.reasoners.embedded.grammar import FORMS, forms_of
from agents.reasoners.embedded.masking import MASKS
from agents.reasoners.protocol import Reading, Turn
from agents.turn import Conversation
from tools.catalogue import all_tools
from tools.context import ToolContext
from tools.errors import ToolError
from tools.registry import Registry, Tool
from tools.results import Arguments, Count, Part, Quantity, ToolResult


class CountPallets(Arguments):
    """What the toy tool takes: of every sort of field one."""

    item_id: str
    location_id: str | None = None
    weeks: Annotated[int, Field(ge=1, le=52)]
    on_date: Annotated[date | None, Field(strict=False)] = None
    share: float | None = None
    layers: int | None = None
    stacking: Literal["flat", "high_bay"] | None = None


class Bay(Part):
    """A line of what it gives."""

    name: str
    pallets: Count


class Pallets(ToolResult):
    """What it gives."""

    cases: Quantity
    bays: tuple[Bay, ...]


def _count(_context: ToolContext, arguments: CountPallets) -> Pallets:
    return Pallets(cases=float(arguments.weeks * 7), bays=(Bay(name="North", pallets=3),))


PALLETS = Tool(
    name="count_pallets",
    summary="How many pallets an item will take.",
    arguments=CountPallets,
    result=Pallets,
    run=_count,
    mandate="soe",
    utterances={
        "pallets": (
            "how many pallets (will|does) <item> (take|need|fill) [(at|in) <site>] [<period>|for <days>]",
            "(count|number of) [the] pallets (of|for) <item> [(at|in) <site>] [<period>|for <days>]",
            "pallet (places|positions|space) (of|for|needed by) <item> [(at|in) <site>]",
            "how many pallet (places|positions) do we need for <item> [(at|in) <site>] [<period>|for <days>]",
        )
    },
)


@pytest.fixture(scope="module")
def wider() -> Registry:
    """Every tool and the toy one."""
    return Registry([*all_tools(), PALLETS])


@pytest.fixture(scope="module")
def read(embedded: EmbeddedReasoner, sample_context: ToolContext, wider: Registry) -> Callable[[str], Reading]:
    """Read a question with the toy tool among the others."""
    turn = Turn("", "A-0", sample_context, wider, (), "hybrid")
    return lambda question: embedded.read(replace(turn, question=question))


def test_every_tool_of_the_registry_has_utterances() -> None:
    """A tool without any is not reached by people who write to a reasoner without a model."""
    assert [tool.name for tool in all_tools() if not any(tool.utterances.values())] == []


def test_a_form_names_only_what_can_be_named() -> None:
    """A mask that linking never writes teaches the head what it will never see."""
    for kind, forms in forms_of(all_tools()).items():
        assert len(forms) >= 4, kind
        for form in forms:
            assert set(re.findall(r"<(\w+)>", form)) <= MASKS.keys(), form
            assert form.count("(") == form.count(")"), form
            assert form.count("[") == form.count("]"), form


def test_a_kind_of_question_belongs_to_one_tool() -> None:
    """Two tools of one kind could not be told apart; nor a tool from what is said around the work."""
    with pytest.raises(ToolError):
        Registry([PALLETS, replace(PALLETS, name="other")])
    assert not FORMS.keys() & all_tools().kinds.keys()
    assert frames_of(all_tools()).keys() == all_tools().kinds.keys()


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("How many pallets will A-104 fill at Venlo over the next 6 weeks?", {"item_id": "A-104", "location_id": "DC-VEN", "weeks": 6}),
        ("number of pallets for B-201 for 2 weeks, high bay", {"item_id": "B-201", "weeks": 2, "stacking": "high_bay"}),
        ("pallets of A-104 for 3 weeks with 20 % share and 5 layers", {"item_id": "A-104", "weeks": 3, "share": 0.2, "layers": 5}),
    ],
)  # fmt: skip
def test_a_new_tool_is_reached_and_filled_from_its_declaration(
    read: Callable[[str], Reading], question: str, arguments: dict[str, object]
) -> None:
    """Names, lengths, shares, numbers and words of a choice go to the fields of their name and type."""
    reading = read(question)
    assert reading.reply is None, reading.reply
    first = reading.requests[0].first
    assert (first.tool, first.arguments) == ("count_pallets", arguments)


@pytest.mark.parametrize(
    ("question", "asked"),
    [("How many pallets will A-104 need?", "How many weeks"), ("count the pallets for 4 weeks", "Which item")],
)
def test_what_a_new_tool_requires_is_asked(read: Callable[[str], Reading], question: str, asked: str) -> None:
    """A required field is never guessed."""
    reply = read(question).reply
    assert reply is not None
    assert reply.asked_back
    assert asked in reply.text


def test_a_new_tool_answers_with_receipts_and_goes_on(
    embedded: EmbeddedReasoner, sample_context: ToolContext, wider: Registry
) -> None:
    """From the question to the words, and the same again for another item."""
    conversation = Conversation(wider, embedded, embedded)
    first = conversation.answer("pallets for A-104 over the next 6 weeks", context=sample_context, thread_id="T-9")
    assert "Cases: 42" in first.text
    assert [call.tool for call in first.tool_calls] == ["count_pallets"]
    then = conversation.answer("and for B-201?", context=sample_context, thread_id="T-9", thread=[first])
    assert then.tool_calls[0].arguments["item_id"] == "B-201"
    assert then.tool_calls[0].arguments["weeks"] == 6


def test_the_other_questions_are_understood_as_before(read: Callable[[str], Reading]) -> None:
    """A new tool does not draw other questions to itself."""
    assert read("Which orders are late?").requests[0].first.tool == "list_exceptions"
    assert read("Forecast A-104 for 8 weeks").requests[0].first.tool == "forecast_demand"
