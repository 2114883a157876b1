"""How much there will be, day by day, and when it runs out."""

from datetime import date, timedelta
from typing import Annotated, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field

from knowledge.truth.snapshot import Snapshot

from ..context import ToolContext
from ..errors import UnknownSubject
from ..forms import forms_beside
from ..registry import Tool
from ..results import Arguments, Chart, Days, Part, Quantity, Series, ToolResult
from ..stated import stated_about
from ..subjects import find_item, find_location
from ..subjects import stocking_points as visible_points
from ..written import written_day
from .consumption import DEMAND_TIME_FENCE_DAYS
from .demand import OUTLOOK_DAYS, point_demand
from .dependent import expected_projection, expected_use
from .orders import OVERDUE_DELAY_DAYS, open_supply
from .pegging import peg
from .planned import planned_orders
from .points import stocking_points
from .projection import BAND_COVERAGE, Projection, demand_band
from .replenishment import rule_of

Array = NDArray[np.float64]


class ProjectInventory(Arguments):
    """Which stock to project, and how far."""

    item_id: str = Field(description="The item's identifier or exact name.")
    location_id: str | None = Field(default=None, description="The place; every place of the item if left out.")
    days: Annotated[int, Field(ge=1, le=OUTLOOK_DAYS)] = Field(default=91, description="How many days to project.")
    include_planned: bool = Field(
        default=False, description="Also count the orders that the stock policy will place; else only existing ones."
    )


class ProjectedDay(Part):
    """One day; `balance` is stock at its end, negative is missing, `low` and `high` bound it 80 % of the time."""

    day: date
    demand: Quantity
    customer_orders: Quantity
    requirements: Quantity
    arrivals: Quantity
    planned_arrivals: Quantity
    expiring: Quantity
    balance: Quantity
    low: Quantity
    high: Quantity


class Arrival(Part):
    """An open supply order and the demand that it serves, first come, first served.

    Attributes
    ----------
    needed_on
        First day whose demand stock and earlier arrivals do not serve; none within the days projected.
    serves_until
        Last day that it serves; none if it lasts beyond the days projected.
    days_late
        Days between the need and the arrival; 0 when it comes in time.
    """

    order_id: str
    order_line: int
    kind: str
    from_location: str | None
    quantity: Quantity
    due_on: date
    promised_on: date | None
    expected_on: date
    overdue: bool
    needed_on: date | None
    serves_until: date | None
    days_late: Days


class PointProjection(Part):
    """One item at one place.

    Attributes
    ----------
    days_of_supply
        Days until usable stock alone is used up by expected demand; none if it lasts beyond the days projected.
    first_day_below_zero
        First day that ends with stock missing.
    """

    item_id: str
    item_name: str
    location_id: str
    location_name: str
    unit: str
    on_hand: Quantity
    on_hold: Quantity
    usable: Quantity
    overdue_customer_orders: Quantity
    on_order: Quantity
    safety_stock: Quantity
    days_of_supply: Days | None
    first_day_below_safety_stock: date | None
    first_day_below_zero: date | None
    lowest_balance: Quantity
    lowest_on: date
    days: tuple[ProjectedDay, ...]
    arrivals: tuple[Arrival, ...]


class ProjectedInventory(ToolResult):
    """Projected available balance by place."""

    projections: tuple[PointProjection, ...]


def project_inventory(context: ToolContext, arguments: ProjectInventory) -> ProjectedInventory:
    """Project the stock of an item, day by day, in expected values with a band."""
    snapshot, scopes = context.snapshot, context.principal.scopes
    item = find_item(snapshot, arguments.item_id, scopes)
    place = None if arguments.location_id is None else find_location(snapshot, arguments.location_id, scopes)
    seen = {point.location_id for point in visible_points(snapshot, item_id=item.item_id, scopes=scopes)}
    known = [location for one, location in stocking_points(snapshot).index if one == item.item_id and location in seen]
    if place is not None:
        stocking_points(snapshot).row(item.item_id, place.location_id)
        known = [location for location in known if location == place.location_id]
    if not known:
        raise UnknownSubject(
            f"{item.item_id} is stocked nowhere that you may see.", "Ask for another item.", sorted(seen)[:3]
        )
    projections = tuple(_projection(context, item.item_id, location, arguments) for location in known)
    planned = (
        "The orders that the stock policy will place are counted, on expected demand and reviews from today."
        if arguments.include_planned
        else "Only existing orders are counted: what the stock policy will still order is left out."
    )
    return ProjectedInventory(
        projections=projections,
        assumptions=(*ASSUMPTIONS, planned),
        warnings=(
            *stated_about(snapshot, "stock"),
            *(warning for one in projections for warning in _warnings(snapshot, one)),
        ),
        charts=tuple(_chart(one) for one in projections),
    )


def _projection(context: ToolContext, item_id: str, location_id: str, arguments: ProjectInventory) -> PointProjection:
    context.check()
    snapshot, days = context.snapshot, arguments.days
    projection, today = expected_projection(snapshot), snapshot.planning_date
    number = projection.points.index[item_id, location_id]
    point = projection.points.row(item_id, location_id)
    orders = _open_orders(snapshot, item_id, location_id)
    planned = np.zeros(OUTLOOK_DAYS)
    if arguments.include_planned:
        planned = _planned_arrivals(snapshot, point, projection, number, orders)
    balance = (projection.balance[number] + np.cumsum(planned))[:days]
    below, above = demand_band(point_demand(snapshot, item_id, location_id), days)
    outflow = (projection.demand + projection.requirements)[number]
    lasts = np.flatnonzero(np.cumsum(outflow[:days]) > point["usable"] + 1e-6)
    lowest = int(np.argmin(balance))
    return PointProjection(
        item_id=item_id,
        item_name=point["item_name"],
        location_id=location_id,
        location_name=point["location_name"],
        unit=point["unit"],
        on_hand=point["on_hand"],
        on_hold=point["on_hold"],
        usable=point["usable"],
        overdue_customer_orders=float(projection.overdue[number]),
        on_order=float(orders["open_quantity"].sum()),
        safety_stock=point["safety_stock"],
        days_of_supply=int(lasts[0]) if lasts.size else None,
        first_day_below_safety_stock=_first(balance, float(point["safety_stock"]), today),
        first_day_below_zero=_first(balance, 0.0, today),
        lowest_balance=float(balance[lowest]),
        lowest_on=today + timedelta(days=lowest),
        days=tuple(
            ProjectedDay(
                day=today + timedelta(days=day),
                demand=float(projection.demand[number, day]),
                customer_orders=float(projection.customer_orders[number, day]),
                requirements=float(projection.requirements[number, day]),
                arrivals=float(projection.arrivals[number, day]),
                planned_arrivals=float(planned[day]),
                expiring=float(projection.expiring[number, day]),
                balance=float(balance[day]),
                low=float(balance[day] - above[day]),
                high=float(balance[day] + below[day]),
            )
            for day in range(days)
        ),
        arrivals=_arrivals(orders, float(point["usable"]), outflow[:days], today),
    )


def _open_orders(snapshot: Snapshot, item_id: str, location_id: str) -> pl.DataFrame:
    return (
        open_supply(snapshot)
        .filter(pl.col("item_id") == item_id, pl.col("to_location") == location_id)
        .sort("day", "order_id", "line")
    )


def _planned_arrivals(
    snapshot: Snapshot, point: dict[str, Any], projection: Projection, number: int, orders: pl.DataFrame
) -> Array:
    planned = np.zeros(OUTLOOK_DAYS)
    rule = rule_of(point, expected_use(snapshot, point["item_id"], point["location_id"]), OUTLOOK_DAYS)
    if rule is None:
        return planned
    on_order = float(orders["open_quantity"].sum())
    balance, arrivals = projection.balance[number], projection.arrivals[number]
    opening = float(projection.opening[number] - projection.overdue[number])
    for order in planned_orders(point, rule, opening, balance, arrivals, on_order, OUTLOOK_DAYS):
        if order.arrival_day < OUTLOOK_DAYS:
            planned[order.arrival_day] += order.quantity
    return planned


def _arrivals(orders: pl.DataFrame, usable: float, outflow: Array, today: date) -> tuple[Arrival, ...]:
    pegs = peg(usable, outflow, orders["open_quantity"].to_list())
    lines: list[Arrival] = []
    for row, pegged in zip(orders.iter_rows(named=True), pegs, strict=True):
        needed = None if pegged.needed_day < 0 else today + timedelta(days=pegged.needed_day)
        lines.append(
            Arrival(
                order_id=row["order_id"],
                order_line=row["line"],
                kind=row["kind"],
                from_location=row["from_location"],
                quantity=row["open_quantity"],
                due_on=row["due_on"],
                promised_on=row["promised_on"],
                expected_on=row["expected_on"],
                overdue=row["overdue"],
                needed_on=needed,
                serves_until=None if pegged.last_day < 0 else today + timedelta(days=pegged.last_day),
                days_late=0 if needed is None else max((row["expected_on"] - needed).days, 0),
            )
        )
    return tuple(lines)


def _first(balance: Array, level: float, today: date) -> date | None:
    below = np.flatnonzero(balance < level - 1e-6)
    return today + timedelta(days=int(below[0])) if below.size else None


def _warnings(snapshot: Snapshot, one: PointProjection) -> list[str]:
    overdue = [arrival.order_id for arrival in one.arrivals if arrival.overdue]
    if not overdue:
        return []
    assumed = snapshot.planning_date + timedelta(days=OVERDUE_DELAY_DAYS)
    orders = f"{', '.join(overdue)} for {one.location_id}"
    return [f"{orders} should have arrived; {written_day(assumed)} is assumed, not confirmed."]


def _chart(one: PointProjection) -> Chart:
    return Chart(
        kind="line",
        title=f"Projected stock of {one.item_name} at {one.location_name}",
        unit=one.unit,
        x=tuple(day.day.isoformat() for day in one.days),
        series=(
            Series(
                name="projected balance",
                values=tuple(day.balance for day in one.days),
                low=tuple(day.low for day in one.days),
                high=tuple(day.high for day in one.days),
                coverage=BAND_COVERAGE,
            ),
            Series(name="safety stock", values=tuple(one.safety_stock for _ in one.days)),
            Series(name="arrivals", values=tuple(day.arrivals + day.planned_arrivals for day in one.days)),
        ),
    )


ASSUMPTIONS = (
    f"Demand is, inside {DEMAND_TIME_FENCE_DAYS} days, the larger of open customer orders and forecast, then the "
    "forecast; overdue customer orders are owed today.",
    "Stock on hold is not usable; allocated stock is not taken off, because the orders it is allocated to are demand.",
    "Open supply orders arrive on their best known day (estimate, else promise, else due date); overdue ones "
    f"{OVERDUE_DELAY_DAYS} days from today.",
    "Requirements are what places and products downstream ask for: the larger of open transfer and production orders "
    "and what they are expected to need.",
    "Lots leave the day after they expire, first expired, first out; new arrivals do not expire.",
)

TOOL = Tool(
    name="project_inventory",
    summary="How much stock of an item there will be day by day, when it falls short, and what each arrival serves.",
    arguments=ProjectInventory,
    result=ProjectedInventory,
    run=project_inventory,
    mandate="soe",
    utterances=forms_beside(__file__, "projection"),
)
