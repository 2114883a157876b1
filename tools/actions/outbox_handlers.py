"""What the dispatcher does for a row of the outbox: execute what was approved, check again what waits."""

from collections.abc import Callable, Iterator
from typing import Protocol

from pydantic import JsonValue

from knowledge.decisions.ledger import Ledger
from knowledge.decisions.outbox import OutboxEvent
from knowledge.decisions.proposals import Proposal, Status
from knowledge.decisions.records import content_digest

from ..errors import ActionRefused
from .dispatch import Handler

PAGE = 500
CHECKED = (Status.APPROVED, Status.PENDING, Status.RETURNED)

RowsNow = Callable[[Proposal], tuple[str, str]]
"""Gives the newest version of the truth, and the digest there of the rows that a proposal read."""

EffectNow = Callable[[Proposal, str], dict[str, JsonValue]]
"""Gives the effect of a proposal at a version; raises `ActionRefused` if its actions can no longer be done."""


class Connector(Protocol):
    """The system that carries out actions."""

    @property
    def name(self) -> str:
        """Its name, for the record."""
        ...

    def apply(self, proposal: Proposal, key: str) -> str:
        """Carry out the actions of a proposal once for a key, however often it is called; returns the outcome.

        A connector that writes to the ledger's own database calls `Ledger.executed_within` in that transaction.

        Raises
        ------
        ActionRefused
            If they cannot be done; nothing was changed.
        ConnectorFailed
            If the system did not answer; it is asked again under the same key.
        """
        ...


def execute_with(ledger: Ledger, connector: Connector, rows_now: RowsNow) -> Handler:
    """Return the handler of `execute` rows.

    An approved proposal is void if the rows it read have changed since, or it is not what was approved. One that was
    being executed when its dispatcher died goes on under the same key.
    """

    def execute(event: OutboxEvent) -> None:
        proposal = ledger.proposal(str(event.payload["proposal_id"]))
        if proposal.status is Status.APPROVED:
            if content_digest(proposal.draft) != event.payload["digest"]:
                ledger.mark_void(proposal.proposal_id, "Its content is not what was approved; somebody changed it.")
                return
            version, digest = rows_now(proposal)
            if digest != proposal.draft.reads_digest:
                ledger.mark_void(
                    proposal.proposal_id, f"The data it was decided on moved with {version} before it was executed."
                )
                return
        elif proposal.status is not Status.EXECUTING:
            return
        ledger.mark_executing(proposal.proposal_id, event.key)
        outcome = ledger.effect(event.key)
        if outcome is None:
            try:
                outcome = connector.apply(proposal, event.key)
            except ActionRefused as refusal:
                ledger.mark_failed(proposal.proposal_id, str(refusal), key=event.key)
                return
            ledger.record_effect(event.key, connector.name, outcome)
        ledger.mark_executed(proposal.proposal_id, outcome, key=event.key)

    return execute


def recheck_with(ledger: Ledger, rows_now: RowsNow, effect_now: EffectNow) -> Handler:
    """Return the handler of `recheck` rows: of one proposal, or of all that wait when the truth has moved."""

    def check(proposal: Proposal) -> None:
        version, digest = rows_now(proposal)
        if proposal.checked_at_version == version:
            return
        effect = proposal.draft.effect
        if digest != proposal.draft.reads_digest:
            try:
                effect = effect_now(proposal, version)
            except ActionRefused as refusal:
                _give_back(ledger, proposal, str(refusal))
                return
        ledger.record_recheck(proposal.proposal_id, proposal.version, version, digest, effect)

    def recheck(event: OutboxEvent) -> None:
        named = event.payload.get("proposal_id")
        for proposal in _waiting(ledger) if named is None else [ledger.proposal(str(named))]:
            if proposal.status in CHECKED:
                check(proposal)

    return recheck


def _give_back(ledger: Ledger, proposal: Proposal, reason: str) -> None:
    if proposal.status is Status.APPROVED:
        ledger.mark_void(proposal.proposal_id, reason)
    elif proposal.status is Status.PENDING:
        ledger.send_back(proposal.proposal_id, version=proposal.version, reason=reason)


def _waiting(ledger: Ledger) -> Iterator[Proposal]:
    for status in CHECKED:
        before: str | None = None
        while page := ledger.proposals(status, limit=PAGE, before=before):
            yield from page
            before = page[-1].proposal_id
