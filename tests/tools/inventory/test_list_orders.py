"""Orders are listed as they stand: open ones by the day they come, a closed one when it is named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from knowledge.principal import Principal, Role, Scope, Seat
from knowledge.truth.snapshot import Snapshot
from tools.context import ToolContext
from tools.errors import UnknownSubject
from tools.inventory.list_orders import ListOrders, Orders, list_orders

Tiny = Callable[..., Snapshot]
MONDAY = date(2026, 3, 2)


def day(number: int) -> date:
    """So many days from the planning date."""
    return MONDAY + timedelta(days=number)


@pytest.fixture
def context(tiny: Tiny, context_of: Callable[..., ToolContext]) -> ToolContext:
    """Three supply orders of which one is closed and one late, and two customer orders of which one is overdue."""
    snapshot = tiny(
        locations=[
            {},
            {"location_id": "S", "name": "Supplier", "kind": "supplier"},
            {"location_id": "T", "name": "Other supplier", "kind": "supplier"},
        ],
        customers=[{"customer_id": "C", "name": "Corner shop", "channel_id": "shop", "region": "North", "priority": 1}],
        supply_orders=[
            {"order_id": "P1", "due_on": day(5), "promised_on": day(6), "eta": day(9), "received_quantity": 40.0},
            {"order_id": "P2", "due_on": day(3), "from_location": "T"},
            {"order_id": "P3", "due_on": day(-4)},
            {"order_id": "P0", "due_on": day(-9), "received_quantity": 100.0, "status": "received"},
        ],
        receipts=[{"order_id": "P0", "received_on": day(-7)}],
        sales_orders=[
            {"order_id": "C1", "requested_on": day(4), "promised_on": day(6), "customer_id": "C"},
            {"order_id": "C2", "requested_on": day(-2), "shipped_quantity": 4.0, "customer_id": "C"},
        ],
    )
    return context_of(snapshot)


def listed(context: ToolContext, **arguments: Any) -> Orders:
    return list_orders(context, ListOrders(**arguments))


def ids(orders: Orders) -> list[str]:
    return [line.order_id for line in orders.orders]


def test_open_supply_comes_in_the_order_of_arrival(context: ToolContext) -> None:
    """P3 is overdue and taken to come in three days; P1 counts by its estimate, not by its promise."""
    found = listed(context)
    assert ids(found) == ["P2", "P3", "P1"]
    assert [(line.expected_on, line.days_late, line.is_overdue) for line in found.orders] == [
        (day(3), 0, False),
        (day(3), 7, True),
        (day(9), 4, False),
    ]
    assert (found.count, found.late) == (3, 2)
    assert found.orders[2].open_quantity == 60.0


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"from_location": "Other supplier"}, ["P2"]),
        ({"late_only": True}, ["P3", "P1"]),
        ({"within_days": 5}, ["P2", "P3"]),
        ({"kind": "production"}, []),
        ({"kind": "sales"}, ["C2", "C1"]),
        ({"customer_id": "corner shop"}, ["C2", "C1"]),
        ({"kind": "sales", "late_only": True}, ["C2", "C1"]),
        ({"item_id": "I", "location_id": "W", "limit": 1}, ["P2"]),
        ({"order_id": "p0"}, ["P0"]),
        ({"order_id": "C1"}, ["C1"]),
    ],
)
def test_what_is_named_restricts_the_list(context: ToolContext, arguments: dict[str, Any], expected: list[str]) -> None:
    found = listed(context, **arguments)
    assert ids(found) == expected
    assert found.count >= len(expected)


def test_a_closed_order_shows_when_it_came(context: ToolContext) -> None:
    (line,) = listed(context, order_id="P0").orders
    assert (line.status, line.expected_on, line.days_late, line.open_quantity) == ("received", day(-7), 2, 0.0)


def test_customer_orders_are_late_by_the_day_asked_for(context: ToolContext) -> None:
    """The overdue one is late by the days since; the other one by the promise that is later than what was asked."""
    overdue, promised = listed(context, kind="sales").orders
    assert (overdue.days_late, overdue.is_overdue, overdue.open_quantity) == (2, True, 6.0)
    assert (promised.days_late, promised.is_overdue, promised.partner_name) == (2, False, "Corner shop")


def test_names_that_do_not_exist_or_may_not_be_seen_are_refused_alike(context: ToolContext) -> None:
    """Another region's order must not be told from one that does not exist."""
    south = Principal("sue", "Sue", (Seat("planner", Role.PLANNER, scope=Scope(region="South")),))
    elsewhere = replace(context, principal=south)
    with pytest.raises(UnknownSubject) as hidden:
        listed(elsewhere, order_id="P1")
    with pytest.raises(UnknownSubject) as missing:
        listed(elsewhere, order_id="P9")
    assert str(hidden.value).replace("P1", "P9") == str(missing.value)
    assert listed(elsewhere).orders == ()
    with pytest.raises(UnknownSubject):
        listed(context, from_location="Nobody")
