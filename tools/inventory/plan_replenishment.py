"""What to order today, and which existing orders to move."""

from datetime import date, timedelta
from typing import Annotated, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field

from knowledge.truth.snapshot import Snapshot

from ..context import ToolContext, per_snapshot, per_tables
from ..forms import forms_beside
from ..registry import Tool
from ..results import Arguments, Count, Money, Part, Quantity, ToolResult
from ..stated import stated_about
from ..subjects import find_family, find_item, find_location
from ..subjects import stocking_points as visible_points
from .advice import PUSH_OUT_DAYS, Advice, advice
from .dependent import dependent_forecast, expected_projection
from .orders import open_supply
from .points import freight_cost, latest_rates, stocking_points
from .projection import first_day_below, project
from .replenishment import in_lots, lead_days, rule_of

ORDER_KINDS = {"buy": "purchase", "make": "production", "transfer": "transfer"}


class PlanReplenishment(Arguments):
    """For which part of the business to plan; what is left out is not restricted."""

    item_id: str | None = Field(default=None, description="An item's identifier or exact name.")
    family: str | None = Field(default=None, description="A product family.")
    location_id: str | None = Field(default=None, description="A place's identifier or exact name.")
    within_days: Annotated[int, Field(ge=0, le=91)] = Field(
        default=0, description="Also what is due for review within so many days."
    )
    limit: Annotated[int, Field(ge=1, le=1000)] = Field(default=50, description="How many lines of each list at most.")


class SuggestedOrder(Part):
    """An order to place.

    Attributes
    ----------
    review_on
        When the point is due for review: its review period after the last order, today at the earliest.
    due_on
        The day it can be there: lead time with transit from today.
    runs_out_on
        First day on which stock is missing without it; none within half a year.
    is_too_late, is_urgent
        Stock runs out before it can be there; before an order of the next review could be there.
    goods_cost
        At the price of the quantity (price breaks counted) or at unit cost where it is made or moved.
    next_break_quantity, next_break_price
        The next price break above the quantity, company currency.
    """

    item_id: str
    item_name: str
    location_id: str
    location_name: str
    unit: str
    order_kind: str
    from_location: str | None
    mode: str | None
    policy_kind: str
    quantity: Quantity
    raw_need: Quantity
    position: Quantity
    level: Quantity
    review_on: date
    order_on: date
    due_on: date
    runs_out_on: date | None
    is_too_late: bool
    is_urgent: bool
    unit_price: Money
    goods_cost: Money
    freight: Money
    ordering_cost: Money
    total_cost: Money
    next_break_quantity: Quantity | None
    next_break_price: Money | None


class MovedOrder(Part):
    """An existing order that should come on another day: `pull_in` or `push_out`."""

    advice: str
    order_id: str
    order_line: int
    item_id: str
    item_name: str
    location_id: str
    location_name: str
    unit: str
    quantity: Quantity
    expected_on: date
    move_to: date


class ReplenishmentPlan(ToolResult):
    """Suggested orders, the soonest to run out first; counts and cost are of all, also beyond the limit."""

    orders: tuple[SuggestedOrder, ...]
    order_count: Count
    total_cost: Money
    moves: tuple[MovedOrder, ...]
    move_count: Count
    without_policy: Count
    currency: str


def plan_replenishment(context: ToolContext, arguments: PlanReplenishment) -> ReplenishmentPlan:
    """Suggest what to order today by each stocking point's policy, net of everything on order."""
    snapshot, scopes = context.snapshot, context.principal.scopes
    item = None if arguments.item_id is None else find_item(snapshot, arguments.item_id, scopes).item_id
    family = None if arguments.family is None else find_family(snapshot, arguments.family, scopes)
    place = (
        None if arguments.location_id is None else find_location(snapshot, arguments.location_id, scopes).location_id
    )
    chosen = {
        (point.item_id, point.location_id)
        for point in visible_points(snapshot, item_id=item, family=family, location_id=place, scopes=scopes)
    }
    last_review = snapshot.planning_date + timedelta(days=arguments.within_days)
    orders = [
        order
        for order in suggested_orders(snapshot)
        if (order.item_id, order.location_id) in chosen and (order.review_on <= last_review or order.is_urgent)
    ]
    moves = [move for move in _moves(snapshot) if (move.item_id, move.location_id) in chosen]
    frame = stocking_points(snapshot).frame
    bare = frame.filter(pl.col("policy_kind").is_null() | pl.col("source_kind").is_null())
    without = sum(key in chosen for key in bare.select("item_id", "location_id").iter_rows())
    return ReplenishmentPlan(
        orders=tuple(orders[: arguments.limit]),
        order_count=len(orders),
        total_cost=sum(order.total_cost for order in orders),
        moves=tuple(moves[: arguments.limit]),
        move_count=len(moves),
        without_policy=without,
        currency=snapshot.company.currency,
        assumptions=ASSUMPTIONS,
        warnings=(*stated_about(snapshot, "stock"), *_warnings(snapshot, without)),
    )


def _warnings(snapshot: Snapshot, without: int) -> tuple[str, ...]:
    found: list[str] = []
    if without:
        found.append(f"{without} points have no stock policy or no source and are not planned.")
    unpriced = stocking_points(snapshot).frame.filter(
        pl.col("source_kind") == "buy", pl.col("purchase_price").is_null()
    )
    if unpriced.height:
        found.append(f"{unpriced.height} bought points have no price or no exchange rate: unit cost stands for it.")
    return tuple(found)


@per_tables("company", "supply_orders")
def last_orders(snapshot: Snapshot) -> dict[tuple[str, str], date]:
    """Return the day of the last order of each item for each place, up to the planning date."""
    rows = snapshot.table("supply_orders").filter(
        pl.col("ordered_on") <= snapshot.planning_date, pl.col("status") != "cancelled"
    )
    latest = rows.group_by("item_id", "to_location").agg(pl.col("ordered_on").max())
    return {(item, place): day for item, place, day in latest.iter_rows()}


@per_snapshot
def suggested_orders(snapshot: Snapshot) -> tuple[SuggestedOrder, ...]:
    """Return every order that the stock policies ask for today."""
    projection = expected_projection(snapshot)
    points = projection.points
    usage = projection.demand + dependent_forecast(snapshot)
    usage[:, 0] -= projection.overdue
    empty = first_day_below(projection.balance, 0.0)
    on_order = np.zeros(len(points.index))
    for item, place, quantity in open_supply(snapshot).select("item_id", "to_location", "open_quantity").iter_rows():
        number = points.index.get((item, place))
        if number is not None:
            on_order[number] += quantity
    found: list[tuple[int, SuggestedOrder]] = []
    for number, point in enumerate(points.frame.iter_rows(named=True)):
        position = float(point["usable"] - projection.overdue[number] + on_order[number])
        order = _suggestion(snapshot, point, usage[number], position, int(empty[number]))
        if order is not None:
            found.append((int(empty[number]) if empty[number] >= 0 else usage.shape[1], order))
    return tuple(order for _, order in sorted(found, key=lambda one: (one[0], one[1].item_id, one[1].location_id)))


def _suggestion(
    snapshot: Snapshot, point: dict[str, Any], usage: NDArray[np.float64], position: float, empty: int
) -> SuggestedOrder | None:
    if point["lifecycle"] == "ended":
        return None
    rule = rule_of(point, usage, 1)
    if rule is None:
        return None
    raw = rule.raw_need(np.array([position]), 0)
    quantity = float(in_lots(raw, float(point["min_order_quantity"]), float(point["order_multiple"]))[0])
    if quantity <= 0:
        return None
    today = snapshot.planning_date
    price, next_quantity, next_price = _price(snapshot, point, quantity)
    freight = _freight(snapshot, point, quantity)
    lead = lead_days(point)
    last = last_orders(snapshot).get((point["item_id"], point["location_id"]))
    review_on = today if last is None else max(today, last + timedelta(days=int(point["review_period_days"])))
    return SuggestedOrder(
        item_id=point["item_id"],
        item_name=point["item_name"],
        location_id=point["location_id"],
        location_name=point["location_name"],
        unit=point["unit"],
        order_kind=ORDER_KINDS[point["source_kind"]],
        from_location=point["from_location"],
        mode=point["standard_mode"],
        policy_kind=rule.kind,
        quantity=quantity,
        raw_need=float(raw[0]),
        position=position,
        level=float((rule.reorder_at if rule.kind == "r_Q" else rule.order_up_to)[0]),
        review_on=review_on,
        order_on=today,
        due_on=today + timedelta(days=lead),
        runs_out_on=today + timedelta(days=empty) if empty >= 0 else None,
        is_too_late=0 <= empty < lead,
        is_urgent=0 <= empty < (review_on - today).days + lead,
        unit_price=price,
        goods_cost=price * quantity,
        freight=freight,
        ordering_cost=float(point["ordering_cost"]),
        total_cost=price * quantity + freight + float(point["ordering_cost"]),
        next_break_quantity=next_quantity,
        next_break_price=next_price,
    )


def _price(snapshot: Snapshot, point: dict[str, Any], quantity: float) -> tuple[float, float | None, float | None]:
    """Return the unit price at a quantity and the next break above it, company currency."""
    if point["source_kind"] != "buy" or point["purchase_price"] is None:
        return float(point["unit_cost"]), None, None
    rates = dict(latest_rates(snapshot).select("currency", "rate").iter_rows())
    rate = float(rates.get(point["currency"], 1.0))
    breaks = (
        snapshot.table("price_breaks")
        .filter(pl.col("item_id") == point["item_id"], pl.col("from_location") == point["from_location"])
        .sort("min_quantity")
        .select("min_quantity", "price")
        .rows()
    )
    reached = [price for least, price in breaks if least <= quantity]
    ahead = [(least, price) for least, price in breaks if least > quantity]
    price = float(reached[-1]) * rate if reached else float(point["purchase_price"])
    if not ahead:
        return price, None, None
    return price, float(ahead[0][0]), float(ahead[0][1]) * rate


def _freight(snapshot: Snapshot, point: dict[str, Any], quantity: float) -> float:
    if point["standard_mode"] is None:
        return 0.0
    lane = snapshot.table("lanes").filter(
        pl.col("from_location") == point["from_location"],
        pl.col("to_location") == point["location_id"],
        pl.col("mode") == point["standard_mode"],
    )
    sized = lane.with_columns(weight_kg=pl.lit(point["weight_kg"]), volume_m3=pl.lit(point["volume_m3"]))
    return float(sized.select(freight_cost(pl.lit(quantity)))["cost_per_shipment"][0])


@per_snapshot
def _moves(snapshot: Snapshot) -> tuple[MovedOrder, ...]:
    projection = project(snapshot)
    usage = projection.demand + np.maximum(projection.requirements, dependent_forecast(snapshot))
    orders = open_supply(snapshot).sort("day", "order_id", "line")
    found: list[MovedOrder] = []
    for key, rows in orders.group_by("item_id", "to_location", maintain_order=True):
        number = projection.points.index.get((str(key[0]), str(key[1])))
        if number is None:
            continue
        point = projection.points.frame.row(number, named=True)
        for one in advice(rows.to_dicts(), float(point["usable"]), float(point["safety_stock"]), usage[number]):
            found.append(_moved(snapshot, point, one))
    return tuple(sorted(found, key=lambda move: (move.advice, move.move_to, move.order_id, move.order_line)))


def _moved(snapshot: Snapshot, point: dict[str, Any], one: Advice) -> MovedOrder:
    return MovedOrder(
        advice=one.kind,
        order_id=one.order["order_id"],
        order_line=one.order["line"],
        item_id=point["item_id"],
        item_name=point["item_name"],
        location_id=point["location_id"],
        location_name=point["location_name"],
        unit=point["unit"],
        quantity=one.order["open_quantity"],
        expected_on=one.order["expected_on"],
        move_to=snapshot.planning_date + timedelta(days=one.to_day),
    )


ASSUMPTIONS = (
    "A point is reviewed its review period after its last order; one that runs out before the next review is planned "
    "at once. The inventory position is usable stock less overdue customer orders plus everything on order.",
    "Levels are those of the stock policy; one that it leaves open is expected demand over lead time and review period "
    "plus safety stock. Days of cover include the safety stock.",
    "Expected demand is the forecast of customers and of places and products downstream.",
    "Each item at a place is ordered from its first valid source by its standard (cheapest) lane; shares are not "
    "split.",
    f"An order is pushed out when it is needed {PUSH_OUT_DAYS} days after it arrives or later, and pulled in to the "
    "day on which stock runs out; what has been shipped cannot be moved.",
)

TOOL = Tool(
    name="plan_replenishment",
    summary="What to order by the stock policies, net of what is on order, and which orders to pull in or push out.",
    arguments=PlanReplenishment,
    result=ReplenishmentPlan,
    run=plan_replenishment,
    mandate="soe",
    utterances=forms_beside(__file__, "replenishment"),
)
