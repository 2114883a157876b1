"""Measures agree with numbers worked out elsewhere."""

import csv
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tools.forecasting.measures import bias, mase, naive_scale, wape


def test_small_example_worked_by_hand() -> None:
    actual, forecast = np.array([10.0, 0.0, 30.0, np.nan]), np.array([12.0, 3.0, 27.0, 5.0])
    assert wape(actual, forecast) == pytest.approx(8 / 40)
    assert bias(actual, forecast) == pytest.approx(2 / 40)
    assert naive_scale(np.array([np.nan, 4.0, 6.0, 3.0])) == pytest.approx(2.5)
    assert mase(actual, forecast, 2.5) == pytest.approx((8 / 3) / 2.5)


def test_nothing_sold_has_no_percentage_instead_of_infinity() -> None:
    assert wape(np.zeros(3), np.ones(3)) is None
    assert bias(np.zeros(3), np.ones(3)) is None


def test_history_that_never_varied_has_no_scale() -> None:
    assert naive_scale(np.full(9, 5.0)) is None
    assert mase(np.ones(2), np.ones(2), None) is None


@pytest.mark.real_data
def test_naive_mase_of_m4_weekly_is_the_published_one(real_data: Path) -> None:
    """The organisers of the M4 competition published the MASE of naive over 359 weekly series."""
    folder = real_data / "m4_weekly"
    with (folder / "published_accuracy_all_methods.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if (row["method"], row["freq"]) == ("Naive", "Weekly")]
    published = float(rows[0]["mase"])
    values: list[float] = []
    outcomes = pl.read_parquet(folder / "weekly_test.parquet").sort("series", "h").partition_by("series", as_dict=True)
    tests = {name: part["y"].to_numpy() for (name,), part in outcomes.items()}
    history = pl.read_parquet(folder / "weekly_train.parquet").sort("series", "t")
    for (name,), part in history.partition_by("series", as_dict=True).items():
        train = part["y"].to_numpy()
        actual = tests[name]
        error = mase(actual, np.full(actual.size, train[-1]), naive_scale(train))
        assert error is not None
        values.append(error)
    assert len(values) == 359
    assert float(np.mean(values)) == pytest.approx(published, abs=1e-3)
