"""Promotions, past and announced, and what they do to demand.

A promotion lifts demand of its item, borrows some of it from the two weeks after it (forward buy), and takes some from
its sister items, the neighbours of its family (cannibalisation).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .book import conform, read
from .products import sold
from .timeline import DAYS, WEEKS, dates

FORWARD_BUY = (0.30, 0.15)
"""Share of demand missing in the first and the second week after a promotion, for an uplift of one."""
CANNIBALISATION = 0.12
"""Share of a sister item's demand lost during a promotion, for an uplift of one."""
ANNOUNCED_WEEKS = 10
"""How far ahead promotions are announced."""
FIRST_AHEAD, LAST_AHEAD = 1, 9
"""Weeks after the planning date in which announced promotions begin."""
SETTLED_WEEKS = 8
"""Weeks before the planning date in which no promotion begins, so that recent demand shows its level."""
MECHANISMS = ("price off", "two for less", "leaflet and display", "online coupon")
QUIET_WEEKS = 9
"""Weeks between two promotions of an item."""


@dataclass(frozen=True)
class Promotion:
    """One promotion; days are numbers of the timeline, `last` is its last day."""

    promotion_id: str
    item_id: str
    location_id: str
    channel_id: str
    first: int
    last: int
    announced: int
    mechanism: str
    discount: float
    expected_uplift: float
    realised_uplift: float


@dataclass(frozen=True)
class Effects:
    """What promotions do to demand: factors and the number of the promotion, shape `(days, points, channels)`.

    `expected` is what planners knew, `realised` what happened; `promotion` is 0 where there is none, else its place in
    the list, counted from 1. `discount` is the share of the price.
    """

    expected: NDArray[np.float64]
    realised: NDArray[np.float64]
    promotion: NDArray[np.int16]
    discount: NDArray[np.float64]


def draw(rng: np.random.Generator, quiet: frozenset[str]) -> list[Promotion]:
    """Draw the promotions of three years and those announced; items in `quiet` have none announced."""
    promoted = sold().filter(~pl.col("slow") & (pl.col("lifecycle") == "active"))
    rates = dict(read("families").select("family", "promotions_per_year").iter_rows())
    drawn: list[tuple[int, str, int]] = []
    for item_id, family in promoted.select("item_id", "family").iter_rows():
        week = int(rng.integers(2, 30))
        while week < WEEKS + LAST_AHEAD:
            begins_ahead = week >= WEEKS
            if week < WEEKS - SETTLED_WEEKS or (week >= WEEKS + FIRST_AHEAD and item_id not in quiet):
                drawn.append((week, item_id, 1 + int(rng.random() < 0.3 and not begins_ahead)))
            week += QUIET_WEEKS + int(rng.exponential(52 / rates[family] - QUIET_WEEKS))
    return [_promotion(rng, number, *entry) for number, entry in enumerate(sorted(drawn), start=1)]


def table(promotions: list[Promotion]) -> pl.DataFrame:
    """Return the table `promotions`."""
    days = {name: np.array([getattr(one, name) for one in promotions]) for name in ("first", "last", "announced")}
    return conform(
        "promotions",
        pl.DataFrame([vars(one) for one in promotions]).with_columns(
            starts_on=dates(days["first"]), ends_on=dates(days["last"]), announced_on=dates(days["announced"])
        ),
    )


def effects(promotions: list[Promotion], points: pl.DataFrame, channels: list[str], days: int) -> Effects:
    """Return what promotions do to the demand of each point and channel on each day."""
    shape = (days, points.height, len(channels))
    found = Effects(np.ones(shape), np.ones(shape), np.zeros(shape, np.int16), np.zeros(shape))
    item_ids, location_ids = points["item_id"].to_numpy(), points["location_id"].to_numpy()
    families = points["family"].to_numpy()
    order = {item: place for place, item in enumerate(sold()["item_id"])}
    places = np.array([order[item] for item in item_ids])
    for number, one in enumerate(promotions, start=1):
        channel = channels.index(one.channel_id)
        here = (location_ids == one.location_id) | (one.location_id == "*")
        own = np.flatnonzero((item_ids == one.item_id) & here)
        family = families[own[0]]
        sisters = np.flatnonzero((abs(places - order[one.item_id]) == 1) & (families == family) & here)
        span = slice(one.first, one.last + 1)
        found.promotion[span, own, channel] = number
        found.discount[span, own, channel] = one.discount
        for factors, uplift in ((found.expected, one.expected_uplift), (found.realised, one.realised_uplift)):
            factors[span, own, channel] *= 1 + uplift
            factors[span, sisters, channel] *= 1 - min(CANNIBALISATION * uplift, 0.5)
            for week, share in enumerate(FORWARD_BUY):
                after = slice(one.last + 1 + 7 * week, one.last + 8 + 7 * week)
                factors[after, own, channel] *= 1 - min(share * uplift, 0.6)
    return found


def _promotion(rng: np.random.Generator, number: int, week: int, item_id: str, weeks: int) -> Promotion:
    discount = float(rng.choice([0.15, 0.2, 0.25, 0.3]))
    online = rng.random() < 0.2
    everywhere = rng.random() < 0.8
    expected = round(0.25 + 2.6 * discount + float(rng.uniform(-0.1, 0.1)), 2)
    first = 7 * week
    return Promotion(
        promotion_id=f"PR-{number:04d}",
        item_id=item_id,
        location_id="*" if everywhere else str(rng.choice(read("dc_shares")["location_id"].to_list())),
        channel_id="ecom" if online else "retail",
        first=first,
        last=first + 7 * weeks - 1,
        announced=min(first - 7 * ANNOUNCED_WEEKS + int(rng.integers(0, 14)), DAYS - 35),
        mechanism=MECHANISMS[3] if online else str(rng.choice(MECHANISMS[:3])),
        discount=discount,
        expected_uplift=expected,
        realised_uplift=round(expected * float(rng.lognormal(0, 0.12)), 3),
    )
