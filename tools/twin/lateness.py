"""How much later than its best known date an open order arrives, learnt from past receipts."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from knowledge.truth.snapshot import Snapshot

from ..context import per_tables
from ..inventory.orders import OVERDUE_DELAY_DAYS, reference_date

LEAST_RECEIPTS = 20
"""A source with fewer receipts than this is judged by all sources of the same kind of order."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """Days between the best known date and the receipt, sorted, by who delivers.

    Attributes
    ----------
    by_source
        Keyed by (reference date, kind of order, place that delivers).
    by_kind
        Keyed by (reference date, kind of order).
    """

    by_source: Mapping[tuple[str, str, str], NDArray[np.float64]]
    by_kind: Mapping[tuple[str, str], NDArray[np.float64]]

    def days_late(self, reference: str, kind: str, source: str) -> NDArray[np.float64]:
        """Return the observed days late, sorted; empty where nothing like it was ever received."""
        own = self.by_source.get((reference, kind, source))
        if own is not None and own.size >= LEAST_RECEIPTS:
            return own
        return self.by_kind.get((reference, kind), np.empty(0))

    def arrival_days(
        self, reference: str, kind: str, source: str, known_day: int, chance: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Return arrival days (0 is the planning date) for uniform numbers `chance`, shape `(replications,)`.

        The order has not arrived yet, so only what past receipts allow from today on is drawn from. Where nothing is
        left, it arrives on its known day, or a stated delay from today if that has passed.
        """
        days = known_day + self.days_late(reference, kind, source)
        possible = days[days >= 0]
        if possible.size == 0:
            return np.full(chance.shape, known_day if known_day >= 0 else OVERDUE_DELAY_DAYS, dtype=np.int64)
        return possible[(chance * possible.size).astype(np.int64)].astype(np.int64)


@per_tables("company", "supply_orders", "receipts")
def observed_lateness(snapshot: Snapshot) -> Lateness:
    """Learn from every receipt known on the planning date."""
    receipts = snapshot.table("receipts").filter(
        pl.col("received_on") < snapshot.planning_date, pl.col("recorded_on") <= snapshot.planning_date
    )
    orders = snapshot.table("supply_orders").with_columns(
        reference=reference_date(),
        known_on=pl.coalesce("eta", "promised_on", "due_on"),
        source=pl.coalesce("from_location", "to_location"),
    )
    late = receipts.join(orders, on=["order_id", "line"]).with_columns(
        days=(pl.col("received_on") - pl.col("known_on")).dt.total_days().cast(pl.Float64)
    )
    by_source = {
        (str(key[0]), str(key[1]), str(key[2])): np.sort(rows["days"].to_numpy())
        for key, rows in late.group_by("reference", "kind", "source")
    }
    by_kind = {
        (str(key[0]), str(key[1])): np.sort(rows["days"].to_numpy()) for key, rows in late.group_by("reference", "kind")
    }
    return Lateness(by_source, by_kind)
