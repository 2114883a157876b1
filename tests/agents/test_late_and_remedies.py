"""Late orders with those that do harm, and remedies for what is named: an order, a supplier, a line of a list."""

from collections.abc import Callable
from typing import Any, cast

import polars as pl
import pytest

from agents.answers import Answer
from knowledge.truth.snapshot import Snapshot
from tools.catalogue import all_tools
from tools.context import ToolContext
from tools.inventory.orders import open_supply

Talk = Callable[..., list[Answer]]


def called(answer: Answer, tool: str) -> list[dict[str, Any]]:
    """Return the arguments of every call of a tool."""
    return [cast(dict[str, Any], call.arguments) for call in answer.tool_calls if call.tool == tool]


def exceptions(context: ToolContext) -> list[dict[str, Any]]:
    """Return the exceptions of today by the tool itself."""
    outcome = all_tools().call(context, "list_exceptions", {"kind": "late_supply", "limit": 100})
    return cast(list[dict[str, Any]], outcome.document["exceptions"])


def test_late_orders_are_told_whole_and_which_do_harm(talk: Talk, sample_snapshot: Snapshot) -> None:
    """Whoever asks what is late misses orders that stock bridges, if only the harmful ones are shown."""
    answer = talk("Which supply orders are running late?")[0]
    assert called(answer, "list_exceptions")[0]["kind"] == "late_supply"
    assert called(answer, "list_orders")[0]["late_only"] is True
    late = open_supply(sample_snapshot).filter(pl.col("expected_on") > pl.col("due_on"))
    assert answer.text.startswith(f"{late.height} order lines come later than due.")
    for order in late["order_id"].unique():
        assert order in answer.text


def test_only_the_sort_of_order_that_is_asked_for_is_told(talk: Talk) -> None:
    """A late transfer is no late purchase order."""
    answer = talk("Which purchase orders are late?")[0]
    assert called(answer, "list_orders")[0]["kind"] == "purchase"
    assert "TR-" not in answer.text


def test_late_open_orders_of_a_supplier_are_told_the_same_way(talk: Talk) -> None:
    """However it is asked, the harm is said."""
    answer = talk("Show the open orders from Valdoro Conserve that are late")[0]
    assert called(answer, "list_orders")[0]["from_location"] == "S-VAL"
    assert called(answer, "list_exceptions")[0]["kind"] == "late_supply"


def test_remedies_for_an_order_are_those_of_the_exception_behind_it(talk: Talk, sample_context: ToolContext) -> None:
    """The gravest exception is not what a person asks about who names an order."""
    for line in exceptions(sample_context):
        answer = talk(f"What can we do about {line['order_id']}?")[0]
        assert called(answer, "rank_mitigations")[0]["exception_id"] == line["exception_id"]


def test_an_order_behind_no_exception_needs_no_remedy(talk: Talk, sample_context: ToolContext) -> None:
    """Remedies for something else would be taken for remedies for it."""
    behind = {order for line in exceptions(sample_context) for order in (line["order_id"], *line["other_orders"])}
    free = next(o for o in open_supply(sample_context.snapshot)["order_id"] if o.startswith("PO-") and o not in behind)
    answer = talk(f"What are the options for {free}?")[0]
    assert not called(answer, "rank_mitigations")
    assert free in answer.text


@pytest.mark.parametrize(("said", "place"), [("the first", 0), ("the second one", 1), ("number three", 2)])
def test_remedies_for_a_line_of_the_list_before(talk: Talk, sample_context: ToolContext, said: str, place: int) -> None:
    """The list counts from its top."""
    answer = talk("Show late supply orders.", f"What can be done about {said}?")[1]
    assert called(answer, "rank_mitigations")[0]["exception_id"] == exceptions(sample_context)[place]["exception_id"]


def test_a_line_beyond_the_list_is_no_other_line(talk: Talk, sample_context: ToolContext) -> None:
    """The last of four is not the fifth."""
    assert len(exceptions(sample_context)) == 4
    answer = talk("Show late supply orders.", "What can be done about the fifth?")[1]
    assert not called(answer, "rank_mitigations")


def test_a_delay_to_a_day_is_counted_from_the_day_expected(talk: Talk, sample_snapshot: Snapshot) -> None:
    """The day of arrival, not the number of days, is what a supplier tells."""
    expected = open_supply(sample_snapshot).filter(pl.col("order_id") == "PO-11172")["expected_on"][0]
    answer = talk("What if PO-11172 only gets here on 17 April?")[0]
    event = called(answer, "simulate_scenario")[0]["events"][0]
    assert event["delay_days"] == (expected.replace(month=4, day=17) - expected).days
    assert "from the day on which the order is expected" in answer.text
