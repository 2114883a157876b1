"""Stock is added up by item and place, with what expires and how long the rest lasts."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from knowledge.truth.snapshot import Snapshot
from tools.context import ToolContext
from tools.inventory.show_stock import ShowStock, show_stock

Tiny = Callable[..., Snapshot]
MONDAY = date(2026, 3, 2)
LOTS: list[dict[str, object]] = [
    {"lot_id": "a", "on_hand": 40.0, "expires_on": MONDAY + timedelta(days=10)},
    {"lot_id": "b", "on_hand": 60.0, "expires_on": MONDAY + timedelta(days=90), "on_hold": 10.0},
    {"lot_id": "c", "on_hand": 5.0, "expires_on": MONDAY - timedelta(days=1)},
]


@pytest.fixture
def context(tiny: Tiny, context_of: Callable[..., ToolContext]) -> ToolContext:
    """Three lots of I at W; J stands at W and nobody asks for it."""
    still = {"item_id": "J", "name": "Sleeper", "family": "G", "unit_cost": 2.0}
    return context_of(
        tiny(items=[{}, still], stock=[*LOTS, {"item_id": "J", "on_hand": 30.0}], stock_policies=[{}, {"item_id": "J"}])
    )


def test_lots_are_added_up_and_the_bad_ones_are_not_usable(context: ToolContext) -> None:
    """105 on hand less 10 on hold less 5 expired is 90, which lasts nine days at ten a day."""
    shown = show_stock(context, ShowStock())
    first, second = shown.lines
    assert (first.item_id, first.on_hand, first.on_hold, first.usable) == ("I", 105.0, 10.0, 90.0)
    assert first.cover_days == pytest.approx(9.0)
    assert (first.value, second.value, shown.value) == (1050.0, 60.0, 1110.0)
    assert (second.item_id, second.cover_days, second.next_expiry) == ("J", None, None)


def test_what_expires_soon_is_told_with_its_worth(context: ToolContext) -> None:
    """The expired lot and the one of ten days on; the one of ninety days is left out, and so is what never expires."""
    shown = show_stock(context, ShowStock(expiring_within_days=30))
    (line,) = shown.lines
    assert (line.expiring, line.expiring_value, line.next_expiry) == (45.0, 450.0, MONDAY - timedelta(days=1))
    assert (shown.expiring_value, shown.expiring_within_days) == (450.0, 30)


def test_slow_movers_are_what_lasts_long_or_is_not_asked_for(context: ToolContext) -> None:
    assert [line.item_id for line in show_stock(context, ShowStock(minimum_cover_days=60.0)).lines] == ["J"]
    assert show_stock(context, ShowStock(family="F", minimum_cover_days=60.0)).lines == ()
    assert show_stock(context, ShowStock(limit=1)).count == 2


def test_stock_of_one_item_is_added_up_over_its_places(tiny: Tiny, context_of: Callable[..., ToolContext]) -> None:
    """105 at W, 20 at a second place; of several items there is no sum."""
    here, there = {"location_id": "W"}, {"location_id": "W2", "name": "Second"}
    lots = [*LOTS, {"lot_id": "d", "location_id": "W2", "on_hand": 20.0}]
    shown = show_stock(context_of(tiny(locations=[here, there], stock=lots)), ShowStock(item_id="I"))
    assert shown.of_item is not None
    assert (shown.of_item.on_hand, shown.of_item.usable, shown.count) == (125.0, 110.0, 2)


def test_stock_of_several_items_has_no_sum_of_units(context: ToolContext) -> None:
    assert show_stock(context, ShowStock()).of_item is None
