"""What stock there is: how much, what it is worth, how long it lasts, what expires."""

from datetime import date, timedelta
from typing import Annotated, Any

import polars as pl
from pydantic import Field

from knowledge.truth.snapshot import Snapshot

from ..context import ToolContext
from ..forms import forms_beside
from ..registry import Tool
from ..results import Count, Days, Money, Part, Quantity, ToolResult
from ..stated import stated_about
from ..subjects import Points, visible_rows
from .dependent import expected_projection

COVER_DAYS = 28
"""Days whose mean use, by customers and by places and products downstream, the cover is counted with."""


class ShowStock(Points):
    """Which stock to show; what is left out is not restricted."""

    expiring_within_days: Annotated[int, Field(ge=0, le=730)] | None = Field(
        default=None, description="Only stock of which something expires within so many days from today."
    )
    minimum_cover_days: Annotated[float, Field(gt=0)] | None = Field(
        default=None, description="Only slow movers: stock that lasts at least so many days, or never ends."
    )
    limit: Annotated[int, Field(ge=1, le=500)] = Field(default=50, description="How many lines at most.")


class StockLine(Part):
    """Stock of one item at one place.

    Attributes
    ----------
    usable
        On hand, neither on hold nor expired.
    cover_days
        Days that usable stock lasts at the mean use of the next four weeks, by customers and by places and products
        downstream; none without any.
    next_expiry
        The first day on which a lot expires; none where nothing does.
    expiring
        What expires within the days asked for, or within four weeks; expired lots are among it.
    """

    item_id: str
    item_name: str
    family: str
    location_id: str
    location_name: str
    unit: str
    on_hand: Quantity
    on_hold: Quantity
    allocated: Quantity
    usable: Quantity
    value: Money
    cover_days: Days | None
    next_expiry: date | None
    expiring: Quantity
    expiring_value: Money


class StockOfItem(Part):
    """Stock of an item at all its places together."""

    item_id: str
    item_name: str
    unit: str
    on_hand: Quantity
    usable: Quantity


class StockShown(ToolResult):
    """Stock, the most money first; of what expires, the first to expire first. The sums are of all lines.

    Attributes
    ----------
    of_item
        Where all lines are of one item: how much of it there is.
    """

    lines: tuple[StockLine, ...]
    count: Count
    of_item: StockOfItem | None
    value: Money
    expiring_value: Money
    expiring_within_days: Days
    currency: str


def show_stock(context: ToolContext, arguments: ShowStock) -> StockShown:
    """Show stock by item and place.

    Raises
    ------
    UnknownSubject
        If the item, family or place does not exist.
    """
    snapshot, scopes = context.snapshot, context.principal.scopes
    horizon = COVER_DAYS if arguments.expiring_within_days is None else arguments.expiring_within_days
    lots = visible_rows(snapshot, snapshot.table("stock"), arguments, scopes)
    rows = _by_point(snapshot, lots, snapshot.planning_date + timedelta(days=horizon))
    if arguments.expiring_within_days is not None:
        rows = rows.filter(pl.col("expiring") > 0).sort("next_expiry", "expiring_value", descending=[False, True])
    if arguments.minimum_cover_days is not None:
        rows = rows.filter(pl.col("cover_days").fill_null(float("inf")) >= arguments.minimum_cover_days)
    return StockShown(
        lines=tuple(_line(row) for row in rows.head(arguments.limit).iter_rows(named=True)),
        count=rows.height,
        of_item=_of_item(rows),
        value=float(rows["value"].sum()),
        expiring_value=float(rows["expiring_value"].sum()),
        expiring_within_days=horizon,
        currency=snapshot.company.currency,
        assumptions=(
            "Stock is valued at unit cost; cover is at the use expected for the next four weeks, downstream included.",
        ),
        warnings=stated_about(snapshot, "stock"),
    )


def _by_point(snapshot: Snapshot, lots: pl.DataFrame, last: date) -> pl.DataFrame:
    """Add up lots by item and place, those with stock, the most money first."""
    today, expires = snapshot.planning_date, pl.col("expires_on")
    is_bad = expires.is_not_null() & (expires < today)
    projection = expected_projection(snapshot)
    index = projection.points.index
    daily = (projection.demand + projection.requirements)[:, :COVER_DAYS].mean(axis=1)
    needs = pl.DataFrame(
        {
            "item_id": [item for item, _ in index],
            "location_id": [place for _, place in index],
            "daily": [float(daily[row]) for row in index.values()],
        },
        schema={"item_id": pl.String, "location_id": pl.String, "daily": pl.Float64},
    )
    items = snapshot.table("items").select("item_id", "family", "unit", "unit_cost", item_name="name")
    places = snapshot.table("locations").select("location_id", location_name="name")
    free = pl.col("on_hand") - pl.col("on_hold")
    return (
        lots.group_by("item_id", "location_id")
        .agg(
            pl.col("on_hand", "on_hold", "allocated").sum(),
            usable=pl.when(is_bad).then(0.0).otherwise(free).sum(),
            next_expiry=expires.filter(pl.col("on_hand") > 0).min(),
            expiring=pl.col("on_hand").filter(expires <= last).sum(),
        )
        .filter(pl.col("on_hand") > 0)
        .join(items, on="item_id")
        .join(places, on="location_id")
        .join(needs, on=["item_id", "location_id"], how="left")
        .with_columns(
            value=pl.col("on_hand") * pl.col("unit_cost"),
            expiring_value=pl.col("expiring") * pl.col("unit_cost"),
            cover_days=pl.when(pl.col("daily") > 0).then(pl.col("usable") / pl.col("daily")),
        )
        .sort("value", "item_id", "location_id", descending=[True, False, False])
    )


def _of_item(rows: pl.DataFrame) -> StockOfItem | None:
    if rows["item_id"].n_unique() != 1:
        return None
    first = rows.row(0, named=True)
    named = {name: str(first[name]) for name in ("item_id", "item_name", "unit")}
    return StockOfItem(**named, on_hand=float(rows["on_hand"].sum()), usable=float(rows["usable"].sum()))


def _line(row: dict[str, Any]) -> StockLine:
    return StockLine(**{name: row[name] for name in StockLine.model_fields})


TOOL = Tool(
    name="show_stock",
    summary="What stock there is of an item, a family or a place, what it is worth, how long it lasts, what expires.",
    arguments=ShowStock,
    result=StockShown,
    run=show_stock,
    mandate="both",
    utterances=forms_beside(__file__, "stock"),
)
