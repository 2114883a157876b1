"""Change how the stock of an item at a place is replenished."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import Field, model_validator

from knowledge.policies.facts import ActionFacts
from knowledge.truth.snapshot import RowRange, Snapshot
from knowledge.truth.tables import TABLES

from ..errors import ActionRefused
from ..inventory.points import stocking_points
from ..inventory.replenishment import protection_days
from .action import ActionModel, Point, Quantity, Text
from .cover import daily_demand, item_facts
from .dependencies import rows_behind
from .lots import check_precision
from .orders import exact_item, exact_location

LEVELS = ("safety_stock", "reorder_point", "order_up_to")
USED_BY = {
    "reorder_point": frozenset({"s_S", "r_Q"}),
    "order_up_to": frozenset({"base_stock", "s_S"}),
}
"""Which kinds of policy use a level; safety stock and service target belong to every kind."""


class ChangeStockPolicy(ActionModel):
    """Change the replenishment levels or the service target of an item at a place; what is left out stays.

    A reorder point and an order-up-to level contain the safety stock: where the policy names one and only the safety
    stock is changed, the level moves by the same quantity.
    """

    kind: Literal["change_stock_policy"] = "change_stock_policy"
    item_id: Text
    location_id: Text
    safety_stock: Quantity | None = None
    reorder_point: Quantity | None = None
    order_up_to: Quantity | None = None
    service_target: Annotated[float, Field(gt=0, le=1)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "ChangeStockPolicy":
        if all(value is None for value in (*self._named_levels().values(), self.service_target)):
            raise ValueError("give safety_stock, reorder_point, order_up_to or service_target")
        return self

    def validate_on(self, snapshot: Snapshot) -> None:
        """Refuse places without a policy, levels that contradict each other or that its kind does not use."""
        item = exact_item(snapshot, self.item_id)
        exact_location(snapshot, self.location_id)
        if item.lifecycle == "ended":
            raise ActionRefused(f"{item.item_id} {item.name} has ended.", "Choose an item that is still sold.")
        old, new = self._policy(snapshot), self._new(snapshot)
        for name, quantity in self._named_levels().items():
            if quantity is None:
                continue
            check_precision(item, quantity)
            if old["kind"] not in USED_BY.get(name, {old["kind"]}):
                raise ActionRefused(
                    f"The policy of {self.item_id} at {self.location_id} is of kind {old['kind']} and has no {name}.",
                    f"Change {' or '.join(self._usable(str(old['kind'])))} instead.",
                )
        if new == old:
            raise ActionRefused(
                f"The policy of {self.item_id} at {self.location_id} has these values already; nothing would change.",
                "Give a value that differs.",
            )
        ordered = [(name, new[name]) for name in LEVELS if new[name] is not None]
        for (low, below), (high, above) in pairwise(ordered):
            if below > above:
                raise ActionRefused(
                    f"The {_words(low)} of {below:,.12g} would lie above the {_words(high)} of {above:,.12g}.",
                    f"Raise the {_words(high)} to {below:,.12g} at least, or lower the {_words(low)}.",
                )

    def changes(self, snapshot: Snapshot, author: str = "tandem") -> dict[str, pl.DataFrame]:
        """The policy's row with the new values."""
        return {"stock_policies": pl.DataFrame([self._new(snapshot)], schema=TABLES["stock_policies"].schema)}

    def reads(self, snapshot: Snapshot) -> frozenset[RowRange]:
        """Everything behind the future of the item there, the policy included."""
        return rows_behind(snapshot, (self.item_id, self.location_id))

    def facts(self, snapshot: Snapshot) -> ActionFacts:
        """The stock that the change adds or removes at most, at cost, and the relative change."""
        point = (self.item_id, self.location_id)
        old, new = self._policy(snapshot), self._new(snapshot)
        moves = {name: (new[name] or 0.0) - (old[name] or 0.0) for name in LEVELS}
        largest = max(moves, key=lambda name: abs(moves[name]))
        name = "safety_stock" if moves["safety_stock"] else largest
        rate = daily_demand(snapshot, point)
        return ActionFacts(
            kind=self.kind,
            **item_facts(snapshot, point),
            value=abs(moves[largest]) * exact_item(snapshot, self.item_id).unit_cost,
            quantity=moves[largest],
            quantity_cover_days=abs(moves[largest]) / rate if rate else None,
            change_share=_share(moves[name], old[name]),
            days_ahead=0,
            horizon_weeks=0,
            safety_stock_days=new["safety_stock"] / rate if rate else None,
            service_target=new["service_target"],
        )

    def summary(self, snapshot: Snapshot) -> str:
        """Which values change, from what to what."""
        item, old, new = exact_item(snapshot, self.item_id), self._policy(snapshot), self._new(snapshot)
        told = [
            f"{_words(name)} from {_number(old[name], name)} to {_number(new[name], name)}"
            for name in (*LEVELS, "service_target")
            if old[name] != new[name]
        ]
        return f"Change the stock policy of {item.item_id} {item.name} at {self.location_id}: {', '.join(told)}."

    def points(self, snapshot: Snapshot) -> frozenset[Point]:
        """The item at the place."""
        return frozenset({(self.item_id, self.location_id)})

    def decide_by(self, snapshot: Snapshot) -> date | None:
        """A policy can be changed on any day."""
        return None

    def settles_on(self, snapshot: Snapshot) -> date:
        """The day by which the first order under the new policy has arrived: lead time and review period from today."""
        row = stocking_points(snapshot).row(self.item_id, self.location_id)
        return snapshot.planning_date + timedelta(days=protection_days(row))

    def _named_levels(self) -> dict[str, float | None]:
        return {name: getattr(self, name) for name in LEVELS}

    def _policy(self, snapshot: Snapshot) -> dict[str, Any]:
        rows = snapshot.rows(
            RowRange.of("stock_policies", item_id=self.item_id, location_id=self.location_id)
        ).to_dicts()
        if not rows:
            raise ActionRefused(
                f"{self.item_id} has no stock policy at {self.location_id}.",
                "Choose a place where it has one, or load one into the table 'stock_policies'.",
            )
        return rows[0]

    def _new(self, snapshot: Snapshot) -> dict[str, Any]:
        old = self._policy(snapshot)
        named = {name: value for name, value in self._named_levels().items() if value is not None}
        new = old | named
        if set(named) == {"safety_stock"}:
            step = new["safety_stock"] - old["safety_stock"]
            for name in ("reorder_point", "order_up_to"):
                if old[name] is not None:
                    new[name] = max(old[name] + step, new["safety_stock"])
        if self.service_target is not None:
            new["service_target"] = self.service_target
        return new

    def _usable(self, kind: str) -> list[str]:
        return [name for name in LEVELS if kind in USED_BY.get(name, {kind})]


def _share(change: float, old: float | None) -> float | None:
    """Relative change; unknown where there was nothing before."""
    if change == 0:
        return 0.0
    return change / old if old else None


def _words(name: str) -> str:
    return {"order_up_to": "order-up-to level"}.get(name, name.replace("_", " "))


def _number(value: float | None, name: str) -> str:
    if value is None:
        return "none"
    return f"{value:.1%}" if name == "service_target" else f"{value:,.12g}"
