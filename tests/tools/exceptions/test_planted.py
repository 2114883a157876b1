"""The alerts find what was planted in the sample company, and little else."""

import time
from dataclasses import dataclass

import pytest

from knowledge.truth.sample import PlantedException, generate
from knowledge.truth.snapshot import Snapshot
from tools.exceptions.detect import exceptions_of
from tools.exceptions.model import Finding
from tools.forecasting.current import current_forecast

pytestmark = pytest.mark.slow

SHORTAGE = frozenset({"projected_stock_out", "late_supply", "below_safety_stock"})
SHOWN_AS = {
    "projected_stock_out": SHORTAGE,
    "late_supply": SHORTAGE,
    "below_safety_stock": SHORTAGE,
    "material_late": SHORTAGE,
    "quality_hold": SHORTAGE,
    "demand_surge": SHORTAGE,
    "late_promise": SHORTAGE,
    "excess": frozenset({"excess"}),
    "near_expiry": frozenset({"excess"}),
    "phase_out_overstock": frozenset({"excess"}),
    "demand_off_forecast": frozenset({"demand_off_forecast"}),
}
"""As which kinds of exception a planted one may show. Capacity, budget and promotions are no stock alerts."""


@dataclass(frozen=True)
class Graded:
    snapshot: Snapshot
    wanted: list[PlantedException]
    found: tuple[Finding, ...]
    seconds: float


@pytest.fixture(scope="module")
def graded() -> Graded:
    company = generate()
    snapshot = Snapshot.of_tables("t-000001", company.tables)
    current_forecast(snapshot)
    started = time.process_time()
    found = exceptions_of(snapshot)
    seconds = time.process_time() - started
    return Graded(snapshot, [one for one in company.planted if one.kind in SHOWN_AS], found, seconds)


def matches(planted: PlantedException, finding: Finding) -> bool:
    same_place = "*" in (planted.location_id, finding.location_id) or planted.location_id == finding.location_id
    return planted.item_id == finding.item_id and same_place and finding.kind in SHOWN_AS[planted.kind]


def test_recall(graded: Graded) -> None:
    missed = [one for one in graded.wanted if not any(matches(one, finding) for finding in graded.found)]
    assert len(graded.wanted) >= 10
    assert 1 - len(missed) / len(graded.wanted) >= 0.9, missed


def test_precision(graded: Graded) -> None:
    false = [finding for finding in graded.found if not any(matches(one, finding) for one in graded.wanted)]
    assert 1 - len(false) / len(graded.found) >= 0.8, false


def test_planted_orders_are_named_as_the_cause(graded: Graded) -> None:
    with_order = [one for one in graded.wanted if one.order_id]
    named = [
        one
        for one in with_order
        if any(matches(one, finding) and one.order_id in (finding.order_id, *finding.also) for finding in graded.found)
    ]
    assert len(named) >= 0.8 * len(with_order)


def test_one_finding_for_each_place_and_family_of_kinds(graded: Graded) -> None:
    keys = [(one.item_id, one.location_id, one.kind in SHORTAGE, one.kind) for one in graded.found]
    places = [(item, place, short) for item, place, short, _ in keys if short]
    assert len(set(places)) == len(places), "a point has two shortage exceptions for one root cause"
    assert len({one.exception_id for one in graded.found}) == len(graded.found)


def test_the_whole_company_is_looked_through_in_time(graded: Graded) -> None:
    assert graded.seconds < 1.5
