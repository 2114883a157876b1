"""Planning uses the agreed forecast where there is one, overrides before it, the statistical one elsewhere."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from knowledge.truth.schema.columns import QUANTILE_LEVELS
from knowledge.truth.snapshot import Snapshot
from tools.errors import OutOfHorizon
from tools.forecasting.current import current_forecast, daily_forecast, series_forecast

MakeSnapshot = Callable[..., Snapshot]
TODAY = date(2023, 1, 2) + timedelta(weeks=40)
STEADY = [9.0, 11.0] * 20


def _row(week: int, quantity: float, **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "version": "c1", "step": "consensus", "bucket": "week", "period_start": TODAY + timedelta(weeks=week),
        "item_id": "A", "location_id": "D", "channel_id": "*", "baseline": quantity, "uplift": 0.0,
        "made_on": TODAY - timedelta(days=7), "author": "ana",
    }  # fmt: skip
    return row | changes


@pytest.fixture
def forecast_of(make_snapshot: MakeSnapshot) -> Callable[..., Snapshot]:
    """A company that sold about 10 a week of A at D for 40 weeks, with some rows of agreed forecasts."""

    def build(*rows: dict[str, Any], days_into_week: int = 0) -> Snapshot:
        return make_snapshot({("A", "D"): STEADY}, days_into_week=days_into_week, tables={"forecasts": rows})

    return build


def _weeks(snapshot: Snapshot, count: int) -> tuple[list[float], list[str]]:
    found = current_forecast(snapshot)
    row = found.row("A", "D")
    assert row is not None
    return found.mean[row, :count].round(6).tolist(), found.source[row, :count].tolist()


def test_agreed_weeks_stand_and_the_rest_is_statistical(forecast_of: Callable[..., Snapshot]) -> None:
    mean, source = _weeks(forecast_of(_row(0, 50.0), _row(1, 60.0, uplift=5.0)), 3)
    assert mean[:2] == [50.0, 65.0]
    assert mean[2] == pytest.approx(10.0, rel=0.1)
    assert source == ["consensus", "consensus", "statistical"]


def test_newest_version_counts_and_one_made_after_today_does_not(forecast_of: Callable[..., Snapshot]) -> None:
    rows = [
        _row(0, 50.0, version="z-old", made_on=TODAY - timedelta(days=30)),
        _row(0, 60.0, version="a-new", made_on=TODAY - timedelta(days=2)),
        _row(0, 70.0, version="future", made_on=TODAY + timedelta(days=1)),
    ]
    assert _weeks(forecast_of(*rows), 1)[0] == [60.0]


def test_consensus_stands_above_the_other_steps_of_its_version(forecast_of: Callable[..., Snapshot]) -> None:
    rows = [_row(0, 40.0, step="naive"), _row(0, 60.0), _row(0, 50.0, step="planner", reason="input to the meeting")]
    assert _weeks(forecast_of(*rows), 1) == ([60.0], ["consensus"])
    rows = [_row(0, 40.0, step="naive"), _row(0, 45.0, step="sensed"), _row(0, 30.0, step="statistical")]
    assert _weeks(forecast_of(*rows), 1) == ([45.0], ["sensed"])


def test_later_override_replaces_only_the_weeks_that_it_names(forecast_of: Callable[..., Snapshot]) -> None:
    override = _row(1, 90.0, version="override-1", step="planner", made_on=TODAY, reason="tender won")
    mean, source = _weeks(forecast_of(_row(0, 50.0), _row(1, 50.0), override), 2)
    assert (mean, source) == ([50.0, 90.0], ["consensus", "override"])


def test_override_of_the_day_of_the_agreement_counts_in_a_version_of_its_own(
    forecast_of: Callable[..., Snapshot],
) -> None:
    agreed = _row(0, 50.0, made_on=TODAY)
    own = _row(0, 90.0, version="override-1", step="planner", made_on=TODAY)
    assert _weeks(forecast_of(agreed, own), 1)[0] == [90.0]
    older = own | {"made_on": TODAY - timedelta(days=1)}
    assert _weeks(forecast_of(agreed, older), 1)[0] == [50.0]


def test_channels_are_added_up_but_not_on_top_of_a_row_for_all(forecast_of: Callable[..., Snapshot]) -> None:
    rows = [_row(0, 20.0, channel_id="retail"), _row(0, 5.0, channel_id="ecom")]
    assert _weeks(forecast_of(*rows), 1)[0] == [25.0]
    assert _weeks(forecast_of(*rows, _row(0, 40.0)), 1)[0] == [40.0]


def test_months_and_days_are_turned_into_weeks_by_days(forecast_of: Callable[..., Snapshot]) -> None:
    month = _row(0, 310.0, bucket="month", period_start=date(2023, 10, 1))
    days = [_row(0, 3.0, bucket="day", period_start=TODAY + timedelta(days=n)) for n in range(7)]
    assert date(2023, 10, 1) <= TODAY <= date(2023, 10, 31)
    mean, _ = _weeks(forecast_of(month), 3)
    assert mean[0] == pytest.approx(70.0)
    assert _weeks(forecast_of(month, *days), 1)[0] == [pytest.approx(21.0)]


def test_week_that_is_agreed_for_some_days_only_is_not_agreed(forecast_of: Callable[..., Snapshot]) -> None:
    assert _weeks(forecast_of(_row(0, 3.0, bucket="day")), 1)[1] == ["statistical"]


def test_given_quantiles_are_kept_and_missing_ones_come_from_past_errors(forecast_of: Callable[..., Snapshot]) -> None:
    given = [float(value) for value in range(40, 49)]
    found = series_forecast(forecast_of(_row(0, 44.0, quantiles=given), _row(1, 44.0)), "A", "D")
    assert found.quantiles[0].tolist() == given
    low, high = found.quantiles[1, 0], found.quantiles[1, -1]
    assert 0 < high - low < 44
    assert low <= 44 <= high


def test_item_known_only_from_the_agreed_forecast_has_one(make_snapshot: MakeSnapshot) -> None:
    snapshot = make_snapshot({("A", "D"): STEADY}, tables={"forecasts": [_row(0, 12.0, item_id="NEW")]})
    found = series_forecast(snapshot, "NEW", "D")
    assert found.mean[:2].tolist() == [12.0, 0.0]
    assert np.isfinite(current_forecast(snapshot).quantiles).all()


def test_arrays_and_single_series_agree(make_snapshot: MakeSnapshot) -> None:
    snapshot = make_snapshot(
        {("A", "D"): STEADY, ("B", "D"): [0.0, 0.0, 5.0] * 12}, tables={"forecasts": [_row(0, 7.0)]}
    )
    found = current_forecast(snapshot)
    for row, (item, place) in enumerate(zip(found.item_ids, found.location_ids, strict=True)):
        one = series_forecast(snapshot, item, place)
        assert np.array_equal(one.mean, found.mean[row])
        assert np.array_equal(one.quantiles, found.quantiles[row])


def test_company_without_history_or_forecast_has_empty_arrays(make_snapshot: MakeSnapshot) -> None:
    found = current_forecast(make_snapshot({}))
    assert found.mean.shape == (0, 78)
    assert found.quantiles.shape == (0, 78, len(QUANTILE_LEVELS))


def test_days_of_a_week_add_up_to_the_week_and_follow_the_weekdays(forecast_of: Callable[..., Snapshot]) -> None:
    snapshot = forecast_of(_row(0, 70.0), _row(1, 140.0))
    mean, quantiles = daily_forecast(snapshot, "A", "D", 14)
    assert mean[:7].sum() == pytest.approx(70.0)
    assert mean[7:].sum() == pytest.approx(140.0)
    # Everything was sold on Mondays.
    assert mean[0] == pytest.approx(70.0)
    assert quantiles.shape == (14, len(QUANTILE_LEVELS))


def test_days_start_today_even_in_the_middle_of_a_week(forecast_of: Callable[..., Snapshot]) -> None:
    snapshot = forecast_of(_row(0, 70.0), _row(1, 140.0), days_into_week=2)
    mean, _ = daily_forecast(snapshot, "A", "D", 6)
    # Wednesday to Sunday sell nothing; the sixth day is the next Monday.
    assert mean.tolist() == pytest.approx([0, 0, 0, 0, 0, 140.0])


def test_days_beyond_the_forecast_are_refused(forecast_of: Callable[..., Snapshot]) -> None:
    with pytest.raises(OutOfHorizon, match="600 days"):
        daily_forecast(forecast_of(_row(0, 70.0)), "A", "D", 600)


def test_unknown_series_sells_nothing(forecast_of: Callable[..., Snapshot]) -> None:
    assert daily_forecast(forecast_of(_row(0, 70.0)), "A", "NOWHERE", 3).mean.tolist() == [0, 0, 0]
