"""No number without a receipt, whatever a reasoner writes."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.errors import EvidenceMissing
from agents.evidence import Sources, references_in, render
from agents.evidence.numbers import numbers_in
from tools.results import unit_at, value_at


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{c1:/lines/0/quantity|units}}", "1,240 cases"),
        ("{{c1:/lines/0/quantity}}", "1,240 cases"),
        ("{{c1:/lines/0/cost|money}}", "EUR 12,346"),
        ("{{c1:/total|money+}}", "+EUR 2.346 million"),
        ("{{c1:/lines/0/first_day|date}}", "14 Mar 2026"),
        ("{{c1:/lines/0/first_day|month}}", "March 2026"),
        ("{{c1:/lines/0/first_day|weekday}}", "Saturday 14 Mar 2026"),
        ("{{c1:/lines/0/first_day|week}}", "week 11 of 2026"),
        ("{{c1:/lines/0/late_by|days}}", "3.5 days"),
        ("{{c1:/lines/0/service|percent}}", "97.1 %"),
        ("{{c1:/found|number}} order", "1 order"),
        ("{{c1:/lines|count}} line", "1 line"),
        ("{{c1:/title|text}}", r"Late \| \<b\>order\</b\> 77"),
        ("see {{c2:/passages/0|cite}}", "see POL-01 §3"),
    ],
)
def test_values_are_written_with_their_units(sources: Sources, template: str, text: str) -> None:
    """The formats and rounding rules of the table in `formats`."""
    assert render(template, sources).text == text


@pytest.mark.parametrize(
    "template",
    [
        "You lose 4,711 cases.",
        "You lose a dozen cases.",
        "Demand doubles.",
        "Half of it is late.",
        "It takes twenty-five days.",
        "A third is lost.",
        "Stock lasts ½ a week.",
        "Week Ⅻ is worst.",
        "Week XII is worst.",
        "You lose ４２ cases.",
        "You lose ٤٢ cases.",
        "You lose 四 cases.",
        "You lose tw\u200bo hundred.",
        "You lose tw**el**ve cases.",
        "You lose &#52;&#50; cases.",
        "You lose &frac12; of it.",
        "You lose fivehundred cases.",
        "You lose a tenfold amount.",
        "You lose {{c1:/lines/0/quantity|units}}00.",
        "You lose 3{{c1:/lines/0/quantity|units}}.",
        "You lose 20{{c1:/found|number}} cases.",
        "You lose -{{c1:/lines/0/quantity|units}}.",
        "You lose minus {{c1:/lines/0/quantity|units}}.",
        "You lose {{c1:/found|number}} million.",
        "You lose {{c1:/found|number}} %.",
        "You lose {{c1:/found|number}}k.",
        "It takes {{c1:/found|number}} days.",
        "It costs {{c1:/lines/0/quantity|money}}.",
        "It costs {{c1:/lines/0/late_by|units}}.",
        "It costs {{c9:/total|money}}.",
        "It costs {{c1:/nowhere|money}}.",
        "It costs {{c1:/total|roubles}}.",
        "It costs {{c1:/total|date}}.",
        "It costs {{c1:/total|money}",
        "It costs {{total}}.",
        "The limit is “5,000 dollars within nine days”.",
        "The limit is “9 euro needs the logistics manager”.",
        "POL-99 §3 forbids it.",
        "A-999 is short.",
        "A-104-7 is short.",
        "Оne case is short.",
    ],
)
def test_a_number_without_a_receipt_does_not_leave(sources: Sources, template: str) -> None:
    """Digits of any script, words, fractions, markup, concatenation, wrong units, invented places and identifiers."""
    with pytest.raises(EvidenceMissing):
        render(template, sources)


@pytest.mark.parametrize(
    ("template", "covered"),
    [
        ("A-104 and Oat Drink Barista 1 l are the same.", [("104", "identifier"), ("1", "identifier")]),
        ("You asked about 20 % over two weeks.", [("20 %", "question"), ("two", "question")]),
        ("POL-01 §3 applies.", [("01", "citation"), ("3", "citation")]),
        (
            "It says “above 5,000 euro needs the logistics manager within two days”.",
            [("5,000", "citation"), ("two", "citation")],
        ),
        ("PO-1001 comes to the DC.", [("1001", "identifier")]),
        ("Nobody knows.", []),
    ],
)
def test_question_identifiers_and_citations_cover_numbers(
    sources: Sources, template: str, covered: list[tuple[str, str]]
) -> None:
    """Each literal number is listed with what covers it."""
    assert [(figure.text, figure.source) for figure in render(template, sources).figures] == covered


def test_text_of_the_data_cannot_smuggle_a_reference(sources: Sources) -> None:
    """What a reference brings in is not read again: a name that looks like a reference stays a name."""
    record = sources.calls["c1"]
    evil = record.model_copy(update={"document": {**record.document, "title": "{{c1:/total|money}} <img> 5"}})
    rendered = render("{{c1:/title|text}}", Sources({"c1": evil}, sources.schema, sources.snapshot, ""))
    assert rendered.text == r"{{c1:/total\|money}} \<img\> 5"


FRAGMENTS = st.sampled_from(
    [
        *("{{c1:/lines/0/quantity|units}}", "{{c1:/total|money}}", "{{c1:/lines/0/service}}", "{{c1:/found|number}}"),
        *("{{c1:/lines/0/item_id}}", "{{c2:/passages/0|cite}}", "{{c1:/lines/0/first_day|date}}", "{{c1:/total}}"),
        *(" ", " ", "\n", ". ", "|", "-", "**", "`", "%", " million", "A-104", "two", "20", " the stock ", "&#", ";"),
        *("POL-01 §3", "Oat Drink Barista 1 l", "\u00a0", "\u200b", "k", "'s", "(", ")", ",", "/", "<", ">"),
    ]
)
WRITING = st.lists(st.one_of(FRAGMENTS, st.text(max_size=6), st.integers().map(str)), max_size=12).map("".join)


@given(template=WRITING)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_whatever_is_written_every_number_has_a_receipt(sources: Sources, template: str) -> None:
    """Either the sentence is refused, or every numeral of the text lies in a figure and every figure is true."""
    try:
        rendered = render(template, sources)
    except EvidenceMissing:
        return
    places = {place for figure in rendered.figures for place in range(figure.start, figure.end)}
    naked = [c for place, c in enumerate(rendered.text) if place not in places and (c.isdigit() or c.isnumeric())]
    assert not naked
    for token in numbers_in(rendered.text):
        assert not token.is_number or set(range(token.start, token.end)) <= places
    for figure in rendered.figures:
        assert rendered.text[figure.start : figure.end] == figure.text
        if figure.source == "tool":
            assert figure.tool_call is not None
            assert figure.path is not None
            assert value_at(sources.calls[figure.tool_call].document, figure.path) == figure.value
        elif figure.source == "question":
            assert figure.text.lower() in sources.question.lower()


@given(
    value=st.floats(-1e9, 1e9, allow_nan=False),
    path=st.sampled_from(["/total", "/lines/0/quantity", "/lines/0/service", "/lines/0/late_by", "/lines/0/cost"]),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_written_number_is_near_its_value(sources: Sources, value: float, path: str) -> None:
    """Read back from the text, a figure differs from its value by no more than the rounding rule allows."""
    record = sources.calls["c1"]
    document = json.loads(json.dumps(record.document))
    parent = document if path == "/total" else document["lines"][0]
    parent[path.rsplit("/", 1)[-1]] = value
    changed = record.model_copy(update={"document": document})
    figure = render(f"{{{{c1:{path}}}}}", Sources({"c1": changed}, sources.schema, sources.snapshot, "")).figures[0]
    assert figure.value == value
    written = float("".join(c for c in figure.text if c in "-0123456789."))
    unit = unit_at(sources.schema("look_near"), path)
    scale = 1e6 if "million" in figure.text else 0.01 if unit == "share" else 1.0
    allowed = {"share": 0.0005, "days": 0.05, "base units": 0.5, "money": 500.0 if scale == 1e6 else 0.5}[str(unit)]
    assert abs(written * scale - value) <= allowed * 1.0001 + 1e-9


def test_references_are_read_with_their_places() -> None:
    """A reference without format takes the one of its unit."""
    found = references_in("x {{c12:/a/b~1c}} y {{c3:/d|money+}}")
    assert [(r.call, r.path, r.format) for r in found] == [("c12", "/a/b~1c", ""), ("c3", "/d", "money+")]
