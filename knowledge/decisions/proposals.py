"""What a proposal is, as the ledger keeps it.

The ledger knows a proposal's actions as canonical JSON; what they mean stands in `tools.actions`.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, JsonValue


class Status(StrEnum):
    """Where a proposal stands; the arrows are the only moves.

    pending -> approved | rejected | returned | expired | withdrawn; returned -> pending (edited);
    approved -> executing -> executed | failed; approved -> void (the data moved before it was executed).
    """

    PENDING = "pending"
    RETURNED = "returned"
    APPROVED = "approved"
    EXECUTING = "executing"
    EXECUTED = "executed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    VOID = "void"
    FAILED = "failed"


class Record(BaseModel):
    """A frozen record of the ledger."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RouteStep(Record):
    """Who must approve: any holder, or delegate, of one of these positions."""

    position_ids: tuple[str, ...]
    reason: str


class Draft(Record):
    """What is needed to open a proposal.

    Attributes
    ----------
    actions
        Canonical JSON of the typed actions.
    effect
        What the actions do against doing nothing, as the simulation gave it.
    policy_check
        Each applicable limit with its verdict.
    reads
        The row ranges that the effect was computed from, as `[table, [[column, [values]]]]`.
    reads_digest
        Digest of those rows at `truth_version`.
    value
        Money that the actions commit, company currency.
    """

    title: str
    reason: str
    actions: tuple[dict[str, JsonValue], ...]
    effect: dict[str, JsonValue]
    policy_check: dict[str, JsonValue]
    route: tuple[RouteStep, ...]
    value: float
    reads: list[JsonValue]
    reads_digest: str
    truth_version: str
    seed: int
    expires_on: date
    answer_id: str | None = None
    tool_call: str | None = None


class Decision(Record):
    """What somebody decided about one version of a proposal."""

    decision_id: str
    proposal_id: str
    proposal_version: int
    verdict: Literal["approve", "reject", "return", "withdraw"]
    person_id: str
    on_behalf_of: str
    position_id: str
    comment: str
    decided_at: datetime


class Proposal(Record):
    """A proposal as it stands.

    Attributes
    ----------
    version
        Counts every change of content or status; the ETag of the HTTP interface.
    digest
        SHA-256 over the canonical actions, the digest of the rows read and the effect: what an approval is bound to.
    checked_at_version
        The newest truth version against which the rows read were compared.
    step
        How many steps of the route are approved.
    """

    proposal_id: str
    version: int
    status: Status
    digest: str
    draft: Draft
    proposer: str
    on_behalf_of: str
    created_at: datetime
    changed_at: datetime
    checked_at_version: str
    step: int
    decisions: tuple[Decision, ...]
    outcome: str = ""
