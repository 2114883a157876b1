"""What was sold: past demand by day, week or month, beside the year before."""

from datetime import date, timedelta
from typing import Literal

import polars as pl
from pydantic import Field

from ..context import ToolContext
from ..errors import ArgumentsRefused, NotEnoughData
from ..forms import forms_beside
from ..registry import Tool
from ..results import Chart, Money, Part, Quantity, Series, Share, ToolResult
from ..stated import stated_about
from ..subjects import Subject, find_channel, visible_rows
from ..written import written_day

Bucket = Literal["day", "week", "month"]
STEP = {"day": "1d", "week": "1w", "month": "1mo"}
USUAL_DAYS = 28
MOST_PERIODS = 400
YEAR_DAYS = 364
"""The year before is 52 weeks earlier, so that weekdays meet weekdays."""


class ShowPastDemand(Subject):
    """Whose past demand, and of which days."""

    first_day: date | None = Field(
        default=None, strict=False, description="First day; four weeks before the last if left out."
    )
    last_day: date | None = Field(
        default=None, strict=False, description="Last day, in the past; yesterday if left out."
    )
    bucket: Bucket = Field(default="week", description="Length of a period.")


class SoldPeriod(Part):
    """Demand of one period, cut at the days asked for; `start` is the first day of the period that is shown."""

    start: date
    quantity: Quantity
    year_before: Quantity | None


class SoldThrough(Part):
    """What one channel took."""

    channel_id: str
    channel_name: str
    quantity: Quantity
    share: Share


class PastDemand(ToolResult):
    """Demand of the past.

    Attributes
    ----------
    revenue
        At the prices of the time; none where the demand has no prices.
    year_before
        Demand 52 weeks earlier, on the same weekdays; none where the history does not reach back so far.
    """

    subject: str
    name: str
    unit: str
    first_day: date
    last_day: date
    total: Quantity
    revenue: Money | None
    year_before: Quantity | None
    change_on_year_before: Share | None
    channels: tuple[SoldThrough, ...]
    periods: tuple[SoldPeriod, ...]


def show_past_demand(context: ToolContext, arguments: ShowPastDemand) -> PastDemand:
    """Add up what was sold, or ordered, whichever the company keeps as its demand history.

    Raises
    ------
    UnknownSubject
        If the item, family, place or channel does not exist.
    ArgumentsRefused
        If the days are not past, run backwards, or make too many periods.
    NotEnoughData
        If there is no demand of these days.
    """
    snapshot = context.snapshot
    first, last = _days(arguments, snapshot.planning_date)
    year = timedelta(days=YEAR_DAYS)
    history = snapshot.table("demand_history").filter(pl.col("recorded_on") <= snapshot.planning_date)
    reaches_back = history.filter(pl.col("date") <= first - year).height > 0
    both = pl.col("date").is_between(first, last) | pl.col("date").is_between(first - year, last - year)
    rows = visible_rows(snapshot, history.filter(both), arguments, context.principal.scopes)
    if arguments.channel_id is not None:
        rows = rows.filter(pl.col("channel_id") == find_channel(snapshot, arguments.channel_id).channel_id)
    sold = rows.filter(pl.col("date").is_between(first, last))
    if sold.is_empty():
        raise NotEnoughData(
            f"There is no demand of {arguments.subject} from {written_day(first)} to {written_day(last)}.",
            "Name other days or another subject.",
        )
    before = rows.filter(pl.col("date").is_between(first - year, last - year)) if reaches_back else None
    total = float(sold["quantity"].sum())
    total_before = None if before is None else float(before["quantity"].sum())
    items = snapshot.table("items").join(sold.select("item_id").unique(), on="item_id", how="semi")
    name = items["name"][0] if arguments.item_id is not None else arguments.subject
    unit = items["unit"][0] if items["unit"].n_unique() == 1 else "mixed"
    periods = _periods(arguments.bucket, snapshot.company.week_start, sold, before, (first, last))
    return PastDemand(
        subject=arguments.subject,
        name=name,
        unit=unit,
        first_day=first,
        last_day=last,
        total=total,
        revenue=float((sold["quantity"] * sold["unit_price"]).sum()) if sold["unit_price"].count() else None,
        year_before=total_before,
        change_on_year_before=total / total_before - 1 if total_before else None,
        channels=_channels(snapshot.table("channels"), sold, total),
        periods=periods,
        assumptions=("The year before is the same weekdays, fifty-two weeks earlier.",) if reaches_back else (),
        warnings=stated_about(snapshot, "demand_history"),
        charts=(_chart(name, unit, arguments.bucket, periods),),
    )


def _days(arguments: ShowPastDemand, today: date) -> tuple[date, date]:
    last = arguments.last_day or today - timedelta(days=1)
    first = arguments.first_day or last - timedelta(days=USUAL_DAYS - 1)
    if last < first:
        raise ArgumentsRefused(
            f"last_day: {written_day(last)} is before first_day, {written_day(first)}.",
            "Name the days from the earlier to the later.",
        )
    if last >= today:
        raise ArgumentsRefused(
            f"last_day: {written_day(last)} is not past yet; the planning date is {written_day(today)}.",
            "Name past days, or ask for the forecast of coming ones.",
        )
    if (last - first).days / {"day": 1, "week": 7, "month": 30}[arguments.bucket] > MOST_PERIODS:
        raise ArgumentsRefused(
            f"bucket: more than {MOST_PERIODS} periods of a {arguments.bucket}.", "Take longer periods or fewer days."
        )
    return first, last


def _periods(
    bucket: Bucket, week_start: int, sold: pl.DataFrame, before: pl.DataFrame | None, days: tuple[date, date]
) -> tuple[SoldPeriod, ...]:
    """Demand by period, those without any as zero; the first one begins on the first day."""
    first, last = days

    def by_period(rows: pl.DataFrame, moved_days: int) -> dict[date, float]:
        shift = timedelta(days=week_start - 1) if bucket == "week" else timedelta()
        start = (pl.col("date") + timedelta(days=moved_days) - shift).dt.truncate(STEP[bucket]) + shift
        grouped = rows.group_by(start=start).agg(pl.col("quantity").sum())
        return dict(grouped.iter_rows())

    every_day = pl.DataFrame({"date": pl.date_range(first, last, eager=True), "quantity": 0.0})
    now = by_period(pl.concat([every_day, sold.select("date", "quantity")]), 0)
    then = None if before is None else by_period(before, YEAR_DAYS)
    return tuple(
        SoldPeriod(
            start=max(start, first), quantity=now[start], year_before=None if then is None else then.get(start, 0.0)
        )
        for start in sorted(now)
    )


def _channels(channels: pl.DataFrame, sold: pl.DataFrame, total: float) -> tuple[SoldThrough, ...]:
    """Each channel's part, the largest first."""
    parts = sold.group_by("channel_id").agg(pl.col("quantity").sum()).join(channels, on="channel_id", how="left")
    return tuple(
        SoldThrough(
            channel_id=row["channel_id"],
            channel_name=row["name"] or row["channel_id"],
            quantity=row["quantity"],
            share=row["quantity"] / total if total else 0.0,
        )
        for row in parts.sort("quantity", "channel_id", descending=[True, False]).iter_rows(named=True)
    )


def _chart(name: str, unit: str, bucket: Bucket, periods: tuple[SoldPeriod, ...]) -> Chart:
    earlier = [Series(name="year before", values=tuple(period.year_before for period in periods))]
    return Chart(
        kind="bar",
        title=f"Demand of {name} by {bucket}",
        unit=unit,
        x=tuple(period.start.isoformat() for period in periods),
        series=(
            Series(name="demand", values=tuple(period.quantity for period in periods)),
            *(earlier if periods[0].year_before is not None else []),
        ),
    )


TOOL = Tool(
    name="show_past_demand",
    summary="What was sold in past days, weeks or months of an item, family, place or channel, beside the year before.",
    arguments=ShowPastDemand,
    result=PastDemand,
    run=show_past_demand,
    mandate="both",
    utterances=forms_beside(__file__, "past_demand"),
)
