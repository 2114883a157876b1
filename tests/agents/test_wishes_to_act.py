"""A wish to act becomes the action that was meant: which way, to which day, how much, from where to where."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from agents.propose import complete
from agents.reasoners.embedded.frames import FRAMES, Ask
from agents.reasoners.embedded.lexicon import lexicon_of
from agents.reasoners.embedded.reasons import without_reason
from agents.reasoners.embedded.slots import slots_of
from api.benchmarks.matching import contains
from knowledge.truth.snapshot import Snapshot

Draft = Callable[[str, str], list[dict[str, Any]] | Ask]


@pytest.fixture(scope="module")
def draft(sample_snapshot: Snapshot) -> Draft:
    """Return the completed actions of a wish of a kind, without the head."""
    lexicon, today = lexicon_of(sample_snapshot), sample_snapshot.planning_date

    def made(kind: str, said: str) -> list[dict[str, Any]] | Ask:
        request = FRAMES[kind].request(without_reason(slots_of(said, lexicon, today)))
        if isinstance(request, Ask):
            return request
        actions = cast(list[dict[str, Any]], request.first.arguments["actions"])
        return [complete(sample_snapshot, action) for action in actions]

    return made


def earlier(order: str, day: str) -> dict[str, str]:
    return {"kind": "expedite_order", "order_id": order, "arrive_on": day}


def later(order: str, day: str) -> dict[str, str]:
    return {"kind": "push_out_order", "order_id": order, "due_on": day}


# PO-11287 is expected on 17 April, MO-90003 and MO-90005 on 20 March
MOVED: tuple[tuple[str, list[dict[str, str]]], ...] = (
    ("Put PO-11287 back to 30 April", [later("PO-11287", "2026-04-30")]),
    ("PO-11287 mustn't arrive before 29 April", [later("PO-11287", "2026-04-29")]),
    ("No hurry with PO-11287, 30 April will do", [later("PO-11287", "2026-04-30")]),
    ("Delay PO-11287 by 4 days", [later("PO-11287", "2026-04-21")]),
    ("PO-11287 not later than 9 April", [earlier("PO-11287", "2026-04-09")]),
    ("PO-11287 is delayed, pull it in by 4 days", [earlier("PO-11287", "2026-04-13")]),
    ("PO-11287 comes a week later than planned; get it in by 9 April", [earlier("PO-11287", "2026-04-09")]),
    ("move PO-11287 to 9 April", [earlier("PO-11287", "2026-04-09")]),
    ("move PO-11287 to 29 April", [later("PO-11287", "2026-04-29")]),
    ("Ghent can't take MO-90003 on 20 March, make that 26 March", [later("MO-90003", "2026-03-26")]),
    ("We stop on 8 April. PO-11287 on 7 April please", [earlier("PO-11287", "2026-04-07")]),
    (
        "MO-90003 to 24 March and MO-90005 to 31 March instead of the 20th",
        [later("MO-90003", "2026-03-24"), later("MO-90005", "2026-03-31")],
    ),
    (
        "No space until 22 March. MO-90003 as well as MO-90005: both on 24 March",
        [later("MO-90003", "2026-03-24"), later("MO-90005", "2026-03-24")],
    ),
    (
        "Pull MO-90003 in by 2 days and push MO-90005 back 3 days",
        [earlier("MO-90003", "2026-03-18"), later("MO-90005", "2026-03-23")],
    ),
    ("Expedite PO-11287 to 9 April because MO-90003 starts on 10 April", [earlier("PO-11287", "2026-04-09")]),
)


@pytest.mark.parametrize("kind", ["expedite", "push_out"])
@pytest.mark.parametrize(("said", "expected"), MOVED)
def test_the_words_and_the_day_say_which_way_an_order_moves(
    draft: Draft, kind: str, said: str, expected: list[dict[str, str]]
) -> None:
    """Read as the other kind, a wish to wait would pay for premium freight, and one to hurry would cause a stock-out."""
    filled = draft(kind, said)
    assert not isinstance(filled, Ask)
    assert contains(cast(Any, filled), cast(Any, expected)), filled


@pytest.mark.parametrize("said", ["I cannot have PO-11287 on 17 April", "Postpone PO-11287", "PO-11287 sooner please"])
def test_a_day_that_is_only_ruled_out_is_not_taken(draft: Draft, said: str) -> None:
    assert isinstance(draft("push_out", said), Ask)


@pytest.mark.parametrize(
    ("said", "mode"),
    [
        ("PO-11287 by 9 April, plane is ok", "air"),
        ("PO-11287 by 9 April with a lorry", "road"),
        ("PO-11287 by 9 April, by train instead of by ship", "rail"),
    ],
)
def test_the_way_of_transport_is_kept(draft: Draft, said: str, mode: str) -> None:
    assert cast(Any, draft("expedite", said))[0]["mode"] == mode


ORDERED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("create_order", "Lyon is short of A-104 and Hamburg has plenty: shift 60 across", {"from_location": "DC-HAM"}),
    ("create_order", "Hamburg is full of A-104, Lyon could use some. Move 60 over", {"location_id": "DC-LYO"}),
    ("create_order", "I talked with Lyon, order 60 cases of A-104 in Hamburg", {"location_id": "DC-HAM"}),
    ("create_order", "order two MOQs of H-802 for Hamburg", {"quantity": 696}),
    ("create_order", "order half a thousand cases of A-104 for Hamburg", {"quantity": 500}),
    ("create_order", "order 20 dozen cases of A-104 for Hamburg", {"quantity": 240}),
    ("create_order", "A-104 in Hamburg needs a higher safety stock. Make it 310", {"safety_stock": 310}),
    ("stock_policy", "A-104 in Hamburg is below safety stock, order 310", {"kind": "create_order", "quantity": 310}),
    ("stock_policy", "Safety stock of A-104 in Hamburg: 80 was silly, make it 310", {"safety_stock": 310}),
    ("stock_policy", "Safety stock of A-104 in Hamburg to 310, because we sell 90 a day", {"safety_stock": 310}),
    (
        "create_order",
        "Make it 90, 80 and 70 for C-302 at Hamburg over the three weeks beginning 6 April",
        {"periods": [{"quantity": 90}, {"quantity": 80}, {"quantity": 70}]},
    ),
    (
        "override",
        "Put 90 for C-302 at Hamburg in week 15 instead of the 300 we have",
        {"periods": [{"period_start": "2026-04-06", "quantity": 90}]},
    ),
)


@pytest.mark.parametrize(("kind", "said", "expected"), ORDERED)
def test_a_wish_becomes_the_action_that_was_meant(draft: Draft, kind: str, said: str, expected: dict[str, Any]) -> None:
    filled = draft(kind, said)
    assert not isinstance(filled, Ask)
    assert len(filled) == 1
    assert contains(filled[0], expected), filled


def test_two_places_that_are_not_listed_together_are_asked_about(draft: Draft) -> None:
    """An order for each of them would double the quantity."""
    assert isinstance(draft("create_order", "Lyon complains, in Hamburg they do too, order 60 A-104"), Ask)
    assert len(cast(Any, draft("create_order", "order 60 A-104 for Hamburg and Lyon"))) == 2


CALCULATED: tuple[tuple[str, str, list[float]], ...] = (
    ("3,300 were sold where 3,000 were planned. What percentage above is that?", "percent_change", [3000, 3300]),
    ("Sales fell from 800 to 600, by what percentage?", "percent_change", [800, 600]),
    ("how much percent less is 30 than 40", "percent_change", [40, 30]),
    ("7.20 for the case and 450 cases, what is that in total?", "product", [7.2, 450]),
    ("450 cases cost 3240 euros, what is that per case?", "ratio", [3240, 450]),
    ("what share of 2,000 is 500?", "ratio", [500, 2000]),
    ("500 on hand, 60 is a normal week. How many weeks is that?", "ratio", [500, 60]),
    ("mean of 10, 20 and 60", "mean", [10, 20, 60]),
)


@pytest.mark.parametrize(("said", "operation", "operands"), CALCULATED)
def test_numbers_are_put_together_as_asked(
    sample_snapshot: Snapshot, said: str, operation: str, operands: list[float]
) -> None:
    """The order of two numbers decides a change and a ratio."""
    request = FRAMES["calculate"].request(slots_of(said, lexicon_of(sample_snapshot), sample_snapshot.planning_date))
    assert not isinstance(request, Ask)
    arguments = cast(Any, request.first.arguments)
    assert arguments["operation"] == operation
    assert [operand["value"] for operand in arguments["operands"]] == operands


def test_three_numbers_are_not_added_up_unasked(sample_snapshot: Snapshot) -> None:
    slots = slots_of(
        "had 300, sold 120 and got 80. What is left?", lexicon_of(sample_snapshot), sample_snapshot.planning_date
    )
    assert isinstance(FRAMES["calculate"].request(slots), Ask)


def test_a_bare_number_of_an_order_is_the_one_still_to_come(draft: Draft) -> None:
    """MO-11301 was received months ago and bears the same number."""
    assert contains(cast(Any, draft("push_out", "push 11301 line 4 to 15 May")), [{**later("PO-11301", "2026-05-15")}])
