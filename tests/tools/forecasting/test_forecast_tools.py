"""The tools answer what they were asked, beside the right past, and refuse what they cannot answer."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from knowledge.principal import Scope
from knowledge.truth.snapshot import Snapshot
from tools.context import ToolContext
from tools.errors import Cancelled, NotEnoughData
from tools.forecasting import TOOLS
from tools.forecasting.accuracy import MeasureForecastAccuracy, measure_forecast_accuracy
from tools.forecasting.demand import forecast_demand
from tools.forecasting.demand_result import ForecastDemand
from tools.forecasting.outlook import outlook
from tools.registry import Registry
from tools.subjects import StockingPoint

MakeSnapshot = Callable[..., Snapshot]
MakeContext = Callable[..., ToolContext]
MONDAY = date(2023, 1, 2)


def _noisy(level: float, weeks: int, seed: int) -> list[float]:
    return np.random.default_rng(seed).poisson(level, weeks).astype(float).tolist()


@pytest.fixture
def company(make_snapshot: MakeSnapshot) -> Snapshot:
    """Two items of one family at two places, 120 weeks, one override, one promotion ahead, 40 % sold in `ecom`."""
    today = MONDAY + timedelta(weeks=120)
    demand = {("A", "D"): _noisy(60, 120, 1), ("A", "E"): _noisy(30, 120, 2), ("B", "D"): _noisy(20, 120, 3)}
    second = [
        {"date": MONDAY + timedelta(weeks=week, days=1), "item_id": "A", "location_id": "D", "channel_id": "ecom"}
        | {"quantity": 40.0, "recorded_on": MONDAY + timedelta(weeks=week, days=1)}
        for week in range(120)
    ]
    agreed: dict[str, Any] = {"bucket": "week", "item_id": "A", "location_id": "D", "channel_id": "*", "uplift": 0.0}
    forecasts = [
        agreed | {"version": "c1", "step": "consensus", "period_start": today + timedelta(weeks=week)}
        | {"baseline": 100.0, "made_on": today - timedelta(days=5), "author": "ana"}
        for week in range(13)
    ]  # fmt: skip
    forecasts.append(
        agreed | {"version": "override-1", "step": "planner", "period_start": today + timedelta(weeks=2)}
        | {"baseline": 150.0, "made_on": today, "author": "ben", "reason": "tender won"}
    )  # fmt: skip
    promotion = {"promotion_id": "P1", "item_id": "A", "location_id": "*", "channel_id": "*", "mechanism": "price"}
    promotion |= {"starts_on": today + timedelta(days=20), "ends_on": today + timedelta(days=26), "discount": 0.2}
    later = promotion | {"promotion_id": "P2", "announced_on": today + timedelta(days=1)}
    return make_snapshot(
        demand,
        tables={
            "demand_history": second,
            "forecasts": forecasts,
            "promotions": [promotion | {"announced_on": today}, later],
            "people": [{"person_id": "ben", "name": "Ben Okoro"}],
        },
    )


def test_current_forecast_shows_who_overrode_it_and_what_that_adds(
    company: Snapshot, make_context: MakeContext
) -> None:
    result = forecast_demand(make_context(company), ForecastDemand(item_id="item a", location_id="D"))
    assert [period.mean for period in result.periods[:4]] == [100.0, 100.0, 150.0, 100.0]
    assert result.total.mean == pytest.approx(13 * 100 + 50)
    assert [(line.author, line.reason, line.replaced) for line in result.overrides] == [
        ("Ben Okoro", "tender won", 100.0)
    ]
    assert result.drivers.overridden == 50.0
    assert result.drivers.current_minus_statistical == pytest.approx(result.total.mean - 13 * 100, abs=60)


def test_promotion_announced_after_today_is_not_known_yet(company: Snapshot, make_context: MakeContext) -> None:
    result = forecast_demand(make_context(company), ForecastDemand(item_id="A"))
    assert [(line.promotion_id, line.is_ahead) for line in result.promotions] == [("P1", True)]


def test_family_adds_up_its_items_and_places(company: Snapshot, make_context: MakeContext) -> None:
    context = make_context(company)
    family = forecast_demand(context, ForecastDemand(family="f", weeks=6))
    items = [forecast_demand(context, ForecastDemand(item_id=item, weeks=6)) for item in ("A", "B")]
    assert family.total.mean == pytest.approx(sum(part.total.mean for part in items))
    assert family.past_total == pytest.approx(sum(part.past_total for part in items))
    assert family.places == ("D", "E")


def test_past_and_last_year_are_the_recorded_weeks(company: Snapshot, make_context: MakeContext) -> None:
    result = forecast_demand(make_context(company), ForecastDemand(item_id="B", weeks=60))
    recorded = _noisy(20, 120, 3)
    assert [week.quantity for week in result.past] == recorded[-13:]
    assert result.periods[0].last_year == recorded[120 - 52]
    assert result.periods[59].last_year is None
    assert result.last_year_total == sum(recorded[-52:])
    same_weeks = sum(period.mean for period in result.periods[:52])
    assert result.change_on_last_year == pytest.approx(same_weeks / sum(recorded[-52:]) - 1)


def test_channel_takes_its_share_of_the_last_weeks(company: Snapshot, make_context: MakeContext) -> None:
    context = make_context(company)
    whole = forecast_demand(context, ForecastDemand(item_id="A", location_id="D"))
    part = forecast_demand(context, ForecastDemand(item_id="A", location_id="D", channel_id="ecom"))
    share = 13 * 40 / whole.past_total
    assert part.total.mean == pytest.approx(share * whole.total.mean)
    assert part.past_total == 13 * 40
    assert any("13 weeks" in text and "ecom" in text for text in part.assumptions)


def test_interval_of_a_sum_of_independent_weeks_is_narrower_than_added_quantiles(
    company: Snapshot, make_context: MakeContext
) -> None:
    result = forecast_demand(make_context(company), ForecastDemand(item_id="B", source="statistical"))
    added = sum(period.high_80 - period.low_80 for period in result.periods)
    width = result.total.high_80 - result.total.low_80
    # Thirteen independent Poisson weeks of 20: the sum's interval is 2.56 times the square root of 260.
    assert width < 0.7 * added
    assert 0.6 < width / (2.56 * 260**0.5) < 2.0


def test_errors_that_cancel_between_series_cancel_in_the_sum(make_snapshot: MakeSnapshot) -> None:
    first = _noisy(50, 120, 7)
    snapshot = make_snapshot({("A", "D"): first, ("B", "D"): [120 - value for value in first]})
    alone = outlook(snapshot, [StockingPoint("A", "D")], is_current=False).total(13)[1][0.8]
    both = outlook(snapshot, [StockingPoint("A", "D"), StockingPoint("B", "D")], is_current=False).total(13)[1][0.8]
    assert both[1] - both[0] < 0.5 * (alone[1] - alone[0])


def test_nothing_known_is_refused_and_places_out_of_scope_are_left_out(
    company: Snapshot, make_context: MakeContext
) -> None:
    only_e = make_context(company, Scope(location_id="E"))
    assert forecast_demand(only_e, ForecastDemand(item_id="A")).places == ("E",)
    with pytest.raises(NotEnoughData, match="neither past demand nor"):
        forecast_demand(only_e, ForecastDemand(item_id="B"))


def test_call_through_the_registry_gives_finite_json(company: Snapshot, make_context: MakeContext) -> None:
    for arguments in ({"item_id": "A"}, {"family": "F", "weeks": 78, "source": "statistical"}):
        outcome = Registry(TOOLS).call(make_context(company), "forecast_demand", arguments)
        assert outcome.problem is None
    refused = Registry(TOOLS).call(make_context(company), "forecast_demand", {"weeks": 4})
    assert refused.problem is not None
    assert "item_id or family" in refused.problem.detail


def test_accuracy_equals_a_computation_in_another_way(company: Snapshot, make_context: MakeContext) -> None:
    asked = MeasureForecastAccuracy(item_id="B", origins=5, horizon_weeks=3)
    result = measure_forecast_accuracy(make_context(company), asked)
    sold = _noisy(20, 120, 3)
    errors: list[float] = []
    scaled: list[float] = []
    for origin in range(120 - 15, 120, 3):
        own = [abs(sold[origin - 1] - sold[origin + ahead]) for ahead in range(3)]
        changes = [abs(sold[week] - sold[week - 1]) for week in range(1, origin)]
        errors += own
        scaled.append(sum(own) / 3 / (sum(changes) / len(changes)))
    judged = sum(sold[-15:])
    assert result.naive.wape == pytest.approx(sum(errors) / judged)
    assert result.naive.mase == pytest.approx(sum(scaled) / 5)
    assert result.seasonal_naive.bias == pytest.approx(sum(sold[120 - 15 - 52 : 120 - 52]) / judged - 1)
    assert result.statistical.wape is not None
    # The best constant forecast of a Poisson mean of 20 misses by about 18 %.
    assert result.statistical.wape < (result.naive.wape or 0.0)


def test_ranking_names_the_largest_error_first_and_adds_up(company: Snapshot, make_context: MakeContext) -> None:
    result = measure_forecast_accuracy(make_context(company), MeasureForecastAccuracy(by="item"))
    assert [line.name for line in result.worst] == ["A", "B"]
    assert sum(line.share_of_error for line in result.worst) == pytest.approx(1.0)


def test_backtest_does_not_know_the_future(make_snapshot: MakeSnapshot, make_context: MakeContext) -> None:
    sold = _noisy(40, 80, 5)
    changed = [*sold[:-4], *[1000.0] * 4]
    asked = MeasureForecastAccuracy(origins=2, horizon_weeks=4)
    results = [
        measure_forecast_accuracy(make_context(make_snapshot({("A", "D"): values})), asked)
        for values in (sold, changed)
    ]
    total = [sum(values[-8:]) for values in (sold, changed)]
    forecast = [(result.statistical.bias or 0.0) * sums + sums for result, sums in zip(results, total, strict=True)]
    assert forecast[0] == pytest.approx(forecast[1])


def test_accuracy_of_series_too_young_is_refused_in_words(
    make_snapshot: MakeSnapshot, make_context: MakeContext
) -> None:
    with pytest.raises(NotEnoughData, match="12 weeks"):
        measure_forecast_accuracy(make_context(make_snapshot({("A", "D"): [5.0] * 6})), MeasureForecastAccuracy())


def test_cancelled_measurement_stops(company: Snapshot, make_context: MakeContext) -> None:
    context = make_context(company)
    context.cancelled.set()
    with pytest.raises(Cancelled):
        measure_forecast_accuracy(context, MeasureForecastAccuracy())


def test_importing_the_tools_does_not_load_the_forecasting_library() -> None:
    script = "import sys, tools.forecasting, tools.finance, tools.calculate; sys.exit('statsforecast' in sys.modules)"
    subprocess.run(
        [sys.executable, "-c", script], check=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    )
