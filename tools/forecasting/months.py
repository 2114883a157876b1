"""A weekly forecast by calendar month and quarter."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from .demand_result import ForecastStretch
from .intervals import sum_deviation
from .outlook import NORMAL, Outlook

MONTHS_A_QUARTER = 3
DAYS_A_WEEK = 7


def stretches_of(
    view: Outlook, weeks: int, last_year: Sequence[float | None], months: int
) -> tuple[ForecastStretch, ...]:
    """Return the forecast by calendar months, or by several of them together.

    A week that lies in two stretches is split evenly over its days. The interval is normal, with the variance of a
    sum of the weeks' errors, each weighted by its share, as that of the total.

    Parameters
    ----------
    last_year
        Demand of each week 52 weeks before, shape `(weeks,)`.
    months
        Calendar months of a stretch: 1, or 3 for a quarter.
    """
    days = [view.starts[0].item() + timedelta(days=day) for day in range(DAYS_A_WEEK * weeks)]
    found: dict[date, NDArray[np.float64]] = {}
    for number, day in enumerate(days):
        start = date(day.year, (day.month - 1) // months * months + 1, 1)
        found.setdefault(start, np.zeros(weeks))[number // DAYS_A_WEEK] += 1 / DAYS_A_WEEK
    spread = view.spread
    stretches: list[ForecastStretch] = []
    for start, shares in found.items():
        mean = float(shares @ view.mean[:weeks])
        deviation = (
            float(np.sqrt(mean))
            if spread is None
            else sum_deviation(shares * spread.deviations(view.index[:weeks]), spread.correlation)
        )
        first, last = max(start, days[0]), min(_end(start, months), days[-1])
        touched = [(share, value) for share, value in zip(shares, last_year, strict=True) if share > 0]
        known = [share * value for share, value in touched if value is not None]
        stretches.append(
            ForecastStretch(
                start=start,
                first_day=first,
                last_day=last,
                is_whole=first == start and last == _end(start, months),
                mean=mean,
                low_80=max(mean - NORMAL[0.8] * deviation, 0.0),
                high_80=mean + NORMAL[0.8] * deviation,
                low_95=max(mean - NORMAL[0.95] * deviation, 0.0),
                high_95=mean + NORMAL[0.95] * deviation,
                last_year=sum(known) if len(known) == len(touched) else None,
            )
        )
    return tuple(stretches)


def _end(start: date, months: int) -> date:
    following = start.month - 1 + months
    return date(start.year + following // 12, following % 12 + 1, 1) - timedelta(days=1)
