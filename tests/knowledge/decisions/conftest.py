"""A ledger on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from knowledge.decisions.ledger import Ledger
from tests.fixtures_ledger import HandClock, empty, postgres_engine, sqlite_engine
from tests.fixtures_postgres import postgres_server


@pytest.fixture(scope="session")
def ledger_postgres_engine() -> Iterator[Engine]:
    """A migrated database on a PostgreSQL server."""
    with postgres_server() as url, postgres_engine(url) as engine:
        yield engine


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty migrated database of either kind."""
    if request.param == "sqlite":
        with sqlite_engine(tmp_path) as engine:
            yield engine
    else:
        engine = request.getfixturevalue("ledger_postgres_engine")
        empty(engine)
        yield engine


@pytest.fixture
def hand_clock() -> HandClock:
    """A clock that the test moves."""
    return HandClock()


@pytest.fixture
def ledger(ledger_engine: Engine, hand_clock: HandClock) -> Ledger:
    """An empty ledger."""
    return Ledger(ledger_engine, hand_clock)


@pytest.fixture
def sqlite_ledger(tmp_path: Path, hand_clock: HandClock) -> Iterator[Ledger]:
    """An empty ledger on SQLite, for what does not depend on the database."""
    with sqlite_engine(tmp_path) as engine:
        yield Ledger(engine, hand_clock)
