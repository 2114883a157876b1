"""The sample company end to end: a late order is expedited, approved and executed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from pydantic import JsonValue

from knowledge.database import migrate, open_database
from knowledge.decisions.ledger import Ledger
from knowledge.decisions.proposals import Status
from knowledge.policies.store import PolicyStore, sample_documents
from knowledge.principal import Principal, Role, Seat
from knowledge.truth.sample import generate
from knowledge.truth.store import TruthStore
from tools.actions import TOOLS
from tools.actions.dispatch import Dispatcher
from tools.actions.execution import execution_handlers
from tools.context import ToolContext
from tools.registry import Registry

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SAM = Principal("sam", "Sam", (Seat("soe_planner", Role.PLANNER, "soe"),))
MARIA = Principal("maria", "Maria", (Seat("logistics_manager", Role.MANAGER, "soe", approval_limit=25_000.0),))


@pytest.mark.slow
def test_a_late_order_of_the_sample_company_is_expedited(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'tandem.db'}")
    migrate(engine)
    truth = TruthStore(engine, str(tmp_path / "truth"), tmp_path / "publish.lock", lambda: NOW)
    ledger, policies = Ledger(engine, lambda: NOW), PolicyStore(tmp_path)
    for document in sample_documents():
        policies.add(document)
    truth.publish(generate().tables, cause="sample", author="test", idempotency_key="sample", also=ledger.on_published)
    head = truth.snapshot()
    # It can still be brought by road two days sooner, and is late against its due date.
    late = head.table("supply_orders").filter(
        (pl.col("status") == "open")
        & (pl.col("kind") == "purchase")
        & (pl.col("mode") == "road")
        & (pl.col("eta") > pl.col("due_on"))
        & (pl.col("eta") > head.planning_date + timedelta(days=8))
    )
    order = late.row(0, named=True)
    arrive_on = order["eta"] - timedelta(days=2)
    action: dict[str, JsonValue] = {
        "kind": "expedite_order",
        "order_id": order["order_id"],
        "line": order["line"],
        "arrive_on": str(arrive_on),
    }
    context = ToolContext(head, SAM, policies, ledger, lambda: NOW)
    arguments: dict[str, JsonValue] = {
        "actions": [action],
        "reason": "The supplier is late and the shelf is empty next week.",
    }
    outcome = Registry(TOOLS).call(context, "draft_proposal", arguments)
    assert outcome.problem is None, outcome.problem
    drafted = ledger.proposal(outcome.document["proposal_id"])
    assert [step.position_ids for step in drafted.draft.route] == [("logistics_manager",)]
    ledger.decide(
        drafted.proposal_id,
        version=drafted.version,
        digest=drafted.digest,
        verdict="approve",
        principal=MARIA,
        idempotency_key="approve",
        head_version=head.version,
        rows_digest_now=drafted.draft.reads_digest,
    )
    Dispatcher(ledger, execution_handlers(truth, ledger, policies), lambda: NOW, owner="test").run_once()
    assert ledger.proposal(drafted.proposal_id).status is Status.EXECUTED

    after = truth.snapshot()
    assert (head.version, after.version) == ("t-000001", "t-000002")
    before_rows, after_rows = head.table("supply_orders"), after.table("supply_orders")
    changed = after_rows.join(before_rows, on=before_rows.columns, how="anti", nulls_equal=True)
    assert changed.select("order_id", "line", "eta").rows() == [(order["order_id"], order["line"], arrive_on)]
    assert truth.snapshot("t-000001").table("supply_orders").equals(before_rows)
    assert ledger.verify().intact
    engine.dispose()
