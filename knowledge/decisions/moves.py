"""The state machine: which status may follow which, and the only statements that change a proposal.

Every change is a compare-and-set on status and version and counts the version up.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from ..errors import NotDecidable, StaleProposal
from . import records
from .proposals import Decision, Draft, Proposal, Status
from .schema import DecisionRow, ProposalRow

MOVES: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.PENDING: frozenset(
            {Status.APPROVED, Status.REJECTED, Status.RETURNED, Status.EXPIRED, Status.WITHDRAWN}
        ),
        Status.RETURNED: frozenset({Status.PENDING}),
        Status.APPROVED: frozenset({Status.EXECUTING, Status.VOID}),
        Status.EXECUTING: frozenset({Status.EXECUTED, Status.FAILED}),
        **{
            closed: frozenset[Status]()
            for closed in (
                Status.EXECUTED,
                Status.FAILED,
                Status.REJECTED,
                Status.EXPIRED,
                Status.WITHDRAWN,
                Status.VOID,
            )
        },
    }
)
OPEN = (Status.PENDING, Status.RETURNED)
"""Waiting for somebody to decide or to edit."""


def move(connection: Connection, proposal: Proposal, to: Status, now: datetime, **values: Any) -> Proposal:
    """Give a proposal another status.

    Raises
    ------
    NotDecidable
        If that is not a move of the state machine.
    StaleProposal
        If the proposal changed since it was read.
    """
    if to not in MOVES[proposal.status]:
        raise NotDecidable(
            f"{proposal.proposal_id} is {proposal.status} and cannot become {to}.",
            "Read it again to see what happened to it.",
        )
    return _set(connection, proposal, now, {**values, "status": to})


def amend(connection: Connection, proposal: Proposal, now: datetime, **values: Any) -> Proposal:
    """Change something about a proposal that keeps its status; `StaleProposal` if it changed since it was read."""
    return _set(connection, proposal, now, values)


def note_checked(connection: Connection, proposal: Proposal, truth_version: str) -> Proposal:
    """Note that the rows a proposal read are the same in a newer version: changes neither content nor status."""
    connection.execute(_where(proposal).values(checked_at_version=truth_version))
    return proposal.model_copy(update={"checked_at_version": truth_version})


def contents(draft: Draft) -> dict[str, Any]:
    """Return the columns that follow from a draft; new content starts at the first step of its route."""
    return {
        "digest": records.content_digest(draft),
        "actions_digest": records.actions_digest(draft),
        "draft": draft.model_dump_json(),
        "truth_version": draft.truth_version,
        "expires_on": draft.expires_on,
        "step": 0,
        "authority": None,
    }


def record_decision(connection: Connection, proposal: Proposal, decision: Decision) -> Decision:
    """Add a decision about the version of the proposal that was decided; returns it with its number."""
    number = (connection.execute(select(func.max(DecisionRow.number))).scalar() or 0) + 1
    connection.execute(
        insert(DecisionRow).values(
            number=number,
            proposal=records.proposal_number(proposal.proposal_id),
            proposal_version=decision.proposal_version,
            digest=proposal.digest,
            verdict=decision.verdict,
            person_id=decision.person_id,
            on_behalf_of=decision.on_behalf_of,
            position_id=decision.position_id,
            comment=decision.comment,
            decided_at=decision.decided_at,
        )
    )
    return decision.model_copy(update={"decision_id": f"D-{number:06d}"})


def _where(proposal: Proposal) -> Any:
    return update(ProposalRow).where(
        ProposalRow.number == records.proposal_number(proposal.proposal_id),
        ProposalRow.status == proposal.status,
        ProposalRow.version == proposal.version,
    )


def _set(connection: Connection, proposal: Proposal, now: datetime, values: Mapping[str, Any]) -> Proposal:
    changed = _where(proposal).values(**values, version=proposal.version + 1, changed_at=now)
    if connection.execute(changed.returning(ProposalRow.number)).first() is None:
        raise stale(proposal)
    return records.find(connection, proposal.proposal_id)


def stale(proposal: Proposal) -> StaleProposal:
    """Return the error for a proposal that changed since it was read; it says who decided it and when."""
    return StaleProposal(
        f"{proposal.proposal_id} changed since you read it. {last_decision(proposal)}".strip(),
        "Read it again, and decide on what it says now.",
    )


def last_decision(proposal: Proposal) -> str:
    """Say in a sentence who decided a proposal last and when; nothing if nobody did."""
    if not proposal.decisions:
        return ""
    last = proposal.decisions[-1]
    done = {"approve": "approved", "reject": "rejected", "return": "returned", "withdraw": "withdrew"}[last.verdict]
    moment = last.decided_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return f"{last.person_id} {done} version {last.proposal_version} of it on {moment}."
