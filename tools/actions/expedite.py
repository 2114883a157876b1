"""Pull in a supply order."""

from datetime import date, timedelta
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from knowledge.policies.facts import ActionFacts
from knowledge.truth.snapshot import RowRange, Snapshot

from ..errors import ActionRefused
from ..written import written_day
from .action import ActionModel, Line, Mode, Point, Text
from .cover import cover_facts, item_facts
from .dependencies import rows_behind
from .freight import lanes_between
from .money import outstanding_value
from .orders import SupplyOrder, exact_order, movable_order, moved
from .premium import earliest_arrival, planned_mode, premium_of, way_rows


class ExpediteOrder(ActionModel):
    """Pull in a supply order so that it arrives on `arrive_on`, by a faster mode where one is named."""

    kind: Literal["expedite_order"] = "expedite_order"
    order_id: Text
    line: Line = 1
    arrive_on: date
    mode: Annotated[Mode | None, Field(description="Only to change the mode of transport.")] = None

    def validate_on(self, snapshot: Snapshot) -> None:
        """Refuse what is not earlier, not possible in time, or cannot be priced."""
        order = movable_order(snapshot, self.order_id, self.line, "expedited")
        today = snapshot.planning_date
        expected = order.expected_on(today)
        if self.arrive_on >= expected:
            raise ActionRefused(
                f"Order {order.name} is expected on {written_day(expected)} already; {written_day(self.arrive_on)} is "
                "not earlier.",
                "Choose an earlier date, or push the order out.",
            )
        if self.mode is not None and order.is_made:
            raise ActionRefused(
                f"Order {order.name} is made at {order.to_location}; it has no mode of transport.",
                "Leave the mode out.",
            )
        earliest = earliest_arrival(snapshot, order, self.mode)
        if self.arrive_on < earliest:
            way = f"by {self.mode}" if self.mode else "by its planned way"
            raise ActionRefused(
                f"Order {order.name} cannot arrive on {written_day(self.arrive_on)}: {way} the earliest day is "
                f"{written_day(earliest)}.",
                self._faster(snapshot, order)
                or f"Choose {written_day(earliest)} or later, or create an order elsewhere.",
            )
        premium_of(snapshot, order, self.mode)
        outstanding_value(snapshot, order)

    def changes(self, snapshot: Snapshot, author: str = "tandem") -> dict[str, pl.DataFrame]:
        """Put the new arrival, and the new mode, into the order; a due date that lay earlier stays."""
        order = self._order(snapshot)
        due_on = min(order.due_on, self.arrive_on)
        row = moved(snapshot, order, due_on=due_on, arrives_on=self.arrive_on, mode=self.mode or order.mode)
        return {"supply_orders": row}

    def reads(self, snapshot: Snapshot) -> frozenset[RowRange]:
        """The order, its way and everything behind the future of its item."""
        order = self._order(snapshot)
        return rows_behind(snapshot, order.point) | way_rows(order) | {order.row}

    def facts(self, snapshot: Snapshot) -> ActionFacts:
        """The premium freight, the order's value and the dates."""
        order = self._order(snapshot)
        today = snapshot.planning_date
        return ActionFacts(
            kind=self.kind,
            **item_facts(snapshot, order.point),
            **cover_facts(snapshot, self, order.point, order.outstanding, self.arrive_on),
            order_kind=order.kind,
            order_status=order.status,
            value=premium_of(snapshot, order, self.mode).cost,
            order_value=outstanding_value(snapshot, order),
            days_ahead=(self.arrive_on - today).days,
            shift_days=(self.arrive_on - order.expected_on(today)).days,
            horizon_weeks=(order.expected_on(today) - today).days // 7,
        )

    def summary(self, snapshot: Snapshot) -> str:
        """Which order, what is in it, from when to when, how."""
        order = self._order(snapshot)
        return (
            f"Expedite {order.kind} order {order.name} ({order.described(snapshot)}) to arrive on "
            f"{written_day(self.arrive_on)} instead of {written_day(order.expected_on(snapshot.planning_date))}: "
            f"{premium_of(snapshot, order, self.mode).rule}."
        )

    def points(self, snapshot: Snapshot) -> frozenset[Point]:
        """Where the order goes."""
        return frozenset({self._order(snapshot).point})

    def decide_by(self, snapshot: Snapshot) -> date | None:
        """The last day from which the chosen way is still quick enough."""
        spare = self.arrive_on - earliest_arrival(snapshot, self._order(snapshot), self.mode)
        return snapshot.planning_date + max(spare, timedelta(0))

    def settles_on(self, snapshot: Snapshot) -> date:
        """The day on which the order would have come without it."""
        return self._order(snapshot).expected_on(snapshot.planning_date)

    def extra_cost(self, snapshot: Snapshot) -> float:
        """Return the part of the premium that the digital twin does not count by itself, company currency."""
        premium = premium_of(snapshot, self._order(snapshot), self.mode)
        return 0.0 if premium.in_freight else premium.cost

    def _order(self, snapshot: Snapshot) -> SupplyOrder:
        return exact_order(snapshot, self.order_id, self.line)

    def _faster(self, snapshot: Snapshot, order: SupplyOrder) -> str:
        """Name the other modes that would be in time."""
        if order.is_made or order.from_location is None:
            return ""
        used = self.mode or planned_mode(snapshot, order)
        lanes = lanes_between(snapshot, order.from_location, order.to_location)
        in_time = [
            f"{lane.mode} (from {written_day(lane.earliest_arrival(snapshot.planning_date))})"
            for lane in lanes
            if lane.mode != used and lane.earliest_arrival(snapshot.planning_date) <= self.arrive_on
        ]
        return f"Choose another mode: {', '.join(in_time)}." if in_time else ""
