"""Supply orders as actions see them: what is still to come, when, and the row that a new date makes of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from knowledge.truth.snapshot import RowRange, Snapshot
from knowledge.truth.tables import TABLES

from ..errors import ActionRefused
from ..inventory.orders import OVERDUE_DELAY_DAYS
from ..subjects import Item, Location, find_item, find_location, find_supply_order
from ..written import exact_quantity, written_day
from .action import OrderKind, Point

UNSHIPPED = frozenset({"planned", "open"})


@dataclass(frozen=True, slots=True)
class SupplyOrder:
    """A row of the table `supply_orders`."""

    order_id: str
    line: int
    kind: OrderKind
    item_id: str
    from_location: str | None
    to_location: str
    mode: str
    quantity: float
    unit_price: float | None
    currency: str | None
    ordered_on: date
    due_on: date
    promised_on: date | None
    shipped_on: date | None
    eta: date | None
    received_quantity: float
    status: str
    recorded_on: date

    @property
    def outstanding(self) -> float:
        """Base units still to be received."""
        return max(self.quantity - self.received_quantity, 0.0)

    def expected_on(self, today: date) -> date:
        """The best known day of arrival: the estimate, else the promise, else the due date; later if that is past."""
        known = self.eta or self.promised_on or self.due_on
        return known if known >= today else today + timedelta(days=OVERDUE_DELAY_DAYS)

    @property
    def name(self) -> str:
        """Its name for people: the line is told where it is not the first."""
        return self.order_id if self.line == 1 else f"{self.order_id} line {self.line}"

    @property
    def is_made(self) -> bool:
        """Whether it is made where it goes, and takes no way."""
        return self.kind == "production"

    @property
    def point(self) -> Point:
        """What is ordered and where it goes."""
        return self.item_id, self.to_location

    def described(self, snapshot: Snapshot) -> str:
        """What is still to come, in words."""
        item = exact_item(snapshot, self.item_id)
        return f"{exact_quantity(self.outstanding, item.unit)} of {self.item_id} {item.name} for {self.to_location}"

    @property
    def row(self) -> RowRange:
        """Its row of the truth."""
        return RowRange.of("supply_orders", order_id=self.order_id, line=self.line)


def exact_item(snapshot: Snapshot, item_id: str) -> Item:
    """Return the item of exactly this identifier; `UnknownSubject` or `ActionRefused` with what was meant."""
    rows = snapshot.rows(RowRange.of("items", item_id=item_id))
    if rows.height:
        return Item(**rows.row(0, named=True))
    raise _inexact("item", item_id, find_item(snapshot, item_id).item_id)


def exact_location(snapshot: Snapshot, location_id: str) -> Location:
    """Return the place of exactly this identifier; `UnknownSubject` or `ActionRefused` with what was meant."""
    rows = snapshot.rows(RowRange.of("locations", location_id=location_id))
    if rows.height:
        return Location(**rows.row(0, named=True))
    raise _inexact("place", location_id, find_location(snapshot, location_id).location_id)


def exact_order(snapshot: Snapshot, order_id: str, line: int) -> SupplyOrder:
    """Return the supply order line of exactly this identifier; `UnknownSubject` or `ActionRefused` otherwise."""
    rows = snapshot.rows(RowRange.of("supply_orders", order_id=order_id, line=line))
    if rows.height:
        return SupplyOrder(**rows.row(0, named=True))
    raise _inexact("supply order", order_id, find_supply_order(snapshot, order_id, line)["order_id"])


def movable_order(snapshot: Snapshot, order_id: str, line: int, verb: str) -> SupplyOrder:
    """Return a supply order line whose date can still be moved.

    Parameters
    ----------
    verb
        What shall be done to it, for the error: `expedited`, `pushed out`.

    Raises
    ------
    UnknownSubject
        If there is no such line.
    ActionRefused
        If it is received, cancelled, complete or already on its way.
    """
    order = exact_order(snapshot, order_id, line)
    if order.status not in UNSHIPPED and order.status != "shipped":
        raise ActionRefused(
            f"Order {order.name} is {order.status} and cannot be {verb}.", "Choose an order that is planned or open."
        )
    if order.outstanding == 0:
        raise ActionRefused(
            f"Order {order.name} is complete: all {order.quantity:,.12g} have been received.",
            "Choose an order of which something is still to come.",
        )
    if order.status == "shipped":
        left = f" on {written_day(order.shipped_on)}" if order.shipped_on else ""
        raise ActionRefused(
            f"Order {order.name} left{left} and cannot be {verb}: it is expected on "
            f"{written_day(order.expected_on(snapshot.planning_date))}.",
            "Create an additional order by a faster mode, or choose an order that has not been shipped.",
        )
    return order


def moved(snapshot: Snapshot, order: SupplyOrder, *, due_on: date, arrives_on: date, mode: str) -> pl.DataFrame:
    """Return the order's row with new dates; a promise or an estimate that it had becomes the new day of arrival."""
    values: dict[str, Any] = {
        "due_on": due_on,
        "promised_on": arrives_on if order.promised_on else None,
        "eta": arrives_on if order.eta else None,
        "mode": mode,
        "recorded_on": snapshot.planning_date,
    }
    row = snapshot.rows(order.row)
    types = TABLES["supply_orders"].schema
    return row.with_columns(pl.lit(value, dtype=types[column]).alias(column) for column, value in values.items())


def _inexact(kind: str, given: str, found: str) -> ActionRefused:
    return ActionRefused(f"An action names its {kind} exactly, and '{given}' is not exact.", f"Write '{found}'.")
