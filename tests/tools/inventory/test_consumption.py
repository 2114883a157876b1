"""Customer orders and forecast become one demand: neither is lost, neither is counted twice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tools.inventory.consumption import consume_forecast

DAYS = 10
amounts = arrays.arrays(np.float64, DAYS, elements=st.floats(0, 1000, allow_nan=False))
fences = st.integers(0, DAYS + 3)


def test_worked_by_hand() -> None:
    forecast = np.full(6, 10.0)
    orders = np.array([0.0, 35.0, 0.0, 0.0, 0.0, 90.0])
    # Cumulated orders overtake the forecast on day 1 (35 against 20); the forecast catches up on day 3 (40).
    assert consume_forecast(forecast, orders, 5).tolist() == [10.0, 25.0, 0.0, 5.0, 10.0, 10.0]


def test_outside_the_fence_orders_do_not_count() -> None:
    assert consume_forecast(np.full(4, 10.0), np.full(4, 99.0), 0).tolist() == [10.0] * 4


@given(amounts, amounts, fences)
def test_inside_the_fence_the_total_is_the_larger_one(forecast: np.ndarray, orders: np.ndarray, fence: int) -> None:
    demand = consume_forecast(forecast, orders, fence)
    assert demand[:fence].sum() == pytest.approx(max(forecast[:fence].sum(), orders[:fence].sum()))
    assert demand[fence:].tolist() == forecast[fence:].tolist()


@given(amounts, amounts, fences)
def test_no_order_is_served_later_than_asked_and_no_demand_is_negative(
    forecast: np.ndarray, orders: np.ndarray, fence: int
) -> None:
    demand = consume_forecast(forecast, orders, fence)
    assert (demand >= -1e-9).all()
    assert (np.cumsum(demand)[:fence] >= np.cumsum(orders)[:fence] - 1e-6).all()


@given(amounts, fences)
def test_without_orders_the_forecast_stays(forecast: np.ndarray, fence: int) -> None:
    np.testing.assert_allclose(consume_forecast(forecast, np.zeros(DAYS), fence), forecast, atol=1e-9)


def test_days_may_lie_along_any_axis() -> None:
    rng = np.random.default_rng(3)
    forecast, orders = rng.random((DAYS, 2, 4)), rng.random((DAYS, 2, 1))
    by_axis = consume_forecast(forecast, orders, 5, axis=0)
    one = consume_forecast(forecast[:, 1, 2], orders[:, 1, 0], 5)
    np.testing.assert_allclose(by_axis[:, 1, 2], one)


def test_a_negative_fence_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="negative"):
        consume_forecast(np.ones(2), np.ones(2), -1)
