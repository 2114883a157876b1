"""What the company agreed in its last monthly cycle: consensus forecast, plans, budget and stock policies."""

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..schema.columns import QUANTILE_LEVELS
from .book import conform, read
from .demand import Demand
from .products import sold
from .promotions import Promotion
from .stock import Played
from .timeline import DAYS, HORIZON, START, WEEKS, dates, number_of

VERSION = "2026-02"
MADE_ON = date(2026, 2, 2)
FIRST_WEEK = number_of(MADE_ON) // 7
FORECAST_WEEKS = 31
"""Weeks of the consensus forecast: four that have passed since, and 27 from the planning date."""
LEVEL_WEEKS = 10
SEASON_WINDOW = 5
"""Weeks over which a family's seasonal index is smoothed."""
AUTHOR = "ana"
BUDGET_YEAR = 2026
BUDGET_GROWTH = 1.01
PLANNED_MONTHS = 6
POLICY_KINDS = {"buy": "s_S", "transfer": "base_stock", "make": "r_Q"}


def forecasts(centres: Played, demand: Demand, promotions: list[Promotion]) -> pl.DataFrame:
    """Return the consensus forecast of the February cycle: weekly, for each item and distribution centre.

    The level of the last ten weeks without promotions, times the family's seasonal index of the two years before, as
    of 2 February. New and ending items follow the curve agreed with marketing. Announced promotions add their expected
    uplift. Quantiles come from a gamma distribution with the forecast as its mean and the spread of last year's weeks.
    """
    from scipy.special import gammaincinv

    baseline, spread = _seasonal_naive(centres)
    judged = (
        centres.points.join(sold(), on="item_id", how="left", maintain_order="left")["lifecycle"] != "active"
    ).to_numpy()
    expected = demand.expected.sum(axis=2)
    weekly = expected[: 7 * ((DAYS + HORIZON) // 7)].reshape(-1, 7, expected.shape[1]).sum(axis=1)
    weeks = slice(FIRST_WEEK, FIRST_WEEK + FORECAST_WEEKS)
    baseline[:, judged] = weekly[weeks][:, judged]
    uplift = _announced_uplift(centres, promotions, demand)
    baseline, uplift = baseline.round(1), uplift.round(1)
    total = np.maximum(baseline + uplift, 1e-3)
    deviation = np.maximum(spread * total, np.sqrt(total))
    shape = (total / deviation) ** 2
    levels = np.array(QUANTILE_LEVELS)
    quantiles = gammaincinv(shape[:, :, None], levels) * (total / shape)[:, :, None]
    quantiles = np.where(
        baseline[:, :, None] + uplift[:, :, None] > 0, np.maximum.accumulate(quantiles.round(2), -1), 0
    )
    points = centres.points.select("item_id", "location_id").with_columns(
        reason=pl.when(pl.Series(judged))
        .then(pl.lit("launch or run-down curve agreed with marketing"))
        .otherwise(pl.lit("seasonal level of the last ten weeks, agreed in the demand review"))
    )
    count = points.height
    starts = dates(np.repeat(7 * np.arange(FIRST_WEEK, FIRST_WEEK + FORECAST_WEEKS), count))
    frame = pl.concat([points] * FORECAST_WEEKS).with_columns(
        version=pl.lit(VERSION),
        step=pl.lit("consensus"),
        bucket=pl.lit("week"),
        period_start=starts,
        channel_id=pl.lit("*"),
        baseline=baseline.ravel(),
        uplift=uplift.ravel(),
        quantiles=pl.Series(quantiles.reshape(-1, levels.size).tolist(), dtype=pl.List(pl.Float64)),
        made_on=pl.lit(MADE_ON),
        author=pl.lit(AUTHOR),
    )
    return conform("forecasts", frame.filter((pl.col("baseline") > 0) | (pl.col("uplift") > 0)))


def budget(points: pl.DataFrame, demand: Demand) -> pl.DataFrame:
    """Return the budget of the fiscal year by family, channel and month, as agreed in the autumn before."""
    rows: list[dict[str, object]] = []
    channels = read("channels")
    overstated = dict(read("families").select("family", "overstated_budget").iter_rows())
    prices, costs = points["unit_price"].to_numpy(), points["unit_cost"].to_numpy()
    families = points["family"].to_numpy()
    for month in range(1, 13):
        first = number_of(date(BUDGET_YEAR, month, 1))
        after = number_of(date(BUDGET_YEAR + month // 12, month % 12 + 1, 1))
        # Months beyond the horizon repeat those of the year before, with the same growth.
        back, last = (0, after) if after <= DAYS + HORIZON else (364, after - 364)
        for column, (channel, factor) in enumerate(channels.select("channel_id", "price_factor").iter_rows()):
            units = demand.expected[first - back : last, :, column].sum(axis=0) * BUDGET_GROWTH
            for family, extra in overstated.items():
                here = units * (families == family) * (1 + extra)
                revenue = float((here * prices * factor).sum())
                rows.append(
                    {
                        "family": family,
                        "channel_id": channel,
                        "month": date(BUDGET_YEAR, month, 1),
                        "revenue": round(revenue, 2),
                        "units": round(float(here.sum())),
                        "margin": round(revenue - float((here * costs).sum()), 2),
                    }
                )
    return conform("budget", pl.DataFrame(rows))


def plans(forecast: pl.DataFrame, centres: Played) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the tables `family_plans` and `item_plans`: six months of what the consensus forecast means for supply."""
    safety = centres.points.select("item_id", "kind").with_columns(target=pl.Series(centres.course.safety_stock * 1.6))
    stock = safety.group_by("item_id", maintain_order=True).agg(pl.col("target").sum(), pl.col("kind").first())
    daily = forecast.select("item_id", "period_start", demand=(pl.col("baseline") + pl.col("uplift")) / 7)
    months = [date(2026, 3 + offset, 1) for offset in range(PLANNED_MONTHS)]
    items = (
        daily.join(pl.DataFrame({"offset": range(7)}), how="cross")
        .with_columns(
            period_start=(pl.col("period_start") + pl.duration(days="offset")).dt.truncate("1mo").cast(pl.Date)
        )
        .filter(pl.col("period_start").is_in(months))
        .sort("item_id", "period_start", "demand")
        .group_by("item_id", "period_start", maintain_order=True)
        .agg(pl.col("demand").sum())
        .join(stock, on="item_id")
        .join(sold().select("item_id", "family", "unit_cost", "unit_price"), on="item_id")
        .with_columns(pl.col("demand").round(1), ending_stock=pl.col("target").round(1))
        .with_columns(
            production=pl.when(pl.col("kind") == "transfer").then("demand").otherwise(0.0),
            purchase=pl.when(pl.col("kind") == "buy").then("demand").otherwise(0.0),
            revenue=(pl.col("demand") * pl.col("unit_price")).round(2),
            margin=(pl.col("demand") * (pl.col("unit_price") - pl.col("unit_cost"))).round(2),
            version=pl.lit(VERSION),
            location_id=pl.lit("*"),
            bucket=pl.lit("month"),
        )
    )
    by = ["version", "family", "location_id", "period_start", "bucket"]
    figures = ["demand", "production", "purchase", "ending_stock", "revenue", "margin"]
    families = (
        items.sort("item_id", "period_start").group_by(by, maintain_order=True).agg(pl.col(figures).sum().round(2))
    )
    return conform("family_plans", families), conform("item_plans", items)


def stock_policies(stages: list[Played]) -> pl.DataFrame:
    """Return the table `stock_policies`, as the company plays by them on the planning date."""
    parts: list[pl.DataFrame] = []
    for stage in stages:
        reorder, batch = stage.course.reorder_point, stage.points["min_order_quantity"].to_numpy()
        mean = stage.expected[DAYS : DAYS + 28].mean(axis=0)
        cover = np.divide(reorder, mean, out=np.zeros_like(mean), where=mean > 0)
        slow = stage.points["slow"] if "slow" in stage.points.columns else pl.Series([False] * stage.points.height)
        parts.append(
            stage.points.select("item_id", "location_id", "service_target", supply="kind").with_columns(
                kind=pl.when(slow)
                .then(pl.lit("days_of_cover"))
                .otherwise(pl.col("supply").replace_strict(POLICY_KINDS)),
                reorder=pl.Series(np.ceil(reorder)),
                batch=pl.Series(batch),
                cover=pl.Series(cover.round(1)),
                safety_stock=pl.Series(np.ceil(stage.course.safety_stock)),
            )
        )
    kind = pl.col("kind")
    frame = pl.concat(parts).with_columns(
        service_measure=pl.lit("cycle_service"),
        reorder_point=pl.when(kind.is_in(["s_S", "r_Q", "days_of_cover"])).then("reorder"),
        order_up_to=pl.when(kind == "r_Q").then(None)
        .when(kind == "base_stock").then("reorder").otherwise(pl.col("reorder") + pl.col("batch")),
        order_quantity=pl.when(kind == "r_Q").then("batch"),
        cover_days=pl.when(kind == "days_of_cover").then("cover"),
    )  # fmt: skip
    return conform("stock_policies", frame)


def _seasonal_naive(centres: Played) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return weekly forecasts, shape `(weeks, points)`, and the relative spread of each point's weeks around them."""
    sales = centres.course.recorded.sum(axis=2).reshape(WEEKS, 7, -1).sum(axis=1)[:FIRST_WEEK]
    families = centres.points["family"].to_numpy()
    week_of_year = _week_of_year(np.arange(WEEKS + HORIZON // 7 + 1))
    index = np.ones((53, sales.shape[1]))
    for family in sorted(set(families.tolist())):
        here = families == family
        total = sales[:, here].sum(axis=1)
        trend = np.convolve(np.pad(total, 26, mode="reflect"), np.ones(53) / 53, mode="valid")
        ratio = np.zeros(53)
        for week in range(53):
            near = (abs(week_of_year[:FIRST_WEEK] - week + 26) % 52 - 26) ** 2 <= (SEASON_WINDOW // 2) ** 2
            ratio[week] = (total[near] / trend[near]).mean()
        index[:, here] = (ratio / ratio.mean())[:, None]
    plain = sales / index[week_of_year[:FIRST_WEEK]]
    level = np.median(plain[-LEVEL_WEEKS:], axis=0)
    slow = centres.points["slow"].to_numpy()
    level[slow] = plain[-26:].mean(axis=0)[slow]
    error = plain[-52:].std(axis=0) / np.maximum(plain[-52:].mean(axis=0), 1e-6)
    future = week_of_year[FIRST_WEEK : FIRST_WEEK + FORECAST_WEEKS]
    return level * index[future], error


def _week_of_year(weeks: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.array([(START + timedelta(weeks=int(week))).isocalendar().week - 1 for week in weeks])


def _announced_uplift(centres: Played, promotions: list[Promotion], demand: Demand) -> NDArray[np.float64]:
    """Return what the announced promotions add in each week, shape `(weeks, points)`."""
    uplift = np.zeros((FORECAST_WEEKS, centres.points.height))
    channels = read("channels")["channel_id"].to_list()
    items, places = (centres.points[name].to_numpy() for name in ("item_id", "location_id"))
    for one in promotions:
        week = one.first // 7 - FIRST_WEEK
        if week < 0 or one.announced > number_of(MADE_ON):
            continue
        here = np.flatnonzero((items == one.item_id) & ((places == one.location_id) | (one.location_id == "*")))
        promoted = demand.expected[one.first : one.last + 1, here, channels.index(one.channel_id)].sum(axis=0)
        uplift[week, here] += promoted * one.expected_uplift / (1 + one.expected_uplift)
    return uplift
