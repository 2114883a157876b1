"""A company whose freight, lots and overtime can be worked out by hand, with a policy, positions and a ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine

from knowledge.database import migrate, open_database
from knowledge.decisions.ledger import Ledger
from knowledge.policies.store import PolicyStore
from knowledge.principal import Principal, Role, Seat
from knowledge.truth.snapshot import Snapshot
from knowledge.truth.store import TruthStore
from knowledge.truth.tables import TABLES
from tools.context import ToolContext

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
Rows = list[dict[str, Any]]

ANA = Principal("ana", "Ana", (Seat("planner", Role.PLANNER),))
MARIA = Principal("maria", "Maria", (Seat("logistics_manager", Role.MANAGER, "soe", approval_limit=25_000.0),))

POLICY = """---
id: POL-01
title: Decisions about supply
owner: Logistics manager
currency: EUR
effective_from: 2025-01-01
effective_to: null
applies_to:
  actions: ["*"]
  families: ["*"]
  locations: ["*"]
limits:
  - {limit: max_expedite_cost, section: 1, actions: [expedite_order], value: 1000}
  - {limit: max_safety_stock_change_share, section: 1, actions: [change_stock_policy], value: 0.5}
  - limit: approval
    section: 2
    bands:
      - up_to: 25000
        steps:
          - {position: logistics_manager, title: Logistics manager, role: manager, mandate: soe}
---
# Decisions about supply

## 1. Limits
Expediting an order costs at most 1,000, and a safety stock moves by half of what it was at most.

## 2. Approval
The logistics manager approves up to 25,000.
"""


def item(item_id: str, **more: Any) -> dict[str, Any]:
    """One item: 2 kg and 0.01 m3 a case, cost 10, price 15."""
    row = {"item_id": item_id, "name": f"Item {item_id}", "family": "F", "unit": "case", "unit_precision": 0}
    priced = {"unit_cost": 10.0, "unit_price": 15.0, "weight_kg": 2.0, "volume_m3": 0.01, "lifecycle": "active"}
    return row | priced | more


def lane(origin: str, target: str, mode: str, days: float, shipment: float, kg: float, m3: float) -> dict[str, Any]:
    """One lane with two frozen days."""
    ends = {"from_location": origin, "to_location": target, "mode": mode, "frozen_days": 2}
    costs = {"cost_per_shipment": shipment, "cost_per_kg": kg, "cost_per_m3": m3}
    return ends | costs | {"transit_days": days, "transit_sd_days": 0.0}


def source(item_id: str, place: str, kind: str, origin: str | None, **more: Any) -> dict[str, Any]:
    """One source: five days, 50 at least, in tens."""
    row = {"item_id": item_id, "location_id": place, "rank": 1, "kind": kind, "from_location": origin, "share": 1.0}
    terms = {"ordering_cost": 5.0, "lead_time_days": 5.0, "lead_time_sd_days": 0.0, "review_period_days": 7}
    return row | terms | {"min_order_quantity": 50.0, "order_multiple": 10.0} | more


def order(order_id: str, **more: Any) -> dict[str, Any]:
    """One open purchase order of 200 A by sea from S to D, due on 30 March."""
    row = {"order_id": order_id, "line": 1, "kind": "purchase", "item_id": "A", "from_location": "S"}
    where = {"to_location": "D", "mode": "sea", "quantity": 200.0, "unit_price": 8.0, "currency": "USD"}
    when = {"ordered_on": date(2026, 2, 2), "due_on": date(2026, 3, 30), "recorded_on": date(2026, 2, 2)}
    return row | where | when | {"received_quantity": 0.0, "status": "open"} | more


def base_rows() -> dict[str, Rows]:
    """The rows of the company, by table."""
    every = {"family": "*", "region": "*", "location_id": "*", "mandate": "soe"}
    return {
        "company": [
            {
                "company_id": "tiny", "name": "Tiny", "planning_date": TODAY, "currency": "EUR", "timezone": "UTC",
                "week_start": 1, "fiscal_year_start": 1, "holding_cost_rate": 0.2, "operating_model": "hybrid",
            }
        ],
        "items": [
            item("A"), item("W", weight_kg=None), item("P"), item("R"), item("E", lifecycle="ended", replaced_by="A"),
        ],
        "locations": [
            {"location_id": name, "name": name, "kind": kind, "region": "North"}
            for name, kind in (("S", "supplier"), ("PL", "plant"), ("D", "dc"), ("X", "dc"))
        ],
        "channels": [
            {
                "channel_id": "shop", "name": "Shops", "priority": 1, "target_fill_rate": 0.98,
                "shortage_mode": "lost", "shortage_cost_rate": 0.0,
            }
        ],
        "exchange_rates": [
            {"currency": "USD", "date": date(2026, 2, 1), "rate": 0.5},
            {"currency": "USD", "date": date(2026, 3, 1), "rate": 0.9},
            {"currency": "USD", "date": date(2026, 4, 1), "rate": 0.1},
        ],
        "lanes": [
            lane("S", "D", "sea", 20, 300, 0.10, 2), lane("S", "D", "air", 2.5, 100, 1.50, 50),
            lane("PL", "D", "road", 2, 80, 0, 0),
        ],
        "sourcing": [
            source("A", "D", "buy", "S", purchase_price=8.0, currency="USD"), source("P", "PL", "make", None),
            source("P", "D", "transfer", "PL"), source("R", "PL", "buy", "S", purchase_price=1.0, currency="EUR"),
            source("W", "D", "buy", "S", purchase_price=8.0, currency="EUR"),
            source("E", "D", "buy", "S", purchase_price=8.0, currency="EUR"),
        ],
        "price_breaks": [
            {"item_id": "A", "from_location": "S", "min_quantity": 100.0, "price": 7.0},
            {"item_id": "A", "from_location": "S", "min_quantity": 500.0, "price": 6.0},
        ],
        "bill_of_materials": [
            {
                "parent_item": "P", "component_item": "R", "location_id": "PL", "quantity_per": 2.0,
                "scrap_rate": 0.0, "valid_from": date(2020, 1, 1),
            }
        ],
        "resources": [
            {
                "resource_id": name, "location_id": "PL", "name": name, "hours_per_week": 40.0,
                "overtime_hours_per_week": 10.0, "cost_per_hour": regular, "overtime_cost_per_hour": overtime,
            }
            for name, regular, overtime in (("LINE", 100.0, 150.0), ("PACK", 60.0, 90.0))
        ],
        "routings": [
            {
                "item_id": "P", "location_id": "PL", "routing_id": "R1", "operation": number, "rank": 1,
                "resource_id": name, "hours_per_unit": each, "setup_hours": setup,
            }
            for number, name, each, setup in ((10, "LINE", 0.05, 1.0), (20, "PACK", 0.02, 0.6))
        ],
        "stock": [
            {"item_id": name, "location_id": place, "lot_id": "-", "on_hand": held, "allocated": 0.0, "on_hold": 0.0}
            for name, place, held in (("A", "D", 100.0), ("P", "PL", 500.0), ("P", "D", 200.0), ("R", "PL", 900.0))
        ],
        "supply_orders": [
            order("PO-1", promised_on=date(2026, 3, 30), eta=date(2026, 4, 8)),
            order("PO-2", received_quantity=50.0),
            order("PO-3", status="received", received_quantity=200.0),
            order("PO-4", status="cancelled"),
            order("PO-5", status="shipped", shipped_on=date(2026, 2, 20)),
            order("PO-6", item_id="W", due_on=date(2026, 4, 1)),
            order("PO-7", due_on=date(2026, 3, 3)),
            order(
                "MO-1", kind="production", item_id="P", from_location=None, to_location="PL", mode="any",
                quantity=120.0, unit_price=None, currency=None, due_on=date(2026, 3, 10),
            ),
            order(
                "TO-1", kind="transfer", item_id="P", from_location="PL", mode="road", unit_price=None, currency=None,
                quantity=60.0, due_on=date(2026, 3, 12), status="planned",
            ),
        ],
        "stock_policies": [
            {
                "item_id": "A", "location_id": "D", "kind": "base_stock", "safety_stock": 40.0, "order_up_to": 400.0,
                "service_measure": "fill_rate", "service_target": 0.95,
            },
            {
                "item_id": "P", "location_id": "D", "kind": "r_Q", "safety_stock": 20.0, "reorder_point": 100.0,
                "order_quantity": 60.0, "service_measure": "fill_rate", "service_target": 0.95,
            },
        ],
        "forecasts": [
            {
                "version": "2026-02", "step": "consensus", "bucket": "week", "item_id": name, "location_id": "D",
                "period_start": TODAY + timedelta(weeks=week), "channel_id": "*", "baseline": 70.0, "uplift": 0.0,
                "quantiles": [70.0] * 9, "made_on": date(2026, 2, 27), "author": "ines",
            }
            for name in ("A", "P")
            for week in range(60)
        ],
        "demand_history": [
            {
                "date": TODAY - timedelta(days=day), "item_id": name, "location_id": "D", "channel_id": "shop",
                "quantity": 10.0, "recorded_on": TODAY - timedelta(days=day),
            }
            for name in ("A", "P")
            for day in range(1, 183)
        ],
        "people": [{"person_id": name, "name": name.title()} for name in ("ana", "maria", "max")],
        "positions": [
            {"position_id": "planner", "title": "Planner", "role": "planner", "holder": "ana", **every},
            {
                "position_id": "logistics_manager", "title": "Logistics manager", "role": "manager", "holder": "maria",
                "approval_limit": 25_000.0, "reports_to": "director", **every,
            },
            {
                "position_id": "director", "title": "Director", "role": "executive", "holder": "max",
                "approval_limit": 250_000.0, **every,
            },
        ],
    }  # fmt: skip


def frame(table: str, rows: Rows) -> pl.DataFrame:
    """Return rows of a table in its schema; columns that are not given are null."""
    schema = TABLES[table].schema
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def frames() -> dict[str, pl.DataFrame]:
    """Return the tables of the company."""
    return {name: frame(name, rows) for name, rows in base_rows().items()}


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The company as one version of the truth."""
    return Snapshot.of_tables("t-000001", frames())


@dataclass
class House:
    """Truth, ledger and policies of the company in one folder."""

    engine: Engine
    truth: TruthStore
    ledger: Ledger
    policies: PolicyStore

    def context(self, principal: Principal = ANA) -> ToolContext:
        """What a tool is given when a person asks at the newest version."""
        return ToolContext(self.truth.snapshot(), principal, self.policies, self.ledger, lambda: NOW)

    def approve(self, proposal_id: str) -> None:
        """Approve a proposal as the logistics manager."""
        seen = self.ledger.proposal(proposal_id)
        head = self.truth.snapshot()
        self.ledger.decide(
            proposal_id,
            version=seen.version,
            digest=seen.digest,
            verdict="approve",
            principal=MARIA,
            idempotency_key=f"approve-{proposal_id}-{seen.version}",
            head_version=head.version,
            rows_digest_now=seen.draft.reads_digest,
        )

    def load(self, upserts: dict[str, pl.DataFrame], key: str) -> None:
        """Publish rows as somebody loading data would."""
        self.truth.publish(upserts, cause="load", author="it", idempotency_key=key, also=self.ledger.on_published)


def open_house(folder: Path) -> House:
    """Open what lies in a folder."""
    engine = open_database(f"sqlite:///{folder / 'tandem.db'}")
    truth = TruthStore(engine, str(folder / "truth"), folder / "publish.lock", lambda: NOW)
    return House(engine, truth, Ledger(engine, lambda: NOW), PolicyStore(folder))


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the company published as the first version and its policy; to be copied, not used."""
    folder = tmp_path_factory.mktemp("furnished")
    house = open_house(folder)
    migrate(house.engine)
    (folder / "POL-01.md").write_text(POLICY)
    house.policies.add(folder / "POL-01.md")
    house.load(frames(), "first")
    house.engine.dispose()
    return folder


@pytest.fixture
def house(furnished: Path, tmp_path: Path) -> Iterator[House]:
    """A company of one's own."""
    copytree(furnished, tmp_path, dirs_exist_ok=True)
    opened = open_house(tmp_path)
    yield opened
    opened.engine.dispose()
