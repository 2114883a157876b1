"""What pulling in and pushing out a supply order have in common."""

from abc import ABC
from datetime import date

from knowledge.policies.facts import ActionFacts, ActionKind
from knowledge.truth.snapshot import RowRange, Snapshot

from .action import ActionModel, Line, Point, Text
from .cover import cover_facts, item_facts
from .dependencies import rows_behind
from .money import outstanding_value
from .orders import SupplyOrder, exact_order
from .premium import way_rows


class OrderMove(ActionModel, ABC):
    """An action that gives a line of a supply order another day of arrival."""

    order_id: Text
    line: Line = 1

    def order(self, snapshot: Snapshot) -> SupplyOrder:
        """Return the line that is moved."""
        return exact_order(snapshot, self.order_id, self.line)

    def reads(self, snapshot: Snapshot) -> frozenset[RowRange]:
        """The order, its way and everything behind the future of its item there."""
        order = self.order(snapshot)
        return rows_behind(snapshot, order.point) | way_rows(order) | {order.row}

    def points(self, snapshot: Snapshot) -> frozenset[Point]:
        """Where the order goes."""
        return frozenset({self.order(snapshot).point})

    def facts_of_move(
        self, snapshot: Snapshot, kind: ActionKind, arrives_on: date, *, value: float, begins_on: date
    ) -> ActionFacts:
        """Return the order's value and dates.

        Parameters
        ----------
        arrives_on
            The new day of arrival.
        value
            Money that the move commits.
        begins_on
            The day whose week is the horizon that the move touches.
        """
        order, today = self.order(snapshot), snapshot.planning_date
        return ActionFacts(
            kind=kind,
            **item_facts(snapshot, order.point),
            **cover_facts(snapshot, self, order.point, order.outstanding, arrives_on),
            order_kind=order.kind,
            order_status=order.status,
            value=value,
            order_value=outstanding_value(snapshot, order),
            days_ahead=(arrives_on - today).days,
            shift_days=(arrives_on - order.expected_on(today)).days,
            horizon_weeks=(begins_on - today).days // 7,
        )
