"""Which sentences pass and which do not: texts of tools, the person's numbers, calculations, subjects, choices."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from agents.answers import Choice
from agents.errors import EvidenceMissing
from agents.evidence import CallRecord, Sources, receipted_choices, render, unreceipted_texts

Calculated = Callable[..., CallRecord]


def with_call(sources: Sources, record: CallRecord) -> Sources:
    """The sources with one more call, or another in place of one."""
    return replace(sources, calls={**sources.calls, record.id: record})


def near(sources: Sources, arguments: dict[str, Any] | None = None, **fields: Any) -> CallRecord:
    """The first call with other arguments and other fields in its result."""
    record = sources.calls["c1"]
    return record.model_copy(
        update={
            "document": {**record.document, **fields},
            "arguments": record.arguments if arguments is None else arguments,
        }
    )


def refused(template: str, sources: Sources) -> bool:
    """Whether a template is refused."""
    try:
        render(template, sources)
    except EvidenceMissing:
        return True
    return False


def test_every_number_of_a_text_is_listed_with_the_path_of_the_text(sources: Sources) -> None:
    """A cause with three numbers is three receipts, not one; a name within it is an identifier."""
    cause = "Demand of 94.5 cases of A-104 is 20 % above plan for two weeks."
    rendered = render("It is late. {{c1:/title|text}}", with_call(sources, near(sources, title=cause)))
    told = [(figure.text, figure.source, figure.path, figure.value) for figure in rendered.figures]
    assert told == [
        ("94.5", "tool", "/title", cause),
        ("104", "identifier", "/title", cause),
        ("20 %", "tool", "/title", cause),
        ("two", "tool", "/title", cause),
    ]
    assert all(rendered.text[figure.start : figure.end] == figure.text for figure in rendered.figures)


def test_a_number_that_an_argument_brought_in_is_no_receipt(sources: Sources) -> None:
    """A title that the model wrote itself would give any number the receipt of the draft."""
    said = "Avoids a loss of 4,711 cases"
    echo = near(sources, {"title": said, "actions": [{"reason": said}]}, title=f"{said} of Oat Drink Barista 1 l.")
    assert refused("Drafted: {{c1:/title|text}}", with_call(sources, echo))
    elsewhere = sources.calls["c2"].model_copy(update={"document": {"warnings": ["Short: 4711 cases."]}})
    found = with_call(with_call(sources, echo), elsewhere)
    figure = render("Drafted: {{c1:/title|text}}", found).figures[0]
    assert (figure.tool_call, figure.path, figure.text) == ("c2", "/warnings/0", "4,711")
    asked = replace(with_call(sources, echo), question="Draft it: we lose 4711 cases")
    assert render("Drafted: {{c1:/title|text}}", asked).figures[0].source == "question"


def test_a_problem_that_repeats_a_wrong_argument_is_no_receipt_either(sources: Sources) -> None:
    """ "There is no item '4711 cases short'" would be a number from nowhere."""
    problem = {"code": "unknown", "detail": "There is no item '4711 cases short'; at most 90 days.", "remedy": ""}
    record = near(sources, {"item_id": "4711 cases short"}).model_copy(update={"ok": False, "document": problem})
    assert refused("{{c1:/detail|text}}", with_call(sources, record))
    asked = replace(with_call(sources, record), question="Project 4711 cases short")
    assert [figure.source for figure in render("{{c1:/detail|text}}", asked).figures] == ["question", "tool"]


def test_words_that_people_put_on_record_are_quotations(sources: Sources) -> None:
    """A stored title with a number must not read like a computed figure."""
    line = {"proposal_id": "P-000001", "title": "We lose 4,711 cases", "reason": "as A-104 is late"}
    listing = near(sources, {}).model_copy(update={"tool": "list_proposals", "document": {"proposals": [line]}})
    rendered = render("{{c1:/proposals/0/title|text}}, {{c1:/proposals/0/reason|text}}", with_call(sources, listing))
    assert rendered.text == "“We lose 4,711 cases”, as A-104 is late"
    assert [(figure.text, figure.source) for figure in rendered.figures] == [
        ("4,711", "citation"),
        ("104", "identifier"),
    ]


@pytest.mark.parametrize(
    "template",
    [
        "You asked about 500 cases; {{c1:/found|number}} order is late.",
        "Your question names 20 % over two weeks.",
        "You wrote “we lose 500 cases”.",
        "If demand rises by 20 %, the stock lasts {{c1:/lines/0/late_by}}.",
    ],
)
def test_the_persons_numbers_are_repeated_as_the_persons(sources: Sources, template: str) -> None:
    """A planner wants to read what was understood."""
    assert not refused(template, sources)


@pytest.mark.parametrize(
    "template",
    [
        "It is 500.",
        "You lose 500 cases.",
        "Yes, 500 cases are lost.",
        "You asked, and the answer is 500 cases.",
        "You asked; 500 cases are lost.",
        "As you said it is 500 cases.",
        "You asked about 500 pallets.",
        "You asked about 20 days.",
        "If you look closely you lose 500 cases.",
        "If demand rises by two, it is late.",
        "It says “we lose 20 %”.",
    ],
)
def test_a_number_of_the_question_is_no_answer(sources: Sources, template: str) -> None:
    """ "Is it 500?" must not become "It is 500", nor change its unit, nor be a condition that nothing computed."""
    assert refused(template, sources)


@pytest.mark.parametrize(
    "template",
    [
        "{{c1:/lines/0/quantity}} thousand",
        "{{c1:/lines/0/quantity}} **million**",
        "{{c1:/lines/0/quantity}}–9",
        "not {{c1:/lines/0/quantity}}",
        "It isn't **{{c1:/lines/0/quantity}}**",
        "instead of {{c1:/lines/0/quantity}}",
        "~~{{c1:/lines/0/quantity}}~~",
        "{{c1:/lines/0/quantity}}\u0336",
        "√{{c1:/found|number}}",
        "2{{c1:/lines/0/quantity}}",
        "minus {{c1:/lines/0/quantity}}",
        "{{c1:/found|number}} cases",
        "{{c1:/found|number}} pallets",
        "{{c1:/found|number}}x",
        "{{c1:/found|number}} percent",
        "{{c1:/found|number}}-fold",
        "{{c1:/found|number}} days",
        "{{c1:/lines/0/cost}} per case",
        "{{c1:/lines/0/cost}} a day",
        "{{c1:/lines/0/cost}} each",
        "{{c1:/lines/0/cost}} k",
        "twice {{c1:/lines/0/cost}}",
        "half of {{c1:/lines/0/cost}}",
        "{{c1:/lines/0/first_day|date}} million",
        "{{c1:/lines/0/service}} points of ten",
    ],
)
def test_the_words_around_a_figure_do_not_change_it(sources: Sources, template: str) -> None:
    """Scales, signs, ranges, negations, rates, strokes and other units beside a reference."""
    assert refused(f"The loss: {template}.", sources)


@pytest.mark.parametrize(
    "template",
    [
        "between {{c1:/lines/0/quantity}} and {{c1:/lines/0/quantity}}",
        "{{c1:/lines/0/quantity}} to {{c1:/lines/0/quantity}}",
        "**{{c1:/lines/0/quantity}}**, _{{c1:/lines/0/cost}}_ ({{c1:/lines/0/service}})",
        "{{c1:/found|number}} order of which one is not late",
    ],
)
def test_ranges_of_two_references_and_emphasis_pass(sources: Sources, template: str) -> None:
    """What a planner's sentence needs; "one" in "which one" counts nothing."""
    assert not refused(f"The loss: {template}.", sources)


def test_a_question_in_german_is_told_as_it_was_read(sources: Sources) -> None:
    """ "I read this as" says the person's numbers in English, and no others."""
    german = replace(sources, question="Prognose für A-104 für die nächsten zwei Wochen")
    assert not refused("I read this as: “forecast for A-104 for the next two weeks”.", german)
    assert refused("I read this as: “forecast for A-104 for the next three weeks”.", german)
    assert refused("It lasts two weeks.", german)


def test_numbers_of_a_list_become_bullets(sources: Sources) -> None:
    """The numbering that models like is no figure."""
    assert render("1. Order\n2. Wait", sources).text == "- Order\n- Wait"


def test_a_calculation_on_results_and_on_the_question_has_a_receipt(sources: Sources, calculated: Calculated) -> None:
    """Rounded as it was read, in the unit of the result, or the person's own number."""
    for record in (
        calculated("difference", (1240.4, "stock", "base units"), (500.0, "asked", "base units")),
        calculated("product", (0.2, "rise", "share"), (12346.0, "cost", "money")),
        calculated("sum", (2345678.9, "total", "money"), (12345.678, "cost", "money")),
    ):
        figure = render("It is {{c3:/value}}.", with_call(sources, record)).figures[0]
        assert (figure.tool_call, figure.path, figure.value) == ("c3", "/value", record.document["value"])


@pytest.mark.parametrize(
    "operands",
    [
        ((4711.0, "lost", "base units"), (0.0, "nothing", "base units")),
        ((1240.4, "stock", "money"), (12345.678, "cost", "money")),
        ((1240.4, "stock", "base units"), (1.5, "extra", "base units")),
    ],
)
def test_a_calculation_on_invented_numbers_has_none(
    sources: Sources, calculated: Calculated, operands: tuple[tuple[float, str, str], ...]
) -> None:
    """`calculate` must not launder a number: invented, or of another unit than the result has."""
    record = calculated("difference", *operands)
    assert refused("It is {{c3:/value}}.", with_call(sources, record))
    assert refused("It is {{c3:/operands/0/value}}.", with_call(sources, record))


def test_a_label_of_a_calculation_is_no_receipt(sources: Sources, calculated: Calculated) -> None:
    """The formula repeats labels that the reasoner wrote."""
    record = calculated("sum", (1240.4, "stock of 9,999 cases", "base units"))
    assert refused("{{c3:/formula|text}}", with_call(sources, record))
    chained = calculated("sum", (4711.0, "lost", "base units"))
    again = calculated("sum", (4711.0, "lost", "base units"), id_="c4")
    assert refused("{{c4:/value}}", with_call(with_call(sources, chained), again))


def test_a_figure_is_not_told_of_another_item(sources: Sources) -> None:
    """The number of one row said about another one: the commonest mistake of a model that reads a table."""
    lines = [
        {**json.loads(json.dumps(sources.calls["c1"].document))["lines"][0], "item_id": i} for i in ("A-104", "A-105")
    ]
    two = with_call(sources, near(sources, lines=lines))
    assert refused("A-105 lacks {{c1:/lines/0/quantity}}.", two)
    assert refused("Oat Drink Chocolate 250 ml lacks {{c1:/lines/0/quantity}}.", two)
    assert refused("| {{c1:/lines/1/item_id}} | {{c1:/lines/0/quantity}} |", two)
    assert not refused("A-104 lacks {{c1:/lines/0/quantity}}, A-105 {{c1:/lines/1/quantity}}.", two)
    assert not refused("A-105 is well. In all it costs {{c1:/total}}.", two)
    assert refused("A-105 costs {{c1:/total}}.", with_call(two, near(two, {"item_id": "A-104"})))


def test_buttons_carry_no_invented_numbers(sources: Sources) -> None:
    """A choice becomes the next message, whose numbers then would be the person's."""
    choices = (
        Choice(label="Order 4,711 cases", message="Order 4711 cases of A-104"),
        Choice(label="Avoid a loss of 9 million", message="What can we do about A-104?"),
        Choice(label="Order {{c1:/lines/0/quantity}}", message="Order {{c1:/lines/0/quantity}} of A-104"),
        Choice(label="And with 500?", message="What if we lose 500 cases?"),
    )
    offered, warnings = receipted_choices(choices, sources)
    assert [choice.label for choice in offered] == [
        "What can we do about A-104?",
        "Order 1,240 cases",
        "And with 500?",
    ]
    assert len(warnings) == 1


def test_texts_for_a_proposal_need_receipts_before_it_is_drafted(sources: Sources) -> None:
    """What the inbox shows to a manager is checked like an answer."""
    drafted = {"reason": "A-104 loses 4,711 cases, EUR 12,346, within two weeks", "title": "Oat Drink Barista 1 l"}
    assert unreceipted_texts({**drafted, "actions": [{"arrive_on": "2026-03-09"}]}, sources) == ["4,711"]
