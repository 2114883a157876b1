"""Plays the company through its history, stage by stage, and says what lay where."""

from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .book import read
from .demand import Demand
from .products import bill_of_materials, lead_times, materials, points
from .replenishment import Course, Stage, run
from .timeline import DAYS, HORIZON, WEEKS, last_working, next_working

SERVICE_TARGETS = (0.98, 0.97, 0.95)
"""Cycle service of the third of points with the highest demand, the next and the last."""
PLANT_SERVICE, SLOW_SERVICE = 0.98, 0.93
REVIEWED_WEEKS = slice(WEEKS - 57, WEEKS - 5)
"""The weeks whose forecast errors set the safety stocks: the year before the last review."""


@dataclass(frozen=True)
class Played:
    """One stage as it went: a row of `points` for each point of the course, with its terms and policy inputs."""

    points: pl.DataFrame
    expected: NDArray[np.float64]
    course: Course


@dataclass(frozen=True)
class Oddities:
    """What planted exceptions change in the course of the distribution centres.

    Attributes
    ----------
    extra
        Receipts beside the reviews: item, place, day and days of cover.
    last_orders
        Item and place, and the day from which on nobody released its orders.
    held_up
        Item and place, the first day of planned receipt from which on orders are held up, and for how many days.
    untouched
        Items and places that are not made good at the end.
    """

    extra: list[tuple[str, str, int, float]]
    last_orders: dict[tuple[str, str], int]
    held_up: dict[tuple[str, str], tuple[int, int]]
    untouched: frozenset[tuple[str, str]]


NOTHING_ODD = Oddities([], {}, {}, frozenset())


def play(rng: np.random.Generator, demand: Demand, oddities: Oddities) -> list[Played]:
    """Return the distribution centres, the finished goods at the plants, the semi-finished and the bought materials."""
    dc = play_centres(rng, demand, oddities)
    terms = lead_times()
    made = terms.filter((pl.col("kind") == "make") & (pl.col("unit") == "case"))
    shipped = shipments(dc, made)
    finished = _play_plant(rng, made, shipped, _sum_by_item(made, dc))

    recipe = bill_of_materials().with_columns(need=pl.col("quantity_per") / (1 - pl.col("scrap_rate")))
    needed = terms.join(materials().select("item_id", "location_id", "family"), on=["item_id", "location_id"])
    semi_points = needed.filter(pl.col("kind") == "make").sort("item_id", "location_id")
    by_finished = _needs(recipe, made, semi_points)
    semi = _play_plant(rng, semi_points, starts(finished) @ by_finished, finished.expected @ by_finished)

    bought = needed.filter(pl.col("kind") == "buy").sort("item_id", "location_id")
    direct, indirect = _needs(recipe, made, bought), _needs(recipe, semi_points, bought)
    use = starts(finished) @ direct + starts(semi) @ indirect
    raw = _play_plant(rng, bought, use, finished.expected @ direct + semi.expected @ indirect)
    return [dc, finished, semi, raw]


def play_centres(rng: np.random.Generator, demand: Demand, oddities: Oddities = NOTHING_ODD) -> Played:
    """Return the distribution centres; oddities change nothing else of what chance brings."""
    centres = (
        points()
        .select("item_id", "location_id", "family", "slow")
        .join(lead_times().drop("slow"), on=["item_id", "location_id"], how="left", maintain_order="left")
    )
    expected = demand.expected.sum(axis=2)
    place = {(item, at): row for row, (item, at) in enumerate(centres.select("item_id", "location_id").iter_rows())}
    last = np.full(centres.height, 10 * DAYS)
    for pair, day in oddities.last_orders.items():
        last[place[pair]] = day
    held = np.zeros((2, centres.height), dtype=np.int64)
    for pair, (day, days) in oddities.held_up.items():
        held[:, place[pair]] = day, days
    centres = centres.with_columns(service_target=pl.Series(_service_by_demand(centres, expected)))
    untouched = np.array([pair in oddities.untouched for pair in place])
    ending = expected[DAYS : DAYS + 28].sum(axis=0) <= 0
    stage = replace(
        _stage(rng, centres, demand.wanted.sum(axis=2).astype(float), expected, "CAL-DC", never_short=False),
        backordered=(read("channels")["shortage_mode"] == "backorder").to_numpy(),
        topped_up=~untouched & ~ending,
        last_order=last,
        held_from=held[0],
        held_days=held[1],
        extra=[
            (day, place[item, at], float(np.ceil(cover * expected[day : day + 28, place[item, at]].mean())))
            for item, at, day, cover in oddities.extra
        ],
    )
    return Played(centres, expected, run(stage, demand.wanted.astype(float), expected))


def shipments(centres: Played, made: pl.DataFrame) -> NDArray[np.float64]:
    """Return what each plant shipped to the distribution centres, shape `(days, made items)`."""
    out = np.zeros((DAYS, made.height))
    place = {item: number for number, item in enumerate(made["item_id"])}
    orders = centres.course.orders.join(_numbered(centres.points), on="point").filter(pl.col("kind") == "transfer")
    rows = np.array([place[item] for item in orders["item_id"]])
    left = shipped_day(orders)
    past = left < DAYS
    np.add.at(out, (left[past], rows[past]), orders["quantity"].to_numpy()[past])
    return out


def shipped_day(orders: pl.DataFrame) -> NDArray[np.int64]:
    """Return the day on which each order left its source: a worked day, early enough for its transit."""
    left = (orders["arrival"] - orders["transit_days"].ceil().cast(pl.Int64)).to_numpy()
    return np.maximum(last_working("CAL-PLANT")[np.maximum(left, 0)], orders["ordered"].to_numpy())


def starts(stage: Played) -> NDArray[np.float64]:
    """Return what each plant began to make, shape `(days, points)`; making begins the day after the order."""
    begun = np.zeros((DAYS, stage.points.height))
    orders = stage.course.orders
    day = np.minimum(orders["ordered"].to_numpy() + 1, orders["arrival"].to_numpy())
    past = day < DAYS
    np.add.at(begun, (day[past], orders["point"].to_numpy()[past]), orders["quantity"].to_numpy()[past])
    return begun


def _play_plant(
    rng: np.random.Generator, places: pl.DataFrame, use: NDArray[np.float64], expected: NDArray[np.float64]
) -> Played:
    places = places.with_columns(service_target=pl.lit(PLANT_SERVICE))
    use = use.round(1)
    stage = _stage(rng, places, use, expected, "CAL-PLANT", never_short=True)
    return Played(places, expected, run(stage, use[:, :, None], expected))


def _stage(
    rng: np.random.Generator,
    places: pl.DataFrame,
    wanted: NDArray[np.float64],
    expected: NDArray[np.float64],
    calendar_id: str,
    *,
    never_short: bool,
) -> Stage:
    lead = places["lead_days"].ceil().cast(pl.Int64).to_numpy() + 1
    review = places["review_period_days"].to_numpy()
    mean = expected[: DAYS - 35][-364:].mean(axis=0)
    error = (wanted - expected[:DAYS]).reshape(WEEKS, 7, -1).sum(axis=1)[REVIEWED_WEEKS].std(axis=0)
    factor = np.array([NormalDist().inv_cdf(share) for share in places["service_target"]])
    cover = lead + review
    safety = factor * np.sqrt(cover / 7 * error**2 + (mean * places["lead_sd_days"].to_numpy()) ** 2)
    late, split, phase = _lateness(rng, places)
    return Stage(
        lead=lead,
        review=review,
        phase=phase,
        batch=places["min_order_quantity"].to_numpy(),
        multiple=places["order_multiple"].to_numpy(),
        safety_days=np.divide(safety, mean, out=np.zeros_like(mean), where=mean > 0),
        late=late,
        split=split,
        next_working=next_working(calendar_id)[:, None],
        backordered=np.array([True]),
        never_short=never_short,
        topped_up=np.ones(places.height, dtype=bool),
        last_order=np.full(places.height, 10 * DAYS),
        held_from=np.zeros(places.height, dtype=np.int64),
        held_days=np.zeros(places.height, dtype=np.int64),
    )


def _lateness(
    rng: np.random.Generator, places: pl.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    """Draw lateness, partial deliveries and the day of the week of the reviews: one for each way, as on one truck."""
    made = (places["kind"] == "make").to_numpy()
    ways = places.with_row_index("row").select(
        way=pl.concat_str(
            "source", "location_id", pl.when(pl.col("kind") == "make").then("item_id").otherwise(pl.lit(""))
        )
    )["way"]
    number = ways.rank("dense").to_numpy().astype(np.int64) - 1
    count = int(number.max()) + 1
    share, mean = (np.zeros(count) for _ in range(2))
    share[number], mean[number] = places["late_share"].to_numpy(), places["late_days_mean"].to_numpy()
    late = (rng.random((DAYS, count)) < share) * np.ceil(rng.gamma(2.0, mean / 2, (DAYS, count)))
    early = (late == 0) & (rng.random((DAYS, count)) < 0.15)
    parted = rng.random((DAYS, count)) < 0.05
    bought = (places["kind"] == "buy").to_numpy()
    days = np.where(early[:, number] & bought, -1, late[:, number]).astype(np.int64)
    return days, parted[:, number] & bought, np.where(made, np.arange(places.height) % 5, number % 5)


def _service_by_demand(centres: pl.DataFrame, expected: NDArray[np.float64]) -> NDArray[np.float64]:
    mean = expected[DAYS - 364 : DAYS].mean(axis=0)
    third = np.searchsorted(np.quantile(mean, [1 / 3, 2 / 3]), mean)
    target = np.array(SERVICE_TARGETS)[2 - third]
    return np.where(centres["slow"].to_numpy(), SLOW_SERVICE, target)


def _sum_by_item(made: pl.DataFrame, centres: Played) -> NDArray[np.float64]:
    place = {item: number for number, item in enumerate(made["item_id"])}
    total = np.zeros((DAYS + HORIZON, made.height))
    for column, item in enumerate(centres.points["item_id"]):
        if item in place:
            total[:, place[item]] += centres.expected[:, column]
    return total


def _needs(recipe: pl.DataFrame, parents: pl.DataFrame, components: pl.DataFrame) -> NDArray[np.float64]:
    """Return how much of each component a unit of each parent takes, shape `(parents, components)`."""
    row = {pair: number for number, pair in enumerate(parents.select("item_id", "location_id").iter_rows())}
    column = {pair: number for number, pair in enumerate(components.select("item_id", "location_id").iter_rows())}
    matrix = np.zeros((len(row), len(column)))
    for parent, component, location, need in recipe.select(
        "parent_item", "component_item", "location_id", "need"
    ).iter_rows():
        if (parent, location) in row and (component, location) in column:
            matrix[row[parent, location], column[component, location]] = need
    return matrix


def _numbered(places: pl.DataFrame) -> pl.DataFrame:
    return places.with_row_index("point").with_columns(pl.col("point").cast(pl.Int64))
