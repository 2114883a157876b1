"""The tool `reconcile_with_budget`."""

from collections.abc import Sequence
from datetime import date

import polars as pl
from pydantic import Field

from knowledge.principal import Principal
from knowledge.truth.schema.columns import EVERY
from knowledge.truth.snapshot import Snapshot

from ..context import ToolContext
from ..errors import NotEnoughData
from ..forms import forms_beside
from ..registry import Tool
from ..results import Arguments, Chart, Count, Money, Part, Quantity, Series, Share, ToolResult
from ..subjects import find_family
from ..written import written_day
from .tolerance import tolerance_of
from .valuation import MIX_WEEKS, months_from, value_demand


class ReconcileWithBudget(Arguments):
    """Arguments: which family and months, and how far expectation and budget may differ."""

    family: str | None = Field(default=None, description="One family; every family if left out.")
    first_month: date | None = Field(
        default=None, strict=False, description="Any day of the first month; the planning date's if left out."
    )
    months: int = Field(default=3, ge=1, le=12)
    tolerance: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Share of the budgeted revenue by which the expected one may differ; the policies' if left out.",
    )


class Gap(Part):
    """Expectation beside budget; a positive gap is more than budgeted.

    Attributes
    ----------
    revenue, units, margin
        Sold so far and forecast for the rest.
    actual_revenue
        The part of `revenue` that was sold before the planning date.
    revenue_gap_share
        Of the budgeted revenue; `None` where none is budgeted.
    volume_effect, price_effect
        The revenue gap in two: other units at the budgeted revenue a unit, and another revenue a unit at the expected
        units (prices and mix together); `None` where no units are budgeted.
    is_outside_tolerance
        `None` where no tolerance is given or no revenue is budgeted.
    """

    name: str
    budget_revenue: Money
    revenue: Money
    actual_revenue: Money
    revenue_gap: Money
    revenue_gap_share: Share | None
    budget_units: Quantity
    units: Quantity
    unit_gap: Quantity
    budget_margin: Money
    margin: Money
    margin_gap: Money
    volume_effect: Money | None
    price_effect: Money | None
    is_outside_tolerance: bool | None


class FamilyMonth(Gap):
    """One family in one month; `month` is its first day."""

    month: date


class BudgetReconciliation(ToolResult):
    """Expected demand in money beside the budget: in all, by family (largest gap first), month and channel."""

    first_month: date
    last_month: date
    tolerance: Share | None
    total: Gap
    families_outside_tolerance: Count
    families: tuple[Gap, ...]
    months: tuple[Gap, ...]
    channels: tuple[Gap, ...]
    cells: tuple[FamilyMonth, ...]


def reconcile_with_budget(context: ToolContext, arguments: ReconcileWithBudget) -> BudgetReconciliation:
    """Compare what has been sold and is forecast with the budget, in units, revenue and margin.

    Raises
    ------
    UnknownSubject
        If there is no such family, or not for this person.
    NotEnoughData
        If the person does not see a whole family, nothing is budgeted for these months, or no channel mix is known.
    OutOfHorizon
        If the months go beyond the forecast.
    """
    snapshot = context.snapshot
    families = _families(snapshot, context.principal, arguments.family)
    months = months_from(arguments.first_month or snapshot.planning_date, arguments.months)
    budget = snapshot.table("budget").with_columns(pl.col("month").dt.truncate("1mo"))
    budget = budget.filter(pl.col("family").is_in(families) & pl.col("month").is_in(list(months)))
    if budget.is_empty():
        raise NotEnoughData(
            f"There is no budget for {months[0]:%B %Y} to {months[-1]:%B %Y} in what you asked for.",
            "Ask for months of a budgeted year, or load the budget.",
        )
    expected = value_demand(snapshot, months, families)
    cells = _joined(expected.cells, budget)
    given = arguments.tolerance
    stated = tolerance_of(context.policies.all_policies(), snapshot.planning_date, arguments.months, arguments.family)
    tolerance = given if given is not None else stated.share if stated is not None else None
    by_family = _gaps(cells, "family", tolerance)
    by_family = tuple(sorted(by_family, key=lambda gap: (-abs(gap.revenue_gap), gap.name)))
    months_of_families = cells.partition_by("month", as_dict=True, maintain_order=True)
    return BudgetReconciliation(
        first_month=months[0],
        last_month=months[-1],
        tolerance=tolerance,
        total=_gap("total", cells, tolerance),
        families_outside_tolerance=sum(gap.is_outside_tolerance is True for gap in by_family),
        families=by_family,
        months=_gaps(cells, "month", tolerance),
        channels=_gaps(cells, "channel_id", tolerance),
        cells=tuple(
            FamilyMonth(month=key[0], **dict(gap))
            for key, part in months_of_families.items()
            for gap in _gaps(part, "family", tolerance)
        ),
        assumptions=(
            *_assumptions(snapshot, months),
            *([f"The tolerance is that of {stated.set_by}."] if given is None and stated is not None else []),
        ),
        warnings=_warnings(cells, expected.items_without_price, _units_of(snapshot, families), tolerance),
        charts=(_chart(by_family, snapshot.company.currency),),
    )


def _families(snapshot: Snapshot, principal: Principal, family: str | None) -> list[str]:
    """Return the families asked for; a budget is for all places, so only those that the person sees everywhere."""
    whole = [scope for scope in principal.scopes if scope.region == EVERY and scope.location_id == EVERY]
    if not whole:
        raise NotEnoughData(
            "The budget is for all places, and your position covers only some of them.",
            "Ask somebody who answers for a whole family.",
        )
    if family is not None:
        return [find_family(snapshot, family, whole)]
    every = snapshot.table("items")["family"].unique().sort().to_list()
    budgeted = snapshot.table("budget")["family"].unique().to_list()
    seen = {name for scope in whole for name in ([*every, *budgeted] if scope.family == EVERY else [scope.family])}
    return sorted(seen)


def _joined(expected: pl.DataFrame, budget: pl.DataFrame) -> pl.DataFrame:
    keys = ["family", "channel_id", "month"]
    planned = budget.select(*keys, budget_revenue="revenue", budget_units="units", budget_margin="margin")
    return planned.join(expected, on=keys, how="full", coalesce=True).fill_null(0.0).sort(keys)


def _gaps(cells: pl.DataFrame, by: str, tolerance: float | None) -> tuple[Gap, ...]:
    parts = cells.partition_by(by, as_dict=True)
    return tuple(_gap(str(key[0]), parts[key], tolerance) for key in sorted(parts))


def _gap(name: str, cells: pl.DataFrame, tolerance: float | None) -> Gap:
    sums = cells.select(pl.selectors.numeric().sum()).row(0, named=True)
    budgeted, planned_units = sums["budget_revenue"], sums["budget_units"]
    gap = sums["revenue"] - budgeted
    share = gap / budgeted if budgeted > 0 else None
    volume = (sums["units"] - planned_units) * budgeted / planned_units if planned_units > 0 else None
    return Gap(
        name=name,
        budget_revenue=budgeted,
        revenue=sums["revenue"],
        actual_revenue=sums["actual_revenue"],
        revenue_gap=gap,
        revenue_gap_share=share,
        budget_units=planned_units,
        units=sums["units"],
        unit_gap=sums["units"] - planned_units,
        budget_margin=sums["budget_margin"],
        margin=sums["margin"],
        margin_gap=sums["margin"] - sums["budget_margin"],
        volume_effect=volume,
        price_effect=None if volume is None else gap - volume,
        is_outside_tolerance=None if tolerance is None or share is None else abs(share) > tolerance,
    )


def _assumptions(snapshot: Snapshot, months: Sequence[date]) -> tuple[str, ...]:
    today = snapshot.planning_date
    so_far = (
        f"Days before {written_day(today)} count as sold, at the price of each sale; later days count as forecast."
        if months[0] < today
        else "All days lie ahead and count as forecast."
    )
    return (
        so_far,
        "The forecast is the one that planning uses; a week is split evenly over its seven days.",
        f"The forecast is for all channels: each item is split by its channel mix of the last {MIX_WEEKS} weeks, or "
        "its family's where it sold nothing.",
        f"A forecast unit is worth the item's mean price in the channel over the last {MIX_WEEKS} weeks, or its list "
        "price where it sold nothing; margin is price minus today's unit cost.",
    )


def _warnings(
    cells: pl.DataFrame, without_price: Sequence[str], units: set[str], tolerance: float | None
) -> tuple[str, ...]:
    warnings: list[str] = []
    if tolerance is None:
        warnings.append("No tolerance was given, and no policy in force states one: no gap is judged.")
    if without_price:
        warnings.append(f"Items without a price are left out of the money: {', '.join(without_price)}.")
    missing = (
        cells.filter((pl.col("budget_revenue") == 0) & (pl.col("revenue") > 0))["family"].unique().sort().to_list()
    )
    if missing:
        warnings.append(f"In some months and channels nothing is budgeted for: {', '.join(missing)}.")
    if len(units) > 1:
        warnings.append("Units add up items counted in different units; compare money rather than units.")
    return tuple(warnings)


def _units_of(snapshot: Snapshot, families: Sequence[str]) -> set[str]:
    items = snapshot.table("items").filter(pl.col("family").is_in(list(families)))
    return set(items.filter(pl.col("unit_price").is_not_null())["unit"].to_list())


def _chart(families: Sequence[Gap], currency: str) -> Chart:
    return Chart(
        kind="bar",
        title="Expected and budgeted revenue by family, largest gap first",
        unit=currency,
        x=tuple(gap.name for gap in families),
        series=(
            Series(name="budget", values=tuple(gap.budget_revenue for gap in families)),
            Series(name="expected", values=tuple(gap.revenue for gap in families)),
        ),
    )


TOOL: Tool[ReconcileWithBudget, BudgetReconciliation] = Tool(
    name="reconcile_with_budget",
    summary="How far are sales so far and the forecast from the budget, in money and units, and where is the gap?",
    arguments=ReconcileWithBudget,
    result=BudgetReconciliation,
    run=reconcile_with_budget,
    mandate="sop",
    utterances=forms_beside(__file__, "budget"),
)
