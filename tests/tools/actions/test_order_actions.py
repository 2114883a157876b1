"""Expediting, pushing out and creating orders: hand-worked costs, exact rows."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from knowledge.truth.snapshot import RowRange, Snapshot
from knowledge.truth.tables import TABLES
from tools.actions.types import CreateOrder, ExpediteOrder, PushOutOrder, changes_of

AIR = ExpediteOrder(order_id="PO-1", arrive_on=date(2026, 3, 9), mode="air")
BUY = CreateOrder(
    order_kind="purchase",
    item_id="A",
    location_id="D",
    from_location="S",
    mode="air",
    quantity=120,
    due_on=date(2026, 3, 20),
)


def row(snapshot: Snapshot, order_id: str) -> dict[str, Any]:
    """The row of an order."""
    return snapshot.rows(RowRange.of("supply_orders", order_id=order_id)).row(0, named=True)


def test_premium_freight_is_the_faster_mode_less_the_planned_one(snapshot: Snapshot) -> None:
    # 200 cases are 400 kg and 2 m3. Air 100 + 1.50 * 400 + 50 * 2 = 800; sea 300 + 0.10 * 400 + 2 * 2 = 344.
    assert AIR.facts(snapshot).value == pytest.approx(456.0)


def test_premium_freight_counts_only_what_is_still_to_come(snapshot: Snapshot) -> None:
    # 150 cases are 300 kg and 1.5 m3. Air 100 + 450 + 75 = 625; sea 300 + 30 + 3 = 333.
    action = ExpediteOrder(order_id="PO-2", arrive_on=date(2026, 3, 9), mode="air")
    assert action.facts(snapshot).value == pytest.approx(292.0)


def test_keeping_the_mode_costs_one_shipment_of_its_own(snapshot: Snapshot) -> None:
    action = ExpediteOrder(order_id="PO-1", arrive_on=date(2026, 3, 30))
    assert action.facts(snapshot).value == pytest.approx(300.0)
    assert action.extra_cost(snapshot) == pytest.approx(300.0)
    assert AIR.extra_cost(snapshot) == 0


def test_expediting_production_costs_overtime(snapshot: Snapshot) -> None:
    # LINE 120 * 0.05 + 1 = 7 h at 50 more, PACK 120 * 0.02 + 0.6 = 3 h at 30 more; 10 h of 50 a week: 1.4 days.
    action = ExpediteOrder(order_id="MO-1", arrive_on=date(2026, 3, 4))
    action.validate_on(snapshot)
    assert action.facts(snapshot).value == pytest.approx(440.0)
    assert action.decide_by(snapshot) == date(2026, 3, 2)


def test_order_value_is_in_company_currency_at_the_last_known_rate(snapshot: Snapshot) -> None:
    assert AIR.facts(snapshot).order_value == pytest.approx(200 * 8 * 0.9)


def test_facts_of_an_expedite_are_counted_from_the_expected_day(snapshot: Snapshot) -> None:
    facts = AIR.facts(snapshot)
    assert (facts.days_ahead, facts.shift_days, facts.horizon_weeks) == (7, -30, 5)
    assert (facts.family, facts.location_id, facts.order_kind, facts.order_status) == ("F", "D", "purchase", "open")
    assert facts.quantity_cover_days == pytest.approx(20.0)


def test_cover_after_an_expedite_is_stock_plus_arrivals_less_demand(snapshot: Snapshot) -> None:
    # From 2 to 9 March: 100 in stock, 200 on the 3rd (PO-7), 200 on the 9th; 8 days of 10 each: 420 left.
    assert AIR.facts(snapshot).cover_days == pytest.approx(42.0)


def test_expediting_moves_arrival_and_mode_and_nothing_else(snapshot: Snapshot) -> None:
    before, after = row(snapshot, "PO-1"), row(snapshot.with_rows(AIR.changes(snapshot)), "PO-1")
    arrival, today = date(2026, 3, 9), date(2026, 3, 2)
    moved = {"due_on": arrival, "promised_on": arrival, "eta": arrival, "mode": "air", "recorded_on": today}
    assert after == before | moved


def test_expediting_a_late_order_keeps_the_earlier_due_date(snapshot: Snapshot) -> None:
    action = ExpediteOrder(order_id="PO-1", arrive_on=date(2026, 4, 2))
    after = row(snapshot.with_rows(action.changes(snapshot)), "PO-1")
    assert (after["due_on"], after["promised_on"], after["eta"]) == (
        date(2026, 3, 30),
        date(2026, 4, 2),
        date(2026, 4, 2),
    )


def test_an_expedite_can_wait_until_the_way_takes_all_the_time_left(snapshot: Snapshot) -> None:
    # Air takes three days.
    assert AIR.decide_by(snapshot) == date(2026, 3, 6)


def test_pushing_out_moves_the_dates_that_the_order_has(snapshot: Snapshot) -> None:
    action = PushOutOrder(order_id="TO-1", due_on=date(2026, 3, 19))
    action.validate_on(snapshot)
    before, after = row(snapshot, "TO-1"), row(snapshot.with_rows(action.changes(snapshot)), "TO-1")
    assert after == before | {"due_on": date(2026, 3, 19), "recorded_on": date(2026, 3, 2)}
    facts = action.facts(snapshot)
    assert (facts.value, facts.shift_days, facts.order_value) == (0.0, 7, 600.0)
    assert action.decide_by(snapshot) == date(2026, 3, 10)


@pytest.mark.parametrize(("quantity", "price"), [(50.0, 8.0), (100.0, 7.0), (490.0, 7.0), (500.0, 6.0)])
def test_a_purchase_costs_the_price_of_the_break_it_reaches(snapshot: Snapshot, quantity: float, price: float) -> None:
    action = BUY.model_copy(update={"quantity": quantity})
    action.validate_on(snapshot)
    facts = action.facts(snapshot)
    assert facts.order_value == pytest.approx(quantity * price * 0.9)
    assert action.changes(snapshot)["supply_orders"]["unit_price"].to_list() == [price]


def test_a_purchase_commits_goods_and_freight(snapshot: Snapshot) -> None:
    # 120 cases at 7 USD of 0.9; by air 100 + 1.50 * 240 kg + 50 * 1.2 m3 = 520.
    assert BUY.facts(snapshot).value == pytest.approx(756 + 520)


@pytest.mark.parametrize(("due_on", "mode"), [(date(2026, 3, 20), "air"), (date(2026, 3, 27), "sea")])
def test_an_open_mode_is_the_cheapest_that_arrives_in_time(snapshot: Snapshot, due_on: date, mode: str) -> None:
    # Five days at the supplier; by sea 20 days more: the 27th at the earliest.
    action = BUY.model_copy(update={"mode": "any", "due_on": due_on})
    action.validate_on(snapshot)
    assert action.changes(snapshot)["supply_orders"]["mode"].to_list() == [mode]
    assert f"by {mode}" in action.summary(snapshot)


def test_a_transfer_commits_its_freight_and_production_its_cost(snapshot: Snapshot) -> None:
    transfer = CreateOrder(
        order_kind="transfer", item_id="P", location_id="D", from_location="PL", quantity=60, due_on=date(2026, 3, 9)
    )
    make = CreateOrder(order_kind="production", item_id="P", location_id="PL", quantity=60, due_on=date(2026, 3, 9))
    transfer.validate_on(snapshot)
    make.validate_on(snapshot)
    assert (transfer.facts(snapshot).value, transfer.facts(snapshot).order_value) == (80.0, 600.0)
    assert make.facts(snapshot).value == 600.0
    assert transfer.points(snapshot) == {("P", "D"), ("P", "PL")}
    assert make.points(snapshot) == {("P", "PL"), ("R", "PL")}


def test_a_created_order_is_one_complete_row(snapshot: Snapshot) -> None:
    created = BUY.changes(snapshot)["supply_orders"]
    assert dict(created.schema) == TABLES["supply_orders"].schema
    made = created.row(0, named=True)
    assert made.pop("order_id").startswith("T-")
    today = date(2026, 3, 2)
    assert made == {
        "line": 1, "kind": "purchase", "item_id": "A", "from_location": "S", "to_location": "D", "mode": "air",
        "quantity": 120.0, "unit_price": 7.0, "currency": "USD", "ordered_on": today, "due_on": date(2026, 3, 20),
        "promised_on": None, "shipped_on": None, "eta": None, "received_quantity": 0.0, "status": "open",
        "recorded_on": today,
    }  # fmt: skip


def test_two_orders_alike_are_two_orders(snapshot: Snapshot) -> None:
    created = changes_of(snapshot, [BUY, BUY])["supply_orders"]
    assert created["order_id"].n_unique() == created.height == 2


def test_of_two_changes_to_one_order_the_last_counts(snapshot: Snapshot) -> None:
    later = PushOutOrder(order_id="PO-1", due_on=date(2026, 4, 20))
    rows = changes_of(snapshot, [later, AIR])["supply_orders"]
    assert rows.height == 1
    assert rows["due_on"].to_list() == [date(2026, 3, 9)]


def test_demand_of_a_component_is_what_its_products_need(snapshot: Snapshot) -> None:
    # 10 P a day at D, all from PL, two R each: 100 R last five days.
    action = CreateOrder(
        order_kind="purchase",
        item_id="R",
        location_id="PL",
        from_location="S",
        quantity=100,
        due_on=date(2026, 4, 1),
    )
    with_lane = snapshot.with_rows(
        {"lanes": snapshot.table("lanes").head(1).with_columns(from_location=pl.lit("S"), to_location=pl.lit("PL"))}
    )
    assert action.facts(with_lane).quantity_cover_days == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("table", "column", "changed"),
    [
        ("supply_orders", "quantity", True),
        ("stock", "on_hand", True),
        ("forecasts", "baseline", True),
        ("lanes", "cost_per_kg", True),
        ("items", "weight_kg", True),
        ("positions", "approval_limit", False),
        ("resources", "cost_per_hour", False),
    ],
)
def test_reads_cover_what_the_effect_rests_on_and_no_more(
    snapshot: Snapshot, table: str, column: str, changed: bool
) -> None:
    reads = AIR.reads(snapshot)
    moved = snapshot.with_rows({table: snapshot.table(table).with_columns(pl.col(column) + 1)})
    assert (snapshot.digest(reads) != moved.digest(reads)) is changed


def test_another_item_leaves_the_reads_alone(snapshot: Snapshot) -> None:
    reads = AIR.reads(snapshot)
    other = snapshot.rows(RowRange.of("stock", item_id="R")).with_columns(pl.col("on_hand") + 1)
    assert snapshot.with_rows({"stock": other}).digest(reads) == snapshot.digest(reads)
