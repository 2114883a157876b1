"""The tool `forecast_demand`."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from knowledge.truth.schema.columns import EVERY
from knowledge.truth.snapshot import Snapshot

from ..context import ToolContext
from ..errors import NotEnoughData
from ..forms import forms_beside
from ..registry import Tool
from ..results import Chart, Series
from ..subjects import StockingPoint, find_channel, find_family, find_item, stocking_points
from .agreed import agreed_rows
from .demand_notes import assumptions_of, method_of, warnings_of
from .demand_result import (
    DemandForecast,
    Drivers,
    ForecastDemand,
    ForecastPeriod,
    Interval,
    OverrideLine,
    PastAccuracy,
    PastPeriod,
    PromotionLine,
)
from .history import weekly_history
from .months import MONTHS_A_QUARTER, stretches_of
from .outlook import Outlook, outlook

PAST_WEEKS = 13
YEAR_WEEKS = 52
LEVEL_WEEKS = 8


def forecast_demand(context: ToolContext, arguments: ForecastDemand) -> DemandForecast:
    """Forecast the demand of an item or a family by week, beside its past, with what drives it.

    Raises
    ------
    UnknownSubject
        If the item, family, place or channel does not exist.
    NotEnoughData
        If there is neither past demand nor an agreed forecast.
    """
    snapshot = context.snapshot
    points = _points(context, arguments)
    view = outlook(snapshot, points, is_current=arguments.source == "current")
    share = 1.0
    if arguments.channel_id is not None:
        view, share = _in_channel(snapshot, view, points, find_channel(snapshot, arguments.channel_id).channel_id)
    weeks = arguments.weeks
    total, bounds = view.total(weeks)
    last_year = [_year_before(view, week) for week in range(weeks)]
    known = [week for week in range(weeks) if last_year[week] is not None]
    last_year_total = sum(value for value in last_year if value is not None) if known else None
    change = _change(float(view.mean[known].sum()), last_year_total)
    overrides = _overrides(snapshot, points, view, weeks) if arguments.source == "current" else ()
    promotions = _promotions(snapshot, points, arguments.channel_id, view, weeks)
    past = view.past[-PAST_WEEKS:]
    name, unit = _name_and_unit(context, arguments, points)
    return DemandForecast(
        subject=arguments.subject,
        name=name,
        unit=unit,
        source=arguments.source,
        method=method_of(view, arguments.source, weeks),
        places=tuple(sorted({point.location_id for point in points})),
        channel=arguments.channel_id or EVERY,
        weeks=weeks,
        total=_interval(total, bounds),
        mean_per_week=total / weeks,
        periods=tuple(
            ForecastPeriod(
                start=view.starts[week].item(),
                source=view.source[week],
                last_year=last_year[week],
                **dict(_interval(float(view.mean[week]), {c: view.interval(week, c) for c in (0.8, 0.95)})),
            )
            for week in range(weeks)
        ),
        months=stretches_of(view, weeks, last_year, 1),
        quarters=stretches_of(view, weeks, last_year, MONTHS_A_QUARTER),
        past=tuple(
            PastPeriod(start=start.item(), quantity=float(quantity))
            for start, quantity in zip(view.past_starts[-PAST_WEEKS:], past, strict=True)
        ),
        past_total=float(past.sum()),
        last_year_total=last_year_total,
        change_on_last_year=change,
        accuracy=None if arguments.channel_id is not None else _accuracy(view),
        drivers=_drivers(view, weeks, overrides, promotions, change, share),
        promotions=promotions,
        overrides=overrides,
        assumptions=assumptions_of(snapshot, view, arguments, share),
        warnings=warnings_of(snapshot, points, view, weeks, is_mixed=unit == "mixed"),
        charts=(_chart(view, weeks, name, unit),),
    )


def _points(context: ToolContext, arguments: ForecastDemand) -> list[StockingPoint]:
    snapshot = context.snapshot
    known = set(weekly_history(snapshot).series) | set(
        snapshot.table("forecasts").select("item_id", "location_id").unique().iter_rows()
    )
    points = stocking_points(
        snapshot,
        item_id=arguments.item_id,
        family=arguments.family,
        location_id=arguments.location_id,
        scopes=context.principal.scopes,
    )
    found = [point for point in points if (point.item_id, point.location_id) in known]
    if not found:
        raise NotEnoughData(
            f"{arguments.subject} has neither past demand nor an agreed forecast.",
            "Name another place or item; the need for a component follows from the items that contain it.",
        )
    return found


def _in_channel(
    snapshot: Snapshot, view: Outlook, points: list[StockingPoint], channel_id: str
) -> tuple[Outlook, float]:
    """Return the part of an outlook that one channel takes, and its share of the last 13 weeks."""
    demand = snapshot.demand("week", by_channel=True)
    wanted = {(point.item_id, point.location_id) for point in points}
    rows = [
        row
        for row, key in enumerate(zip(demand.item_ids, demand.location_ids, strict=True))
        if key in wanted and demand.channel_ids[row] == channel_id
    ]
    past = np.nan_to_num(demand.quantity[rows]).sum(axis=0) if rows else np.zeros(view.past.size)
    everything = float(view.past[-PAST_WEEKS:].sum())
    if everything <= 0:
        raise NotEnoughData(
            f"Nothing was sold in the last {PAST_WEEKS} weeks: the share of a channel is not known.",
            "Ask without a channel.",
        )
    share = float(past[-PAST_WEEKS:].sum()) / everything
    apart = (view.quantiles - view.mean[:, None]) * np.sqrt(share)
    mean = view.mean * share
    part = replace(
        view,
        past=past,
        mean=mean,
        statistical=view.statistical * share,
        quantiles=np.maximum(mean[:, None] + apart, 0.0),
        errors=view.errors * np.sqrt(share),
    )
    return part, share


def _year_before(view: Outlook, week: int) -> float | None:
    place = view.past.size + week - YEAR_WEEKS
    return float(view.past[place]) if 0 <= place < view.past.size else None


def _change(new: float, old: float | None) -> float | None:
    return new / old - 1 if old is not None and old > 0 else None


def _interval(mean: float, bounds: dict[float, tuple[float, float]]) -> Interval:
    return Interval(
        mean=mean, low_80=bounds[0.8][0], high_80=bounds[0.8][1], low_95=bounds[0.95][0], high_95=bounds[0.95][1]
    )


def _accuracy(view: Outlook) -> PastAccuracy | None:
    known = ~np.isnan(view.errors)
    sold = float(view.outcomes[known].sum()) if known.any() else 0.0
    if sold <= 0:
        return None
    return PastAccuracy(
        origins=int(known.any(axis=1).sum()),
        weeks_ahead=int(known.any(axis=0).sum()),
        wape=float(np.abs(view.errors[known]).sum()) / sold,
        bias=-float(view.errors[known].sum()) / sold,
    )


def _drivers(
    view: Outlook,
    weeks: int,
    overrides: tuple[OverrideLine, ...],
    promotions: tuple[PromotionLine, ...],
    change: float | None,
    share: float,
) -> Drivers:
    recent, before = view.past[-LEVEL_WEEKS:], view.past[-2 * LEVEL_WEEKS : -LEVEL_WEEKS]
    level, earlier = (float(part.mean()) if part.size else 0.0 for part in (recent, before))
    current, statistical = float(view.mean[:weeks].sum()), float(view.statistical[:weeks].sum())
    # A year on, the index repeats: the weeks before week 52 stand for the last weeks of the past.
    usual = float(view.index[YEAR_WEEKS - LEVEL_WEEKS : YEAR_WEEKS].mean())
    season = float(view.index[:weeks].mean()) / usual - 1 if np.ptp(view.index) > 1e-9 else None
    overridden = share * sum(line.quantity - line.replaced for line in overrides if line.replaced is not None)
    influences = {
        "the level of the last eight weeks against the eight before": _change(level, earlier),
        "the season": season,
        "what was agreed against the statistical forecast": _change(current, statistical),
        "overrides by planners": overridden / statistical if statistical > 0 and overridden else None,
    }
    sizes = {words: abs(value) for words, value in influences.items() if value is not None}
    return Drivers(
        mean_last_8_weeks=level,
        mean_8_weeks_before=earlier,
        level_change=_change(level, earlier),
        season_change=season,
        forecast_over_last_8_weeks=_change(current / weeks, level),
        change_on_last_year=change,
        current_minus_statistical=current - statistical,
        current_over_statistical=_change(current, statistical),
        overridden=overridden,
        promotions_past=sum(not line.is_ahead for line in promotions),
        promotions_ahead=sum(line.is_ahead for line in promotions),
        main=max(sizes, key=lambda words: sizes[words]) if sizes else "nothing that can be measured",
    )


def _overrides(snapshot: Snapshot, points: list[StockingPoint], view: Outlook, weeks: int) -> tuple[OverrideLine, ...]:
    wanted = {(point.item_id, point.location_id) for point in points}
    names = dict(snapshot.table("people").select("person_id", "name").iter_rows())
    last = view.starts[weeks - 1].item() + timedelta(days=6)
    rows = agreed_rows(snapshot).filter(pl.col("is_override") & (pl.col("period_start") <= last))
    return tuple(
        OverrideLine(
            item_id=row["item_id"],
            location_id=row["location_id"],
            start=row["period_start"],
            quantity=row["quantity"],
            replaced=row["replaced"],
            author=names.get(row["author"], row["author"]),
            reason=row["reason"],
            made_on=row["made_on"],
        )
        for row in rows.iter_rows(named=True)
        if (row["item_id"], row["location_id"]) in wanted and row["period_start"] >= view.starts[0].item()
    )


def _promotions(
    snapshot: Snapshot, points: list[StockingPoint], channel_id: str | None, view: Outlook, weeks: int
) -> tuple[PromotionLine, ...]:
    wanted = {(point.item_id, place) for point in points for place in (point.location_id, EVERY)}
    first = view.starts[0].item() - timedelta(weeks=LEVEL_WEEKS)
    last = view.starts[weeks - 1].item() + timedelta(days=6)
    rows = snapshot.table("promotions").filter(
        (pl.col("ends_on") >= first)
        & (pl.col("starts_on") <= last)
        & (pl.col("announced_on") <= snapshot.planning_date)
    )
    if channel_id is not None:
        rows = rows.filter(pl.col("channel_id").is_in([channel_id, EVERY]))

    def line(row: dict[str, Any]) -> PromotionLine:
        shown = {name: row[name] for name in PromotionLine.model_fields if name != "is_ahead"}
        return PromotionLine(**shown, is_ahead=row["ends_on"] >= snapshot.planning_date)

    found = [row for row in rows.iter_rows(named=True) if (row["item_id"], row["location_id"]) in wanted]
    return tuple(line(row) for row in sorted(found, key=lambda row: (row["starts_on"], row["promotion_id"])))


def _name_and_unit(context: ToolContext, arguments: ForecastDemand, points: list[StockingPoint]) -> tuple[str, str]:
    items = {point.item_id: find_item(context.snapshot, point.item_id) for point in points}
    units = {item.unit for item in items.values()}
    unit = units.pop() if len(units) == 1 else "mixed"
    if arguments.family is not None:
        return find_family(context.snapshot, arguments.family), unit
    return next(iter(items.values())).name, unit


def _chart(view: Outlook, weeks: int, name: str, unit: str) -> Chart:
    shown = 2 * PAST_WEEKS
    past = tuple(float(value) for value in view.past[-shown:])
    low, high = zip(*(view.interval(week, 0.8) for week in range(weeks)), strict=True)
    ahead: tuple[None, ...] = (None,) * weeks
    mean = tuple(float(value) for value in view.mean[:weeks])
    return Chart(
        kind="line",
        title=f"Demand of {name} by week",
        unit=unit,
        x=tuple(str(day) for day in (*view.past_starts[-shown:], *view.starts[:weeks])),
        series=(
            Series(name="demand", values=(*past, *ahead)),
            Series(
                name="forecast", values=((None,) * len(past)) + mean, low=past + low, high=past + high, coverage=0.8
            ),
        ),
    )


TOOL: Tool[ForecastDemand, DemandForecast] = Tool(
    name="forecast_demand",
    summary="What will be sold of an item or family, week by week, with intervals, and why has the forecast changed?",
    arguments=ForecastDemand,
    result=DemandForecast,
    run=forecast_demand,
    mandate="sop",
    utterances=forms_beside(__file__, "forecast"),
)
