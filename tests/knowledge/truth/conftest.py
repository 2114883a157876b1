"""A small company: two items at one warehouse, sold through one channel."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from knowledge.database import Base, open_database
from knowledge.truth.manifest import ManifestRow
from knowledge.truth.store import TruthStore

TODAY = date(2024, 6, 3)


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Moves a second at each look."""
    times: Iterator[datetime] = (datetime(2024, 6, 3, tzinfo=UTC) + timedelta(seconds=n) for n in range(1_000_000))
    return lambda: next(times)


@pytest.fixture
def store(tmp_path: Path, clock: Callable[[], datetime]) -> TruthStore:
    """An empty truth on SQLite."""
    engine = open_database(f"sqlite:///{tmp_path / 'tandem.db'}")
    Base.metadata.create_all(engine, tables=[Base.metadata.tables[ManifestRow.__tablename__]])
    return TruthStore(engine, str(tmp_path / "truth"), tmp_path / "truth.lock", clock)


@pytest.fixture
def company() -> dict[str, pl.DataFrame]:
    """Enough rows for demand to refer to."""
    return {
        "company": pl.DataFrame(
            {
                "company_id": "C",
                "name": "Small",
                "planning_date": TODAY,
                "currency": "EUR",
                "timezone": "Europe/Berlin",
                "week_start": 1,
                "fiscal_year_start": 1,
                "holding_cost_rate": 0.2,
                "operating_model": "hybrid",
            }
        ),
        "items": pl.DataFrame(
            {
                "item_id": ["A-1", "A-2"],
                "name": ["First", "Second"],
                "family": "A",
                "unit": "piece",
                "unit_precision": 0,
                "unit_cost": [2.0, 3.0],
                "lifecycle": "active",
            }
        ),
        "locations": pl.DataFrame({"location_id": ["W"], "name": ["Warehouse"], "kind": ["dc"], "region": ["EU"]}),
        "channels": pl.DataFrame(
            {
                "channel_id": ["SHOP"],
                "name": ["Shops"],
                "priority": [1],
                "target_fill_rate": [0.95],
                "shortage_mode": ["lost"],
                "shortage_cost_rate": [0.0],
            }
        ),
    }


@pytest.fixture
def demand() -> pl.DataFrame:
    """Ten days of both items."""
    days = pl.date_range(date(2024, 5, 20), date(2024, 5, 29), eager=True)
    return (
        pl.DataFrame({"date": days})
        .join(pl.DataFrame({"item_id": ["A-1", "A-2"]}), how="cross")
        .with_columns(
            location_id=pl.lit("W"), channel_id=pl.lit("SHOP"), quantity=pl.int_range(pl.len()).cast(pl.Float64)
        )
    )


@pytest.fixture
def folder(tmp_path: Path, company: dict[str, pl.DataFrame], demand: pl.DataFrame) -> Path:
    """A folder with a CSV file for each table of the small company."""
    folder = tmp_path / "source"
    folder.mkdir()
    for name, rows in {**company, "demand_history": demand}.items():
        rows.write_csv(folder / f"{name}.csv")
    return folder
