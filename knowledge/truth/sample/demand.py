"""What customers wanted: trend, seasons, weekdays, promotions, launches, endings and chance.

Arrays have the shape `(days, points, channels)`; days run from the first of history to the end of the horizon.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .book import read
from .products import SLOW
from .promotions import Effects
from .timeline import DAYS, HORIZON, WEEKS, number_of, working_days

ORDER_SHARE = 0.22
"""Share of working days on which a slow line is ordered."""
LAUNCH_DAYS, LAUNCH_FROM = 70, 0.35
"""A launch takes this many days to reach its level, from this share of it."""
FADE_DAYS, FADE_TO = 84, 0.45
"""An ending item fades over this many days to this share of its level."""
DRIFT_SD, DRIFT_MEMORY = 0.045, 0.6
"""Weekly wandering of demand around what planners expect: standard deviation and autocorrelation."""
MIXES = {"all": (1.0, 1.0, 1.0), "retail": (1.0, 0.0, 1.0), SLOW: (0.0, 1.0, 0.0)}
"""Which channels sell an item, in the order of the channels."""


@dataclass(frozen=True)
class Demand:
    """Demand of each point and channel.

    Attributes
    ----------
    expected
        Cases a day that a planner who knows seasons, promotions and launches expects, up to the end of the horizon.
    wanted
        Whole cases that customers wanted on each day of history.
    exists
        Whether the item was sold on that day, shape `(days, points)`.
    """

    expected: NDArray[np.float64]
    wanted: NDArray[np.int64]
    exists: NDArray[np.bool_]


def draw(rng: np.random.Generator, points: pl.DataFrame, effects: Effects) -> Demand:
    """Draw three years of demand."""
    channels = read("channels")
    life = _life(points)
    base = points["weekly"].to_numpy() / 7
    level = base * _season(points) * life
    split = _split(points, channels)
    weekdays = np.array([[float(w) for w in text.split()] for text in channels["weekday_weights"]])
    weekdays *= 7 / weekdays.sum(axis=1, keepdims=True)
    day = np.arange(DAYS + HORIZON)
    profile = weekdays[:, day % 7].T
    open_days = working_days("CAL-DC") | (day % 7 == 6)
    profile = profile * np.where(open_days[:, None], 1.0, [0.0, 0.0, 0.8])
    plain = level[:, :, None] * split[None] * profile[:, None, :]
    actual = (plain * effects.realised)[:DAYS] * _drift(rng, points.height)[:, :, None] * _surprises(points)[:, :, None]
    dispersion = channels["dispersion"].to_numpy()
    shape = 1 / dispersion
    wanted = rng.poisson(rng.gamma(shape, 1.0, actual.shape) / shape * actual)
    slow = np.flatnonzero(points["slow"].to_numpy())
    wanted[:, slow, :] = _slow(rng, actual[:, slow, :])
    return Demand(plain * effects.expected, wanted.astype(np.int64), life > 0)


def _season(points: pl.DataFrame) -> NDArray[np.float64]:
    """Return trend and yearly season of each point's family, shape `(days, points)`."""
    families = points.select("family").join(read("families"), on="family", how="left", maintain_order="left")
    day = np.arange(DAYS + HORIZON)[:, None]
    years = (day - DAYS) / 365.25
    start = number_of(date(2026, 1, 1))
    angle = 2 * np.pi * ((day - start) - families["peak_day_of_year"].to_numpy()) / 365.25
    december = np.exp(-0.5 * ((((day - start) % 365.25) - 345) / 12) ** 2)
    season = 1 + families["season_amplitude"].to_numpy() * np.cos(angle)
    season = season * (1 + families["december_lift"].to_numpy() * december)
    # Gazpacho is drunk in summer, whatever the other soups do.
    summer = points["item_id"].to_numpy() == "C-311"
    season[:, summer] = 1 - (season[:, summer] - 1) * 1.6
    return (1 + families["trend_per_year"].to_numpy()) ** years * season


def _life(points: pl.DataFrame) -> NDArray[np.float64]:
    """Return the share of its level that each point sells on each day: launches rise, endings fade, then nothing."""
    day = np.arange(DAYS + HORIZON)[:, None]
    first = np.array([number_of(one) if one else -9999 for one in points["launched_on"]])
    last = np.array([number_of(one) if one else 99999 for one in points["ends_on"]])
    ramp = np.clip(LAUNCH_FROM + (1 - LAUNCH_FROM) * (day - first) / LAUNCH_DAYS, 0, 1)
    fade = np.clip(FADE_TO + (1 - FADE_TO) * (last - day) / FADE_DAYS, FADE_TO, 1)
    return np.where((day >= first) & (day <= last), ramp * fade, 0.0)


def _split(points: pl.DataFrame, channels: pl.DataFrame) -> NDArray[np.float64]:
    """Return each channel's share of a point's demand, shape `(points, channels)`."""
    sells = np.array([MIXES[profile] for profile in points["profile"]])
    share = sells * channels["share"].to_numpy()
    return share / share.sum(axis=1, keepdims=True)


def _drift(rng: np.random.Generator, points: int) -> NDArray[np.float64]:
    """Return slow wandering around one, the same through a week, shape `(days, points)`."""
    noise = rng.normal(0, DRIFT_SD * np.sqrt(1 - DRIFT_MEMORY**2), (WEEKS, points))
    for week in range(1, WEEKS):
        noise[week] += DRIFT_MEMORY * noise[week - 1]
    return np.repeat(np.exp(noise), 7, axis=0)


def _surprises(points: pl.DataFrame) -> NDArray[np.float64]:
    """Return what happened lately that nobody had planned, as factors, shape `(days, points)`."""
    factors = np.ones((DAYS, points.height))
    for row in read("surprises").iter_rows(named=True):
        here = points.select(
            (pl.col("item_id") == row["item_id"])
            & (pl.lit(row["location_id"] == "*") | (pl.col("location_id") == row["location_id"]))
        ).to_series()
        factors[number_of(row["first"]) :, here.to_numpy()] *= row["factor"]
    return factors


def _slow(rng: np.random.Generator, mean: NDArray[np.float64]) -> NDArray[np.int64]:
    """Draw intermittent demand of the given mean: orders on some days, each of several cases."""
    size = np.maximum(mean / ORDER_SHARE - 1, 0)
    return (rng.random(mean.shape) < ORDER_SHARE) * (mean > 0) * (1 + rng.poisson(size))
