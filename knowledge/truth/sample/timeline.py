"""The days of the sample company: day 0 is the first day of history, day `DAYS` is the planning date."""

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .book import read

PLANNING_DATE = date(2026, 3, 2)
WEEKS = 156
DAYS = 7 * WEEKS
START = PLANNING_DATE - timedelta(days=DAYS)
HORIZON = 210
"""Days after the planning date for which the company has an idea of demand."""
END = PLANNING_DATE + timedelta(days=HORIZON)


def day_of(number: int) -> date:
    """Return the date of a day's number."""
    return START + timedelta(days=int(number))


def number_of(day: date) -> int:
    """Return the number of a date's day."""
    return (day - START).days


def dates(numbers: NDArray[np.int64]) -> pl.Series:
    """Return the dates of many days' numbers."""
    return pl.Series(np.datetime64(START, "D") + numbers.astype("timedelta64[D]")).cast(pl.Date)


def working_days(calendar_id: str) -> NDArray[np.bool_]:
    """Return whether each day from the first of history to the end of the horizon is worked, shape `(days,)`."""
    weekday = np.arange(DAYS + HORIZON) % 7
    working = weekday < (6 if calendar_id in SATURDAY_HOURS else 5)
    for row in read("holidays").iter_rows(named=True):
        if calendar_id in row["calendars"].split():
            first, last = (min(max(number_of(row[end]), 0), DAYS + HORIZON) for end in ("first", "last"))
            working[first : last + 1] = False
    return working


def next_working(calendar_id: str) -> NDArray[np.int64]:
    """Return for each day the first worked day from it on, shape `(days,)`."""
    days = np.arange(DAYS + HORIZON)
    return np.minimum.accumulate(np.where(working_days(calendar_id), days, days[-1])[::-1])[::-1]


def last_working(calendar_id: str) -> NDArray[np.int64]:
    """Return for each day the last worked day up to it, shape `(days,)`."""
    days = np.arange(DAYS + HORIZON)
    return np.maximum.accumulate(np.where(working_days(calendar_id), days, 0))


SATURDAY_HOURS = {"CAL-DC": 8.0}
"""Calendars of places that work on Saturdays, and for how many hours."""
