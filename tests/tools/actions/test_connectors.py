"""What every connector must keep: one effect for a key, however often and by however many it is applied."""

import csv
import hashlib
import json
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from knowledge.database import open_database
from knowledge.truth.snapshot import Snapshot
from knowledge.truth.store import TruthStore
from tools.actions.connectors import Connector, CsvDrop, EmbeddedErp
from tools.actions.types import CreateOrder, ExpediteOrder
from tools.errors import ActionRefused, ConnectorFailed

KEY = "execute-P-000001-2"
ACTIONS = (
    ExpediteOrder(order_id="PO-1", arrive_on=date(2026, 3, 9), mode="air"),
    CreateOrder(
        order_kind="transfer", item_id="P", location_id="D", from_location="PL", quantity=60, due_on=date(2026, 3, 9)
    ),
)


def open_store(folder: Path) -> TruthStore:
    """Open the truth in a folder, as a process of its own would."""
    engine = open_database(f"sqlite:///{folder / 'tandem.db'}")
    return TruthStore(engine, str(folder / "truth"), folder / "publish.lock", lambda: datetime(2026, 3, 2, tzinfo=UTC))


def unobserved(*_: object) -> None:
    """Take no notice of a new version."""


def make(kind: str, folder: Path, store: TruthStore) -> Connector:
    """Make a connector of a kind."""
    if kind == "embedded_erp":
        return EmbeddedErp(store, unobserved)
    return CsvDrop(folder / "drop", store.snapshot)


def effects(kind: str, folder: Path, store: TruthStore) -> int:
    """Count what took effect: versions after the first, or complete folders."""
    if kind == "embedded_erp":
        return len(store.versions(100)) - 1
    drop = folder / "drop"
    return len([path for path in drop.iterdir() if not path.name.startswith(".")]) if drop.exists() else 0


def apply_in_process(kind: str, folder: str, results: Any) -> None:
    """Apply the actions from another process."""
    store = open_store(Path(folder))
    results.put(make(kind, Path(folder), store).apply(ACTIONS, KEY, "ana").reference)


@pytest.fixture(params=["embedded_erp", "csv_drop"])
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of connector."""
    return str(request.param)


class TestConformance:
    """The tests that every connector passes."""

    @pytest.fixture
    def store(self, tmp_path: Path, house: Any) -> TruthStore:
        """The truth of the company."""
        assert house.truth.head().version == "t-000001"
        return open_store(tmp_path)

    @pytest.fixture
    def connector(self, kind: str, tmp_path: Path, store: TruthStore) -> Connector:
        """A fresh connector."""
        return make(kind, tmp_path, store)

    def test_nothing_is_found_before(self, connector: Connector) -> None:
        assert connector.find(KEY) is None

    def test_the_same_key_has_one_effect_and_one_receipt(
        self, kind: str, connector: Connector, tmp_path: Path, store: TruthStore
    ) -> None:
        first = connector.apply(ACTIONS, KEY, "ana")
        assert connector.apply(ACTIONS, KEY, "ana") == first
        assert connector.find(KEY) == first
        assert make(kind, tmp_path, open_store(tmp_path)).find(KEY) == first
        assert effects(kind, tmp_path, store) == 1

    def test_another_key_is_another_effect(
        self, kind: str, connector: Connector, tmp_path: Path, store: TruthStore
    ) -> None:
        create = ACTIONS[1:]
        one, two = connector.apply(create, "k-1", "ana"), connector.apply(create, "k-2", "ana")
        assert one.reference != two.reference
        assert effects(kind, tmp_path, store) == 2

    def test_a_guard_that_refuses_leaves_nothing_behind(
        self, kind: str, connector: Connector, tmp_path: Path, store: TruthStore
    ) -> None:
        def refuse(snapshot: Snapshot) -> None:
            raise ActionRefused(f"Not on {snapshot.version}.", "Propose again.")

        with pytest.raises(ActionRefused, match="t-000001"):
            connector.apply(ACTIONS, KEY, "ana", guard=refuse)
        assert connector.find(KEY) is None
        assert effects(kind, tmp_path, store) == 0

    def test_an_interrupted_attempt_can_be_repeated(
        self, kind: str, connector: Connector, tmp_path: Path, store: TruthStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(*_: Any, **__: Any) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            target = "knowledge.truth.manifest.add_version" if kind == "embedded_erp" else "pathlib.Path.rename"
            patched.setattr(target, interrupt)
            with pytest.raises(KeyboardInterrupt):
                connector.apply(ACTIONS, KEY, "ana")
        assert connector.find(KEY) is None
        assert effects(kind, tmp_path, store) == 0
        receipt = connector.apply(ACTIONS, KEY, "ana")
        assert connector.find(KEY) == receipt
        assert effects(kind, tmp_path, store) == 1

    def test_threads_with_one_key_have_one_effect(
        self, kind: str, connector: Connector, tmp_path: Path, store: TruthStore
    ) -> None:
        with ThreadPoolExecutor(4) as pool:
            futures = [pool.submit(connector.apply, ACTIONS, KEY, "ana") for _ in range(4)]
            references = {future.result().reference for future in futures}
        assert len(references) == 1
        assert effects(kind, tmp_path, store) == 1

    @pytest.mark.slow
    def test_processes_with_one_key_have_one_effect(
        self, kind: str, connector: Connector, tmp_path: Path, store: TruthStore
    ) -> None:
        spawn = multiprocessing.get_context("spawn")
        results = spawn.Queue()
        others = [spawn.Process(target=apply_in_process, args=(kind, str(tmp_path), results)) for _ in range(2)]
        for other in others:
            other.start()
        references = {results.get(timeout=120) for _ in others}
        for other in others:
            other.join()
        assert len(references | {connector.apply(ACTIONS, KEY, "ana").reference}) == 1
        assert effects(kind, tmp_path, store) == 1


def test_files_hold_the_rows_and_the_manifest_their_digests(tmp_path: Path, house: Any) -> None:
    drop = CsvDrop(tmp_path / "drop", house.truth.snapshot)
    drop.apply(ACTIONS, KEY, "ana")
    content = (tmp_path / "drop" / KEY / "supply_orders.csv").read_bytes()
    rows = list(csv.DictReader(content.decode().splitlines()))
    assert [(row["order_id"][:2], row["mode"], row["due_on"]) for row in rows] == [
        ("PO", "air", "2026-03-09"),
        ("T-", "road", "2026-03-09"),
    ]
    manifest = json.loads((tmp_path / "drop" / KEY / "manifest.json").read_text())
    assert manifest["tables"]["supply_orders"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert (manifest["idempotency_key"], manifest["author"], manifest["truth_version"]) == (KEY, "ana", "t-000001")
    assert [action["kind"] for action in manifest["actions"]] == ["expedite_order", "create_order"]


@pytest.mark.parametrize("key", ["../outside", "a/b", ".hidden", "", "x" * 300])
def test_a_key_never_leaves_the_folder(tmp_path: Path, house: Any, key: str) -> None:
    drop = CsvDrop(tmp_path / "drop", house.truth.snapshot)
    with pytest.raises(ActionRefused):
        drop.apply(ACTIONS, key, "ana")
    assert not (tmp_path / "drop").exists()


def test_a_folder_that_cannot_be_written_is_an_answer_to_act_on(tmp_path: Path, house: Any) -> None:
    (tmp_path / "drop").write_text("a file in the way")
    with pytest.raises(ConnectorFailed) as failed:
        CsvDrop(tmp_path / "drop", house.truth.snapshot).apply(ACTIONS, KEY, "ana")
    assert failed.value.remedy


def test_the_embedded_erp_computes_anew_when_it_is_overtaken(house: Any) -> None:
    """Rows computed from an older version must not undo what was published in between."""
    erp = EmbeddedErp(house.truth, unobserved)
    seen: list[str] = []

    def publish_in_between(snapshot: Snapshot) -> None:
        seen.append(snapshot.version)
        if len(seen) == 1:
            order = snapshot.table("supply_orders").filter(pl.col("order_id") == "PO-1")
            house.truth.publish(
                {"supply_orders": order.with_columns(received_quantity=pl.lit(30.0))},
                cause="receipt", author="it", idempotency_key="between",
            )  # fmt: skip

    erp.apply(ACTIONS, KEY, "ana", guard=publish_in_between)
    order = house.truth.snapshot().table("supply_orders").filter(pl.col("order_id") == "PO-1").row(0, named=True)
    assert seen == ["t-000001", "t-000002"]
    assert (order["received_quantity"], order["mode"]) == (30.0, "air")
