"""The history of the sample company holds together, and shows what planners have to cope with."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from knowledge.truth.sample import SampleCompany

WEEKS_CHECKED = 26
PLACE = ["item_id", "location_id"]


@pytest.fixture(scope="module")
def today(sample: SampleCompany) -> date:
    return sample.tables["company"]["planning_date"][0]


@pytest.fixture(scope="module")
def sold(sample: SampleCompany) -> pl.DataFrame:
    return sample.tables["items"].filter(pl.col("unit") == "case")


def test_stock_at_centres_changes_by_receipts_and_sales_only(sample: SampleCompany, today: date) -> None:
    sales = sample.tables["demand_history"].group_by("date", *PLACE).agg(out=pl.col("quantity").sum())
    _assert_conserved(sample, "dc", sales, today, sample.tables["items"])


def test_stock_of_finished_goods_at_plants_changes_by_production_and_transfers_only(
    sample: SampleCompany, today: date, sold: pl.DataFrame
) -> None:
    shipped = (
        sample.tables["supply_orders"]
        .filter((pl.col("kind") == "transfer") & pl.col("shipped_on").is_not_null())
        .group_by("item_id", location_id="from_location", date="shipped_on")
        .agg(out=pl.col("quantity").sum())
    )
    _assert_conserved(sample, "plant", shipped, today, sold)


def test_stock_of_today_is_the_last_stock_of_history(sample: SampleCompany, today: date) -> None:
    last = sample.tables["stock_history"].filter(pl.col("date") == today - timedelta(days=1))
    lots = sample.tables["stock"].group_by(PLACE).agg(lots=pl.col("on_hand").sum())
    both = last.join(lots, on=PLACE, how="left").with_columns(pl.col("lots").fill_null(0))
    assert both.filter((pl.col("on_hand") - pl.col("lots")).abs() > 0.05).is_empty()


def test_no_lot_of_a_finished_good_has_expired(sample: SampleCompany, today: date, sold: pl.DataFrame) -> None:
    lots = sample.tables["stock"].join(sold.select("item_id"), on="item_id")
    assert lots.filter(pl.col("expires_on") <= today).is_empty()


def test_promotions_lift_demand_and_borrow_from_the_weeks_after(sample: SampleCompany) -> None:
    """Against the same weekdays of the four weeks before, retail demand rises in a promotion and dips after it."""
    sales = sample.tables["demand_history"].filter(pl.col("channel_id") == "retail")
    daily = sales.group_by("date", "item_id").agg(pl.col("quantity").sum())
    past = sample.tables["promotions"].filter(
        (pl.col("location_id") == "*")
        & (pl.col("channel_id") == "retail")
        & (pl.col("ends_on") < daily["date"].max())
        & (pl.col("starts_on") > date(2023, 5, 1))
    )

    def mean(first: str, first_days: int, last: str, last_days: int) -> pl.DataFrame:
        window = past.with_columns(
            first=pl.col(first) + pl.duration(days=first_days), last=pl.col(last) + pl.duration(days=last_days)
        )
        return (
            window.join(daily, on="item_id")
            .filter(pl.col("date").is_between("first", "last"))
            .group_by("promotion_id")
            .agg(pl.col("quantity").mean())
        )

    before = mean("starts_on", -28, "starts_on", -1)
    during, after = mean("starts_on", 0, "ends_on", 0), mean("ends_on", 1, "ends_on", 7)
    lift = before.join(during, on="promotion_id").select(pl.col("quantity_right") / pl.col("quantity")).to_series()
    dip = before.join(after, on="promotion_id").select(pl.col("quantity_right") / pl.col("quantity")).to_series()
    expected = _mean(past["expected_uplift"])
    assert _median(lift) == pytest.approx(1 + expected, rel=0.12)
    assert 0.6 < _median(dip) < 0.9
    assert _mean(dip < 1) > 0.85


def test_promoted_days_name_their_promotion_and_sell_below_the_usual_price(sample: SampleCompany) -> None:
    sales = sample.tables["demand_history"].filter(pl.col("channel_id") == "retail")
    prices = sales.group_by("item_id", promoted=pl.col("promotion_id").is_not_null()).agg(pl.col("unit_price").mean())
    pairs = prices.pivot("promoted", index="item_id", values="unit_price").drop_nulls()
    assert pairs.height > 60
    assert pairs.filter(pl.col("true") > 0.9 * pl.col("false")).is_empty()


def test_sisters_of_a_promoted_item_sell_less(sample: SampleCompany) -> None:
    """Neighbours on the shelf, A-102 for A-101, sell about a tenth less while the other is promoted everywhere."""
    number = pl.col("item_id").str.slice(2).cast(pl.Int64)
    shelf = sample.tables["items"].filter(pl.col("unit") == "case").select("item_id", "family", number=number)
    sales = sample.tables["demand_history"].filter(pl.col("channel_id") == "retail")
    weekly = (
        sales.group_by("item_id", pl.col("date").dt.truncate("1w"))
        .agg(pl.col("quantity").sum(), promoted=pl.col("promotion_id").is_not_null().any())
        .sort("item_id", "date")
        .with_columns(usual=pl.col("quantity").rolling_median(9, center=True).over("item_id"))
        .filter(~pl.col("promoted") & (pl.col("usual") > 0))
    )
    promoted = (
        sample.tables["promotions"]
        .filter((pl.col("channel_id") == "retail") & (pl.col("location_id") == "*"))
        .join(shelf, on="item_id")
        .select("family", "number", date="starts_on")
    )
    sisters = pl.concat([promoted.with_columns(pl.col("number") + step) for step in (-1, 1)])
    hit = weekly.join(shelf, on="item_id").join(sisters.unique(), on=["family", "number", "date"])
    assert hit.height > 300
    assert 0.85 < _median(hit["quantity"] / hit["usual"]) < 0.95


def test_stock_outs_hide_demand_where_customers_do_not_wait(sample: SampleCompany) -> None:
    """On days without stock retail records nothing at all, on other days of the same items it does."""
    empty = sample.tables["stock_history"].filter((pl.col("on_hand") == 0) & (pl.col("in_stock_share") < 0.2))
    assert empty.height > 500
    retail = sample.tables["demand_history"].filter(
        (pl.col("channel_id") == "retail") & (pl.col("date").dt.weekday() <= 5)
    )
    censored = retail.join(empty, on=["date", *PLACE])
    usual = retail.join(empty.select(PLACE).unique(), on=PLACE)
    assert _mean(censored["quantity"]) < 0.3 * _mean(usual["quantity"])


def test_stock_outs_stay_the_exception(sample: SampleCompany, today: date, sold: pl.DataFrame) -> None:
    centres = sample.tables["stock_history"].filter(
        pl.col("location_id").str.starts_with("DC-") & (pl.col("date") >= today - timedelta(days=364))
    )
    alive = centres.join(sold.filter(pl.col("lifecycle") == "active").select("item_id"), on="item_id")
    assert 0.002 < _mean(alive["in_stock_share"] < 1) < 0.03


def test_one_supplier_is_noticeably_late(sample: SampleCompany) -> None:
    first = sample.tables["receipts"].group_by("order_id", "line").agg(pl.col("received_on").min())
    lateness = (
        sample.tables["supply_orders"]
        .filter(pl.col("kind") == "purchase")
        .join(first, on=["order_id", "line"])
        .group_by("from_location")
        .agg(late=((pl.col("received_on") - pl.col("promised_on")).dt.total_days() > 2).mean(), lines=pl.len())
        .sort("late", descending=True)
    )
    assert (lateness["lines"] > 100).all()
    assert lateness["from_location"][0] == "S-SIA"
    assert lateness["late"][0] > 2.5 * lateness["late"][1]


def test_slow_lines_are_intermittent(sample: SampleCompany, today: date) -> None:
    slow = sample.tables["items"].filter(pl.col("category") == "food service")["item_id"].to_list()
    assert len(slow) >= 8
    days = sample.tables["demand_history"].filter(
        pl.col("item_id").is_in(slow) & (pl.col("date") > today - timedelta(364))
    )
    per_place = days.group_by(PLACE).len()
    assert (per_place["len"] < 364 * 0.3).all()
    assert (days["quantity"] > 0).all()


def test_items_come_and_go(sample: SampleCompany, today: date) -> None:
    span = (
        sample.tables["demand_history"].group_by("item_id").agg(first=pl.col("date").min(), last=pl.col("date").max())
    )
    items = sample.tables["items"].join(span, on="item_id")
    assert items.filter(pl.col("first") < pl.col("launched_on")).is_empty()
    assert (items.filter(pl.col("lifecycle") == "ended")["last"] < today - timedelta(days=200)).all()
    assert (items.filter(pl.col("lifecycle") != "ended")["last"] > today - timedelta(days=30)).all()
    assert items.filter(pl.col("lifecycle").is_in(["phase_out", "ended"]))["replaced_by"].null_count() == 0


def _mean(values: pl.Series) -> float:
    return float(values.to_numpy().mean())


def _median(values: pl.Series) -> float:
    return float(np.median(values.to_numpy()))


def _assert_conserved(sample: SampleCompany, kind: str, out: pl.DataFrame, today: date, items: pl.DataFrame) -> None:
    places = sample.tables["locations"].filter(pl.col("kind") == kind)["location_id"].to_list()
    since = today - timedelta(weeks=WEEKS_CHECKED)
    lines = sample.tables["supply_orders"].select("order_id", "line", "item_id", location_id="to_location")
    arrived = (
        sample.tables["receipts"]
        .join(lines, on=["order_id", "line"])
        .group_by(*PLACE, date="received_on")
        .agg(arrived=pl.col("quantity").sum())
    )
    stock = (
        sample.tables["stock_history"]
        .filter(pl.col("location_id").is_in(places) & (pl.col("date") >= since))
        .join(items.select("item_id"), on="item_id")
        .with_columns(net=pl.col("on_hand") - pl.col("backorders"))
        .sort(*PLACE, "date")
        .with_columns(change=pl.col("net") - pl.col("net").shift(1).over(PLACE))
        .drop_nulls("change")
        .join(arrived, on=["date", *PLACE], how="left")
        .join(out, on=["date", *PLACE], how="left")
        .with_columns(pl.col("arrived", "out").fill_null(0))
    )
    assert stock.height > 10_000
    assert stock["arrived"].sum() > 0
    wrong = stock.filter((pl.col("change") - pl.col("arrived") + pl.col("out")).abs() > 0.11)
    assert wrong.is_empty()
