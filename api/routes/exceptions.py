"""Exceptions, and what people did about them."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, JsonValue

from knowledge.decisions.escalations import Escalation
from knowledge.decisions.exception_states import ExceptionState
from tools.errors import ArgumentsRefused

from ..auth import App, Signed
from ..tandem import Tandem
from .bodies import Body

router = APIRouter(prefix="/exceptions", tags=["exceptions"])
QUIET = ("resolved", "snoozed")
MOST_LISTED, LONGEST_DAYS = 500, 182


class ExceptionList(BaseModel):
    """Exceptions by money and time, each with `state`: new, acknowledged, snoozed or resolved, and `escalated`.

    `escalated` tells to whom, why and in which answer it was passed on because execution could not mend it.

    `total` counts those beyond `limit` too, `value` is what is at risk in all of them.
    """

    truth_version: str
    total: int
    value: float
    currency: str
    exceptions: list[dict[str, Any]]


class Comment(Body):
    """Why."""

    comment: str = Field(default="", max_length=4000, examples=["The supplier calls back on Monday."])


class Snooze(Comment):
    """Until when it stays quiet."""

    until: date = Field(strict=False, examples=["2026-03-09"])


@router.get("")
def list_exceptions(
    tandem: App,
    principal: Signed,
    within_days: Annotated[int | None, Query(ge=0, le=LONGEST_DAYS)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50,
    handled: Annotated[bool, Query(description="Show snoozed and resolved ones too.")] = False,
) -> ExceptionList:
    """List what will hurt, the most money first."""
    arguments: dict[str, JsonValue] = {"limit": MOST_LISTED}
    if within_days is not None:
        arguments["within_days"] = within_days
    outcome = tandem.registry.call(tandem.context(principal), "list_exceptions", arguments)
    document: dict[str, Any] = outcome.unwrap().model_dump(mode="json")
    found: list[dict[str, Any]] = document["exceptions"]
    states = tandem.ledger.exception_states()
    passed_on = tandem.ledger.escalations(row["exception_id"] for row in found)
    today = tandem.truth.snapshot(outcome.truth_version).planning_date
    for row in found:
        row["state"] = _state(states.get(row["exception_id"]), today)
        row["escalated"] = _document(passed_on.get(row["exception_id"]))
    shown = [row for row in found if handled or row["state"] not in QUIET]
    quiet = [row["value_at_risk"] for row in found if not handled and row["state"] in QUIET]
    return ExceptionList(
        truth_version=outcome.truth_version,
        total=document["count"] - len(quiet),
        value=document["total_value"] - sum(quiet),
        currency=document["currency"],
        exceptions=shown[:limit],
    )


@router.post("/{exception_id}/acknowledge")
def acknowledge(exception_id: str, body: Comment, tandem: App, principal: Signed) -> ExceptionState:
    """Say that it has been seen."""
    _known(exception_id, tandem, principal)
    return tandem.ledger.acknowledge(exception_id, principal, body.comment)


@router.post("/{exception_id}/snooze")
def snooze(exception_id: str, body: Snooze, tandem: App, principal: Signed) -> ExceptionState:
    """Keep it quiet up to and including a day."""
    _known(exception_id, tandem, principal)
    today = tandem.truth.snapshot().planning_date
    if body.until < today:
        raise ArgumentsRefused(f"until: {body.until} is over; the planning date is {today}.", "Name a later day.")
    return tandem.ledger.snooze(exception_id, body.until, principal, body.comment)


@router.post("/{exception_id}/resolve")
def resolve(exception_id: str, body: Comment, tandem: App, principal: Signed) -> ExceptionState:
    """Say that it is settled."""
    _known(exception_id, tandem, principal)
    return tandem.ledger.resolve(exception_id, principal, body.comment)


def _state(state: ExceptionState | None, today: date) -> str:
    if state is None or (state.state == "snoozed" and state.until is not None and state.until < today):
        return "new"
    return state.state


def _document(escalation: Escalation | None) -> dict[str, Any] | None:
    return None if escalation is None else escalation.model_dump(mode="json", exclude={"exception_id"})


def _known(exception_id: str, tandem: Tandem, principal: Signed) -> None:
    from tools.exceptions.list_exceptions import find_exception

    if exception_id not in tandem.ledger.exception_states():
        find_exception(tandem.context(principal), exception_id)
