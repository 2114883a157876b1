"""Create a supply order."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import Field

from knowledge.canonical import canonical_digest
from knowledge.policies.facts import ActionFacts
from knowledge.truth.snapshot import RowRange, Snapshot
from knowledge.truth.tables import TABLES

from ..errors import ActionRefused
from ..written import exact_quantity, written_day
from .action import ActionModel, Mode, OrderKind, Point, Text
from .cover import cover_facts, item_facts
from .dependencies import rows_behind
from .freight import Lane, freight_cost, lane_by, lanes_between
from .lots import check_lot
from .orders import exact_item, exact_location
from .sources import Source, committed_value, find_source, goods_value, unit_price


class CreateOrder(ActionModel):
    """Order an item for a place: buy it, make it or bring it from another place.

    Where the mode is left open, the cheapest that arrives in time is taken.
    """

    kind: Literal["create_order"] = "create_order"
    order_kind: OrderKind
    item_id: Text
    location_id: Annotated[str, Field(min_length=1, max_length=200, description="The receiving place.")]
    from_location: Text | None = None
    mode: Mode = "any"
    quantity: Annotated[float, Field(gt=0, description="Base units.")]
    due_on: date

    def validate_on(self, snapshot: Snapshot) -> None:
        """Refuse ended items, unknown sources, wrong lots and dates that the lead time does not allow."""
        item = exact_item(snapshot, self.item_id)
        exact_location(snapshot, self.location_id)
        if item.lifecycle == "ended":
            instead = f"Order its successor {item.replaced_by}." if item.replaced_by else "Choose an item that is sold."
            raise ActionRefused(f"{item.item_id} {item.name} has ended and is not ordered any more.", instead)
        source = self._source(snapshot)
        lane = self._lane(snapshot)
        check_lot(item, self.quantity, source.min_order_quantity, source.order_multiple)
        earliest = snapshot.planning_date + timedelta(days=source.days_with(lane))
        if self.due_on < earliest:
            by = f" by {lane.mode}" if lane else ""
            raise ActionRefused(
                f"{item.item_id} ordered on {written_day(snapshot.planning_date)} cannot be at {self.location_id}{by} "
                f"on {written_day(self.due_on)}: the earliest day is {written_day(earliest)}.",
                f"Choose {written_day(earliest)} or later, or a faster mode or source.",
            )
        goods_value(snapshot, item, source, self.quantity)
        if lane:
            freight_cost(lane, item, self.quantity)

    def changes(self, snapshot: Snapshot, author: str = "tandem") -> dict[str, pl.DataFrame]:
        """One new open order."""
        source, lane = self._source(snapshot), self._lane(snapshot)
        price = unit_price(snapshot, source, self.quantity)
        row: dict[str, Any] = {
            "order_id": self._new_order_id(snapshot),
            "line": 1,
            "kind": self.order_kind,
            "item_id": self.item_id,
            "from_location": self.from_location,
            "to_location": self.location_id,
            "mode": lane.mode if lane else "any",
            "quantity": self.quantity,
            "unit_price": price,
            "currency": None if price is None else source.currency or snapshot.company.currency,
            "ordered_on": snapshot.planning_date,
            "due_on": self.due_on,
            "received_quantity": 0.0,
            "status": "open",
            "recorded_on": snapshot.planning_date,
        }
        table = TABLES["supply_orders"]
        return {"supply_orders": pl.DataFrame([{name: row.get(name) for name in table.schema}], schema=table.schema)}

    def reads(self, snapshot: Snapshot) -> frozenset[RowRange]:
        """The source, the way, the price and everything behind the future of the item there."""
        source = self._source(snapshot)
        ranges = {rows for point in self.points(snapshot) for rows in rows_behind(snapshot, point)}
        if self.from_location is not None:
            ranges.add(RowRange.of("lanes", from_location=self.from_location, to_location=self.location_id))
            ranges.add(RowRange.of("price_breaks", item_id=self.item_id, from_location=self.from_location))
        if source.currency is not None:
            ranges.add(RowRange.of("exchange_rates", currency=source.currency))
        return frozenset(ranges)

    def facts(self, snapshot: Snapshot) -> ActionFacts:
        """The money for goods and freight, the quantity in days of demand and the dates."""
        point = (self.item_id, self.location_id)
        ahead = (self.due_on - snapshot.planning_date).days
        item, source = exact_item(snapshot, self.item_id), self._source(snapshot)
        return ActionFacts(
            kind=self.kind,
            **item_facts(snapshot, point),
            **cover_facts(snapshot, self, point, self.quantity, self.due_on),
            order_kind=self.order_kind,
            value=committed_value(snapshot, item, source, self._lane(snapshot), self.quantity),
            order_value=goods_value(snapshot, item, source, self.quantity),
            days_ahead=ahead,
            horizon_weeks=ahead // 7,
        )

    def summary(self, snapshot: Snapshot) -> str:
        """What is ordered, from where, for when."""
        item, lane = exact_item(snapshot, self.item_id), self._lane(snapshot)
        origin = f" from {self.from_location} by {lane.mode}" if lane else ""
        return (
            f"Create a {self.order_kind} order of {exact_quantity(self.quantity, item.unit)} of {item.item_id} "
            f"{item.name} for {self.location_id}{origin}, due on {written_day(self.due_on)}."
        )

    def points(self, snapshot: Snapshot) -> frozenset[Point]:
        """Where it goes and what it is taken from: the stock it is transferred from, the components it is made of."""
        points = {(self.item_id, self.location_id)}
        if self.order_kind == "transfer" and self.from_location is not None:
            points.add((self.item_id, self.from_location))
        if self.order_kind == "production":
            recipe = RowRange.of("bill_of_materials", parent_item=self.item_id, location_id=self.location_id)
            points |= {(component, self.location_id) for component in snapshot.rows(recipe)["component_item"].to_list()}
        return frozenset(points)

    def decide_by(self, snapshot: Snapshot) -> date | None:
        """The last day on which it can be ordered in time."""
        return self.due_on - timedelta(days=self._source(snapshot).days_with(self._lane(snapshot)))

    def settles_on(self, snapshot: Snapshot) -> date:
        """The day of arrival."""
        return self.due_on

    def _source(self, snapshot: Snapshot) -> Source:
        return find_source(snapshot, self.item_id, self.location_id, self.order_kind, self.from_location)

    def _lane(self, snapshot: Snapshot) -> Lane | None:
        if self.order_kind == "production" or self.from_location is None:
            if self.mode != "any":
                raise ActionRefused(f"A {self.order_kind} order has no mode of transport.", "Leave the mode out.")
            return None
        if self.mode != "any":
            return lane_by(snapshot, self.from_location, self.location_id, self.mode)
        lanes, source = lanes_between(snapshot, self.from_location, self.location_id), self._source(snapshot)
        item, days = exact_item(snapshot, self.item_id), (self.due_on - snapshot.planning_date).days
        in_time = [lane for lane in lanes if source.days_with(lane) <= days]
        return min(in_time, key=lambda lane: freight_cost(lane, item, self.quantity), default=lanes[0])

    def _new_order_id(self, snapshot: Snapshot) -> str:
        """Name the order after its content; a number tells apart orders that are alike."""
        taken = set(snapshot.table("supply_orders")["order_id"].to_list())
        stem = f"T-{canonical_digest(self.model_dump(mode='json'))[:8].upper()}"
        number = 1
        while f"{stem}-{number}" in taken:
            number += 1
        return f"{stem}-{number}"
