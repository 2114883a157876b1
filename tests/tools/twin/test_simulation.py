"""The simulation agrees with inventory theory and loses nothing."""

from dataclasses import replace
from math import exp, factorial

import numpy as np
import pytest

from tools.inventory.replenishment import ReplenishmentRule
from tools.twin.simulation import Customers, Path, Supply, simulate

DAYS, WARM_UP, REPLICATIONS = 400, 40, 400


def rule(level: float, days: int) -> ReplenishmentRule:
    levels = np.full(days, level)
    return ReplenishmentRule("base_stock", levels, levels, 0.0, levels, "test")


def customers(*lost: bool, owed: float = 0.0, patience: int = 10**6) -> Customers:
    count = len(lost)
    return Customers(
        serve_order=tuple(range(count)),
        lost=np.array(lost),
        patience_days=np.full(count, patience),
        owed=np.full(count, owed),
    )


def supply(days: int, replications: int, *, stock: float, lead: int = 0, level: float | None = None) -> Supply:
    return Supply(
        lots=np.array([stock]),
        last_days=np.array([days]),
        arrivals=np.zeros((days, replications)),
        on_order=0.0,
        requirements=np.zeros(days),
        rule=None if level is None else rule(level, days),
        review_days=1,
        minimum=0.0,
        multiple=1.0,
        lead_days=np.full((days, replications), lead),
    )


def poisson_probability(count: int, mean: float) -> float:
    return exp(-mean) * mean**count / factorial(count)


def poisson_loss(level: int, mean: float) -> float:
    """Expected units by which Poisson demand exceeds a level."""
    return mean - level + sum((level - count) * poisson_probability(count, mean) for count in range(level))


@pytest.mark.parametrize(("lead", "level"), [(0, 7), (3, 22), (6, 38)])
def test_base_stock_with_poisson_demand_has_the_backorders_and_readiness_of_theory(lead: int, level: int) -> None:
    """Net stock at the end of a day is S - D(L + 1 days) (Zipkin 2000, section 6.2)."""
    demand = np.random.default_rng(11).poisson(5.0, (DAYS, 1, REPLICATIONS)).astype(float)
    path = simulate(demand, customers(False), supply(DAYS, REPLICATIONS, stock=level, lead=lead, level=level))
    mean = 5.0 * (lead + 1)
    backorders = path.owed[WARM_UP:, 0].mean(axis=0)
    ready = (path.owed[WARM_UP:, 0] == 0).mean(axis=0)
    error = backorders.std(ddof=1) / np.sqrt(REPLICATIONS)
    assert backorders.mean() == pytest.approx(poisson_loss(level, mean), abs=4 * error)
    expected_ready = sum(poisson_probability(count, mean) for count in range(level + 1))
    assert ready.mean() == pytest.approx(expected_ready, abs=4 * ready.std(ddof=1) / np.sqrt(REPLICATIONS))


def eventful(seed: int) -> tuple[np.ndarray, Customers, Supply, Path]:
    rng = np.random.default_rng(seed)
    days, replications = 60, 50
    demand = rng.poisson(6.0, (days, 3, replications)).astype(float)
    who = Customers((2, 0, 1), np.array([True, False, False]), np.array([99, 4, 99]), np.array([0.0, 5.0, 0.0]))
    arrivals = rng.poisson(4.0, (days, replications)).astype(float)
    what = Supply(
        lots=np.array([40.0, 30.0, 25.0]),
        last_days=np.array([2, 9, days]),
        arrivals=arrivals,
        on_order=float(arrivals.sum(axis=0).max()),
        requirements=rng.poisson(2.0, days).astype(float),
        rule=rule(80.0, days),
        review_days=5,
        minimum=20.0,
        multiple=6.0,
        lead_days=rng.integers(0, 8, (days, replications)),
    )
    return demand, who, what, simulate(demand, who, what)


@pytest.mark.parametrize("seed", range(5))
def test_what_comes_in_goes_out_or_stays(seed: int) -> None:
    _, _, what, path = eventful(seed)
    came = what.lots.sum() + path.arrived.sum(axis=0)
    left = (path.at_once + path.later).sum(axis=(0, 1)) + path.sent_out.sum(axis=0) + path.expired.sum(axis=0)
    np.testing.assert_allclose(came - left, path.on_hand[-1])
    assert (path.on_hand >= -1e-9).all()


@pytest.mark.parametrize("seed", range(5))
def test_every_unit_asked_for_is_served_lost_or_owed(seed: int) -> None:
    demand, who, _, path = eventful(seed)
    asked = demand.sum(axis=0) + who.owed[:, None]
    np.testing.assert_allclose(asked, (path.at_once + path.later + path.lost).sum(axis=0) + path.owed[-1])
    assert (path.owed[:, 0] == 0).all(), "a channel that loses its shortage owes nothing"


def test_the_first_channel_is_served_first() -> None:
    demand = np.full((1, 2, 1), 10.0)
    both = Customers((1, 0), np.array([True, True]), np.array([9, 9]), np.zeros(2))
    path = simulate(demand, both, supply(1, 1, stock=12))
    assert path.at_once[0, :, 0].tolist() == [2, 10]


def test_customers_leave_when_their_patience_ends() -> None:
    demand = np.zeros((5, 1, 1))
    demand[0] = 8.0
    path = simulate(demand, customers(False, patience=2), supply(5, 1, stock=3))
    assert path.owed[:, 0, 0].tolist() == [5, 5, 0, 0, 0]
    assert path.lost[:, 0, 0].tolist() == [0, 0, 5, 0, 0]


def test_a_lot_expires_after_its_last_day_and_the_oldest_is_used_first() -> None:
    demand = np.full((4, 1, 1), 4.0)
    lots = replace(supply(4, 1, stock=0), lots=np.array([50.0, 10.0]), last_days=np.array([4, 1]))
    path = simulate(demand, customers(True), lots)
    assert path.expired[:, 0].tolist() == [0, 0, 2, 0]
    assert path.on_hand[:, 0].tolist() == [56, 52, 46, 42]


def test_orders_keep_to_review_minimum_and_multiple() -> None:
    _, _, _, path = eventful(1)
    assert (path.ordered[np.arange(60) % 5 != 0] == 0).all()
    placed = path.ordered[path.ordered > 0]
    assert (placed >= 20).all()
    assert (placed % 6 == 0).all()
