"""Demand that nobody here wrote: the forecasts are better than repeating the last week."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from knowledge.truth.snapshot import Snapshot
from knowledge.truth.tables import TABLES
from tools.context import ToolContext
from tools.forecasting.accuracy import MeasureForecastAccuracy, measure_forecast_accuracy


@pytest.fixture
def busiest(real_data: Path) -> Snapshot:
    """The 150 articles of Online Retail that sold most, up to the last whole week."""
    daily = pl.read_parquet(real_data / "online_retail_cc0" / "daily_sku_top800.parquet")
    most = daily.group_by("sku").agg(pl.col("units_sold").sum()).sort("units_sold", "sku").tail(150).select("sku")
    day = pl.col("date").cast(pl.Date)
    sold = daily.join(most, on="sku").select(
        date=day,
        item_id="sku",
        location_id=pl.lit("W"),
        channel_id=pl.lit("wholesale"),
        quantity=pl.col("units_sold").cast(pl.Float64),
        recorded_on=day,
    )
    given = {
        "company": pl.DataFrame({"company_id": "c", "planning_date": date(2011, 12, 5), "week_start": 1}),
        "items": most.select(item_id="sku", name="sku", family=pl.lit("F"), lifecycle=pl.lit("active")),
        "locations": pl.DataFrame({"location_id": "W", "name": "W", "kind": "dc", "region": "r"}),
        "demand_history": sold,
    }
    frames: dict[str, pl.DataFrame] = {}
    for name, frame in given.items():
        typed = frame.cast({column: TABLES[name].schema[column] for column in frame.columns})
        frames[name] = pl.concat([TABLES[name].empty(), typed], how="diagonal")
    return Snapshot.of_tables("t-000001", frames)


@pytest.mark.slow
@pytest.mark.real_data
def test_real_retail_demand_is_forecast_better_than_naive(
    busiest: Snapshot, make_context: Callable[..., ToolContext]
) -> None:
    result = measure_forecast_accuracy(make_context(busiest), MeasureForecastAccuracy(origins=6))
    for ours, naive in (
        (result.statistical.wape, result.naive.wape),
        (result.statistical.mase, result.naive.mase),
        (result.total_statistical.wape, result.total_naive.wape),
    ):
        assert ours is not None
        assert naive is not None
        assert ours < naive
