"""What faster freight than the standard lane costs."""

from typing import Any

import polars as pl

from knowledge.truth.snapshot import Snapshot


def cheapest_faster_freight(snapshot: Snapshot, point: dict[str, Any], units: float, within_days: int) -> float:
    """Return the cheapest premium over standard freight of bringing units in time; 0 where no lane is fast enough.

    A lane is fast enough when an order placed today with its transit arrives before `within_days`.

    Parameters
    ----------
    point
        A row of `Points.frame`.
    """
    if point["from_location"] is None or point["standard_mode"] is None:
        return 0.0
    weight, volume = point["weight_kg"] or 0.0, point["volume_m3"] or 0.0
    lanes = snapshot.table("lanes").filter(
        pl.col("from_location") == point["from_location"], pl.col("to_location") == point["location_id"]
    )
    costs = {
        row["mode"]: row["cost_per_shipment"] + units * (row["cost_per_kg"] * weight + row["cost_per_m3"] * volume)
        for row in lanes.iter_rows(named=True)
    }
    premiums = [
        max(costs[row["mode"]] - costs[point["standard_mode"]], 0.0)
        for row in lanes.iter_rows(named=True)
        if row["mode"] != point["standard_mode"] and point["lead_time_days"] + row["transit_days"] < within_days
    ]
    return min(premiums, default=0.0)
