"""Publishing makes whole versions or none, and every version stays as it was."""

from typing import NoReturn

import polars as pl
import pytest
from sqlalchemy import Connection, text

from knowledge.errors import PublishConflict, RowsRefused, TruthEmpty, UnknownTable, UnknownVersion
from knowledge.truth import delta
from knowledge.truth.manifest import TruthVersion
from knowledge.truth.schema.columns import Table
from knowledge.truth.store import TruthStore
from knowledge.truth.tables import TABLES

Frames = dict[str, pl.DataFrame]


def publish(store: TruthStore, upserts: Frames, key: str, removals: Frames | None = None):
    return store.publish(upserts, removals=removals, cause="test", author="ana", idempotency_key=key)


def stock(on_hand: float) -> pl.DataFrame:
    return pl.DataFrame({"item_id": ["A-1"], "location_id": "W", "on_hand": on_hand, "allocated": 0.0, "on_hold": 0.0})


def test_an_empty_truth_says_so(store: TruthStore):
    assert store.head() is None
    with pytest.raises(TruthEmpty, match="data load"):
        store.snapshot()
    with pytest.raises(UnknownVersion):
        store.snapshot("t-000001")


def test_a_version_holds_what_was_published(store: TruthStore, company: Frames, demand: pl.DataFrame):
    made = publish(store, {**company, "demand_history": demand}, "load-1")
    assert made.created
    assert made.version.version == "t-000001"
    assert made.version.planning_date == company["company"]["planning_date"].item()
    assert made.changed["demand_history"] == demand.height
    stored = store.snapshot().table("demand_history")
    assert stored.select(demand.columns).equals(demand)
    assert stored["recorded_on"].equals(stored["date"].alias("recorded_on"))


def test_publishing_the_same_rows_again_makes_no_version(store: TruthStore, company: Frames, demand: pl.DataFrame):
    first = publish(store, {**company, "demand_history": demand}, "load-1")
    again = publish(store, {**company, "demand_history": demand.reverse()}, "load-2")
    assert not again.created
    assert again.version == first.version
    assert again.changed == {}
    assert len(store.versions(10)) == 1


def test_a_repeated_request_returns_its_version_even_after_later_ones(store: TruthStore, company: Frames):
    publish(store, company, "load-1")
    first = publish(store, {"stock": stock(5)}, "stock-5")
    publish(store, {"stock": stock(7)}, "stock-7")
    again = publish(store, {"stock": stock(5)}, "stock-5")
    assert (again.version, again.created) == (first.version, False)
    assert store.snapshot().table("stock")["on_hand"].to_list() == [7]


def test_rows_are_merged_by_key_and_old_versions_stay(store: TruthStore, company: Frames, demand: pl.DataFrame):
    publish(store, {**company, "demand_history": demand}, "load-1")
    changed = demand.head(3).with_columns(quantity=pl.lit(99.0))
    made = publish(store, {"demand_history": pl.concat([changed, demand.tail(5)])}, "load-2")
    assert made.changed == {"demand_history": 3}
    assert store.snapshot("t-000001").table("demand_history")["quantity"].sum() == demand["quantity"].sum()
    expected = 3 * 99 + demand["quantity"][3:].sum()
    assert store.snapshot().table("demand_history")["quantity"].sum() == expected
    assert [version.version for version in store.versions(10)] == ["t-000002", "t-000001"]
    assert [version.version for version in store.versions(10, before="t-000002")] == ["t-000001"]


def test_rows_are_removed_by_key_but_not_while_others_refer_to_them(
    store: TruthStore, company: Frames, demand: pl.DataFrame
):
    publish(store, {**company, "demand_history": demand}, "load-1")
    item = pl.DataFrame({"item_id": ["A-2"]})
    with pytest.raises(RowsRefused, match=r"demand_history\.item_id"):
        publish(store, {}, "remove-item", {"items": item})
    rows = demand.filter(pl.col("item_id") == "A-2")
    made = publish(store, {}, "remove-both", {"items": item, "demand_history": rows})
    assert made.changed == {"items": 1, "demand_history": rows.height}
    assert store.snapshot().table("items")["item_id"].to_list() == ["A-1"]
    assert not publish(store, {}, "remove-again", {"items": item}).created


def test_bad_rows_are_refused_whole(store: TruthStore, company: Frames, demand: pl.DataFrame):
    publish(store, company, "load-1")
    bad = demand.with_columns(item_id=pl.col("item_id").replace({"A-2": "A-9"}))
    with pytest.raises(RowsRefused, match="A-9") as refused:
        publish(store, {"stock": stock(5), "demand_history": bad}, "load-2")
    assert refused.value.problems[0].count == 10
    assert store.snapshot().table("stock").is_empty()
    with pytest.raises(RowsRefused, match="no column 'item'"):
        publish(store, {"demand_history": demand.rename({"item_id": "item"})}, "load-3")
    with pytest.raises(UnknownTable):
        publish(store, {"demand": demand}, "load-4")


def test_what_is_written_beside_a_version_lives_and_dies_with_it(store: TruthStore, company: Frames):
    def fail(connection: Connection, version: TruthVersion) -> NoReturn:
        connection.execute(text("CREATE TABLE outbox (version TEXT)"))
        raise ZeroDivisionError(version.version)

    def note(connection: Connection, version: TruthVersion) -> None:
        connection.execute(text("CREATE TABLE outbox (version TEXT)"))
        connection.execute(text("INSERT INTO outbox VALUES (:version)"), {"version": version.version})

    with pytest.raises(ZeroDivisionError):
        store.publish(company, cause="test", author="ana", idempotency_key="one", also=fail)
    assert store.head() is None
    made = store.publish(company, cause="test", author="ana", idempotency_key="one", also=note)
    assert made.version.version == "t-000001"


def test_a_failed_publication_does_not_leak_into_the_next(
    store: TruthStore, company: Frames, monkeypatch: pytest.MonkeyPatch
):
    publish(store, {**company, "stock": stock(1)}, "load-1")

    def fail(*_: object) -> NoReturn:
        raise PublishConflict("no manifest row today")

    with monkeypatch.context() as patch:
        patch.setattr("knowledge.truth.manifest.add_version", fail)
        with pytest.raises(PublishConflict):
            publish(store, {"stock": stock(2).with_columns(lot_id=pl.lit("LOST"))}, "lost")
    publish(store, {"stock": stock(3)}, "load-2")
    kept = store.snapshot().table("stock")
    assert kept["lot_id"].to_list() == ["-"]
    assert kept["on_hand"].to_list() == [3]


def test_snapshots_share_the_tables_that_did_not_change(store: TruthStore, company: Frames, demand: pl.DataFrame):
    publish(store, {**company, "demand_history": demand}, "load-1")
    first = store.snapshot()
    frame = first.table("demand_history")
    publish(store, {"stock": stock(5)}, "load-2")
    second = store.snapshot()
    assert second is not first
    assert second.table("demand_history") is frame
    assert store.snapshot("t-000001") is first


def test_no_table_can_lose_its_history(store: TruthStore, company: Frames):
    publish(store, company, "load-1")
    configuration = delta.CONFIGURATION
    assert configuration["delta.enableExpiredLogCleanup"] == "false"
    from deltalake import DeltaTable

    table = DeltaTable(store._delta._path("items"))  # pyright: ignore[reportPrivateUsage] - nothing public shows the folder of a table
    assert configuration.items() <= table.metadata().configuration.items()


def test_a_table_that_was_written_before_a_column_existed_can_be_read_and_written(
    store: TruthStore, monkeypatch: pytest.MonkeyPatch
):
    people = pl.DataFrame({"person_id": ["ana"], "name": ["Ana"]})
    now = TABLES["people"]
    before = Table(now.name, now.purpose, tuple(one for one in now.columns if one.name != "email"), now.key)
    with monkeypatch.context() as patch:
        for module in ("store", "delta", "checks"):
            patch.setattr(f"knowledge.truth.{module}.TABLES", {**TABLES, "people": before})
        publish(store, {"people": people}, "before")
    assert store.snapshot().table("people").rows() == [("ana", "Ana", None)]
    publish(store, {"people": people.with_columns(person_id=pl.lit("max"), email=pl.lit("max@x.org"))}, "after")
    assert store.snapshot().table("people").rows() == [("ana", "Ana", None), ("max", "Ana", "max@x.org")]
