"""Of several values, days, lines and units in a wish, the ones that are wanted reach the draft."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from agents.propose import complete
from agents.reasoners.embedded.denied import excluded_in
from agents.reasoners.embedded.frames import FRAMES, Ask
from agents.reasoners.embedded.lexicon import lexicon_of
from agents.reasoners.embedded.reasons import without_reason
from agents.reasoners.embedded.slots import slots_of
from agents.reasoners.embedded.units import in_own_unit, unit_asked
from knowledge.truth.snapshot import Snapshot

Draft = Callable[[str, str], list[dict[str, Any]] | Ask]


@pytest.fixture(scope="module")
def draft(sample_snapshot: Snapshot) -> Draft:
    """Return the completed actions of a wish of a kind, without the head."""
    lexicon, today = lexicon_of(sample_snapshot), sample_snapshot.planning_date

    def made(kind: str, said: str) -> list[dict[str, Any]] | Ask:
        slots = slots_of(said, lexicon, today)
        slots = slots_of(in_own_unit(sample_snapshot, slots, kind), lexicon, today)
        request = FRAMES[kind].request(without_reason(slots))
        if isinstance(request, Ask):
            return request
        actions = cast(list[dict[str, Any]], request.first.arguments["actions"])
        return [complete(sample_snapshot, action) for action in actions]

    return made


@pytest.mark.parametrize(
    ("said", "level", "value"),
    [
        ("A-104 in Lyon has 300 as its buffer. Put the buffer on 450", "safety_stock", 450),
        ("Somebody set a 99.5 service target on G-703 in Venlo; put it to 96 percent", "service_target", 0.96),
        ("G-703 Venlo runs on a 98 percent service target, write 95 instead", "service_target", 0.95),
        ("Reorder point of G-701 in Venlo 3000 -> 3500", "reorder_point", 3500),
        ("Our reorder point for G-701 in Venlo was set at 3,000 in May, I propose 3,400", "reorder_point", 3400),
    ],
)
def test_the_new_level_is_drafted_and_not_the_present_one(draft: Draft, said: str, level: str, value: float) -> None:
    actions = draft("stock_policy", said)
    assert isinstance(actions, list)
    assert [action[level] for action in actions] == [value]


def test_a_place_that_something_is_likened_to_is_not_changed(draft: Draft) -> None:
    """A draft for the wrong place would change what nobody spoke of."""
    actions = draft("stock_policy", "Set the service target of G-703 in Venlo to 97 percent, the same as in Hamburg")
    assert isinstance(actions, list)
    assert [action["location_id"] for action in actions] == ["DC-VEN"]


@pytest.mark.parametrize(
    ("said", "quantity"),
    [
        ("Order 3 tonnes of basil paste for Poznan by 20 March", 3000),
        ("Order half a tonne of basil paste for Poznan by 20 March", 500),
        ("Order 1.5t of basil paste for Poznan by 20 March", 1500),
        ("Order 1,250kg of basil paste for Poznan by 20 March", 1250),
        ("Order 300 cases of Basmati Rice 1 kg for Hamburg at the latest by 20 March", 300),
        ("There's 120 of G-701 on hold in Venlo. Send 90 fresh ones from Hamburg", 90),
    ],
)
def test_an_amount_is_in_the_unit_of_its_item(draft: Draft, said: str, quantity: float) -> None:
    actions = draft("create_order", said)
    assert isinstance(actions, list)
    assert [action["quantity"] for action in actions] == [quantity]


def test_a_unit_that_does_not_convert_is_asked_about(sample_snapshot: Snapshot) -> None:
    slots = slots_of("Order 3 pallets of basil paste", lexicon_of(sample_snapshot), sample_snapshot.planning_date)
    assert unit_asked(sample_snapshot, slots, "create_order") is not None
    assert in_own_unit(sample_snapshot, slots, "create_order") == slots.said


def test_each_day_listed_gets_its_order(draft: Draft) -> None:
    """One order for three deliveries would leave two of them out."""
    actions = draft("create_order", "Send 200 of A-101 from Ghent to Lyon on 10, 17 and 24 March")
    assert isinstance(actions, list)
    assert [action["due_on"] for action in actions] == ["2026-03-10", "2026-03-17", "2026-03-24"]
    assert isinstance(draft("create_order", "Send 200 of A-101 from Ghent to Lyon every week"), Ask)


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        ("push_out", "PO-11264 from 30 March to 8 April, lines 1 and 2", [(1, "2026-04-08"), (2, "2026-04-08")]),
        ("push_out", "Have PO-11287 land one week after the date we agreed", [(1, "2026-04-24")]),
        ("push_out", "PO-11287 on 28 April, the dock can't take it sooner", [(1, "2026-04-28")]),
        ("expedite", "PO-11287 is due in Venlo on 17 April; I want it five days sooner than that", [(1, "2026-04-12")]),
        ("expedite", "They are saying the 20th for PO-11287, I need it on Friday 10 April", [(1, "2026-04-10")]),
    ],
)
def test_the_day_that_is_wanted_counts(
    draft: Draft, kind: str, said: str, expected: list[tuple[int | None, str]]
) -> None:
    actions = draft(kind, said)
    assert isinstance(actions, list)
    assert [(action.get("line"), action.get("arrive_on") or action.get("due_on")) for action in actions] == expected


@pytest.mark.parametrize("way", ["air", "(rail)", "by plane", "mode: road"])
def test_a_way_of_transport_may_stand_alone(draft: Draft, way: str) -> None:
    actions = draft("expedite", f"PO-11287 in to 10 April, {way}")
    assert isinstance(actions, list)
    assert actions[0]["mode"] in ("air", "rail", "road")


@pytest.mark.parametrize(
    ("said", "is_left_out"),
    [
        ("Forecast for Lyon without coconut milk", True),
        ("Get it here, we can't leave the shops without coconut milk", False),
        ("Order more, we would run without coconut milk", False),
    ],
)
def test_what_would_be_missing_is_not_left_out(sample_snapshot: Snapshot, said: str, *, is_left_out: bool) -> None:
    slots = slots_of(said, lexicon_of(sample_snapshot), sample_snapshot.planning_date)
    assert (excluded_in(slots) is not None) == is_left_out


@pytest.mark.parametrize(
    ("said", "weeks"),
    [
        ("Simulate ten weeks with the safety stock of G-701 at 300", 10),
        ("Simulate the safety stock of G-701 600 to 300 over the next 8 weeks", 8),
    ],
)
def test_a_scenario_runs_as_long_as_it_is_said(sample_snapshot: Snapshot, said: str, weeks: int) -> None:
    slots = slots_of(said, lexicon_of(sample_snapshot), sample_snapshot.planning_date)
    request = FRAMES["what_if_safety"].request(slots)
    assert not isinstance(request, Ask)
    assert request.first.arguments["horizon_weeks"] == weeks
    assert cast(list[dict[str, Any]], request.first.arguments["events"])[0]["value"] == 300
