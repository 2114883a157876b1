"""Push out a supply order."""

from datetime import date, timedelta
from typing import Literal

import polars as pl

from knowledge.policies.facts import ActionFacts
from knowledge.truth.snapshot import RowRange, Snapshot

from ..errors import ActionRefused
from ..written import written_day
from .action import ActionModel, Line, Point, Text
from .cover import cover_facts, item_facts
from .dependencies import rows_behind
from .money import outstanding_value
from .orders import SupplyOrder, exact_order, movable_order, moved
from .premium import frozen_days, way_rows


class PushOutOrder(ActionModel):
    """Push out a supply order to a later due date."""

    kind: Literal["push_out_order"] = "push_out_order"
    order_id: Text
    line: Line = 1
    due_on: date

    def validate_on(self, snapshot: Snapshot) -> None:
        """Refuse what is not later, and orders that arrive within the frozen days of their lane."""
        order = movable_order(snapshot, self.order_id, self.line, "pushed out")
        today = snapshot.planning_date
        expected = order.expected_on(today)
        if self.due_on <= expected:
            raise ActionRefused(
                f"Order {order.name} is expected on {written_day(expected)}; {written_day(self.due_on)} is not later.",
                "Choose a later date, or expedite the order.",
            )
        last = self.decide_by(snapshot)
        if last < today:
            raise ActionRefused(
                f"Order {order.name} arrives on {written_day(expected)}, within the frozen days of its lane.",
                f"It could have been moved until {written_day(last)}; choose an order that arrives later.",
            )
        outstanding_value(snapshot, order)

    def changes(self, snapshot: Snapshot, author: str = "tandem") -> dict[str, pl.DataFrame]:
        """Put the new date into the order."""
        order = self._order(snapshot)
        return {"supply_orders": moved(snapshot, order, due_on=self.due_on, arrives_on=self.due_on, mode=order.mode)}

    def reads(self, snapshot: Snapshot) -> frozenset[RowRange]:
        """The order, its way and everything behind the future of its item there."""
        order = self._order(snapshot)
        return rows_behind(snapshot, order.point) | way_rows(order) | {order.row}

    def facts(self, snapshot: Snapshot) -> ActionFacts:
        """The order's value and dates; moving an order out commits no money."""
        order = self._order(snapshot)
        today = snapshot.planning_date
        return ActionFacts(
            kind=self.kind,
            **item_facts(snapshot, order.point),
            **cover_facts(snapshot, self, order.point, order.outstanding, self.due_on),
            order_kind=order.kind,
            order_status=order.status,
            value=0.0,
            order_value=outstanding_value(snapshot, order),
            days_ahead=(self.due_on - today).days,
            shift_days=(self.due_on - order.expected_on(today)).days,
            horizon_weeks=(self.due_on - today).days // 7,
        )

    def summary(self, snapshot: Snapshot) -> str:
        """Which order, what is in it, from when to when."""
        order = self._order(snapshot)
        return (
            f"Push out {order.kind} order {order.name} ({order.described(snapshot)}) from "
            f"{written_day(order.expected_on(snapshot.planning_date))} to {written_day(self.due_on)}."
        )

    def points(self, snapshot: Snapshot) -> frozenset[Point]:
        """Where the order goes."""
        return frozenset({self._order(snapshot).point})

    def decide_by(self, snapshot: Snapshot) -> date:
        """The last day before the frozen days of its lane begin."""
        order = self._order(snapshot)
        return order.expected_on(snapshot.planning_date) - timedelta(days=frozen_days(snapshot, order))

    def settles_on(self, snapshot: Snapshot) -> date:
        """The new date."""
        return self.due_on

    def _order(self, snapshot: Snapshot) -> SupplyOrder:
        return exact_order(snapshot, self.order_id, self.line)
