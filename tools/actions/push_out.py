"""Push out a supply order."""

from datetime import date, timedelta
from typing import Literal

import polars as pl

from knowledge.policies.facts import ActionFacts
from knowledge.truth.snapshot import Snapshot

from ..errors import ActionRefused
from ..written import written_day
from .money import outstanding_value
from .moving import OrderMove
from .orders import movable_order, moved
from .premium import frozen_days


class PushOutOrder(OrderMove):
    """Push out a supply order to a later due date."""

    kind: Literal["push_out_order"] = "push_out_order"
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
        order = self.order(snapshot)
        return {"supply_orders": moved(snapshot, order, due_on=self.due_on, arrives_on=self.due_on, mode=order.mode)}

    def facts(self, snapshot: Snapshot) -> ActionFacts:
        """The order's value and dates; moving an order out commits no money."""
        return self.facts_of_move(snapshot, self.kind, self.due_on, value=0.0, begins_on=self.due_on)

    def summary(self, snapshot: Snapshot) -> str:
        """Which order, what is in it, from when to when."""
        order = self.order(snapshot)
        return (
            f"Push out {order.kind} order {order.name} ({order.described(snapshot)}) from "
            f"{written_day(order.expected_on(snapshot.planning_date))} to {written_day(self.due_on)}."
        )

    def decide_by(self, snapshot: Snapshot) -> date:
        """The last day before the frozen days of its lane begin."""
        order = self.order(snapshot)
        return order.expected_on(snapshot.planning_date) - timedelta(days=frozen_days(snapshot, order))

    def settles_on(self, snapshot: Snapshot) -> date:
        """The new date."""
        return self.due_on
