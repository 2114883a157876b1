"""Introductions, remarks and clauses that only narrow: what is left of a message of several sentences."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from agents.reasoners.embedded.clauses import clauses_of, main_part
from agents.reasoners.embedded.frames.looking import kind_asked
from agents.reasoners.embedded.masking import Found
from agents.reasoners.embedded.slots import Slots

Read = Callable[[str], list[tuple[str, dict[str, Any]]]]


@pytest.mark.parametrize(
    ("said", "clauses"),
    [
        ("How good is the forecast? By family.", 1),
        ("Are we on budget this quarter? Family by family.", 1),
        ("Show excess stock. For Lyon only, please.", 1),
        ("After the meeting: which orders are late?", 1),
        ("Of the orders that I placed, which are late?", 1),
        ("I want to know two things: what is late, and what runs out?", 3),
        ("What is late? For that, what can we do?", 2),
        ("Is PO-11290 late? In that case tell me why.", 2),
    ],
)
def test_a_part_that_asks_nothing_is_no_clause(said: str, clauses: int) -> None:
    """ "By family." alone would be answered as a question of its own, and the other without it."""
    assert len(clauses_of(said)) == clauses


@pytest.mark.parametrize(
    ("said", "main"),
    [
        ("Project the stock of A-104, with the orders that are still to come", "Project the stock of A-104"),
        ("List the late orders of Siam and sort them by value.", "List the late orders of Siam"),
        ("Ignore the weekend", "Ignore the weekend"),
    ],
)
def test_what_to_do_about_the_answer_does_not_tell_its_kind(said: str, main: str) -> None:
    assert main_part(said) == main


@pytest.mark.parametrize(
    ("said", "tools"),
    [
        ("I am new here. Which orders are late?", ["list_exceptions"]),
        ("What is the forecast for Soups? I see the board on Friday.", ["forecast_demand"]),
        ("We promised Rotkehl 300 cases. What is the stock of A-104 in Hamburg?", ["show_stock"]),
        ("There are two things I need: how accurate our Soups forecast is, and which orders are late?", None),
        ("Draft an order of 300 cases of A-104 for Hamburg from Ghent. It's needed by 20 March.", ["draft_proposal"]),
    ],
)
def test_remarks_are_no_questions(read_alone: Read, said: str, tools: list[str] | None) -> None:
    """A remark answered as a question puts a list beside the answer that nobody wants."""
    found = [tool for tool, _ in read_alone(said)]
    assert found == (tools or ["measure_forecast_accuracy", "list_exceptions"])


def test_a_detail_behind_a_wish_belongs_to_it(read_alone: Read) -> None:
    """An order drafted without its day would come too late."""
    said = "Draft an order of 300 cases of A-104 for Hamburg from Ghent. It's needed by 20 March."
    [(_, arguments)] = read_alone(said)
    assert arguments["actions"][0]["due_on"] == "2026-03-20"


def test_two_orders_share_one_delay(read_alone: Read) -> None:
    """ "Two" counts the orders; of "8 days and 12" the second number may be a delay, which is asked."""
    [(_, arguments)] = read_alone("Two trucks break down: PO-11267 comes 8 days late, and PO-11284 too.")
    assert [(event["order_id"], event["delay_days"]) for event in arguments["events"]] == [
        ("PO-11267", 8),
        ("PO-11284", 8),
    ]


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("Did we sell more passata in January than in January last year?", "2026-01-01", "2026-01-31"),
        ("What did we sell of soups in the last two months of 2025?", "2025-11-01", "2025-12-31"),
        ("Monthly sales of plant drinks from March through August 2025, please", "2025-03-01", "2025-08-31"),
    ],
)
def test_the_time_asked_for_is_shown(read_alone: Read, said: str, first: str, last: str) -> None:
    """The year before stands beside it anyway."""
    found = [(arguments["first_day"], arguments["last_day"]) for _, arguments in read_alone(said)]
    assert found == [(first, last)]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("where do customers take less than we predicted", "demand_off_forecast"),
        ("ships that run behind plan", "late_supply"),
        ("what comes after its promised date", "late_supply"),
        ("safety stocks breached in Hamburg", "below_safety_stock"),
        ("places that hold more than they will ever sell", "excess"),
        ("what arrives later this week", None),
    ],
)
def test_exceptions_are_told_by_what_is_said_of_them(said: str, kind: str | None) -> None:
    assert kind_asked(Slots(said, date(2026, 3, 2), Found((), (), ()))) == kind
