"""On the planning date the sample company is healthy but for what was planted, and what was planted is there.

The projection here is the simplest there is: day by day, stock plus what comes minus the agreed forecast. It shares no
code with the generator.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import polars as pl
import pytest

from knowledge.truth.sample import PlantedException, SampleCompany

Place = tuple[str, str]


@dataclass(frozen=True)
class Outlook:
    """Projected stock of one item at one place, day by day, and how long a new order takes."""

    levels: list[float]
    lead_days: int

    @property
    def runs_out(self) -> int | None:
        return next((day for day, level in enumerate(self.levels) if level < 0), None)

    @property
    def harmed_before_a_new_order_comes(self) -> bool:
        return any(level < 0 for level in self.levels[: self.lead_days + 1])


@pytest.fixture(scope="module")
def today(sample: SampleCompany) -> date:
    return sample.tables["company"]["planning_date"][0]


@pytest.fixture(scope="module")
def outlooks(sample: SampleCompany, today: date) -> dict[Place, Outlook]:
    tables = sample.tables
    demand: dict[Place, dict[int, float]] = {}
    for item, place, start, quantity in (
        tables["forecasts"]
        .filter(pl.col("period_start") >= today)
        .select("item_id", "location_id", "period_start", pl.col("baseline") + pl.col("uplift"))
        .iter_rows()
    ):
        demand.setdefault((item, place), {})[(start - today).days // 7] = quantity / 7
    coming: dict[tuple[str, str, int], float] = {}
    for item, place, eta, quantity in (
        tables["supply_orders"]
        .filter(pl.col("status").is_in(["open", "shipped"]))
        .select("item_id", "to_location", "eta", "quantity")
        .iter_rows()
    ):
        key = (item, place, (eta - today).days)
        coming[key] = coming.get(key, 0) + quantity
    lots = tables["stock"].group_by("item_id", "location_id").agg((pl.col("on_hand") - pl.col("on_hold")).sum())
    stock = {(item, place): quantity for item, place, quantity in lots.iter_rows()}
    transit = tables["lanes"].filter(pl.col("mode").is_in(["road", "sea"]))
    sourcing = (
        tables["sourcing"]
        .filter(pl.col("rank") == 1)
        .join(transit, left_on=["from_location", "location_id"], right_on=["from_location", "to_location"])
    )
    lead = {
        (item, place): ceil(order + way)
        for item, place, order, way in sourcing.select(
            "item_id", "location_id", "lead_time_days", "transit_days"
        ).iter_rows()
    }
    found: dict[Place, Outlook] = {}
    for (item, place), weeks in demand.items():
        level, levels = stock.get((item, place), 0.0), []
        for day in range(91):
            level += coming.get((item, place, day), 0.0) - weeks.get(day // 7, 0.0)
            levels.append(level)
        found[item, place] = Outlook(levels, lead[item, place])
    return found


def test_hardly_anything_runs_out_that_was_not_planted(sample: SampleCompany, outlooks: dict[Place, Outlook]) -> None:
    healthy = {place: one for place, one in outlooks.items() if not _is_planted(sample, *place)}
    assert len(healthy) > 400
    harmed = [place for place, one in healthy.items() if one.harmed_before_a_new_order_comes]
    assert len(harmed) < 0.03 * len(healthy), harmed


def test_hardly_anything_is_below_safety_stock_that_was_not_planted(sample: SampleCompany) -> None:
    policies = sample.tables["stock_policies"].filter(pl.col("location_id").str.starts_with("DC-"))
    stock = sample.tables["stock"].group_by("item_id", "location_id").agg(pl.col("on_hand").sum())
    low = policies.join(stock, on=["item_id", "location_id"], how="left").filter(
        pl.col("on_hand").fill_null(0) < pl.col("safety_stock")
    )
    unplanned = [row for row in low.select("item_id", "location_id").iter_rows() if not _is_planted(sample, *row)]
    assert len(unplanned) < 0.03 * policies.height, unplanned


def test_recent_demand_keeps_to_its_forecast_but_where_planted(sample: SampleCompany, today: date) -> None:
    """Slow lines apart, whose four weeks say little, at most two in a hundred are off by three tenths or more."""
    since = today - timedelta(weeks=4)
    slow = sample.tables["items"].filter(pl.col("category") == "food service")["item_id"].to_list()
    sales = sample.tables["demand_history"].filter(pl.col("date") >= since)
    actual = sales.group_by("item_id", "location_id").agg(pl.col("quantity").sum())
    forecast = (
        sample.tables["forecasts"]
        .filter(pl.col("period_start").is_between(since, today, closed="left") & ~pl.col("item_id").is_in(slow))
        .group_by("item_id", "location_id")
        .agg(planned=(pl.col("baseline") + pl.col("uplift")).sum())
    )
    both = forecast.join(actual, on=["item_id", "location_id"]).with_columns(
        off=(pl.col("quantity") / pl.col("planned") - 1).abs()
    )
    off = list(both.filter(pl.col("off") > 0.3).select("item_id", "location_id").iter_rows())
    assert len([row for row in off if not _is_planted(sample, *row)]) < 0.02 * both.height
    for one in _of_kind(sample, "demand_off_forecast"):
        assert any(row[0] == one.item_id and one.location_id in (row[1], "*") for row in off), one


def test_every_kind_that_alerts_are_graded_on_is_planted(sample: SampleCompany) -> None:
    kinds = {one.kind for one in sample.planted}
    assert {"projected_stock_out", "late_supply", "below_safety_stock", "excess", "demand_off_forecast"} <= kinds
    assert 15 <= len(sample.planted) <= 25
    assert len({(one.kind, one.item_id, one.location_id, one.subject) for one in sample.planted}) == len(sample.planted)


def test_planted_exceptions_name_things_that_exist(sample: SampleCompany, today: date) -> None:
    tables = sample.tables
    orders = {*tables["supply_orders"]["order_id"], *tables["sales_orders"]["order_id"]}
    for one in sample.planted:
        assert one.item_id in {"", *tables["items"]["item_id"]}, one
        assert one.location_id in {"", "*", *tables["locations"]["location_id"]}, one
        assert one.order_id in {"", *orders}, one
        assert one.quantity != 0, one
        assert one.on < today + timedelta(weeks=13), one
        assert one.words.endswith("."), one


def test_planted_stock_outs_come_on_their_day(
    sample: SampleCompany, outlooks: dict[Place, Outlook], today: date
) -> None:
    """Within three days: the projection spreads a week's forecast evenly, the generator knows weekdays."""
    for one in [*_of_kind(sample, "projected_stock_out"), *_of_kind(sample, "late_supply")]:
        day = outlooks[one.item_id, one.location_id].runs_out
        assert day is not None, one
        assert abs(day - (one.on - today).days) <= 3, one


def test_planted_late_orders_are_late(sample: SampleCompany) -> None:
    late = sample.tables["supply_orders"].filter(pl.col("eta") > pl.col("promised_on"))
    named = {one.order_id for one in sample.planted if one.cause in ("late supplier order", "late transfer")}
    assert len(named) >= 4
    assert named <= set(late["order_id"])
    places = {(row[0], row[1]) for row in late.select("item_id", "to_location").iter_rows()}
    assert all(_is_planted(sample, *place) for place in places)


def test_planted_excess_lasts_for_long(sample: SampleCompany, outlooks: dict[Place, Outlook]) -> None:
    for one in _of_kind(sample, "excess"):
        if one.location_id != "*":
            assert min(outlooks[one.item_id, one.location_id].levels[:40]) > 0, one


def test_planted_hold_covers_the_lot(sample: SampleCompany) -> None:
    held = sample.tables["stock"].filter(pl.col("on_hold") > 0)
    assert {(row[0], row[1]) for row in held.select("item_id", "location_id").iter_rows()} == {
        (one.item_id, one.location_id) for one in _of_kind(sample, "quality_hold")
    }


def test_planted_line_has_more_work_than_hours(sample: SampleCompany) -> None:
    (one,) = _of_kind(sample, "capacity_short")
    load = (
        sample.tables["supply_orders"]
        .filter((pl.col("kind") == "production") & pl.col("due_on").is_between(one.on, one.on + timedelta(days=6)))
        .join(sample.tables["routings"], left_on=["item_id", "to_location"], right_on=["item_id", "location_id"])
        .group_by("resource_id")
        .agg(hours=(pl.col("quantity") * pl.col("hours_per_unit") + pl.col("setup_hours")).sum())
        .join(sample.tables["resources"], on="resource_id")
    )
    over = load.filter(pl.col("hours") > pl.col("hours_per_week") + pl.col("overtime_hours_per_week"))
    assert over["resource_id"].to_list() == [one.subject]


def test_open_sales_orders_are_part_of_the_forecast_but_where_planted(sample: SampleCompany, today: date) -> None:
    orders = sample.tables["sales_orders"].group_by("item_id", "location_id").agg(booked=pl.col("quantity").sum())
    weeks = pl.col("period_start").is_between(today, today + timedelta(weeks=4), closed="left")
    forecast = sample.tables["forecasts"].filter(weeks).group_by("item_id", "location_id")
    both = orders.join(forecast.agg(planned=pl.col("baseline").sum()), on=["item_id", "location_id"])
    above = both.filter(pl.col("booked") > pl.col("planned"))
    assert above.height <= 2
    assert all(_is_planted(sample, row[0], row[1]) for row in above.select("item_id", "location_id").iter_rows())


def _of_kind(sample: SampleCompany, kind: str) -> list[PlantedException]:
    return [one for one in sample.planted if one.kind == kind]


def _is_planted(sample: SampleCompany, item_id: str, location_id: str) -> bool:
    return any(one.item_id == item_id and one.location_id in (location_id, "*") for one in sample.planted)
