"""Limits that bound a measured fact of an action."""

import math
from abc import abstractmethod
from typing import ClassVar, Literal

from .facts import ActionFacts
from .limit import Amount, Limit, Unit


class NumericLimit(Limit):
    """A bound on one measured fact; the class says which fact, which side and which unit."""

    value: Amount
    at_most: ClassVar[bool] = True
    unit: ClassVar[Unit] = "days"
    of: ClassVar[str] = ""

    @abstractmethod
    def actual(self, facts: ActionFacts) -> float | None:
        """The measured fact, or `None` where it is unknown."""

    def meets(self, actual: float) -> bool:
        """Whether a measured value keeps the limit; a value equal to the limit does."""
        return actual <= self.value if self.at_most else actual >= self.value

    def is_stricter_than(self, other: "NumericLimit") -> bool:
        """Whether this limit leaves less room than another one of its kind."""
        return self.value < other.value if self.at_most else self.value > other.value


class MaxExpediteCost(NumericLimit):
    """Premium freight of one expedited order."""

    limit: Literal["max_expedite_cost"]
    about: ClassVar[tuple[str, ...]] = ("expedite_order",)
    unit: ClassVar[Unit] = "money"
    of: ClassVar[str] = "the cost of expediting"

    def actual(self, facts: ActionFacts) -> float | None:
        return facts.value


class MaxExpediteCostShare(NumericLimit):
    """Premium freight of one expedited order as a share of the order's value."""

    limit: Literal["max_expedite_cost_share"]
    about: ClassVar[tuple[str, ...]] = ("expedite_order",)
    unit: ClassVar[Unit] = "share"
    of: ClassVar[str] = "the cost of expediting as a share of the order's value"

    def actual(self, facts: ActionFacts) -> float | None:
        if facts.value is None or not facts.order_value or not 0 <= facts.value < math.inf:
            return None
        return facts.value / facts.order_value


class MaxOrderValue(NumericLimit):
    """Value of one created order."""

    limit: Literal["max_order_value"]
    about: ClassVar[tuple[str, ...]] = ("create_order",)
    unit: ClassVar[Unit] = "money"
    of: ClassVar[str] = "the value of the order"

    def actual(self, facts: ActionFacts) -> float | None:
        return facts.value


class MaxOrderQuantityCoverDays(NumericLimit):
    """Quantity of one order in days of forecast demand."""

    limit: Literal["max_order_quantity_cover_days"]
    about: ClassVar[tuple[str, ...]] = ("create_order",)
    of: ClassVar[str] = "the ordered quantity in days of demand"

    def actual(self, facts: ActionFacts) -> float | None:
        return facts.quantity_cover_days


class MaxCoverDays(NumericLimit):
    """Projected cover on the day that the action takes effect."""

    limit: Literal["max_cover_days"]
    of: ClassVar[str] = "the days of cover after the action"

    def actual(self, facts: ActionFacts) -> float | None:
        return facts.cover_days


class MaxCoverShareOfShelfLife(NumericLimit):
    """Projected cover as a share of the shelf life; an item that does not expire always meets it."""

    limit: Literal["max_cover_share_of_shelf_life"]
    unit: ClassVar[Unit] = "share"
    of: ClassVar[str] = "the cover after the action as a share of the shelf life"

    def actual(self, facts: ActionFacts) -> float | None:
        if facts.shelf_life_days is not None and math.isinf(facts.shelf_life_days):
            return 0.0
        if facts.cover_days is None or not facts.shelf_life_days:
            return None
        return facts.cover_days / facts.shelf_life_days


class MinRemainingCoverDays(NumericLimit):
    """Lowest projected cover until the action takes effect."""

    limit: Literal["min_remaining_cover_days"]
    at_most: ClassVar[bool] = False
    of: ClassVar[str] = "the lowest projected cover until the new date"

    def actual(self, facts: ActionFacts) -> float | None:
        return facts.lowest_cover_days


class MaxPushOutDays(NumericLimit):
    """Days by which an order may be moved to a later date."""

    limit: Literal["max_push_out_days"]
    about: ClassVar[tuple[str, ...]] = ("push_out_order",)
    of: ClassVar[str] = "the days by which the order moves"

    def actual(self, facts: ActionFacts) -> float | None:
        return facts.shift_days


class MinSafetyStockDays(NumericLimit):
    """Safety stock after the action, at least."""

    limit: Literal["min_safety_stock_days"]
    about: ClassVar[tuple[str, ...]] = ("change_stock_policy",)
    at_most: ClassVar[bool] = False
    of: ClassVar[str] = "the safety stock in days of demand"

    def actual(self, facts: ActionFacts) -> float | None:
        return facts.safety_stock_days


class MaxSafetyStockDays(NumericLimit):
    """Safety stock after the action, at most."""

    limit: Literal["max_safety_stock_days"]
    about: ClassVar[tuple[str, ...]] = ("change_stock_policy",)
    of: ClassVar[str] = "the safety stock in days of demand"

    def actual(self, facts: ActionFacts) -> float | None:
        return facts.safety_stock_days


class MaxSafetyStockChangeShare(NumericLimit):
    """Relative change of a stock policy in one step, up or down."""

    limit: Literal["max_safety_stock_change_share"]
    about: ClassVar[tuple[str, ...]] = ("change_stock_policy",)
    unit: ClassVar[Unit] = "share"
    of: ClassVar[str] = "the relative change of the stock policy"

    def actual(self, facts: ActionFacts) -> float | None:
        return None if facts.change_share is None else abs(facts.change_share)


class MinServiceTarget(NumericLimit):
    """Service target of a stock policy."""

    limit: Literal["min_service_target"]
    about: ClassVar[tuple[str, ...]] = ("change_stock_policy",)
    at_most: ClassVar[bool] = False
    unit: ClassVar[Unit] = "share"
    of: ClassVar[str] = "the service target"

    def actual(self, facts: ActionFacts) -> float | None:
        return facts.service_target


class MaxForecastOverrideShare(NumericLimit):
    """Relative change of a forecast, up or down."""

    limit: Literal["max_forecast_override_share"]
    about: ClassVar[tuple[str, ...]] = ("override_forecast",)
    unit: ClassVar[Unit] = "share"
    of: ClassVar[str] = "the relative change of the forecast"

    def actual(self, facts: ActionFacts) -> float | None:
        return None if facts.change_share is None else abs(facts.change_share)


class MinReasonCharacters(NumericLimit):
    """Length of the written reason, without surrounding blanks."""

    limit: Literal["min_reason_characters"]
    at_most: ClassVar[bool] = False
    unit: ClassVar[Unit] = "characters"
    of: ClassVar[str] = "the length of the reason"

    def actual(self, facts: ActionFacts) -> float | None:
        return None if facts.reason is None else len(facts.reason.strip())


class MinNoticeDays(NumericLimit):
    """Days of notice that a supplier, carrier or plant needs."""

    limit: Literal["min_notice_days"]
    at_most: ClassVar[bool] = False
    of: ClassVar[str] = "the days of notice"

    def actual(self, facts: ActionFacts) -> float | None:
        return facts.days_ahead


class FrozenHorizonDays(NumericLimit):
    """Days from the planning date within which nothing may be changed; the day after is the first free one."""

    limit: Literal["frozen_horizon_days"]
    at_most: ClassVar[bool] = False
    of: ClassVar[str] = "the days until the action takes effect"

    def actual(self, facts: ActionFacts) -> float | None:
        return facts.days_ahead

    def meets(self, actual: float) -> bool:
        return actual > self.value


BoundLimit = (
    MaxExpediteCost
    | MaxExpediteCostShare
    | MaxOrderValue
    | MaxOrderQuantityCoverDays
    | MaxCoverDays
    | MaxCoverShareOfShelfLife
    | MinRemainingCoverDays
    | MaxPushOutDays
    | MinSafetyStockDays
    | MaxSafetyStockDays
    | MaxSafetyStockChangeShare
    | MinServiceTarget
    | MaxForecastOverrideShare
    | MinReasonCharacters
    | MinNoticeDays
    | FrozenHorizonDays
)
