"""Every kind of series has a defined forecast, seasons are learned from two years, intervals cover what they claim."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from knowledge.truth.schema.columns import QUANTILE_LEVELS
from tools.forecasting.pattern import Pattern
from tools.forecasting.season import yearly_profile
from tools.forecasting.statistical import HORIZON_WEEKS, forecast_series

FIRST = np.datetime64("2022-01-03")
FloatArray = NDArray[np.float64]
Draw = Callable[[np.random.Generator], FloatArray]


def _alternating(weeks: int) -> FloatArray:
    return np.where(np.arange(weeks) % 2 == 0, 9.0, 11.0)


@pytest.mark.parametrize(
    ("demand", "pattern", "level", "words"),
    [
        (np.full(20, np.nan), Pattern.NONE, 0.0, "no past demand"),
        (np.array([]), Pattern.NONE, 0.0, "no past demand"),
        (np.zeros(30), Pattern.ZERO, 0.0, "never any demand"),
        (np.concatenate([_alternating(60), np.zeros(30)]), Pattern.DORMANT, 0.0, "no demand for 30 weeks"),
        (np.array([4.0, 6.0, 5.0]), Pattern.SHORT, 5.0, "Only 3 weeks are known"),
        (np.array([7.0]), Pattern.SHORT, 7.0, "Only 1 week is known"),
        (np.full(40, 7.0), Pattern.CONSTANT, 7.0, "same in all 40 weeks"),
        (_alternating(60), Pattern.SMOOTH, 10.0, "too few to learn a yearly season"),
    ],
)
def test_each_kind_of_series_has_its_level_and_says_why(
    demand: FloatArray, pattern: Pattern, level: float, words: str
) -> None:
    forecast = forecast_series(demand, FIRST)
    assert forecast.pattern is pattern
    assert forecast.mean == pytest.approx(level, rel=0.06)
    assert any(words in warning for warning in forecast.warnings)


def test_one_huge_order_of_a_lumpy_item_is_forgotten() -> None:
    demand = np.array([0.0, 3.0, 0.0, 9.0, 0.0, 1.0] * 12)
    demand[9] = 70_000.0
    forecast = forecast_series(demand, FIRST)
    assert forecast.mean.max() < 10
    assert any("1 exceptional week counts as 45" in warning for warning in forecast.warnings)


def test_gap_in_a_steady_series_is_told() -> None:
    demand = _alternating(60)
    demand[20:26] = 0.0
    assert any("6 weeks in a row" in warning for warning in forecast_series(demand, FIRST).warnings)


def test_item_that_is_not_sold_any_more_is_forecast_as_zero_whatever_it_sold() -> None:
    forecast = forecast_series(_alternating(60), FIRST, is_ended=True)
    assert forecast.mean.max() == 0.0
    assert forecast.quantiles.max() == 0.0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.just(0.0), st.floats(0.001, 1e6)), min_size=0, max_size=130),
    st.integers(0, 5),
)
def test_no_history_gives_nan_negative_or_crossing_quantiles(values: list[float], unknown: int) -> None:
    forecast = forecast_series(np.concatenate([np.full(unknown, np.nan), values]), FIRST)
    assert forecast.quantiles.shape == (HORIZON_WEEKS, len(QUANTILE_LEVELS))
    for array in (forecast.mean, forecast.quantiles):
        assert np.isfinite(array).all()
        assert (array >= 0).all()
    assert (np.diff(forecast.quantiles, axis=1) >= 0).all()


def test_yearly_season_is_recovered_from_three_years() -> None:
    weeks = np.arange(156 + 26)
    season = 1 + 0.4 * np.sin(2 * np.pi * weeks / 52.18)
    expected = 200 * season
    demand = np.random.default_rng(4).poisson(expected[:156]).astype(np.float64)
    forecast = forecast_series(demand, FIRST)
    assert np.abs(forecast.mean[:26] / expected[156:] - 1).mean() < 0.05
    assert "yearly season" in forecast.method


def _noise(random: np.random.Generator) -> FloatArray:
    return random.poisson(50, 156).astype(np.float64)


def _wandering(random: np.random.Generator) -> FloatArray:
    return np.asarray(200 + random.normal(0, 3, 156).cumsum(), dtype=np.float64)


@pytest.mark.parametrize("draw", [_noise, _wandering])
def test_season_is_seldom_and_never_strongly_invented(draw: Draw) -> None:
    """The noise has a standard deviation of 14 %, a season of it must stay within that."""
    invented = [yearly_profile(draw(np.random.default_rng(seed)), FIRST, 52) for seed in range(40)]
    swings = [float(np.ptp(profile)) for profile in invented if profile is not None]
    assert len(swings) <= 8
    assert max(swings, default=0.0) < 0.2


def test_one_year_is_too_short_for_a_season() -> None:
    demand = 100 * (1 + 0.5 * np.sin(2 * np.pi * np.arange(103) / 52.18))
    assert yearly_profile(demand, FIRST, 10) is None


def _coverage(draw: Draw, weeks: int, trials: int = 60) -> dict[float, float]:
    inside = {0.8: 0.0, 0.95: 0.0}
    for seed in range(trials):
        path = draw(np.random.default_rng(seed))
        known, future = path[:weeks], path[weeks : weeks + 8]
        quantiles = forecast_series(known, FIRST).quantiles[: future.size]
        for cover, (low, high) in ((0.8, (2, 6)), (0.95, (0, 8))):
            inside[cover] += float(np.mean((quantiles[:, low] <= future) & (future <= quantiles[:, high]))) / trials
    return inside


def _steady(random: np.random.Generator) -> FloatArray:
    return random.poisson(40, 130).astype(np.float64)


def _thin(random: np.random.Generator) -> FloatArray:
    return random.poisson(0.5, 130).astype(np.float64)


def _autoregressive(random: np.random.Generator) -> FloatArray:
    values, level = np.empty(130), 0.0
    for week in range(130):
        level = 0.6 * level + random.normal(0, 15)
        values[week] = 150 + level
    return values


@pytest.mark.parametrize(("draw", "most"), [(_steady, 0.9), (_thin, 1.0), (_autoregressive, 0.9)])
def test_intervals_cover_simulated_demand_as_often_as_they_claim(draw: Draw, most: float) -> None:
    cover = _coverage(draw, weeks=122)
    # Counts are whole numbers, so an interval of a thin series holds more than it claims.
    assert 0.74 <= cover[0.8] <= most
    assert 0.92 <= cover[0.95] <= 1.0


def test_same_history_gives_the_same_forecast_object() -> None:
    demand = _alternating(70)
    assert forecast_series(demand, FIRST) is forecast_series(demand.copy(), FIRST)
    assert not forecast_series(demand, FIRST).mean.flags.writeable
