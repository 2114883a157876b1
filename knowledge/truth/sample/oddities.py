"""What went wrong in the weeks before the planning date, in the course of the distribution centres itself.

Together with `data/surprises.csv` (demand) these are the planted exceptions that have a history; the others show in
today's orders, lots and plans only.
"""

import numpy as np
import polars as pl

from .stock import Oddities, Played
from .timeline import DAYS

HELD_UP_SUPPLIER = "S-SIA"
HELD_UP_UNTIL = DAYS + 18
"""The day on which the first container of the held up vessel comes."""
HELD_UP_DAYS_AGO = range(4, 32)
"""Since how many days the vessel may be overdue."""
HELD_UP_RUN_OUT = (6, 10)
"""Days from the planning date between which the item of the vessel then runs out."""
UNRELEASED = ("B-205", "DC-VEN", 13)
"""Item and place whose orders nobody released, and since how many days."""
OVERBOUGHT = (("H-804", "DC-WRO", 40, 130.0), ("F-613", "DC-HAM", 60, 170.0))
"""Item, place, days ago and days of cover of a purchase that was far too large."""
SENT_ASTRAY = ("B-205", "DC-LYO", 12, 45.0)
"""The transfer that should have gone to the place of `UNRELEASED`, and more."""
AGEING = ("C-313", "DC-LYO", 58, 120.0)
"""A batch of a product with a short shelf life that sells slower than it ages."""


def choose(plain: Played) -> Oddities:
    """Return what goes wrong.

    Parameters
    ----------
    plain
        The course of the distribution centres without any of it; the item on the held up vessel is found there.
    """
    vessel, since = _held_up(plain)
    unreleased, days = UNRELEASED[:2], UNRELEASED[2]
    return Oddities(
        extra=[
            (item, location, DAYS - days_ago, cover)
            for item, location, days_ago, cover in (*OVERBOUGHT, SENT_ASTRAY, AGEING)
        ],
        last_orders={unreleased: DAYS - days},
        held_up={vessel: (since, HELD_UP_UNTIL - since)},
        untouched=frozenset({vessel, unreleased}),
    )


def _held_up(plain: Played) -> tuple[tuple[str, str], int]:
    """Return the item and place that would suffer most from a held up vessel, and since when that is due."""
    orders, expected = plain.course.orders, plain.expected[DAYS:]
    found: list[tuple[bool, float, tuple[str, str], int]] = []
    for row in plain.points.with_row_index("point").filter(pl.col("source") == HELD_UP_SUPPLIER).iter_rows(named=True):
        own = orders.filter((pl.col("point") == row["point"]) & (pl.col("planned") >= DAYS - max(HELD_UP_DAYS_AGO)))
        for since in own.filter(pl.col("planned") < DAYS - min(HELD_UP_DAYS_AGO))["planned"].unique().to_list():
            missed = own.filter((pl.col("planned") >= since) & (pl.col("arrival") < DAYS))["quantity"].sum()
            left = plain.course.on_hand[-1, row["point"]] - missed - np.cumsum(expected[:, row["point"]])
            day = int(np.argmax(left < 0))
            if left[0] > 0 and DAYS + day < HELD_UP_UNTIL:
                fits = HELD_UP_RUN_OUT[0] <= day <= HELD_UP_RUN_OUT[1]
                worth = float(expected[:28, row["point"]].mean()) if fits else -abs(day - HELD_UP_RUN_OUT[0])
                found.append((fits, worth, (row["item_id"], row["location_id"]), since))
    _, _, pair, since = max(found)
    return pair, since
