"""Subjects are found by exact identifier or name only, and never outside a person's scopes."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from pydantic import ValidationError

from knowledge.principal import Scope
from knowledge.truth.snapshot import Snapshot
from knowledge.truth.tables import TABLES
from tools.errors import UnknownSubject
from tools.subjects import (
    StockingPoint,
    Subject,
    find_family,
    find_item,
    find_location,
    find_order,
    find_supply_order,
    stocking_points,
)


def _frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = TABLES[table].schema
    return pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema=schema)


def _item(item_id: str, name: str, family: str) -> dict[str, Any]:
    return {"item_id": item_id, "name": name, "family": family, "unit": "case", "unit_precision": 0, "unit_cost": 1.0}


def _order(order_id: str, line: int, item_id: str) -> dict[str, Any]:
    return {"order_id": order_id, "line": line, "item_id": item_id, "to_location": "DC-1", "quantity": 1.0}


@pytest.fixture
def snapshot() -> Snapshot:
    """Three items (two share a name), two places, one order with one line and one with two."""
    company = {"company_id": "c", "name": "C", "planning_date": date(2026, 1, 5), "week_start": 1}
    return Snapshot.of_tables(
        "t-1",
        {
            "company": _frame("company", [company]),
            "items": _frame(
                "items",
                [_item("A-1", "Oat drink", "Drinks"), _item("A-2", "Oat bar", "Bars"), _item("A-3", "Oat bar", "Bars")],
            ),
            "locations": _frame(
                "locations",
                [
                    {"location_id": "DC-1", "name": "Lyon", "kind": "dc", "region": "south"},
                    {"location_id": "DC-2", "name": "Lille", "kind": "dc", "region": "north"},
                ],
            ),
            "supply_orders": _frame(
                "supply_orders", [_order("PO-1", 1, "A-1"), _order("PO-2", 1, "A-1"), _order("PO-2", 2, "A-2")]
            ),
            "sales_orders": _frame("sales_orders", [{**_order("SO-1", 1, "A-1"), "location_id": "DC-1"}]),
            "stock_policies": _frame(
                "stock_policies",
                [{"item_id": i, "location_id": p} for i, p in (("A-1", "DC-1"), ("A-2", "DC-1"), ("A-2", "DC-2"))],
            ),
        },
    )


@pytest.mark.parametrize("text", ["A-1", "a-1", " Oat Drink "])
def test_identifier_or_name_in_any_case_finds_the_item(snapshot: Snapshot, text: str) -> None:
    assert find_item(snapshot, text).item_id == "A-1"


def test_near_name_is_refused_with_suggestions_instead_of_guessed(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownSubject) as refused:
        find_item(snapshot, "oat drnk")
    assert refused.value.suggestions[0] == "A-1"
    assert "A-1 (Oat drink)" in refused.value.remedy


def test_name_that_two_items_share_is_refused_with_both(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownSubject) as refused:
        find_item(snapshot, "oat bar")
    assert refused.value.suggestions == ("A-2", "A-3")


def test_nothing_similar_gives_no_suggestion(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownSubject) as refused:
        find_location(snapshot, "zzzzqqq")
    assert refused.value.suggestions == ()


def test_item_outside_the_scopes_is_as_unknown_as_one_that_does_not_exist(snapshot: Snapshot) -> None:
    scopes = (Scope(family="Bars"),)
    with pytest.raises(UnknownSubject) as refused:
        find_item(snapshot, "A-1", scopes)
    assert "A-1" not in refused.value.suggestions
    assert find_item(snapshot, "A-2", scopes).family == "Bars"
    with pytest.raises(UnknownSubject):
        find_family(snapshot, "Drinks", scopes)


def test_scopes_limit_stocking_points_by_family_and_place_together(snapshot: Snapshot) -> None:
    assert len(stocking_points(snapshot)) == 3
    north_bars = (Scope(family="Bars", region="north"),)
    assert stocking_points(snapshot, scopes=north_bars) == (StockingPoint("A-2", "DC-2"),)
    assert stocking_points(snapshot, scopes=()) == ()
    assert stocking_points(snapshot, item_id="A-2", location_id="lyon") == (StockingPoint("A-2", "DC-1"),)


def test_order_with_several_lines_needs_the_line(snapshot: Snapshot) -> None:
    assert find_supply_order(snapshot, "po-1")["item_id"] == "A-1"
    assert find_supply_order(snapshot, "PO-2", 2)["item_id"] == "A-2"
    with pytest.raises(UnknownSubject, match="1, 2"):
        find_supply_order(snapshot, "PO-2")
    with pytest.raises(UnknownSubject, match="no line 7"):
        find_supply_order(snapshot, "PO-2", 7)


def test_order_is_found_in_either_table(snapshot: Snapshot) -> None:
    assert find_order(snapshot, "SO-1")[0] == "sales_orders"
    assert find_order(snapshot, "PO-1")[0] == "supply_orders"
    with pytest.raises(UnknownSubject):
        find_supply_order(snapshot, "PO-1", scopes=(Scope(region="north"),))


def test_item_and_family_together_are_refused() -> None:
    with pytest.raises(ValidationError, match="not both"):
        Subject(item_id="A-1", family="Bars")
