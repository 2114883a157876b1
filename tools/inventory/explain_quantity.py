"""Why 240: a suggested or ordered quantity, part by part."""

from datetime import date

from pydantic import Field, model_validator

from ..context import ToolContext
from ..errors import UnknownSubject
from ..forms import forms_beside
from ..registry import Tool
from ..results import Arguments, Chart, Days, Part, Quantity, Series, Share, ToolResult
from ..subjects import find_item, find_location, find_supply_order
from .need import Need, PartName, need_today
from .replenishment import lead_days

WORDS: dict[PartName, str] = {
    "demand_over_lead_time": "expected demand over the lead time",
    "demand_over_review_period": "expected demand over the review period",
    "safety_stock": "safety stock",
    "level_of_the_policy": "what the policy's level adds to (or takes from) demand and safety stock",
    "usable_stock": "usable stock (on hand less on hold)",
    "overdue_customer_orders": "overdue customer orders",
    "on_order": "on order already",
    "rule": "what the rule adds: fixed lots, or nothing while the position is above its trigger",
    "minimum_order": "rounding up to the minimum order",
    "order_multiple": "rounding up to the order multiple",
    "planner_or_past_position": "what the order differs from what the policy would order today without it",
}


class ExplainQuantity(Arguments):
    """Which quantity: that of a supply order, or the one suggested today for an item at a place."""

    item_id: str | None = Field(default=None, description="The item's identifier or exact name.")
    location_id: str | None = Field(default=None, description="The place's identifier or exact name.")
    order_id: str | None = Field(default=None, description="A supply order instead.")
    line: int | None = Field(default=None, ge=1, description="The order's line, where it has several.")

    @model_validator(mode="after")
    def _one_subject(self) -> "ExplainQuantity":
        point = self.item_id is not None and self.location_id is not None
        if point == (self.order_id is not None) or (self.order_id is not None and self.item_id is not None):
            raise ValueError("give either item_id and location_id, or order_id")
        return self


class QuantityPart(Part):
    """One part; negative parts lower the quantity. `share` is its part in the quantity, none where that is 0."""

    part: str
    words: str
    quantity: Quantity
    share: Share | None


class ExplainedQuantity(ToolResult):
    """A quantity and its parts, which add up to it.

    Attributes
    ----------
    position
        Usable stock less overdue customer orders plus on order (without the order explained).
    level
        What the position is compared with: order-up-to level, or reorder point for fixed lots.
    """

    item_id: str
    item_name: str
    location_id: str
    location_name: str
    unit: str
    order_id: str | None
    ordered_on: date | None
    policy_kind: str
    level_source: str
    lead_time_days: Days
    review_period_days: Days
    position: Quantity
    level: Quantity
    raw_need: Quantity
    minimum_order_quantity: Quantity
    order_multiple: Quantity
    quantity: Quantity
    parts: tuple[QuantityPart, ...]


def explain_quantity(context: ToolContext, arguments: ExplainQuantity) -> ExplainedQuantity:
    """Take a quantity apart."""
    snapshot, scopes = context.snapshot, context.principal.scopes
    if arguments.order_id is not None:
        order = find_supply_order(snapshot, arguments.order_id, arguments.line, scopes)
        need = need_today(snapshot, order["item_id"], order["to_location"], without=(order["order_id"], order["line"]))
        quantity = float(order["quantity"])
        parts: dict[PartName, float] = {**need.parts, "planner_or_past_position": quantity - need.quantity}
        return _result(need, quantity, parts, order["order_id"], order["ordered_on"])
    if arguments.item_id is None or arguments.location_id is None:
        raise UnknownSubject("Neither an order nor an item at a place is named.", "Name one of them.")
    item = find_item(snapshot, arguments.item_id, scopes)
    place = find_location(snapshot, arguments.location_id, scopes)
    need = need_today(snapshot, item.item_id, place.location_id)
    return _result(need, need.quantity, need.parts, None, None)


def _result(
    need: Need, quantity: float, parts: dict[PartName, float], order_id: str | None, ordered_on: date | None
) -> ExplainedQuantity:
    point = need.point
    lines = tuple(
        QuantityPart(part=name, words=WORDS[name], quantity=value, share=value / quantity if quantity else None)
        for name, value in parts.items()
        if abs(value) > 1e-9
    )
    return ExplainedQuantity(
        item_id=point["item_id"],
        item_name=point["item_name"],
        location_id=point["location_id"],
        location_name=point["location_name"],
        unit=point["unit"],
        order_id=order_id,
        ordered_on=ordered_on,
        policy_kind=need.rule.kind,
        level_source=need.rule.source,
        lead_time_days=lead_days(point),
        review_period_days=int(point["review_period_days"] or 1),
        position=need.position,
        level=need.level,
        raw_need=need.raw_need,
        minimum_order_quantity=float(point["min_order_quantity"] or 0.0),
        order_multiple=float(point["order_multiple"]),
        quantity=quantity,
        parts=lines,
        assumptions=(
            "The inventory position counts usable stock, overdue customer orders and everything on order.",
            "Expected demand is the forecast of customers and of places and products downstream.",
            *(
                ("An existing order is held against what the policy would order today if it were not there.",)
                if order_id
                else ()
            ),
        ),
        charts=(
            Chart(
                kind="bar",
                title="What the quantity is made of",
                unit=point["unit"],
                x=tuple(line.words for line in lines),
                series=(Series(name="quantity", values=tuple(line.quantity for line in lines)),),
            ),
        ),
    )


TOOL = Tool(
    name="explain_quantity",
    summary="Why a suggested or ordered quantity is what it is: demand, stock, orders, lot size, lead time, policy.",
    arguments=ExplainQuantity,
    result=ExplainedQuantity,
    run=explain_quantity,
    mandate="both",
    utterances=forms_beside(__file__, "explain"),
)
