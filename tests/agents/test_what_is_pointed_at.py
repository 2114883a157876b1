"""Messages that point at what an answer before showed: a line of its list, its figures, what it was about."""

from collections.abc import Callable
from typing import cast

import pytest

from agents.answers import Answer, ToolCall
from agents.wording import WITHHELD

Talk = Callable[..., list[Answer]]


def first(answer: Answer) -> ToolCall:
    """Return the call that an answer begins with; fails with its text where there is none."""
    assert answer.tool_calls, answer.text
    return answer.tool_calls[0]


def test_a_line_of_the_list_before_is_what_stands_there(talk: Talk) -> None:
    """The whole company's stock would be shown, and the first line explained whichever was asked about."""
    listed, stock, third = talk(
        "What is going wrong in Hamburg?", "show the stock of the second one", "and the third one?"
    )
    rows = [line.split("|")[2].split()[0] for line in listed.text.splitlines() if line.startswith("| ")][1:]
    assert (first(stock).tool, first(stock).arguments["item_id"]) == ("show_stock", rows[1])
    assert (first(third).tool, first(third).arguments["item_id"]) == ("show_stock", rows[2])


def test_the_list_before_is_looked_up_past_answers_without_lines(talk: Talk) -> None:
    """ "The third" of a plan stays the third when the second was explained in between."""
    _, second, third = talk("What do I need to order for Lyon?", "why so much of number two?", "and number three?")
    assert {first(second).tool, first(third).tool} == {"explain_quantity"}
    assert first(second).arguments["item_id"] != first(third).arguments["item_id"]


def test_an_order_of_the_list_before_is_delayed_further(talk: Talk) -> None:
    """Its number is known from the row; asking for it again would try a planner's patience."""
    late, scenario = talk("Which purchase orders are late?", "what if the last one slips another week?")
    event = cast(list[dict[str, object]], first(scenario).arguments["events"])[0]
    assert event["delay_days"] == 7
    assert str(event["order_id"]) in late.text


def test_an_ordinal_of_time_is_no_line_of_a_list(talk: Talk) -> None:
    """ "The second week" would be replaced by an item."""
    forecast = talk("What is going wrong in Hamburg?", "Forecast A-104 for the first week of April")[1]
    assert first(forecast).arguments["item_id"] == "A-104"


def test_what_is_said_of_it_is_read_with_what_it_stands_for(talk: Talk) -> None:
    """ "When will it be gone" would be answered from the policies on phasing out, or not at all."""
    answer = talk("How much H-802 is in Hamburg?", "when will it be gone?")[1]
    assert first(answer).tool in ("project_inventory", "list_exceptions")
    assert first(answer).arguments["item_id"] == "H-802"


def test_figures_told_before_are_put_together_with_receipts(talk: Talk) -> None:
    """The operands must come from results, not from the words of an answer."""
    one, other, both = talk("Forecast A-104 for 4 weeks", "and A-105?", "how much is that together?")
    assert [call.tool for call in both.tool_calls] == ["forecast_demand", "forecast_demand", "calculate"]
    totals = [figure.value for answer in (one, other) for figure in answer.figures if figure.path == "/total/mean"]
    operands = cast(list[dict[str, float]], both.tool_calls[-1].arguments["operands"])
    assert [operand["value"] for operand in operands] == pytest.approx(totals[:2])
    assert WITHHELD not in both.warnings


def test_a_difference_is_told_without_a_sentence_withheld(talk: Talk) -> None:
    """A spelled number in the wording would withhold the very sentence that was asked for."""
    answer = talk("How much Soups did we sell in January?", "and the month after?", "the difference between the two?")
    assert answer[-1].tool_calls[-1].tool == "calculate"
    assert WITHHELD not in answer[-1].warnings


@pytest.mark.parametrize(
    ("asked", "then", "days"),
    [
        ("How much Soups did we sell in January 2026?", "and the month before?", ("2025-12-01", "2025-12-31")),
        ("How much Soups did we sell in February 2026?", "and the year before?", ("2025-02-01", "2025-02-28")),
    ],
)
def test_a_stretch_of_the_past_is_moved_by_whole_months(
    talk: Talk, asked: str, then: str, days: tuple[str, str]
) -> None:
    """A month moved by thirty days would miss a day."""
    call = first(talk(asked, then)[1])
    assert (call.arguments["first_day"], call.arguments["last_day"]) == days


def test_sales_are_followed_by_what_is_expected_of_the_same(talk: Talk) -> None:
    """ "What do we expect" alone asks for risks; after sales it asks for the forecast."""
    call = first(talk("How much Soups did we sell in January?", "and what do we expect in May?")[1])
    assert (call.tool, call.arguments["family"]) == ("forecast_demand", "Soups")


def test_what_was_not_meant_is_left_out_of_a_correction(talk: Talk) -> None:
    """The item that was not meant would be taken as well, or the message not be understood."""
    call = first(talk("Forecast A-101 for 6 weeks", "Sorry, I meant the Light, not the normal one.")[1])
    assert (call.arguments["item_id"], call.arguments["weeks"]) == ("A-102", 6)


def test_a_bare_number_changes_the_share_of_a_trial(talk: Talk) -> None:
    """ "Make it 25" after 10 percent less means 25 percent less."""
    call = first(talk("What if demand for Soups falls by 10 percent?", "make it 25")[1])
    assert cast(list[dict[str, object]], call.arguments["events"])[0]["change"] == -0.25


def test_an_option_is_told_again_and_taken_by_its_place(talk: Talk) -> None:
    """A question about an option must not turn to another exception of the list."""
    ranked, told, taken = talk(
        "What can we do about H-802 in Hamburg?", "what does the second option cost?", "go with number one"
    )
    exception = ranked.tool_calls[-1].arguments["exception_id"]
    assert told.tool_calls[-1].arguments["exception_id"] == exception
    assert "draft_proposal" in [call.tool for call in taken.tool_calls]


def test_everything_takes_the_place_of_a_family(talk: Talk) -> None:
    """The months stay, the family goes."""
    call = first(talk("How far is Soups from the budget in April and May?", "the whole company then, same months")[1])
    assert call.arguments.get("family") is None
    assert (call.arguments["first_month"], call.arguments["months"]) == ("2026-04-01", 2)
