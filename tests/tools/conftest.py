"""A company small enough to be worked through by hand."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import polars as pl
import pytest

from knowledge.principal import Principal, Role, Seat
from knowledge.truth.snapshot import Snapshot
from knowledge.truth.tables import TABLES
from tools.context import ToolContext

Rows = list[dict[str, Any]]
MONDAY = date(2026, 3, 2)
WEEKS = 30

COMPANY: Mapping[str, dict[str, Any]] = {
    "company": {
        "company_id": "tiny", "name": "Tiny", "planning_date": MONDAY, "currency": "EUR", "timezone": "UTC",
        "week_start": 1, "fiscal_year_start": 1, "holding_cost_rate": 0.365, "operating_model": "hybrid",
    },
    "items": {
        "item_id": "I", "name": "Item", "family": "F", "unit": "case", "unit_precision": 0, "unit_cost": 10.0,
        "unit_price": 15.0, "volume_m3": 0.01, "weight_kg": 2.0, "lifecycle": "active",
    },
    "locations": {"location_id": "W", "name": "Warehouse", "kind": "dc", "region": "North"},
    "channels": {
        "channel_id": "shop", "name": "Shops", "priority": 1, "target_fill_rate": 0.98, "shortage_mode": "lost",
        "shortage_cost_rate": 0.0,
    },
    "lanes": {
        "from_location": "S", "to_location": "W", "mode": "road", "transit_days": 2.0, "transit_sd_days": 0.0,
        "cost_per_shipment": 50.0, "cost_per_kg": 0.0, "cost_per_m3": 0.0, "frozen_days": 0,
    },
    "sourcing": {
        "item_id": "I", "location_id": "W", "rank": 1, "kind": "buy", "from_location": "S", "share": 1.0,
        "purchase_price": 10.0, "currency": "EUR", "ordering_cost": 5.0, "lead_time_days": 5.0,
        "lead_time_sd_days": 0.0, "min_order_quantity": 20.0, "order_multiple": 10.0, "review_period_days": 7,
    },
    "stock_policies": {
        "item_id": "I", "location_id": "W", "kind": "base_stock", "safety_stock": 30.0,
        "service_measure": "fill_rate", "service_target": 0.97,
    },
    "stock": {"item_id": "I", "location_id": "W", "lot_id": "-", "on_hand": 100.0, "allocated": 0.0, "on_hold": 0.0},
    "supply_orders": {
        "order_id": "P1", "line": 1, "kind": "purchase", "item_id": "I", "from_location": "S", "to_location": "W",
        "mode": "road", "quantity": 100.0, "unit_price": 10.0, "currency": "EUR", "ordered_on": MONDAY,
        "due_on": MONDAY + timedelta(days=5), "received_quantity": 0.0, "status": "open", "recorded_on": MONDAY,
    },
    "sales_orders": {
        "order_id": "C1", "line": 1, "item_id": "I", "location_id": "W", "channel_id": "shop", "quantity": 10.0,
        "requested_on": MONDAY, "shipped_quantity": 0.0, "priority": 1, "status": "open", "recorded_on": MONDAY,
    },
    "receipts": {"order_id": "P1", "line": 1, "quantity": 100.0, "received_on": MONDAY, "recorded_on": MONDAY},
    "bill_of_materials": {
        "parent_item": "I", "component_item": "R", "location_id": "W", "quantity_per": 1.0, "scrap_rate": 0.0,
        "valid_from": date(2020, 1, 1),
    },
    "demand_history": {
        "date": MONDAY, "item_id": "I", "location_id": "W", "channel_id": "shop", "quantity": 10.0,
        "recorded_on": MONDAY,
    },
    "forecasts": {
        "version": "2026-02", "step": "consensus", "bucket": "week", "period_start": MONDAY, "item_id": "I",
        "location_id": "W", "channel_id": "*", "baseline": 70.0, "uplift": 0.0, "quantiles": [70.0] * 9,
        "made_on": MONDAY, "author": "test",
    },
}  # fmt: skip
"""What a row of each table is where a test does not say otherwise."""

TinyCompany = Callable[..., Snapshot]


@pytest.fixture
def tiny() -> TinyCompany:
    """Build the company: item I at warehouse W, 70 cases a week (10 a day), 100 in stock, lead time 5 + 2 days.

    Keyword arguments are rows by table; what a row does not say is as in `COMPANY`. Tables that describe the position
    (orders, receipts, history) are empty unless given. `weekly` is the forecast of I at W, `quantiles` its spread.
    """
    return build_tiny_company


def build_tiny_company(weekly: float = 70.0, quantiles: list[float] | None = None, **rows: Rows) -> Snapshot:
    """Build a snapshot; see the fixture `tiny`."""
    tables: dict[str, Rows] = {
        "company": [{}],
        "items": [{}],
        "locations": [{}, {"location_id": "S", "name": "Supplier", "kind": "supplier"}],
        "channels": [{}],
        "lanes": [{}],
        "sourcing": [{}],
        "stock_policies": [{}],
        "stock": [{}],
        "forecasts": [
            {
                "period_start": MONDAY + timedelta(weeks=week),
                "baseline": weekly,
                "quantiles": [float(value) for value in quantiles or [weekly] * 9],
            }
            for week in range(WEEKS)
        ],
    }
    return Snapshot.of_tables("t-000001", {name: _frame(name, given) for name, given in (tables | rows).items()})


@pytest.fixture
def tiny_rows() -> Callable[..., pl.DataFrame]:
    """Build rows of a table of the company, for `Snapshot.with_rows`."""

    def rows(table: str, *given: dict[str, Any]) -> pl.DataFrame:
        return _frame(table, list(given))

    return rows


def _frame(table: str, given: Rows) -> pl.DataFrame:
    schema = TABLES[table].schema
    complete = [{name: (COMPANY.get(table, {}) | row).get(name) for name in schema} for row in given]
    return pl.DataFrame(complete, schema=schema)


class UnusedStore:
    """Stands for the policies and the ledger in tests of tools that must not touch them."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"this tool must not use the store's {name}")


ContextOf = Callable[..., ToolContext]


@pytest.fixture
def context_of() -> ContextOf:
    """Make the surroundings of a tool: a snapshot, a planner who may see everything, no store."""

    def make(snapshot: Snapshot, seed: int = 1) -> ToolContext:
        return ToolContext(
            snapshot=snapshot,
            principal=Principal("pat", "Pat", (Seat("planner", Role.PLANNER),)),
            policies=cast(Any, UnusedStore()),
            ledger=cast(Any, UnusedStore()),
            clock=lambda: datetime(2026, 3, 2, tzinfo=UTC),
            seed=seed,
        )

    return make
