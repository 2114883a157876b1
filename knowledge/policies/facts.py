"""What code knows about an action when it checks the action against the policies."""

from dataclasses import dataclass
from typing import Literal

ActionKind = Literal["expedite_order", "push_out_order", "create_order", "change_stock_policy", "override_forecast"]
OrderKind = Literal["purchase", "production", "transfer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFacts:
    """The measurable side of one action. `None` means unknown, and an unknown fact never meets a limit.

    Parameters
    ----------
    kind
        The type of the action.
    item_id
        The item that the action is about.
    currency
        The company currency, in which `value` and `order_value` are given.
    family, lifecycle
        Columns of the item.
    location_id, region
        Where the action takes effect: the receiving place of an order, the place of a stock policy or forecast.
    order_kind, order_status
        Columns of the supply order that is changed or created.
    value
        Money that the action commits: premium freight of an expedited order, value of a created order, value at
        cost of a stock change, revenue of a forecast change, cost of a push-out. Never negative.
    order_value
        Value of the whole order line that is changed.
    quantity
        Base units ordered, changed or overridden.
    quantity_cover_days
        `quantity` in days of forecast demand.
    change_share
        Relative change of what is changed, signed: 0.2 is 20 % more.
    cover_days
        Projected stock on the day the action takes effect, with the action, in days of forecast demand.
    lowest_cover_days
        The smallest projected stock, with the action, between the planning date and the day it takes effect, in
        days of forecast demand.
    days_ahead
        Days from the planning date to the day the action takes effect (the new or first due date, the start of the
        first overridden period).
    shift_days
        Days by which a due date moves; later is positive.
    horizon_weeks
        Whole weeks from the planning date to the last day that the action touches.
    safety_stock_days
        Safety stock after the action, in days of forecast demand.
    service_target
        Service target after the action, a share.
    shelf_life_days
        Shelf life of the item; `math.inf` for an item that does not expire.
    reason
        The reason that the proposer gave.
    """

    kind: ActionKind
    item_id: str
    currency: str
    family: str | None = None
    lifecycle: str | None = None
    location_id: str | None = None
    region: str | None = None
    order_kind: OrderKind | None = None
    order_status: str | None = None
    value: float | None = None
    order_value: float | None = None
    quantity: float | None = None
    quantity_cover_days: float | None = None
    change_share: float | None = None
    cover_days: float | None = None
    lowest_cover_days: float | None = None
    days_ahead: int | None = None
    shift_days: int | None = None
    horizon_weeks: int | None = None
    safety_stock_days: float | None = None
    service_target: float | None = None
    shelf_life_days: float | None = None
    reason: str | None = None
