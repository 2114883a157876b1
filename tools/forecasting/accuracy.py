"""The tool `measure_forecast_accuracy`."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ..context import ToolContext
from ..errors import NotEnoughData
from ..forms import forms_beside
from ..registry import Tool
from ..results import Chart, Count, Part, Quantity, Ratio, Series, Share, ToolResult
from ..subjects import Points, StockingPoint, stocking_points
from .backtest import Backtest, backtest
from .history import WeeklyHistory, weekly_history
from .measures import bias, mase, wape
from .pattern import SHORT_WEEKS

FEW_SERIES = 60
"""Up to so many series are measured at twice as many origins."""

METHODS = ("statistical", "naive", "seasonal")

Group = Literal["item", "family", "location"]


class MeasureForecastAccuracy(Points):
    """Arguments: what to measure, how far ahead, and how to rank it."""

    horizon_weeks: int = Field(default=4, ge=1, le=26, description="Weeks that each forecast looks ahead.")
    origins: int | None = Field(
        default=None, ge=2, le=12, description="Past origins; 8 for up to 60 series and 4 for more, if left out."
    )
    by: Group = Field(default="item", description="What is ranked.")
    limit: int = Field(default=10, ge=1, le=100, description="Length of the ranking.")


class Measures(Part):
    """How good one method was; a positive bias is a forecast above demand."""

    wape: Share | None
    bias: Share | None
    mase: Ratio | None


class AccuracyLine(Part):
    """One item, family or place of the ranking; `absolute_error` is the mean a week."""

    name: str
    series: Count
    absolute_error: Quantity
    share_of_error: Share
    statistical: Measures
    naive: Measures
    seasonal_naive: Measures
    better_than_naive: bool | None


class ForecastAccuracy(ToolResult):
    """Accuracy of the statistical method, the naive one and last year's week, on the same weeks.

    Attributes
    ----------
    statistical, naive, seasonal_naive
        Errors taken item by item and place by place, then added up.
    total_statistical, total_naive, total_seasonal_naive
        Errors of the sum over all series, where ups and downs of the series cancel.
    value_added
        Naive WAPE minus statistical WAPE.
    """

    subject: str
    first_origin: str
    last_origin: str
    origins: Count
    horizon_weeks: Count
    series: Count
    series_left_out: Count
    statistical: Measures
    naive: Measures
    seasonal_naive: Measures
    total_statistical: Measures
    total_naive: Measures
    total_seasonal_naive: Measures
    value_added: Share | None
    series_better_than_naive: Share | None
    ranked_by: str
    worst: tuple[AccuracyLine, ...]


def measure_forecast_accuracy(context: ToolContext, arguments: MeasureForecastAccuracy) -> ForecastAccuracy:
    """Measure how good the statistical forecasts would have been at past origins.

    Raises
    ------
    NotEnoughData
        If no series has enough history for one origin.
    """
    snapshot = context.snapshot
    points = stocking_points(
        snapshot,
        item_id=arguments.item_id,
        family=arguments.family,
        location_id=arguments.location_id,
        scopes=context.principal.scopes,
    )
    history = weekly_history(snapshot)
    sold = [point for point in points if (point.item_id, point.location_id) in history.series]
    origins = arguments.origins or (8 if len(sold) <= FEW_SERIES else 4)
    result = backtest(history, sold, origins=origins, horizon_weeks=arguments.horizon_weeks, check=context.check)
    judged = ~np.isnan(result.statistical).all(axis=(1, 2))
    if not judged.any():
        need = SHORT_WEEKS + arguments.horizon_weeks
        raise NotEnoughData(
            f"No series has the {need} weeks of history that one past forecast needs.",
            "Ask for a shorter horizon or for items that have been sold longer.",
        )
    every = np.flatnonzero(judged).tolist()
    parts = {method: _measures(result, every, method) for method in METHODS}
    totals = _totals(result, history, every)
    families = dict(snapshot.table("items").select("item_id", "family").iter_rows())
    lines = _ranking(result, every, [_label(point, arguments.by, families) for point in sold])
    better = [row for row in every if _error(result, [row], "statistical") < _error(result, [row], "naive")]
    worst = tuple(lines[: arguments.limit])
    return ForecastAccuracy(
        subject=arguments.subject,
        first_origin=str(result.origins[0]),
        last_origin=str(result.origins[-1]),
        origins=result.origins.size,
        horizon_weeks=arguments.horizon_weeks,
        series=len(every),
        series_left_out=len(points) - len(every),
        statistical=parts["statistical"],
        naive=parts["naive"],
        seasonal_naive=parts["seasonal"],
        total_statistical=totals["statistical"],
        total_naive=totals["naive"],
        total_seasonal_naive=totals["seasonal"],
        value_added=_difference(parts["naive"].wape, parts["statistical"].wape),
        series_better_than_naive=len(better) / len(every),
        ranked_by=arguments.by,
        worst=worst,
        assumptions=_assumptions(arguments, result),
        warnings=_warnings(parts, origins, result),
        charts=(_chart(worst, arguments.by),) if worst else (),
    )


def _label(point: StockingPoint, by: Group, families: Mapping[str, str]) -> str:
    return {"item": point.item_id, "family": families[point.item_id], "location": point.location_id}[by]


def _forecasts(result: Backtest, method: str) -> NDArray[np.float64]:
    return {"statistical": result.statistical, "naive": result.naive, "seasonal": result.seasonal}[method]


def _measures(result: Backtest, rows: Sequence[int], method: str) -> Measures:
    actual, forecast = result.actual[rows], _forecasts(result, method)[rows]
    scaled = [
        value
        for row in rows
        for column in range(result.origins.size)
        if (value := _scaled(result, row, column, method)) is not None
    ]
    return Measures(
        wape=wape(actual, forecast), bias=bias(actual, forecast), mase=float(np.mean(scaled)) if scaled else None
    )


def _scaled(result: Backtest, row: int, column: int, method: str) -> float | None:
    scale = result.scales[row, column]
    forecast = _forecasts(result, method)[row, column]
    return mase(result.actual[row, column], forecast, None if np.isnan(scale) else float(scale))


def _totals(result: Backtest, history: WeeklyHistory, rows: Sequence[int]) -> dict[str, Measures]:
    keys = [history.series[result.points[row].item_id, result.points[row].location_id] for row in rows]
    together = np.nan_to_num(history.quantity[keys]).sum(axis=0)
    totals: dict[str, Measures] = {}
    for method in METHODS:
        actual, forecast = result.actual[rows], _forecasts(result, method)[rows]
        known = ~np.isnan(forecast)
        is_any = known.any(axis=0)
        summed = np.where(is_any, np.where(known, actual, 0.0).sum(axis=0), np.nan)
        predicted = np.where(is_any, np.nansum(forecast, axis=0), np.nan)
        before = int(np.searchsorted(history.starts, result.origins[0]))
        steps = np.abs(np.diff(together[:before])).mean()
        totals[method] = Measures(
            wape=wape(summed, predicted),
            bias=bias(summed, predicted),
            mase=mase(summed, predicted, float(steps) if steps > 0 else None),
        )
    return totals


def _error(result: Backtest, rows: Sequence[int], method: str) -> float:
    return float(np.nanmean(np.abs(_forecasts(result, method)[rows] - result.actual[rows])))


def _ranking(result: Backtest, rows: Sequence[int], labels: Sequence[str]) -> list[AccuracyLine]:
    groups: dict[str, list[int]] = {}
    for row in rows:
        groups.setdefault(labels[row], []).append(row)
    sums = {
        name: float(np.nansum(np.abs(result.statistical[own] - result.actual[own]))) for name, own in groups.items()
    }
    everything = sum(sums.values())
    weeks = result.origins.size * result.actual.shape[2]
    lines: list[AccuracyLine] = []
    for name in sorted(groups, key=lambda name: (-sums[name], name)):
        parts = {method: _measures(result, groups[name], method) for method in METHODS}
        gain = _difference(parts["naive"].wape, parts["statistical"].wape)
        lines.append(
            AccuracyLine(
                name=name,
                series=len(groups[name]),
                absolute_error=sums[name] / weeks,
                share_of_error=sums[name] / everything if everything > 0 else 0.0,
                statistical=parts["statistical"],
                naive=parts["naive"],
                seasonal_naive=parts["seasonal"],
                better_than_naive=None if gain is None else gain > 0,
            )
        )
    return lines


def _difference(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first - second


def _assumptions(arguments: MeasureForecastAccuracy, result: Backtest) -> tuple[str, ...]:
    return (
        f"Each of {result.origins.size} past forecasts knew only the weeks before it; they lie "
        f"{arguments.horizon_weeks} weeks apart, so that no week is judged twice.",
        "WAPE is the sum of absolute errors over the sum of demand, item by item and place by place; bias is forecast "
        "minus demand over demand; MASE is the mean over the series of the mean absolute error over the mean absolute "
        "weekly change in the history before the forecast.",
        "Naive repeats the last week; seasonal naive repeats the same week of the year before and is measured only on "
        "the weeks for which that is known.",
        "The ranking is by absolute error: the largest contribution to the error comes first.",
        "Demand in weeks without stock is taken as recorded.",
    )


def _warnings(parts: dict[str, Measures], origins: int, result: Backtest) -> tuple[str, ...]:
    warnings: list[str] = []
    if result.origins.size < origins:
        warnings.append(f"The history carries only {result.origins.size} of the {origins} past forecasts asked for.")
    if parts["seasonal"].wape is None:
        warnings.append("The history is too short to compare with the same week of the year before.")
    gain = _difference(parts["naive"].wape, parts["statistical"].wape)
    if gain is not None and gain <= 0:
        warnings.append("The statistical forecast was no better than repeating the last week.")
    return tuple(warnings)


def _chart(lines: Sequence[AccuracyLine], by: str) -> Chart:
    return Chart(
        kind="bar",
        title=f"Forecast error by {by}, largest contribution first",
        unit="WAPE, share of demand",
        x=tuple(line.name for line in lines),
        series=(
            Series(name="statistical", values=tuple(line.statistical.wape for line in lines)),
            Series(name="naive", values=tuple(line.naive.wape for line in lines)),
        ),
    )


TOOL: Tool[MeasureForecastAccuracy, ForecastAccuracy] = Tool(
    name="measure_forecast_accuracy",
    summary="How good have the forecasts been: WAPE, bias and MASE at past origins against naive, and what is worst?",
    arguments=MeasureForecastAccuracy,
    result=ForecastAccuracy,
    run=measure_forecast_accuracy,
    mandate="sop",
    utterances=forms_beside(__file__, "accuracy"),
)
