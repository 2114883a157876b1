"""A ledger on a database of its own, and the people and drafts that tests of decisions share."""

import itertools
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, delete, text, update

from knowledge.database import Base, migrate, open_database, writing
from knowledge.decisions.audit import GENESIS
from knowledge.decisions.ledger import Ledger
from knowledge.decisions.proposals import Draft, Proposal, RouteStep
from knowledge.decisions.schema import AuditHeadRow
from knowledge.principal import Principal, Role, Seat

HEAD = "t-000001"
READS = "a" * 64
MOVED = "b" * 64
LAST_DAY = date(2026, 3, 9)
_databases = itertools.count(1)

ANA = Principal("ana", "Ana", (Seat("demand_planner", Role.PLANNER),))
MARIA = Principal("maria", "Maria", (Seat("logistics_manager", Role.MANAGER, approval_limit=25_000),))
MAX = Principal("max", "Max", (Seat("director", Role.EXECUTIVE, approval_limit=250_000),))
VERA = Principal("vera", "Vera", (Seat("logistics_manager", Role.VIEWER, approval_limit=25_000),))
ADMIN = Principal("noor", "Noor", (Seat("system_admin", Role.ADMIN, approval_limit=1e9),))

LOGISTICS = RouteStep(position_ids=("logistics_manager",), reason="It costs premium freight.")
DIRECTOR = RouteStep(position_ids=("director",), reason="It commits more than 25,000.")


@dataclass
class HandClock:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 3, 2, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Move the clock on."""
        self.now += timedelta(seconds=seconds)


def draft(order: str = "PO-1", **changes: Any) -> Draft:
    """Return a draft that expedites an order for 900, decided by the logistics manager."""
    plain: dict[str, Any] = {
        "title": f"Expedite {order}",
        "reason": "It arrives four days after the stock is gone.",
        "actions": ({"kind": "expedite_order", "order_id": order, "arrive_on": "2026-03-06"},),
        "effect": {"service": 0.031, "cost": 900.0},
        "policy_check": {"POL-01": "met"},
        "route": (LOGISTICS,),
        "value": 900.0,
        "reads": [["supply_orders", [["order_id", [order]]]]],
        "reads_digest": READS,
        "truth_version": HEAD,
        "seed": 1,
        "expires_on": LAST_DAY,
    }
    return Draft.model_validate({**plain, **changes})


def decide(ledger: Ledger, proposal: Proposal, by: Principal = MARIA, **changes: Any) -> Proposal:
    """Decide a proposal as it was read; approve unless told otherwise."""
    plain: dict[str, Any] = {
        "version": proposal.version,
        "digest": proposal.digest,
        "verdict": "approve",
        "principal": by,
        "idempotency_key": f"{by.person_id}-{proposal.proposal_id}-{proposal.version}",
        "head_version": HEAD,
        "rows_digest_now": READS,
    }
    return ledger.decide(proposal.proposal_id, **{**plain, **changes})


@contextmanager
def sqlite_engine(folder: Path) -> Generator[Engine]:
    """A migrated SQLite database."""
    engine = open_database(sqlite_url(folder))
    migrate(engine)
    yield engine
    engine.dispose()


def sqlite_url(folder: Path) -> str:
    """The URL of the SQLite database of a folder."""
    return f"sqlite:///{folder / 'tandem.db'}"


@contextmanager
def postgres_engine(server: str) -> Generator[Engine]:
    """A migrated database of its own on a PostgreSQL server."""
    name = f"ledger_{next(_databases)}"
    control = create_engine(server, isolation_level="AUTOCOMMIT")
    with control.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    control.dispose()
    engine = open_database(server.rsplit("/", 1)[0] + f"/{name}")
    migrate(engine)
    yield engine
    engine.dispose()


def empty(engine: Engine) -> None:
    """Empty every table of the decisions and of the manifest."""
    with writing(engine) as connection:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name != "audit_head":
                connection.execute(delete(table))
        connection.execute(update(AuditHeadRow).values(seq=0, hash=GENESIS))
