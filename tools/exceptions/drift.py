"""Demand that has left its forecast."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import NDArray

from knowledge.truth.schema.columns import EVERY, QUANTILE_LEVELS
from knowledge.truth.snapshot import Snapshot

from ..context import per_tables
from ..forecasting.agreed import agreed_rows
from ..written import written_quantity
from .model import EVERY_PLACE, ExceptionValue, Finding
from .position import WEEK_CORRELATION, Position

Array = NDArray[np.float64]

RECENT_WEEKS = 4
LEVEL_WEEKS = 13
"""Where no forecast was agreed for the recent weeks, the level of so many weeks before them stands for it."""

LEAST_SHARE, LEAST_SCORE = 0.3, 2.5
"""Actual demand must differ by this share of the forecast and by so many standard deviations."""

SAME_CAUSE_PLACES = 3
"""From so many places on, the same direction at most of an item's places is one root cause."""

_Q10, _Q90 = QUANTILE_LEVELS.index(0.1), QUANTILE_LEVELS.index(0.9)
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Drift:
    """Actual and forecast of the last `RECENT_WEEKS` weeks of one item at one place.

    Attributes
    ----------
    score
        Difference in standard deviations of the forecast's error, signed.
    agreed
        Whether the forecast was agreed; else it is the level before.
    """

    actual: float
    forecast: float
    score: float
    agreed: bool

    @property
    def is_off(self) -> bool:
        """Whether the difference is large and unlikely to be chance."""
        large = abs(self.actual - self.forecast) >= LEAST_SHARE * max(self.forecast, 1.0)
        return large and abs(self.score) >= LEAST_SCORE


@per_tables("company", "items", "demand_history", "forecasts")
def drifts(snapshot: Snapshot) -> dict[tuple[str, str], Drift]:
    """Return actual against forecast of every series with enough history."""
    demand = snapshot.demand("week")
    if demand.starts.size < RECENT_WEEKS + LEVEL_WEEKS:
        return {}
    agreed = _agreed(snapshot, demand.starts[-RECENT_WEEKS:])
    found: dict[tuple[str, str], Drift] = {}
    for row, key in enumerate(zip(demand.item_ids, demand.location_ids, strict=True)):
        weeks = demand.quantity[row]
        if np.isnan(weeks[-RECENT_WEEKS - LEVEL_WEEKS :]).any() and key not in agreed:
            continue
        actual = float(np.nansum(weeks[-RECENT_WEEKS:]))
        if key in agreed:
            forecast, spread = agreed[key]
        else:
            level = weeks[-RECENT_WEEKS - LEVEL_WEEKS : -RECENT_WEEKS]
            forecast, spread = RECENT_WEEKS * float(level.mean()), float(level.std(ddof=1)) * _of_weeks(RECENT_WEEKS)
        spread = max(spread, float(np.sqrt(max(forecast, 1.0))))
        found[key] = Drift(actual, forecast, (actual - forecast) / spread, key in agreed)
    return found


def _agreed(snapshot: Snapshot, starts: NDArray[np.datetime64]) -> dict[tuple[str, str], tuple[float, float]]:
    """Return the agreed forecast of the recent weeks and its spread, where all of them are agreed with quantiles."""
    rows = agreed_rows(snapshot).filter(
        pl.col("bucket") == "week",
        pl.col("channel_id") == EVERY,
        pl.col("period_start").is_in(pl.Series(starts).cast(pl.Date).implode()),
        pl.col("quantiles").is_not_null(),
    )
    spread = (pl.col("quantiles").list.get(_Q90) - pl.col("quantiles").list.get(_Q10)) / 2.563
    totals = (
        rows.group_by("item_id", "location_id")
        .agg(pl.col("quantity").sum(), spread=spread.mean(), weeks=pl.len())
        .filter(pl.col("weeks") == RECENT_WEEKS)
    )
    return {
        (item, place): (quantity, week * _of_weeks(RECENT_WEEKS))
        for item, place, quantity, week in totals.select("item_id", "location_id", "quantity", "spread").iter_rows()
    }


def _of_weeks(weeks: int) -> float:
    """Factor from one week's standard deviation to that of several."""
    return float(np.sqrt((1 - WEEK_CORRELATION) * weeks + WEEK_CORRELATION * weeks**2))


def demand_off_forecast(position: Position) -> list[Finding]:
    """Return one finding for each item and place off its forecast; one for the item where most places are."""
    known = drifts(position.snapshot)
    off = {key: drift for key, drift in known.items() if drift.is_off and key in position.projection.points.index}
    places: dict[str, list[str]] = defaultdict(list)
    for item, place in known:
        places[item].append(place)
    found: list[Finding] = []
    grouped: set[tuple[str, str]] = set()
    for item, all_places in places.items():
        for sign in (1, -1):
            same = [place for place in all_places if (item, place) in off and off[item, place].score * sign > 0]
            leaning = [place for place in all_places if known[item, place].score * sign > 0]
            if len(same) >= SAME_CAUSE_PLACES or (len(same) >= 2 and len(leaning) == len(all_places) >= 3):
                found.append(_finding(position, item, tuple(all_places), known, EVERY_PLACE))
                grouped |= {(item, place) for place in all_places}
    found += [_finding(position, item, (place,), known, place) for item, place in off if (item, place) not in grouped]
    return found


def _finding(
    position: Position, item: str, places: tuple[str, ...], known: dict[tuple[str, str], Drift], location: str
) -> Finding:
    parts = [known[item, place] for place in places]
    actual, forecast = sum(part.actual for part in parts), sum(part.forecast for part in parts)
    strongest = max(parts, key=lambda part: abs(part.score))
    lost = carrying = 0.0
    window = 0
    for place, part in zip(places, parts, strict=True):
        number = position.projection.points.index.get((item, place))
        if number is None:
            continue
        row = position.rows[number]
        weeks = float(position.protection[number]) / 7
        window = max(window, int(position.protection[number]))
        off = (part.actual - part.forecast) / RECENT_WEEKS * weeks
        if off > 0:
            beyond = max(off - row["safety_stock"], 0.0)
            lost += beyond * max((row["unit_price"] or 0.0) - row["unit_cost"], 0.0)
        else:
            rate = position.snapshot.company.holding_cost_rate
            carrying += -off * row["unit_cost"] * rate * max(weeks, RECENT_WEEKS) / 52
    row = position.rows[position.projection.points.index[item, places[0]]]
    basis = "its forecast" if strongest.agreed else f"the level of the {LEVEL_WEEKS} weeks before"
    return Finding(
        kind="demand_off_forecast",
        item_id=item,
        location_id=location,
        order_id="",
        order_line=None,
        cause=f"demand is {'above' if actual > forecast else 'below'} {basis}",
        harm=f"{written_quantity(actual, row['unit'])} in {RECENT_WEEKS} weeks against {forecast:,.0f} expected",
        day=-7 * RECENT_WEEKS,
        window_days=window,
        quantity=actual - forecast,
        value=ExceptionValue(lost_margin=lost, carrying_cost=carrying),
        confidence=2 * _NORMAL.cdf(abs(strongest.score)) - 1,
        channels=(),
        customers=(),
    )
