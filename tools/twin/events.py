"""What might happen: the events of a scenario, and the rows of the truth that each stands for."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field, model_validator

from knowledge.principal import Scope
from knowledge.truth.schema.columns import EVERY
from knowledge.truth.snapshot import Snapshot
from knowledge.truth.tables import TABLES

from ..errors import NotEnoughData, OutOfHorizon
from ..inventory.demand import OUTLOOK_DAYS, demand_outlook, usual_shares
from ..inventory.orders import open_supply
from ..inventory.points import stocking_points
from ..results import Arguments
from ..subjects import find_channel, find_location, supply_order_lines
from ..subjects import stocking_points as visible_points
from ..written import written_day

Rows = dict[str, pl.DataFrame]
Scopes = Sequence[Scope]


class LateSupply(Arguments):
    """Open orders come later: a line of an order, a whole order, or all of a supplier expected in a window."""

    kind: Literal["late_supply"] = "late_supply"
    delay_days: Annotated[int, Field(ge=1, le=180)]
    order_id: str | None = None
    line: Annotated[int, Field(ge=1)] | None = Field(default=None, description="All lines of the order if left out.")
    supplier_id: str | None = Field(default=None, description="The place that delivers: a supplier, plant or centre.")
    from_date: date | None = Field(default=None, description="First expected day of the orders concerned.")
    to_date: date | None = Field(default=None, description="Last expected day of the orders concerned.")

    @model_validator(mode="after")
    def _one_subject(self) -> "LateSupply":
        if (self.order_id is None) == (self.supplier_id is None):
            raise ValueError("give either order_id or supplier_id")
        return self


class DemandChange(Arguments):
    """Demand differs from the forecast by a share: 0.2 is 20 % more."""

    kind: Literal["demand_change"] = "demand_change"
    change: Annotated[float, Field(ge=-1, le=10)]
    item_id: str | None = None
    family: str | None = None
    location_id: str | None = None
    channel_id: str | None = None
    from_date: date | None = None
    to_date: date | None = None


class SafetyStockChange(Arguments):
    """Safety stock is set to a value in base units, or multiplied by a factor."""

    kind: Literal["safety_stock_change"] = "safety_stock_change"
    factor: Annotated[float, Field(ge=0, le=10)] | None = None
    value: Annotated[float, Field(ge=0)] | None = None
    item_id: str | None = None
    family: str | None = None
    location_id: str | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> "SafetyStockChange":
        if (self.factor is None) == (self.value is None):
            raise ValueError("give either factor or value")
        return self


Event = Annotated[LateSupply | DemandChange | SafetyStockChange, Field(discriminator="kind")]


def apply_event(snapshot: Snapshot, event: Event, scopes: Scopes) -> Snapshot:
    """Return what the truth would be with the event.

    Raises
    ------
    UnknownSubject
        If the event names something that does not exist or that the person may not see.
    OutOfHorizon
        If its dates lie outside the daily forecast.
    NotEnoughData
        If nothing is concerned by it.
    """
    first, last = _window(snapshot, event)
    if isinstance(event, LateSupply):
        return snapshot.with_rows(_late_supply(snapshot, event, first, last, scopes))
    if isinstance(event, DemandChange):
        return snapshot.with_rows(_demand_change(snapshot, event, first, last, scopes))
    return snapshot.with_rows(_safety_stock_change(snapshot, event, scopes))


def _window(snapshot: Snapshot, event: Event) -> tuple[date, date]:
    today = snapshot.planning_date
    end = today + timedelta(days=OUTLOOK_DAYS - 1)
    if isinstance(event, SafetyStockChange):
        return today, end
    first, last = event.from_date or today, event.to_date or end
    for day in (event.from_date, event.to_date):
        if day is not None and not today <= day <= end:
            raise OutOfHorizon(
                f"{written_day(day)} lies outside what can be simulated.",
                f"Choose days from {written_day(today)} to {written_day(end)}.",
            )
    if first > last:
        raise OutOfHorizon(
            f"The window from {written_day(first)} to {written_day(last)} ends before it begins.",
            "Exchange the two dates.",
        )
    return first, last


def _late_supply(snapshot: Snapshot, event: LateSupply, first: date, last: date, scopes: Scopes) -> Rows:
    """Move promise and estimate (else the due date) of the orders; the rest of the rows stays."""
    orders = open_supply(snapshot)
    if event.order_id is not None:
        rows = supply_order_lines(snapshot, event.order_id, event.line, scopes)
        chosen = orders.filter(pl.col("order_id") == rows[0]["order_id"])
        chosen = chosen.filter(pl.col("line").is_in([row["line"] for row in rows]))
        subject = f"Order {rows[0]['order_id']}"
    else:
        place = find_location(snapshot, event.supplier_id or "", scopes).location_id
        chosen = orders.filter(pl.col("from_location") == place, pl.col("expected_on").is_between(first, last))
        subject = f"{place} from {written_day(first)} to {written_day(last)}"
    if chosen.is_empty():
        raise NotEnoughData(f"{subject} has nothing open that could be late.", "Choose another order or window.")
    delay = pl.duration(days=event.delay_days)
    undated = pl.col("eta").is_null() & pl.col("promised_on").is_null()
    moved = chosen.with_columns(
        due_on=pl.when(undated).then(pl.col("due_on") + delay).otherwise("due_on"),
        eta=pl.col("eta") + delay,
        promised_on=pl.col("promised_on") + delay,
    )
    return {"supply_orders": moved.select(list(TABLES["supply_orders"].schema))}


def _demand_change(snapshot: Snapshot, event: DemandChange, first: date, last: date, scopes: Scopes) -> Rows:
    """Scale the forecast, and its spread, of the weeks touched by the share of their demand that lies in the window."""
    points, outlook = stocking_points(snapshot), demand_outlook(snapshot)
    chosen = visible_points(
        snapshot, item_id=event.item_id, family=event.family, location_id=event.location_id, scopes=scopes
    )
    numbers = [points.index[p.item_id, p.location_id] for p in chosen if (p.item_id, p.location_id) in points.index]
    share = np.ones(len(points.index))
    if event.channel_id is not None:
        shares = usual_shares(snapshot)
        share = shares.channel[:, shares.channel_ids.index(find_channel(snapshot, event.channel_id).channel_id)]
    begin = max((first - snapshot.planning_date).days, 0)
    inside = slice(begin, (last - snapshot.planning_date).days + 1)
    parts: list[pl.DataFrame] = []
    for number in numbers:
        touched = np.zeros(outlook.weekly_mean.shape[1])
        np.add.at(touched, outlook.week_of_day[inside], outlook.daily_mean[number, inside])
        parts.append(_forecast_rows(snapshot, number, touched * share[number] * event.change, points.frame.row(number)))
    rows = [part for part in parts if part.height]
    if not rows:
        raise NotEnoughData("No forecast demand is concerned by the change.", "Choose other items, places or dates.")
    return {"forecasts": pl.concat(rows)}


def _forecast_rows(snapshot: Snapshot, number: int, more: NDArray[np.float64], key: tuple[str, ...]) -> pl.DataFrame:
    outlook = demand_outlook(snapshot)
    weeks = np.flatnonzero(more)
    mean = outlook.weekly_mean[number, weeks]
    factor = 1 + more[weeks] / mean
    today = snapshot.planning_date
    return pl.DataFrame(
        {
            "version": f"{today}-what-if",
            "step": "planner",
            "bucket": "week",
            "period_start": pl.Series(outlook.starts[weeks]).cast(pl.Date),
            "item_id": key[0],
            "location_id": key[1],
            "channel_id": EVERY,
            "baseline": mean * factor,
            "uplift": 0.0,
            "quantiles": (outlook.quantiles[number, weeks] * factor[:, None]).tolist(),
            "made_on": today,
            "author": "what-if",
            "reason": "what-if",
        },
        schema=TABLES["forecasts"].schema,
    )


def _safety_stock_change(snapshot: Snapshot, event: SafetyStockChange, scopes: Scopes) -> Rows:
    """Change the safety stock, and the levels of the policy that contain it by as much."""
    chosen = visible_points(
        snapshot, item_id=event.item_id, family=event.family, location_id=event.location_id, scopes=scopes
    )
    keys = pl.DataFrame(
        {"item_id": [point.item_id for point in chosen], "location_id": [point.location_id for point in chosen]},
        schema={"item_id": pl.String, "location_id": pl.String},
    )
    rows = snapshot.table("stock_policies").join(keys, on=["item_id", "location_id"], how="semi")
    if rows.is_empty():
        raise NotEnoughData("No stock policy is concerned by the change.", "Choose other items or places.")
    old = pl.col("safety_stock")
    new = pl.lit(event.value, dtype=pl.Float64) if event.factor is None else old * event.factor
    step = new - old
    changed = rows.with_columns(
        safety_stock=new,
        reorder_point=(pl.col("reorder_point") + step).clip(lower_bound=0),
        order_up_to=(pl.col("order_up_to") + step).clip(lower_bound=0),
    )
    return {"stock_policies": changed}
