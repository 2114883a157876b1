"""Weekly demand by item and place, ready to be looked up."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.truth.snapshot import Snapshot

from ..context import per_snapshot


@dataclass(frozen=True)
class WeeklyHistory:
    """Past weekly demand.

    Attributes
    ----------
    starts
        First day of each week, shape `(weeks,)`.
    next_start
        First day of the week after the last one: the week that the planning date lies in.
    quantity
        Base units, shape `(series, weeks)`; 0 where no row exists, NaN before a series' first row.
    """

    series: Mapping[tuple[str, str], int]
    starts: NDArray[np.datetime64]
    next_start: np.datetime64
    quantity: NDArray[np.float64]
    ended: frozenset[str]

    @property
    def first_day(self) -> np.datetime64:
        """First day of the first week; of the next week where there is no history."""
        return self.starts[0] if self.starts.size else self.next_start

    def of(self, item_id: str, location_id: str) -> NDArray[np.float64]:
        """Return a series' demand, shape `(weeks,)`; all NaN where it has no row."""
        row = self.series.get((item_id, location_id))
        return np.full(self.starts.size, np.nan) if row is None else self.quantity[row]

    def is_ended(self, item_id: str) -> bool:
        """Whether the item is not sold any more."""
        return item_id in self.ended


@per_snapshot
def weekly_history(snapshot: Snapshot) -> WeeklyHistory:
    """Return the weekly demand of a version of the truth."""
    demand = snapshot.demand("week")
    items = snapshot.table("items")
    series = {key: row for row, key in enumerate(zip(demand.item_ids, demand.location_ids, strict=True))}
    ended = frozenset(items.filter(items["lifecycle"] == "ended")["item_id"].to_list())
    return WeeklyHistory(series, demand.starts, week_of(snapshot), demand.quantity, ended)


def week_of(snapshot: Snapshot) -> np.datetime64:
    """Return the first day of the week that the planning date lies in."""
    day = np.datetime64(snapshot.planning_date, "D")
    first = np.datetime64("1970-01-05", "D") + (snapshot.company.week_start - 1)
    return day - int((day - first).astype(int)) % 7
