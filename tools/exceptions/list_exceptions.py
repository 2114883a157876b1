"""What will hurt, ranked by money and time."""

from datetime import timedelta
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from knowledge.truth.snapshot import Snapshot

from ..context import ToolContext
from ..errors import UnknownSubject
from ..forms import forms_beside
from ..inventory.orders import OVERDUE_DELAY_DAYS
from ..registry import Tool
from ..results import Arguments, Count, Money, ToolResult
from ..stated import stated_about
from ..subjects import find_family, find_item, find_location, stocking_points
from .detect import exceptions_of
from .drift import LEAST_SCORE, LEAST_SHARE, RECENT_WEEKS
from .model import EVERY_PLACE, ExceptionLine, Finding, Kind, severity_of
from .shortages import DEEP_SHARE, LEAST_CHANCE, LEAST_SHORT_WEEKS
from .surplus import EXCESS_COVER, LEAST_COVER_DAYS


class ListExceptions(Arguments):
    """Which exceptions to list; what is left out is not restricted."""

    kind: Kind | Literal["shortage"] | None = Field(
        default=None, description="Only this kind; shortage: stock-outs by whatever cause, late supply included."
    )
    family: str | None = Field(default=None, description="A product family.")
    item_id: str | None = Field(default=None, description="An item's identifier or exact name.")
    location_id: str | None = Field(default=None, description="A place's identifier or exact name.")
    within_days: Annotated[int, Field(ge=0, le=182)] | None = Field(
        default=None, description="Only those whose harm begins within so many days from today."
    )
    minimum_value: Annotated[float, Field(ge=0)] = Field(
        default=0.0, description="Only those with at least this value at risk, company currency."
    )
    limit: Annotated[int, Field(ge=1, le=500)] = Field(default=20, description="How many to list at most.")


SHORTAGES: tuple[Kind, ...] = ("projected_stock_out", "late_supply")
"""Kinds in which stock will be missing; which of the two it is depends on the cause alone."""


class Exceptions(ToolResult):
    """Exceptions, the most money first.

    Attributes
    ----------
    count, total_value
        Of all that meet the conditions, also those beyond the limit.
    """

    exceptions: tuple[ExceptionLine, ...]
    count: Count
    total_value: Money
    currency: str


def list_exceptions(context: ToolContext, arguments: ListExceptions) -> Exceptions:
    """List what will hurt, one line for each root cause."""
    snapshot = context.snapshot
    chosen = _chosen(context, arguments)
    listed = chosen[: arguments.limit]
    return Exceptions(
        exceptions=tuple(line_of(snapshot, finding) for finding in listed),
        count=len(chosen),
        total_value=sum(finding.value.total for finding in chosen),
        currency=snapshot.company.currency,
        assumptions=ASSUMPTIONS,
        warnings=(*stated_about(snapshot, "stock"), *_warnings(snapshot, chosen)),
    )


def _warnings(snapshot: Snapshot, chosen: list[Finding]) -> tuple[str, ...]:
    """Name the items whose lost sales have no worth because they have no price; components are worth their products."""
    bare = set(snapshot.table("items").filter(pl.col("unit_price").is_null())["item_id"].to_list())
    sold = {item for finding in chosen if finding.channels and (item := finding.item_id) in bare}
    return (f"Lost sales of {', '.join(sorted(sold))} are valued at nothing: there is no price.",) if sold else ()


def find_exception(context: ToolContext, exception_id: str) -> Finding:
    """Return the exception of that identifier.

    Raises
    ------
    UnknownSubject
        If there is none (any more) that the person may see.
    """
    wanted = exception_id.strip().upper()
    seen = _chosen(context, ListExceptions())
    for finding in seen:
        if finding.exception_id == wanted:
            return finding
    raise UnknownSubject(
        f"There is no exception '{exception_id}' in this version of the truth.",
        "List the exceptions again; it may have been resolved.",
        [finding.exception_id for finding in seen[:3]],
    )


def line_of(snapshot: Snapshot, finding: Finding) -> ExceptionLine:
    """Return a finding as people see it."""
    item = find_item(snapshot, finding.item_id)
    every = finding.location_id == EVERY_PLACE
    value = finding.value.total
    return ExceptionLine(
        exception_id=finding.exception_id,
        kind=finding.kind,
        item_id=item.item_id,
        item_name=item.name,
        family=item.family,
        location_id=finding.location_id,
        location_name="every place" if every else find_location(snapshot, finding.location_id).name,
        order_id=finding.order_id or None,
        order_line=finding.order_line,
        other_orders=finding.also,
        cause=_sentence(finding.cause),
        harm=_sentence(finding.harm),
        first_harm_on=snapshot.planning_date + timedelta(days=finding.day),
        days_to_harm=finding.day,
        window_days=finding.window_days,
        quantity=finding.quantity,
        unit=item.unit,
        value_at_risk=value,
        value=finding.value,
        channels=finding.channels,
        customers=finding.customers,
        severity=severity_of(value, finding.day),
        confidence=finding.confidence,
    )


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _chosen(context: ToolContext, arguments: ListExceptions) -> list[Finding]:
    snapshot, scopes = context.snapshot, context.principal.scopes
    item = None if arguments.item_id is None else find_item(snapshot, arguments.item_id, scopes).item_id
    family = None if arguments.family is None else find_family(snapshot, arguments.family, scopes)
    place = (
        None if arguments.location_id is None else find_location(snapshot, arguments.location_id, scopes).location_id
    )
    points = {(point.item_id, point.location_id) for point in stocking_points(snapshot, scopes=scopes)}
    items = {item_id for item_id, _ in points}
    families = dict(snapshot.table("items").select("item_id", "family").iter_rows())
    return [
        finding
        for finding in exceptions_of(snapshot)
        if (finding.item_id, finding.location_id) in points
        or (finding.location_id == EVERY_PLACE and finding.item_id in items)
        if arguments.kind in (None, finding.kind) or (arguments.kind == "shortage" and finding.kind in SHORTAGES)
        if item in (None, finding.item_id)
        if family in (None, families[finding.item_id])
        if place in (None, finding.location_id) or finding.location_id == EVERY_PLACE
        if arguments.within_days is None or finding.day <= arguments.within_days
        if finding.value.total >= arguments.minimum_value
    ]


ASSUMPTIONS = (
    "Stock-outs count within the lead time of a new regular order, or until the late order behind them arrives; later "
    "ones are replenishment needs.",
    f"A shortage below {LEAST_SHORT_WEEKS:g} weeks of demand is left out; below safety stock means today, "
    f"or below {DEEP_SHARE:.0%} of it later with a chance of at least {LEAST_CHANCE:.0%} to run out.",
    "A missing component is valued at the margin of the products that cannot be made of it, at most.",
    "Plants are expected to use what open orders need, or what the forecast downstream needs if that is more.",
    "Value at risk is lost margin and backorder penalty within that time, plus the cheapest faster freight for the "
    "missing units where a lane is fast enough, but not more than what it saves.",
    f"An overdue supply order is assumed to arrive in {OVERDUE_DELAY_DAYS} days; late is what comes after its promise.",
    f"Excess is stock above {EXCESS_COVER:g} times the highest that its policy expects and above {LEAST_COVER_DAYS} "
    "days of demand, or what is left over when an item ends or a lot expires; it is valued at carrying cost until sold "
    "and write-off.",
    f"Demand is off forecast when {RECENT_WEEKS} weeks differ by {LEAST_SHARE:.0%} and by {LEAST_SCORE:g} standard "
    "deviations.",
)

TOOL = Tool(
    name="list_exceptions",
    summary="What will hurt: stock-outs, late supply, low stock, excess, demand off forecast, by money and time.",
    arguments=ListExceptions,
    result=Exceptions,
    run=list_exceptions,
    mandate="soe",
    utterances=forms_beside(__file__, "brief", "exceptions", "late_orders"),
)
