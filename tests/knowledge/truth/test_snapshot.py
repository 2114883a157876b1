"""A snapshot gives past demand as arrays, and binds what it gave out."""

from collections import defaultdict
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from knowledge.errors import TruthEmpty, UnknownTable
from knowledge.truth.snapshot import RowRange, Snapshot
from knowledge.truth.tables import TABLES

Frames = dict[str, pl.DataFrame]

FIRST = date(2024, 3, 6)


def company_on(today: date, week_start: int) -> pl.DataFrame:
    row = {
        "company_id": "C",
        "name": "Small",
        "planning_date": today,
        "currency": "EUR",
        "timezone": "UTC",
        "week_start": week_start,
        "fiscal_year_start": 1,
        "holding_cost_rate": 0.2,
        "operating_model": "hybrid",
    }
    return pl.DataFrame([row], schema=TABLES["company"].schema)


def sparse_demand(seed: int) -> pl.DataFrame:
    """Random rows of three items in two channels, some recorded late."""
    random = np.random.default_rng(seed)
    rows: dict[tuple[date, str, str], tuple[float, date]] = {}
    for _ in range(120):
        day = FIRST + timedelta(days=int(random.integers(0, 60)))
        key = (day, f"A-{random.integers(3)}", f"CH-{random.integers(2)}")
        rows[key] = (float(random.integers(0, 9)), day + timedelta(days=int(random.choice([0, 0, 0, 40]))))
    records = [
        {
            "date": day,
            "item_id": item,
            "location_id": "W",
            "channel_id": channel,
            "quantity": units,
            "recorded_on": seen,
        }
        for (day, item, channel), (units, seen) in rows.items()
    ]
    columns = TABLES["demand_history"].schema
    return (
        pl.DataFrame(records)
        .with_columns(pl.lit(None, dtype=columns[name]).alias(name) for name in ("unit_price", "promotion_id"))
        .select(list(columns))
    )


@pytest.mark.parametrize("seed", range(6))
def test_weekly_demand_agrees_with_a_loop_over_the_rows(seed: int):
    today, week_start = FIRST + timedelta(days=50 + seed), 1 + seed % 7
    rows = sparse_demand(seed)
    demand = Snapshot.of_tables("t", {"company": company_on(today, week_start), "demand_history": rows}).demand("week")

    def week_of(day: date) -> date:
        return day - timedelta(days=(day.isoweekday() - week_start) % 7)

    expected: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows.iter_rows(named=True):
        if row["recorded_on"] <= today and week_of(row["date"]) < week_of(today):
            expected[row["item_id"]][week_of(row["date"])] += row["quantity"]
    starts = [day.item() for day in demand.starts]
    assert starts[-1] == week_of(today) - timedelta(days=7)
    assert list(demand.item_ids) == sorted(expected)
    for series, item in enumerate(demand.item_ids):
        first = min(expected[item])
        for period, start in enumerate(starts):
            value = demand.quantity[series, period]
            assert np.isnan(value) if start < first else value == expected[item].get(start, 0.0)


def test_daily_demand_by_channel_ends_yesterday():
    today = FIRST + timedelta(days=70)
    rows = sparse_demand(1)
    snapshot = Snapshot.of_tables("t", {"company": company_on(today, 1), "demand_history": rows})
    daily = snapshot.demand("day", by_channel=True)
    assert daily.starts[-1].item() == today - timedelta(days=1)
    known = rows.filter(pl.col("recorded_on") <= today)
    assert np.nansum(daily.quantity) == known["quantity"].sum()
    assert len(daily.item_ids) == known.select("item_id", "channel_id").n_unique()


def test_arrays_cannot_be_changed_and_are_made_once():
    snapshot = Snapshot.of_tables("t", {"company": company_on(date(2024, 6, 3), 1), "demand_history": sparse_demand(2)})
    demand = snapshot.demand("week")
    assert snapshot.demand("week") is demand
    with pytest.raises(ValueError, match="read-only"):
        demand.quantity[0, 0] = 1.0


def test_a_company_without_demand_has_no_series():
    demand = Snapshot.of_tables("t", {"company": company_on(date(2024, 6, 3), 1)}).demand("week")
    assert demand.quantity.shape == (0, 0)


def test_what_is_missing_is_said():
    empty = Snapshot.of_tables("t", {})
    with pytest.raises(TruthEmpty, match="data load"):
        _ = empty.planning_date
    with pytest.raises(UnknownTable, match="demand_history"):
        empty.table("demand")


def test_a_digest_follows_the_rows_it_names_and_no_others():
    rows = sparse_demand(3)
    reordered = Snapshot.of_tables("a", {"demand_history": rows.sample(fraction=1, shuffle=True, seed=1)})
    elsewhere = rows.with_columns(pl.when(item_id="A-1").then(99.0).otherwise("quantity").alias("quantity"))
    original, changed = (Snapshot.of_tables("b", {"demand_history": frame}) for frame in (rows, elsewhere))
    first = [RowRange.of("demand_history", item_id="A-0")]
    both = [RowRange.of("demand_history", item_id=["A-1", "A-0"])]
    assert original.digest(first) == reordered.digest(first) == changed.digest(first)
    assert original.digest(both) == reordered.digest([RowRange.of("demand_history", item_id=("A-0", "A-1"))])
    assert original.digest(both) != changed.digest(both)
    assert original.digest([*first, *both]) == original.digest([*both, *first])


@pytest.mark.slow
def test_ten_thousand_series_of_three_years_keep_every_unit():
    weeks = pl.DataFrame({"date": [date(2021, 1, 4) + timedelta(weeks=week) for week in range(156)]})
    items = pl.DataFrame({"item_id": [f"SKU-{number:04d}" for number in range(1_000)]})
    places = pl.DataFrame({"location_id": [f"DC-{number}" for number in range(10)]})
    rows = (
        weeks.join(items, how="cross")
        .join(places, how="cross")
        .with_columns(
            channel_id=pl.lit("A"),
            quantity=pl.lit(3.0),
            unit_price=pl.lit(None, dtype=pl.Float64),
            promotion_id=pl.lit(None, dtype=pl.String),
            recorded_on="date",
        )
    )
    company = company_on(date(2024, 1, 1), 1)
    demand = Snapshot.of_tables("t", {"company": company, "demand_history": rows}).demand("week")
    assert demand.quantity.shape == (10_000, 156)
    assert demand.quantity.sum() == 3.0 * 1_560_000
