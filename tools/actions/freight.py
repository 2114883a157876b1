"""What it costs and how long it takes to bring a quantity from one place to another."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.truth.snapshot import RowRange, Snapshot

from ..errors import ActionRefused
from ..subjects import Item


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the table `lanes`."""

    from_location: str
    to_location: str
    mode: str
    transit_days: float
    transit_sd_days: float
    cost_per_shipment: float
    cost_per_kg: float
    cost_per_m3: float
    capacity_m3_per_week: float | None
    frozen_days: int

    def earliest_arrival(self, planning_date: date) -> date:
        """The first day on which something sent now can arrive; never within the lane's frozen days."""
        return planning_date + timedelta(days=max(math.ceil(self.transit_days), self.frozen_days))


def lanes_between(snapshot: Snapshot, from_location: str, to_location: str) -> tuple[Lane, ...]:
    """Return every lane between two places, the fastest first.

    Raises
    ------
    ActionRefused
        If there is none.
    """
    rows = snapshot.rows(lane_rows(from_location, to_location)).sort("transit_days", "mode")
    if rows.is_empty():
        raise ActionRefused(
            f"There is no lane from {from_location} to {to_location}.",
            "Choose another source, or load the lane into the table 'lanes'.",
        )
    return tuple(Lane(**row) for row in rows.iter_rows(named=True))


def lane_rows(from_location: str, to_location: str) -> RowRange:
    """Return the row range of all lanes between two places."""
    return RowRange.of("lanes", from_location=from_location, to_location=to_location)


def lane_by(snapshot: Snapshot, from_location: str, to_location: str, mode: str) -> Lane:
    """Return the lane of a mode.

    Raises
    ------
    ActionRefused
        If there is none; with the modes that there are.
    """
    lanes = lanes_between(snapshot, from_location, to_location)
    for lane in lanes:
        if lane.mode == mode:
            return lane
    modes = ", ".join(lane.mode for lane in lanes)
    raise ActionRefused(f"From {from_location} to {to_location} nothing goes by {mode}.", f"Choose one of: {modes}.")


def freight_cost(lane: Lane, item: Item, quantity: float) -> float:
    """Return the cost of one shipment of a quantity on a lane: per shipment, by weight and by volume, added up.

    Parameters
    ----------
    quantity
        Base units.

    Raises
    ------
    ActionRefused
        If the lane charges by weight or volume and the item's is not known.
    """
    total = lane.cost_per_shipment
    for rate, size, column in (
        (lane.cost_per_kg, item.weight_kg, "weight_kg"),
        (lane.cost_per_m3, item.volume_m3, "volume_m3"),
    ):
        if rate and size is None:
            raise ActionRefused(
                f"The freight of {item.item_id} by {lane.mode} cannot be computed: its {column} is not known.",
                f"Load {column} into the table 'items'.",
            )
        total += rate * (size or 0.0) * quantity
    return total
