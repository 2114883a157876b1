"""Exceptions, and what people did about them."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, JsonValue

from knowledge.decisions.exception_states import ExceptionState

from ..auth import App, Signed
from ..tandem import Tandem
from .bodies import Body

router = APIRouter(prefix="/exceptions", tags=["exceptions"])
QUIET = ("resolved", "snoozed")


class ExceptionList(BaseModel):
    """Exceptions by money and time, each with `state`: new, acknowledged, snoozed or resolved."""

    truth_version: str
    total: int
    exceptions: list[dict[str, Any]]


class Comment(Body):
    """Why."""

    comment: str = Field(default="", max_length=4000)


class Snooze(Comment):
    """Until when it stays quiet."""

    until: date = Field(strict=False, examples=["2026-03-09"])


@router.get("")
def list_exceptions(
    tandem: App,
    principal: Signed,
    within_days: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    handled: Annotated[bool, Query(description="Show snoozed and resolved ones too.")] = False,
) -> ExceptionList:
    """List what will hurt."""
    arguments: dict[str, JsonValue] = {"limit": 1000}
    if within_days is not None:
        arguments["within_days"] = within_days
    outcome = tandem.registry.call(tandem.context(principal), "list_exceptions", arguments)
    found: list[dict[str, Any]] = outcome.unwrap().model_dump(mode="json")["exceptions"]
    states = tandem.ledger.exception_states()
    today = tandem.truth.snapshot().planning_date
    for row in found:
        row["state"] = _state(states.get(row["exception_id"]), today)
    shown = [row for row in found if handled or row["state"] not in QUIET]
    return ExceptionList(truth_version=outcome.truth_version, total=len(shown), exceptions=shown[:limit])


@router.post("/{exception_id}/acknowledge")
def acknowledge(exception_id: str, body: Comment, tandem: App, principal: Signed) -> ExceptionState:
    """Say that it has been seen."""
    _known(exception_id, tandem, principal)
    return tandem.ledger.acknowledge(exception_id, principal, body.comment)


@router.post("/{exception_id}/snooze")
def snooze(exception_id: str, body: Snooze, tandem: App, principal: Signed) -> ExceptionState:
    """Keep it quiet up to and including a day."""
    _known(exception_id, tandem, principal)
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


def _known(exception_id: str, tandem: Tandem, principal: Signed) -> None:
    if exception_id in tandem.ledger.exception_states():
        return
    from tools.errors import UnknownSubject

    outcome = tandem.registry.call(tandem.context(principal), "list_exceptions", {"limit": 1000})
    listed = outcome.unwrap().model_dump(mode="json")["exceptions"]
    if exception_id not in {row["exception_id"] for row in listed}:
        raise UnknownSubject(f"There is no exception {exception_id}.", "List them with GET /api/v1/exceptions.")
