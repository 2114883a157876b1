"""What the tool `forecast_demand` takes and gives."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from ..results import Count, Part, Quantity, Share, ToolResult
from ..subjects import Subject

Source = Literal["current", "statistical"]


class ForecastDemand(Subject):
    """Arguments: an item or a family, where, in which channel, how far and which forecast."""

    weeks: int = Field(default=13, ge=1, le=78, description="Weeks from the one that the planning date lies in.")
    source: Source = Field(default="current", description="What planning uses today, or the statistical forecast.")

    @model_validator(mode="after")
    def _has_a_subject(self) -> Self:
        if self.item_id is None and self.family is None:
            raise ValueError("give item_id or family")
        return self


class Interval(Part):
    """A mean with the intervals that hold the outcome with 80 % and 95 % probability."""

    mean: Quantity
    low_80: Quantity
    high_80: Quantity
    low_95: Quantity
    high_95: Quantity


class ForecastPeriod(Interval):
    """One week ahead; `last_year` is the week 52 weeks before, where it is known."""

    start: date
    source: str
    last_year: Quantity | None


class ForecastStretch(Interval):
    """A calendar month or quarter ahead.

    Attributes
    ----------
    start
        First day of the month or quarter.
    first_day, last_day
        What the horizon holds of it.
    is_whole
        Whether that is all of it.
    last_year
        Demand 52 weeks before, where it is known.
    """

    start: date
    first_day: date
    last_day: date
    is_whole: bool
    last_year: Quantity | None


class PastPeriod(Part):
    """One past week."""

    start: date
    quantity: Quantity


class PromotionLine(Part):
    """A promotion in the last eight weeks or in the horizon."""

    promotion_id: str
    item_id: str
    location_id: str
    channel_id: str
    starts_on: date
    ends_on: date
    mechanism: str
    discount: Share
    expected_uplift: Share | None
    is_ahead: bool


class OverrideLine(Part):
    """A planner's figure that stands in place of the forecast; `replaced` is what it replaced in the agreed one."""

    item_id: str
    location_id: str
    start: date
    quantity: Quantity
    replaced: Quantity | None
    author: str
    reason: str | None
    made_on: date


class PastAccuracy(Part):
    """How far off the statistical forecast of this very sum was; a positive bias is a forecast above demand."""

    origins: Count
    weeks_ahead: Count
    wape: Share
    bias: Share


class Drivers(Part):
    """Why the forecast is what it is.

    Attributes
    ----------
    mean_last_8_weeks, mean_8_weeks_before, level_change
        Mean demand a week, and the change between the two as a share.
    season_change
        Seasonal index of the horizon over that of the last 8 weeks, minus one; `None` where no season shows.
    forecast_over_last_8_weeks
        Mean forecast over mean demand of the last 8 weeks, minus one.
    current_minus_statistical
        Difference of the totals over the horizon.
    overridden
        What overrides add to the agreed forecast over the horizon.
    main
        The largest of these influences, in words.
    """

    mean_last_8_weeks: Quantity
    mean_8_weeks_before: Quantity
    level_change: Share | None
    season_change: Share | None
    forecast_over_last_8_weeks: Share | None
    change_on_last_year: Share | None
    current_minus_statistical: Quantity
    current_over_statistical: Share | None
    overridden: Quantity
    promotions_past: Count
    promotions_ahead: Count
    main: str


class DemandForecast(ToolResult):
    """The forecast of an item or family, and what it stands beside.

    Attributes
    ----------
    total
        Over the horizon.
    last_year_total, change_on_last_year
        Of the same weeks one year before; the change compares only weeks whose year before is known.
    months, quarters
        The same weeks by calendar month and quarter; a week in two of them is split evenly over its days.
    past
        Demand of the last 13 whole weeks.
    """

    subject: str
    name: str
    unit: str
    source: Source
    method: str
    places: tuple[str, ...]
    channel: str
    weeks: Count
    total: Interval
    mean_per_week: Quantity
    periods: tuple[ForecastPeriod, ...]
    months: tuple[ForecastStretch, ...]
    quarters: tuple[ForecastStretch, ...]
    past: tuple[PastPeriod, ...]
    past_total: Quantity
    last_year_total: Quantity | None
    change_on_last_year: Share | None
    accuracy: PastAccuracy | None
    drivers: Drivers
    promotions: tuple[PromotionLine, ...]
    overrides: tuple[OverrideLine, ...]
