"""The real input keeps what the data say, and says SIMULATED wherever they say nothing."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

import polars as pl
import pytest

from knowledge.database import Base, open_database
from knowledge.truth.loading import LoadResult, check, load
from knowledge.truth.manifest import ManifestRow
from knowledge.truth.real_input.online_retail import complete
from knowledge.truth.snapshot import Snapshot
from knowledge.truth.store import TruthStore

pytestmark = pytest.mark.real_data


class Line(NamedTuple):
    """A raw invoice line, in the order of the file's columns."""

    invoice: str
    code: str
    description: str | None
    quantity: int
    time: datetime
    price: float
    customer: int | None
    country: str


@pytest.fixture(scope="module")
def folder(real_data: Path) -> Path:
    return real_data / "online_retail_cc0"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> TruthStore:
    home = tmp_path_factory.mktemp("online-retail")
    engine = open_database(f"sqlite:///{home / 'tandem.db'}")
    Base.metadata.create_all(engine, tables=[Base.metadata.tables[ManifestRow.__tablename__]])
    return TruthStore(engine, str(home / "truth"), home / "lock", lambda: datetime(2024, 6, 3, tzinfo=UTC))


@pytest.fixture(scope="module")
def result(store: TruthStore, folder: Path) -> LoadResult:
    return load(store, folder, mapping="online_retail", author="ana")


@pytest.fixture(scope="module")
def snapshot(store: TruthStore, result: LoadResult) -> Snapshot:
    return store.snapshot(result.version.version)


@pytest.fixture(scope="module")
def demanded(folder: Path) -> list[Line]:
    """What was ordered and kept of the 800 articles, by a plain loop over the raw lines."""
    with (folder / "sku_master_top800.csv").open(encoding="utf-8") as file:
        skus = {row["sku"] for row in csv.DictReader(file)}
    every = dict.fromkeys(Line(*row) for row in pl.read_parquet(folder / "transactions.parquet").iter_rows())
    lines = [line for line in every if line.code.upper() in skus]
    taken_back = set(_taken_back(lines))
    return [line for line in lines if line.quantity > 0 and line.price > 0 and line not in taken_back]


def _taken_back(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines that their customer took back in full within a day."""
    sold: dict[tuple[int | None, str, int], list[Line]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: line.time):
        if line.customer is None:
            continue
        if line.quantity > 0:
            sold[line.customer, line.code, line.quantity].append(line)
            continue
        earlier = sold[line.customer, line.code, -line.quantity]
        if earlier and line.time - earlier[-1].time <= timedelta(hours=24):
            yield earlier[-1]


def test_the_units_of_every_article_are_those_of_the_raw_lines(snapshot: Snapshot, demanded: list[Line]):
    units, channels = Counter[str](), Counter[str]()
    for line in demanded:
        units[line.code.upper()] += line.quantity
        channels["UK" if line.country == "United Kingdom" else "EXPORT"] += line.quantity
    loaded = snapshot.table("demand_history")
    assert dict(loaded.group_by("item_id").agg(pl.col("quantity").sum()).iter_rows()) == units
    assert dict(loaded.group_by("channel_id").agg(pl.col("quantity").sum()).iter_rows()) == channels
    assert len(units) == 800


def test_prices_are_the_median_of_what_was_paid(snapshot: Snapshot, demanded: list[Line]):
    paid: dict[tuple[str, date, str], list[float]] = defaultdict(list)
    for line in demanded:
        channel = "UK" if line.country == "United Kingdom" else "EXPORT"
        paid[line.code.upper(), line.time.date(), channel].append(line.price)
    rows = snapshot.table("demand_history").select("item_id", "date", "channel_id", "unit_price").iter_rows()
    loaded = {(item, day, channel): price for item, day, channel, price in rows}
    assert loaded.keys() == paid.keys()
    assert all(abs(loaded[key] - median(prices)) < 1e-9 for key, prices in paid.items())


def test_an_order_cancelled_within_minutes_is_no_demand(snapshot: Snapshot):
    jar = snapshot.table("demand_history").filter(pl.col("item_id") == "23166")
    assert jar.height > 100
    assert jar["quantity"].max() < 1_000  # pyright: ignore[reportOperatorIssue] - polars declares any literal


def test_the_daily_file_of_the_same_data_agrees(snapshot: Snapshot, folder: Path):
    daily = pl.read_parquet(folder / "daily_sku_top800.parquet")
    loaded = snapshot.table("demand_history").group_by("item_id", "date").agg(pl.col("quantity").sum())
    both = daily.with_columns(pl.col("date").dt.date()).join(
        loaded, left_on=["sku", "date"], right_on=["item_id", "date"], how="left"
    )
    same = both.filter(pl.col("units_sold") == pl.col("quantity")).height
    assert same / both.height > 0.96
    assert (both["quantity"].fill_null(0) <= both["units_sold"]).mean() > 0.99  # pyright: ignore[reportOperatorIssue] - polars declares any literal


def test_today_is_the_partial_last_day_and_no_week_is_cut(snapshot: Snapshot):
    assert snapshot.planning_date.isoformat() == "2011-12-09"
    weekly = snapshot.demand("week")
    assert weekly.quantity.shape == (800, 53)
    assert str(weekly.starts[-1]) == "2011-11-28"


def test_saturdays_are_no_working_days_and_sundays_are(snapshot: Snapshot):
    days = snapshot.table("calendars").with_columns(pl.col("date").dt.weekday().alias("weekday"))
    assert not days.filter(pl.col("weekday") == 6)["working"].any()
    assert days.filter((pl.col("weekday") == 7) & (pl.col("date") > snapshot.planning_date))["working"].all()


def test_everything_simulated_says_so(snapshot: Snapshot):
    assert "SIMULATED" in snapshot.company.name
    for table, column in (("supply_orders", "order_id"), ("stock", "lot_id"), ("receipts", "order_id")):
        assert snapshot.table(table)[column].str.starts_with("SIM-").all()
    assert snapshot.table("supply_orders")["order_id"].is_unique().all()
    assert snapshot.table("sourcing")["from_location"].str.starts_with("SIM-").all()
    assert snapshot.table("positions")["position_id"].str.starts_with("SIM-").all()
    assert snapshot.table("people")["name"].str.contains("SIMULATED").all()
    texts = snapshot.table("assumptions")["text"].str.join(" ").item()
    assert all(word in texts for word in ("costs", "Suppliers", "Stock positions", "fill rates", "organisation"))


def test_simulated_stock_lies_where_an_s_s_policy_leaves_it(snapshot: Snapshot):
    open_orders = snapshot.table("supply_orders").filter(pl.col("status").is_in(["open", "shipped"]))
    coming = open_orders.group_by("item_id").agg(pl.col("quantity").sum().alias("coming"))
    position = (
        snapshot.table("stock")
        .join(coming, on="item_id", how="left")
        .join(snapshot.table("stock_policies"), on="item_id")
        .with_columns((pl.col("on_hand") + pl.col("coming").fill_null(0)).alias("position"))
    )
    assert position.height == 800
    inside = pl.col("position").is_between(pl.col("reorder_point") - 1, pl.col("order_up_to") + 1)
    assert position.select(inside.all()).item()


def test_loading_it_twice_changes_nothing(store: TruthStore, result: LoadResult, folder: Path):
    again = load(store, folder, mapping="online_retail", author="ana")
    assert result.created
    assert (again.created, again.version) == (False, result.version)


def test_it_has_neither_problems_nor_warnings(folder: Path):
    report = check(folder, mapping="online_retail")
    assert report.ok
    assert report.warning_count == 0
    assert [(file.table, file.rows) for file in report.files] == [("items", 800), ("demand_history", 165_099)]


def test_another_seed_simulates_another_supply_and_the_same_demand(snapshot: Snapshot):
    rows = {name: snapshot.table(name) for name in ("items", "demand_history")}
    first, second = complete(rows, seed=1), complete(rows, seed=2)
    assert first["demand_history"].equals(second["demand_history"])
    assert not first["stock"].equals(second["stock"])
    assert first["stock"].equals(complete(rows, seed=1)["stock"])
