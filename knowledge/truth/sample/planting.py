"""An exception that is planted, and the state of the company while exceptions are planted in it."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..schema.columns import EVERY
from .stock import Played
from .timeline import DAYS, HORIZON, number_of

Order = tuple[str, int]
"""Id and line of an order."""


@dataclass(frozen=True)
class PlantedException:
    """One planted exception.

    Attributes
    ----------
    kind
        projected_stock_out, late_supply, below_safety_stock, excess, near_expiry, demand_off_forecast, demand_surge,
        late_promise, quality_hold, promotion_without_cover, capacity_short, phase_out_overstock, material_late or
        budget_gap.
    item_id, location_id
        Where; `*` means every place, an empty text that it does not concern one item or place.
    order_id
        The supply or sales order behind it, empty where there is none.
    on
        The first day of harm.
    quantity
        How much, in base units: missing or surplus quantity; hours for a resource, company currency for a budget.
    cause
        The root cause in a word or two.
    words
        The same for people.
    subject
        Another thing behind it: a lot, a promotion, a resource or a family; empty where there is none.
    """

    kind: str
    item_id: str
    location_id: str
    order_id: str
    on: date
    quantity: float
    cause: str
    words: str
    subject: str = ""


@dataclass(frozen=True)
class Planting:
    """The tables while exceptions are planted in them, and what has been planted so far."""

    tables: dict[str, pl.DataFrame]
    stages: list[Played]
    planted: tuple[PlantedException, ...] = ()

    def with_one(self, one: PlantedException, **tables: pl.DataFrame) -> "Planting":
        """Return this with one more exception, and with the tables that were changed for it."""
        return replace(self, tables=self.tables | tables, planted=(*self.planted, one))

    @cached_property
    def names(self) -> dict[str, str]:
        """Every item with its id, as people say it."""
        return {item: f"{name} ({item})" for item, name in self.tables["items"].select("item_id", "name").iter_rows()}

    def has(self, item_id: str, location_id: str) -> bool:
        """Return whether something has been planted there already."""
        return any(one.item_id == item_id and one.location_id in (location_id, EVERY) for one in self.planted)

    def expected(self, item_id: str, location_id: str) -> NDArray[np.float64]:
        """Return expected demand of each day from the planning date on, shape `(HORIZON,)`."""
        stage, row = self._find(item_id, location_id)
        return stage.expected[DAYS:, row]

    def safety_stock(self, item_id: str, location_id: str) -> float:
        """Return the safety stock that the course was played with."""
        stage, row = self._find(item_id, location_id)
        return float(np.ceil(stage.course.safety_stock[row]))

    def on_hand(self, item_id: str, location_id: str) -> float:
        """Return what lies there today and is not on hold."""
        here = (pl.col("item_id") == item_id) & (pl.col("location_id") == location_id)
        return float(self.tables["stock"].filter(here).select((pl.col("on_hand") - pl.col("on_hold")).sum()).item())

    def open_orders(self, item_id: str, location_id: str) -> pl.DataFrame:
        """Return what is still to come there, the soonest first."""
        return self.tables["supply_orders"].filter(is_open(item_id, location_id)).sort("eta", "order_id")

    def projection(
        self, item_id: str, location_id: str, without: frozenset[Order] = frozenset()
    ) -> NDArray[np.float64]:
        """Return projected stock at the end of each day from the planning date on, with open and without new orders.

        Parameters
        ----------
        without
            Orders that do not come.
        """
        coming = np.zeros(HORIZON)
        for order_id, line, eta, quantity in (
            self.open_orders(item_id, location_id).select("order_id", "line", "eta", "quantity").iter_rows()
        ):
            day = number_of(eta) - DAYS
            if (order_id, line) not in without and day < HORIZON:
                coming[day] += quantity
        return self.on_hand(item_id, location_id) + np.cumsum(coming - self.expected(item_id, location_id))

    def run_out(self, item_id: str, location_id: str, without: frozenset[Order] = frozenset()) -> int:
        """Return the first day on which nothing is left, counted from the planning date; `HORIZON` if there is none."""
        empty = np.flatnonzero(self.projection(item_id, location_id, without) < 0)
        return int(empty[0]) if empty.size else HORIZON

    def _find(self, item_id: str, location_id: str) -> tuple[Played, int]:
        for stage in self.stages:
            here = (stage.points["item_id"] == item_id) & (stage.points["location_id"] == location_id)
            if here.any():
                return stage, int(here.arg_true()[0])
        raise KeyError((item_id, location_id))


def is_open(item_id: str, location_id: str) -> pl.Expr:
    """Return whether a supply order's line is still to come, of this item to this place."""
    here = (pl.col("item_id") == item_id) & (pl.col("to_location") == location_id)
    return here & pl.col("status").is_in(["open", "shipped"])
