"""What an exception is: one root cause, what it harms, when, and what it is worth."""

from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Literal

from ..results import Days, Money, Part, Quantity, Share

Kind = Literal["projected_stock_out", "late_supply", "below_safety_stock", "excess", "demand_off_forecast"]
Severity = Literal["critical", "high", "medium", "low"]

EVERY_PLACE = "*"

SEVERITY_VALUES = (10_000.0, 2_500.0, 1_000.0)
SOON_DAYS, NEAR_DAYS = 7, 14


class ExceptionValue(Part):
    """The parts of the value at risk, company currency."""

    lost_margin: Money = 0.0
    backorder_penalty: Money = 0.0
    premium_freight: Money = 0.0
    carrying_cost: Money = 0.0
    write_off: Money = 0.0

    @property
    def total(self) -> float:
        """The value at risk."""
        return self.lost_margin + self.backorder_penalty + self.premium_freight + self.carrying_cost + self.write_off


@dataclass(frozen=True, slots=True)
class Finding:
    """An exception as a detector gives it; `day` counts from the planning date, negative lies in the past.

    Attributes
    ----------
    harm
        What it does, in words.
    quantity
        Units short; units too many where there is an excess; the difference from the forecast, signed.
    also
        Other orders of the same root cause.
    """

    kind: Kind
    item_id: str
    location_id: str
    order_id: str
    order_line: int | None
    cause: str
    harm: str
    day: int
    window_days: int
    quantity: float
    value: ExceptionValue
    confidence: float
    channels: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    also: tuple[str, ...] = field(default=())

    @property
    def exception_id(self) -> str:
        """An identifier that is the same on every day and in every run."""
        name = "|".join((self.kind, self.item_id, self.location_id, self.order_id))
        return f"EX-{blake2b(name.encode(), digest_size=4).hexdigest().upper()}"


class ExceptionLine(Part):
    """One exception.

    Attributes
    ----------
    location_id
        `*` where it concerns every place of the item.
    first_harm_on
        First day of harm; a day in the past where it has begun.
    window_days
        Days within which a new regular order cannot help, or over which the value is counted.
    quantity
        Units short; units too many for an excess; actual less forecast for demand off forecast.
    confidence
        Probability that it is harmful, under the forecast's spread.
    """

    exception_id: str
    kind: Kind
    item_id: str
    item_name: str
    family: str
    location_id: str
    location_name: str
    order_id: str | None
    order_line: int | None
    other_orders: tuple[str, ...]
    cause: str
    harm: str
    first_harm_on: date
    days_to_harm: Days
    window_days: Days
    quantity: Quantity
    unit: str
    value_at_risk: Money
    value: ExceptionValue
    channels: tuple[str, ...]
    customers: tuple[str, ...]
    severity: Severity
    confidence: Share


def severity_of(value: float, day: int) -> Severity:
    """Rank by money and time.

    Critical is at least 10,000 within a week; high that much at any time or 2,500 within two weeks; medium 1,000.
    """
    large, middle, small = SEVERITY_VALUES
    if value >= large and day <= SOON_DAYS:
        return "critical"
    if value >= large or (value >= middle and day <= NEAR_DAYS):
        return "high"
    return "medium" if value >= small else "low"
