"""Pull in a supply order."""

from datetime import date, timedelta
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from knowledge.policies.facts import ActionFacts
from knowledge.truth.snapshot import Snapshot

from ..errors import ActionRefused
from ..written import written_day
from .action import Mode
from .freight import lanes_between
from .money import outstanding_value
from .moving import OrderMove
from .orders import SupplyOrder, movable_order, moved
from .premium import earliest_arrival, planned_mode, premium_of


class ExpediteOrder(OrderMove):
    """Pull in a supply order so that it arrives on `arrive_on`, by a faster mode where one is named."""

    kind: Literal["expedite_order"] = "expedite_order"
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
        order = self.order(snapshot)
        due_on = min(order.due_on, self.arrive_on)
        row = moved(snapshot, order, due_on=due_on, arrives_on=self.arrive_on, mode=self.mode or order.mode)
        return {"supply_orders": row}

    def facts(self, snapshot: Snapshot) -> ActionFacts:
        """The premium freight, the order's value and the dates."""
        order = self.order(snapshot)
        premium = premium_of(snapshot, order, self.mode).cost
        expected = order.expected_on(snapshot.planning_date)
        return self.facts_of_move(snapshot, self.kind, self.arrive_on, value=premium, begins_on=expected)

    def summary(self, snapshot: Snapshot) -> str:
        """Which order, what is in it, from when to when, how."""
        order = self.order(snapshot)
        return (
            f"Expedite {order.kind} order {order.name} ({order.described(snapshot)}) to arrive on "
            f"{written_day(self.arrive_on)} instead of {written_day(order.expected_on(snapshot.planning_date))}: "
            f"{premium_of(snapshot, order, self.mode).rule}."
        )

    def decide_by(self, snapshot: Snapshot) -> date | None:
        """The last day from which the chosen way is still quick enough."""
        spare = self.arrive_on - earliest_arrival(snapshot, self.order(snapshot), self.mode)
        return snapshot.planning_date + max(spare, timedelta(0))

    def settles_on(self, snapshot: Snapshot) -> date:
        """The day on which the order would have come without it."""
        return self.order(snapshot).expected_on(snapshot.planning_date)

    def extra_cost(self, snapshot: Snapshot) -> float:
        """Return the part of the premium that the digital twin does not count by itself, company currency."""
        premium = premium_of(snapshot, self.order(snapshot), self.mode)
        return 0.0 if premium.in_freight else premium.cost

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
