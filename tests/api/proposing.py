"""Proposals about orders of the sample company, without the seconds that simulating them would take."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from api.auth import signed_in
from api.tandem import Tandem
from knowledge.decisions.proposals import Draft, Proposal, RouteStep
from knowledge.truth.snapshot import RowRange, Snapshot
from tests.fixtures_home import House
from tools.actions.push_out import PushOutOrder
from tools.actions.reads import reads_document
from tools.actions.types import canonical

LOGISTICS = RouteStep(position_ids=("logistics_manager",), reason="It moves a supply order.")
DIRECTOR = RouteStep(position_ids=("supply_chain_director",), reason="It commits more than 25,000.")
LAST_DAY = date(2026, 3, 9)


def tandem_of(house: House) -> Tandem:
    """The parts behind an application."""
    return house.client.app.state.tandem  # type: ignore[attr-defined] - the client declares any ASGI application


def order_number(snapshot: Snapshot, number: int) -> dict[str, Any]:
    """One of the purchase orders that arrive far enough ahead to be moved."""
    return (
        snapshot.table("supply_orders")
        .filter(
            (pl.col("status") == "open")
            & (pl.col("kind") == "purchase")
            & (pl.coalesce("eta", "promised_on", "due_on") > snapshot.planning_date + timedelta(days=21))
        )
        .sort("order_id", "line")
        .row(number, named=True)
    )


def push_out(
    house: House, number: int, *, by: str = "sam", route: Sequence[RouteStep] = (LOGISTICS,), value: float = 0.0
) -> tuple[Proposal, dict[str, Any]]:
    """Open a proposal that pushes an order out by a week; returns it with the order as it is."""
    tandem = tandem_of(house)
    snapshot = tandem.truth.snapshot()
    order = order_number(snapshot, number)
    expected: date = order["eta"] or order["promised_on"] or order["due_on"]
    action = PushOutOrder(order_id=order["order_id"], line=order["line"], due_on=expected + timedelta(days=7))
    reads = [RowRange.of("supply_orders", order_id=order["order_id"], line=order["line"])]
    draft = Draft(
        title=f"Push out {order['order_id']}",
        reason="The stock lasts a week longer than planned.",
        actions=(canonical(action),),
        effect={"note": "not simulated in this test"},
        policy_check={"verdicts": []},
        route=tuple(route),
        value=value,
        reads=reads_document(reads),
        reads_digest=snapshot.digest(reads),
        truth_version=snapshot.version,
        seed=1,
        expires_on=LAST_DAY,
    )
    authorization = house.operator.headers["Authorization"]
    return tandem.ledger.open(draft, signed_in(tandem, authorization, by)), order


def order_now(house: House, order: dict[str, Any], version: str | None = None) -> dict[str, Any]:
    """The row of an order, in the newest version of the truth or a named one."""
    frame = tandem_of(house).truth.snapshot(version).table("supply_orders")
    return frame.filter((pl.col("order_id") == order["order_id"]) & (pl.col("line") == order["line"])).row(
        0, named=True
    )
