"""Every row of the sample company obeys the tables of the truth; checked here independently of the loader's checks."""

import polars as pl
import pytest

from knowledge.truth.checks import check
from knowledge.truth.problems import FILE, ROW
from knowledge.truth.sample import SampleCompany, generate
from knowledge.truth.schema.columns import EVERY, QUANTILE_LEVELS, Column, Kind
from knowledge.truth.tables import TABLES


@pytest.mark.parametrize("name", sorted(TABLES))
def test_columns_are_exactly_those_of_the_table(sample: SampleCompany, name: str) -> None:
    assert dict(sample.tables[name].schema) == TABLES[name].schema
    assert sample.tables[name].height > 0


@pytest.mark.parametrize("name", sorted(TABLES))
def test_keys_are_unique_and_complete(sample: SampleCompany, name: str) -> None:
    keys = sample.tables[name].select(TABLES[name].key)
    assert keys.n_unique() == keys.height
    assert sum(keys.null_count().row(0)) == 0


@pytest.mark.parametrize("name", sorted(TABLES))
def test_values_keep_their_limits(sample: SampleCompany, name: str) -> None:
    frame = sample.tables[name]
    broken = {column.name: _broken(frame[column.name], column) for column in TABLES[name].columns}
    assert {column: found for column, found in broken.items() if found} == {}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_references_lead_somewhere(sample: SampleCompany, name: str) -> None:
    for column in TABLES[name].columns:
        if not column.references:
            continue
        table, target = column.references.split(".")
        known = set(sample.tables[table][target].to_list()) | ({EVERY} if column.allows_every else set())
        assert set(sample.tables[name][column.name].drop_nulls().to_list()) <= known, column.name


def test_the_loader_finds_nothing_to_complain_about(sample: SampleCompany) -> None:
    rows = {
        name: frame.with_row_index(ROW).with_columns(pl.col(ROW).cast(pl.Int64), pl.lit(name).alias(FILE))
        for name, frame in sample.tables.items()
    }
    assert check(rows, lambda name: TABLES[name].empty().lazy()).count() == 0


def test_receipts_add_up_to_what_orders_have_received(sample: SampleCompany) -> None:
    received = sample.tables["receipts"].group_by("order_id", "line").agg(pl.col("quantity").sum())
    orders = sample.tables["supply_orders"].join(received, on=["order_id", "line"], how="left")
    assert orders.filter(pl.col("received_quantity") != pl.col("quantity_right").fill_null(0)).is_empty()
    assert orders.filter(
        (pl.col("status") == "received") != (pl.col("received_quantity") == pl.col("quantity"))
    ).is_empty()


def test_same_seed_same_company(sample: SampleCompany) -> None:
    again = generate()
    assert again.planted == sample.planted
    for name, frame in sample.tables.items():
        assert frame.equals(again.tables[name]), name


def test_another_seed_is_another_company(sample: SampleCompany) -> None:
    other = generate(8)
    assert not other.tables["demand_history"].equals(sample.tables["demand_history"])
    assert other.tables["items"].equals(sample.tables["items"])


def test_company_says_that_it_is_invented(sample: SampleCompany) -> None:
    assert "invented" in sample.tables["company"]["name"][0]


def test_demand_history_stays_quick_to_load(sample: SampleCompany) -> None:
    assert 800_000 <= sample.tables["demand_history"].height <= 2_000_000


def _broken(values: pl.Series, column: Column) -> int:
    """Return how many values of a column are against its rules."""
    missing = values.null_count() if column.required else 0
    values = values.drop_nulls()
    if column.kind is Kind.QUANTILES:
        lists = values.to_frame("q").select(
            (pl.col("q").list.len() != len(QUANTILE_LEVELS))
            | (pl.col("q").list.sort() != pl.col("q"))
            | (pl.col("q").list.min() < 0)
        )
        return missing + int(lists.to_series().sum())
    if column.choices:
        return missing + int((~values.is_in(column.choices)).sum())
    wrong = 0
    if column.kind in (Kind.NUMBER, Kind.WHOLE):
        wrong += int((~values.cast(pl.Float64).is_finite()).sum())
        wrong += int((values < column.minimum).sum()) if column.minimum is not None else 0
        wrong += int((values <= column.above).sum()) if column.above is not None else 0
        wrong += int((values > column.maximum).sum()) if column.maximum is not None else 0
    return missing + wrong
