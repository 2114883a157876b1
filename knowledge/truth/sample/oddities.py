"""What went wrong in the weeks before the planning date, in the course of the distribution centres itself.

Together with `data/surprises.csv` (demand) these are the planted exceptions that have a history; `planted.py` adds those
that show in today's orders, lots and plans only.
"""

from .stock import Oddities
from .timeline import DAYS

HELD_UP_VESSEL = ("G-701", "DC-LYO")
UNRELEASED = {("E-503", "DC-HAM"): 15, ("B-205", "DC-VEN"): 13}
"""Item and place whose orders nobody released, and since how many days."""
OVERBOUGHT = (("H-804", "DC-WRO", 40, 130.0), ("F-613", "DC-HAM", 60, 170.0))
"""Item, place, days ago and days of cover of a purchase that was far too large."""
SENT_ASTRAY = ("B-205", "DC-LYO", 12, 45.0)
"""The transfer that should have gone to the first place of `UNRELEASED` with this item, and more."""
AGEING = ("C-313", "DC-LYO", 58, 120.0)
"""A batch of a product with a short shelf life that sells slower than it ages."""

ODDITIES = Oddities(
    extra=[
        (item, location, DAYS - days_ago, cover)
        for item, location, days_ago, cover in (*OVERBOUGHT, SENT_ASTRAY, AGEING)
    ],
    last_orders={pair: DAYS - days for pair, days in UNRELEASED.items()},
    held_up={HELD_UP_VESSEL: (DAYS - 17, 36)},
    untouched=frozenset({HELD_UP_VESSEL, *UNRELEASED}),
)
