"""Homes for the real program: the sample company, and a folder of demand to be loaded."""

from pathlib import Path

import polars as pl
import pytest

from api.benchmarks.load import write_source
from tests.fixtures_home import copy_home, sample_home_of
from tests.reliability.program import Program

DEMAND_ROWS = 200_000


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample company; copy it before changing anything."""
    return sample_home_of(tmp_path_factory)


@pytest.fixture(scope="session")
def first_month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with master data and 200,000 rows of demand."""
    folder = tmp_path_factory.mktemp("sources") / "first"
    write_source(folder, DEMAND_ROWS)
    return folder


@pytest.fixture(scope="session")
def corrected_month(first_month: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folder with every demand one higher and every item renamed: two tables that must change together."""
    folder = tmp_path_factory.mktemp("sources") / "corrected"
    folder.mkdir()
    demand = pl.read_csv(first_month / "demand_history.csv")
    demand.with_columns(pl.col("quantity") + 1).write_csv(folder / "demand_history.csv")
    items = pl.read_csv(first_month / "items.csv")
    items.with_columns(name=pl.format("corrected {}", "name")).write_csv(folder / "items.csv")
    return folder


@pytest.fixture(scope="session")
def demand_of_the_sample(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 200,000 rows of the sample company's demand, each one higher."""
    folder = tmp_path_factory.mktemp("sample_demand")
    program = Program(Path(copy_home(sample_home, folder)))
    with program.opened() as parts:
        demand = parts.truth.snapshot().table("demand_history").head(DEMAND_ROWS)
    source = folder / "source"
    source.mkdir()
    demand.with_columns(pl.col("quantity") + 1).write_parquet(source / "demand_history.parquet")
    return source
