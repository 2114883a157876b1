"""Past demand is added up by the calendar, beside the same weekdays of the year before."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from knowledge.truth.snapshot import Snapshot
from tests.tools.conftest import build_tiny_company
from tools.context import ToolContext
from tools.errors import ArgumentsRefused, NotEnoughData
from tools.forecasting.past_demand import PastDemand, ShowPastDemand, show_past_demand

MONDAY = date(2026, 3, 2)
DAYS = 400


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """On each of 400 days ten cases at 15 euro through the shops; on Mondays five more online, without a price."""
    days = [MONDAY - timedelta(days=back) for back in range(DAYS, -1, -1)]
    shops: list[dict[str, Any]] = [{"date": day, "recorded_on": day, "unit_price": 15.0} for day in days]
    online = [
        {"date": day, "recorded_on": day, "channel_id": "web", "quantity": 5.0} for day in days if day.weekday() == 0
    ]
    channels: list[dict[str, Any]] = [{}, {"channel_id": "web", "name": "Online"}]
    return build_tiny_company(demand_history=[*shops, *online], channels=channels)


@pytest.fixture
def shown(snapshot: Snapshot, context_of: Callable[..., ToolContext]) -> Callable[..., PastDemand]:
    """Show past demand of the company."""

    def show(**arguments: Any) -> PastDemand:
        return show_past_demand(context_of(snapshot), ShowPastDemand(**arguments))

    return show


def test_the_last_four_weeks_are_shown_by_week(shown: Callable[..., PastDemand]) -> None:
    """The planning date itself is not past; each week holds one Monday."""
    told = shown(item_id="I")
    assert (told.first_day, told.last_day) == (MONDAY - timedelta(days=28), MONDAY - timedelta(days=1))
    assert [period.quantity for period in told.periods] == [75.0] * 4
    assert [period.start.weekday() for period in told.periods] == [0] * 4
    assert (told.total, told.year_before, told.change_on_year_before) == (300.0, 300.0, 0.0)
    assert told.revenue == 28 * 10 * 15.0
    assert [(part.channel_id, part.quantity) for part in told.channels] == [("shop", 280.0), ("web", 20.0)]


def test_months_are_cut_at_the_days_asked_for(shown: Callable[..., PastDemand]) -> None:
    """From 20 January to 10 February: twelve days and ten, four Mondays in all."""
    told = shown(family="F", first_day=date(2026, 1, 20), last_day=date(2026, 2, 10), bucket="month")
    assert [(period.start, period.quantity) for period in told.periods] == [
        (date(2026, 1, 20), 12 * 10.0 + 5),
        (date(2026, 2, 1), 10 * 10.0 + 2 * 5),
    ]
    assert told.total == sum(period.quantity for period in told.periods)


def test_days_without_demand_are_nothing_and_not_missing(shown: Callable[..., PastDemand]) -> None:
    told = shown(channel_id="web", first_day=date(2026, 2, 9), last_day=date(2026, 2, 16), bucket="day")
    assert [period.quantity for period in told.periods] == [5.0, 0, 0, 0, 0, 0, 0, 5.0]


def test_a_history_that_does_not_reach_back_has_no_year_before(shown: Callable[..., PastDemand]) -> None:
    told = shown(first_day=MONDAY - timedelta(days=100), last_day=MONDAY - timedelta(days=1), bucket="month")
    assert told.year_before is None
    assert {period.year_before for period in told.periods} == {None}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"last_day": MONDAY}, "not past yet"),
        ({"first_day": MONDAY - timedelta(days=2), "last_day": MONDAY - timedelta(days=9)}, "before first_day"),
        ({"first_day": date(2020, 1, 1), "bucket": "day"}, "more than 400 periods"),
    ],
)
def test_days_that_make_no_sense_are_refused(
    shown: Callable[..., PastDemand], arguments: dict[str, Any], says: str
) -> None:
    with pytest.raises(ArgumentsRefused, match=says):
        shown(**arguments)


def test_a_time_without_demand_is_said(shown: Callable[..., PastDemand]) -> None:
    with pytest.raises(NotEnoughData, match="no demand"):
        shown(item_id="I", first_day=date(2021, 1, 1), last_day=date(2021, 2, 1))
