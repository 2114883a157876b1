"""Approved proposals take effect once, or not at all when what they rest on has moved."""

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from knowledge.decisions.proposals import Proposal, Status
from tools.actions import TOOLS
from tools.actions.connectors import CsvDrop, EmbeddedErp
from tools.actions.connectors.connector import Connector, Receipt
from tools.actions.dispatch import Dispatcher
from tools.actions.execution import Carrier, execution_handlers
from tools.errors import ActionRefused, ConnectorFailed
from tools.registry import Registry

REGISTRY = Registry(TOOLS)
EXPEDITE = {"kind": "expedite_order", "order_id": "PO-1", "arrive_on": "2026-03-09", "mode": "air"}


class Dying(BaseException):
    """Stands for a process that is killed."""


def drafted(house: Any, action: dict[str, Any] = EXPEDITE) -> str:
    """Draft a proposal as Ana; returns its name."""
    outcome = REGISTRY.call(house.context(), "draft_proposal", {"actions": [action], "reason": "To keep A in stock."})
    assert outcome.problem is None, outcome.problem
    return outcome.document["proposal_id"]


def dispatch(house: Any, connector: Connector | None = None) -> None:
    """Work off the outbox once."""
    handlers = execution_handlers(house.truth, house.ledger, house.policies, connector)
    Dispatcher(house.ledger, handlers, lambda: datetime(2026, 3, 2, 8, tzinfo=UTC), owner="test").run_once()


def order(house: Any, version: str | None = None) -> dict[str, Any]:
    """The order PO-1 in a version."""
    rows = house.truth.snapshot(version).table("supply_orders")
    return rows.filter(pl.col("order_id") == "PO-1").row(0, named=True)


def load_receipt(house: Any, order_id: str) -> None:
    """Load that 10 of an order were received."""
    rows = house.truth.snapshot().table("supply_orders").filter(pl.col("order_id") == order_id)
    house.load({"supply_orders": rows.with_columns(pl.col("received_quantity") + 10)}, f"receipt-{order_id}")


def proposal(house: Any, name: str) -> Proposal:
    """The proposal as it stands."""
    return house.ledger.proposal(name)


def test_an_approved_expedite_changes_the_order_in_a_new_version(house: Any) -> None:
    name = drafted(house)
    house.approve(name)
    dispatch(house)
    executed = proposal(house, name)
    assert executed.status is Status.EXECUTED
    assert executed.outcome == "Published as version t-000002 of the truth."
    assert (order(house)["mode"], str(order(house)["eta"])) == ("air", "2026-03-09")
    assert (order(house, "t-000001")["mode"], str(order(house, "t-000001")["eta"])) == ("sea", "2026-04-08")
    version = house.truth.version("t-000002")
    assert (version.author, version.cause) == ("ana", "expedite order")
    kinds = [entry.kind for entry in house.ledger.entries()]
    assert kinds.index("truth.published") < kinds.index("proposal.executed")


def test_dispatching_again_does_nothing_more(house: Any) -> None:
    house.approve(drafted(house))
    dispatch(house)
    dispatch(house)
    assert house.truth.head().version == "t-000002"


def test_new_rows_elsewhere_do_not_stop_it(house: Any) -> None:
    name = drafted(house)
    house.approve(name)
    load_receipt(house, "PO-6")
    dispatch(house)
    assert proposal(house, name).status is Status.EXECUTED


def test_moved_rows_make_it_void(house: Any) -> None:
    name = drafted(house)
    house.approve(name)
    load_receipt(house, "PO-1")
    dispatch(house)
    assert proposal(house, name).status is Status.VOID
    assert "t-000002" in proposal(house, name).outcome
    assert order(house)["mode"] == "sea"
    assert house.truth.head().version == "t-000002"


def test_rows_that_move_at_the_last_moment_stop_it(house: Any) -> None:
    """Between the dispatcher's look and the publication somebody else publishes."""
    name = drafted(house)
    house.approve(name)
    erp = EmbeddedErp(house.truth, house.ledger.on_published)
    load = iter([lambda: load_receipt(house, "PO-1")])

    class Late:
        name, idempotent, find = erp.name, erp.idempotent, erp.find

        def apply(self, *arguments: Any, **keywords: Any) -> Receipt:
            for step in load:
                step()
            return erp.apply(*arguments, **keywords)

    dispatch(house, Late())
    assert proposal(house, name).status is Status.FAILED
    assert "moved with t-000002" in proposal(house, name).outcome
    assert order(house)["mode"] == "sea"


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("kind", ["embedded_erp", "csv_drop"])
def test_a_killed_dispatcher_leaves_one_effect(house: Any, tmp_path: Any, kind: str, moment: str) -> None:
    name = drafted(house)
    house.approve(name)
    inner: Connector = (
        EmbeddedErp(house.truth, house.ledger.on_published)
        if kind == "embedded_erp"
        else CsvDrop(tmp_path / "drop", house.truth.snapshot)
    )

    class Killed:
        name, idempotent, find = inner.name, inner.idempotent, inner.find

        def apply(self, *arguments: Any, **keywords: Any) -> Receipt:
            if moment == "after":
                inner.apply(*arguments, **keywords)
            raise Dying

    with pytest.raises(Dying):
        dispatch(house, Killed())
    house.ledger.release_leases("test")
    dispatch(house, inner)
    assert proposal(house, name).status is Status.EXECUTED
    if kind == "embedded_erp":
        assert house.truth.head().version == "t-000002"
    else:
        assert len(list((tmp_path / "drop").iterdir())) == 1


def test_a_system_that_must_not_be_asked_twice_is_left_to_a_person(house: Any) -> None:
    name = drafted(house)
    house.approve(name)
    asked: list[str] = []

    class Unsure:
        name, idempotent = "old_erp", False

        def apply(self, actions: Any, idempotency_key: str, author: str, **_: Any) -> Receipt:
            asked.append(f"{author}: {len(actions)} as {idempotency_key}")
            raise ConnectorFailed("The line was cut.", "Look there.")

        def find(self, idempotency_key: str) -> Receipt | None:
            assert idempotency_key.startswith("execute-")
            return None

    dispatch(house, Unsure())
    dispatch(house, Unsure())
    assert len(asked) == 1
    assert proposal(house, name).status is Status.FAILED
    assert "is not known" in proposal(house, name).outcome


def test_a_waiting_proposal_is_computed_again_when_its_rows_move(house: Any) -> None:
    name = drafted(house)
    before = proposal(house, name)
    load_receipt(house, "PO-1")
    dispatch(house)
    after = proposal(house, name)
    assert (after.status, after.checked_at_version) == (Status.PENDING, "t-000002")
    assert after.version == before.version + 1
    assert after.draft.reads_digest != before.draft.reads_digest
    assert after.draft.effect != before.draft.effect
    house.approve(name)
    dispatch(house)
    assert proposal(house, name).status is Status.EXECUTED


def test_a_waiting_proposal_keeps_its_version_when_other_rows_move(house: Any) -> None:
    name = drafted(house)
    before = proposal(house, name)
    load_receipt(house, "PO-6")
    dispatch(house)
    after = proposal(house, name)
    assert after.checked_at_version == "t-000002"
    assert (after.version, after.digest) == (before.version, before.digest)


def test_a_waiting_proposal_that_can_no_longer_be_done_goes_back(house: Any) -> None:
    name = drafted(house)
    rows = house.truth.snapshot().table("supply_orders").filter(pl.col("order_id") == "PO-1")
    house.load({"supply_orders": rows.with_columns(status=pl.lit("cancelled"))}, "cancelled")
    dispatch(house)
    assert proposal(house, name).status is Status.RETURNED
    assert "is cancelled" in proposal(house, name).outcome


def test_a_waiting_proposal_that_costs_more_now_goes_back(house: Any) -> None:
    name = drafted(house)
    air = house.truth.snapshot().table("lanes").filter(pl.col("mode") == "air")
    house.load({"lanes": air.with_columns(cost_per_shipment=pl.lit(150.0))}, "dearer")
    dispatch(house)
    assert proposal(house, name).status is Status.RETURNED
    assert "506.00 EUR instead of 456.00" in proposal(house, name).outcome


def test_a_vanished_order_is_refused_not_tried_again(house: Any) -> None:
    name = drafted(house)
    gone = house.truth.snapshot().table("supply_orders").filter(pl.col("order_id") == "PO-1")
    key = gone.select("order_id", "line")
    house.truth.publish({}, removals={"supply_orders": key}, cause="gone", author="it", idempotency_key="gone")
    carrier = Carrier(EmbeddedErp(house.truth, house.ledger.on_published), house.ledger)
    with pytest.raises(ActionRefused):
        carrier.apply(proposal(house, name), "execute-by-hand")


def test_an_override_is_written_in_the_proposers_name(house: Any) -> None:
    action = {
        "kind": "override_forecast",
        "item_id": "A",
        "location_id": "D",
        "reason": "A tender was won.",
        "periods": [{"period_start": "2026-03-09", "quantity": 80}],
    }
    name = drafted(house, action)
    house.approve(name)
    dispatch(house)
    rows = house.truth.snapshot().table("forecasts").filter(pl.col("step") == "planner")
    assert rows.select("author", "reason", "baseline").rows() == [("ana", "A tender was won.", 80.0)]
