"""Tiny companies for the forecasting tools, built row by row."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

import polars as pl
import pytest

from knowledge.principal import Principal, Role, Scope, Seat
from knowledge.truth.snapshot import Snapshot
from knowledge.truth.tables import TABLES
from tools.context import ToolContext

MONDAY = date(2023, 1, 2)

MakeSnapshot = Callable[..., Snapshot]
MakeContext = Callable[..., ToolContext]


def _frame(table: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    schema = TABLES[table].schema
    return pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema=schema)


@pytest.fixture
def make_snapshot() -> MakeSnapshot:
    """Build a company whose items sell `demand[(item, place)]` units on the Monday of each week from `MONDAY` on.

    `days_into_week` moves the planning date into the week after the history; `tables` adds rows to other tables.
    """

    def make(
        demand: Mapping[tuple[str, str], Sequence[float]],
        *,
        days_into_week: int = 0,
        families: Mapping[str, str] | None = None,
        lifecycles: Mapping[str, str] | None = None,
        channel: str = "retail",
        tables: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    ) -> Snapshot:
        weeks = max((len(values) for values in demand.values()), default=0)
        today = MONDAY + timedelta(weeks=weeks, days=days_into_week)
        sold: list[dict[str, Any]] = []
        for (item, place), values in demand.items():
            for week, quantity in enumerate(values, start=weeks - len(values)):
                day = MONDAY + timedelta(weeks=week)
                sold.append(
                    {"date": day, "item_id": item, "location_id": place, "channel_id": channel}
                    | {"quantity": quantity, "recorded_on": day}
                )
        extra = dict(tables or {})
        places = {place for _, place in demand} | {row["location_id"] for row in extra.get("forecasts", ())}
        items = {item for item, _ in demand} | {row["item_id"] for row in extra.get("forecasts", ())}
        rows: dict[str, Sequence[Mapping[str, Any]]] = {
            "company": [
                {"company_id": "c", "name": "C", "planning_date": today, "currency": "EUR", "week_start": 1}
                | {"timezone": "UTC", "fiscal_year_start": 1, "holding_cost_rate": 0.2, "operating_model": "hybrid"}
            ],
            "items": [
                {"item_id": item, "name": f"Item {item}", "family": (families or {}).get(item, "F"), "unit": "case"}
                | {"unit_precision": 0, "unit_cost": 6.0, "unit_price": 10.0}
                | {"lifecycle": (lifecycles or {}).get(item, "active")}
                for item in sorted(items)
            ],
            "locations": [
                {"location_id": place, "name": f"Place {place}", "kind": "dc", "region": "north"}
                for place in sorted(places)
            ],
            "channels": [{"channel_id": name, "name": name.title(), "priority": 1} for name in ("retail", "ecom")],
        }
        for name, added in extra.items():
            rows[name] = [*rows.get(name, ()), *added]
        frames = {name: _frame(name, added) for name, added in rows.items()}
        frames["demand_history"] = pl.concat(
            [_frame("demand_history", sold), _frame("demand_history", extra.get("demand_history", []))]
        )
        return Snapshot.of_tables("t-000001", frames)

    return make


@pytest.fixture
def make_context() -> MakeContext:
    """Surround a snapshot with a planner who sees everything, or only some scopes; no policies, no ledger."""

    def make(snapshot: Snapshot, *scopes: Scope) -> ToolContext:
        seats = tuple(Seat(f"seat-{n}", Role.PLANNER, scope=scope) for n, scope in enumerate(scopes or (Scope(),)))
        return ToolContext(
            snapshot=snapshot,
            principal=Principal("ana", "Ana", seats),
            policies=cast(Any, None),
            ledger=cast(Any, None),
            clock=lambda: datetime(2026, 1, 1),
        )

    return make
