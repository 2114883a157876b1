"""Every action that cannot be done is refused with what is wrong and what could be done instead."""

from typing import Any

import polars as pl
import pytest

from knowledge.truth.snapshot import Snapshot
from knowledge.truth.tables import TABLES
from tools.actions.types import read_actions, validate_all
from tools.errors import ActionRefused, ToolError


def expedite(order_id: str, arrive_on: str, **more: Any) -> dict[str, Any]:
    """An expedite as JSON."""
    return {"kind": "expedite_order", "order_id": order_id, "arrive_on": arrive_on} | more


def push_out(order_id: str, due_on: str) -> dict[str, Any]:
    """A push-out as JSON."""
    return {"kind": "push_out_order", "order_id": order_id, "due_on": due_on}


def create(**more: Any) -> dict[str, Any]:
    """A purchase of 120 A by air as JSON."""
    row = {"kind": "create_order", "order_kind": "purchase", "item_id": "A", "location_id": "D", "from_location": "S"}
    return row | {"mode": "air", "quantity": 120, "due_on": "2026-03-20"} | more


def policy(place: str = "D", item: str = "A", **more: Any) -> dict[str, Any]:
    """A change of a stock policy as JSON."""
    return {"kind": "change_stock_policy", "item_id": item, "location_id": place} | more


def override(start: str, quantity: float, **more: Any) -> dict[str, Any]:
    """An override of one week as JSON."""
    week = {"period_start": start, "quantity": quantity}
    row = {"kind": "override_forecast", "item_id": "A", "location_id": "D", "periods": [week]}
    return row | {"reason": "A tender was won."} | more


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    (expedite("PO-99", "2026-03-09"), "no supply order 'PO-99'", "Did you mean"),
    (expedite("po-1", "2026-03-09", mode="air"), "'po-1' is not exact", "PO-1"),
    (expedite("PO-1", "2026-03-09", line=2), "no line 2", "1"),
    (expedite("PO-3", "2026-03-09"), "is received", "planned or open"),
    (expedite("PO-4", "2026-03-09"), "is cancelled", "planned or open"),
    (expedite("PO-5", "2026-03-09"), "left on 20 Feb 2026", "additional order"),
    (expedite("PO-1", "2026-04-08"), "8 Apr 2026 is not earlier", "push the order out"),
    (expedite("PO-1", "2026-03-01", mode="air"), "earliest day is 5 Mar 2026", "5 Mar 2026"),
    (expedite("PO-1", "2026-03-04", mode="air"), "earliest day is 5 Mar 2026", "5 Mar 2026"),
    (expedite("PO-1", "2026-03-10"), "earliest day is 22 Mar 2026", "air (from 5 Mar 2026)"),
    (expedite("PO-1", "2026-03-10", mode="rail"), "nothing goes by rail", "air, sea"),
    (expedite("PO-6", "2026-03-10", mode="air"), "weight_kg is not known", "Load weight_kg"),
    (expedite("MO-1", "2026-03-03"), "earliest day is 4 Mar 2026", "4 Mar 2026"),
    (expedite("MO-1", "2026-03-06", mode="air"), "no mode of transport", "Leave the mode out"),
    (push_out("PO-1", "2026-04-08"), "8 Apr 2026 is not later", "later date"),
    (push_out("PO-3", "2026-05-08"), "is received", "planned or open"),
    (push_out("PO-5", "2026-05-08"), "left on 20 Feb 2026", "not been shipped"),
    (push_out("PO-7", "2026-03-20"), "within the frozen days", "1 Mar 2026"),
    (create(item_id="E"), "has ended", "successor A"),
    (create(item_id="Z"), "no item 'Z'", "check the spelling"),
    (create(location_id="X"), "no valid source", "sourcing"),
    (create(from_location=None, mode="any"), "without a place of origin", "buy from S"),
    (create(from_location="PL"), "no valid source", "buy from S"),
    (create(quantity=40), "below the minimum order of 50", "at least 50"),
    (create(quantity=123), "no multiple of 10", "120 or 130"),
    (create(mode="road"), "nothing goes by road", "air, sea"),
    (create(mode="any", due_on="2026-03-09"), "earliest day is 10 Mar 2026", "10 Mar 2026"),
    (create(due_on="2026-03-09"), "earliest day is 10 Mar 2026", "10 Mar 2026"),
    (create(mode="sea", due_on="2026-03-26"), "earliest day is 27 Mar 2026", "27 Mar 2026"),
    (create(order_kind="production", item_id="P", location_id="PL", from_location=None), "no mode", "Leave"),
    (create(item_id="W"), "weight_kg is not known", "Load weight_kg"),
    (policy("X", safety_stock=10), "no stock policy", "stock_policies"),
    (policy(safety_stock=40), "nothing would change", "differs"),
    (policy(safety_stock=10.5), "decimal places", "Write 10"),
    (policy(reorder_point=200), "has no reorder_point", "safety_stock or order_up_to"),
    (policy(safety_stock=50, order_up_to=45), "above the order-up-to level", "50"),
    (policy(item="E", safety_stock=1), "has ended", "still sold"),
    (override("2026-03-03", 80), "not the first day of a week", "2 Mar 2026 or 9 Mar 2026"),
    (override("2026-02-23", 80), "not one that is forecast", "2 Mar 2026"),
    (override("2030-03-04", 80), "not one that is forecast", "2 Mar 2026"),
    (override("2026-03-09", 70), "these figures already", "differs"),
    (override("2026-03-09", 80, location_id="X"), "not stocked at X", "stocked at D"),
    (override("2026-03-09", 80, reason="  "), "needs a reason", "Say why"),
    (override("2026-03-09", 80.5), "decimal places", "Write 80"),
]


@pytest.mark.parametrize(("document", "wrong", "cure"), REFUSED, ids=lambda value: str(value)[:40])
def test_refusal_says_what_is_wrong_and_what_to_do(
    snapshot: Snapshot, document: dict[str, Any], wrong: str, cure: str
) -> None:
    with pytest.raises(ToolError) as refused:
        validate_all(snapshot, read_actions([document]))
    assert wrong in refused.value.detail
    assert cure in refused.value.remedy


def test_the_second_of_two_equal_changes_is_refused(snapshot: Snapshot) -> None:
    twice = read_actions([policy(safety_stock=50)] * 2)
    with pytest.raises(ActionRefused, match="nothing would change"):
        validate_all(snapshot, twice)


def test_a_proposal_of_nothing_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(ActionRefused, match="1 to 20 actions"):
        validate_all(snapshot, ())


@pytest.mark.parametrize(
    ("table", "column", "order_id", "wrong"),
    [
        ("supply_orders", "from_location", "PO-1", "not known where order PO-1 comes from"),
        ("routings", "item_id", "MO-1", "no routing"),
        ("lanes", "to_location", "PO-1", "no lane from S to D"),
        ("exchange_rates", "currency", "PO-1", "No exchange rate of USD"),
    ],
)
def test_missing_master_data_is_named_not_guessed(
    snapshot: Snapshot, table: str, column: str, order_id: str, wrong: str
) -> None:
    blank = pl.lit(None, pl.String) if column == "from_location" else pl.lit("X")
    rows = snapshot.table(table).with_columns(blank.alias(column))
    tables = {name: snapshot.table(name) for name in TABLES} | {table: rows}
    poorer = Snapshot.of_tables("t-000009", tables)
    day = "2026-03-04" if order_id == "MO-1" else "2026-03-30"
    with pytest.raises(ActionRefused) as refused:
        validate_all(poorer, read_actions([expedite(order_id, day)]))
    assert wrong in refused.value.detail
    assert refused.value.remedy
