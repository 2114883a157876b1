"""Opening, reading, editing and withdrawing proposals."""

import math

from pydantic import JsonValue
from sqlalchemy import Connection, func, insert, select

from ..errors import DraftRefused, NotDecidable
from ..principal import Principal
from . import records
from .audit import append
from .moves import amend, contents, move, record_decision, stale
from .outbox import RESUME_APPROVAL, START_APPROVAL, post
from .proposals import Decision, Draft, Proposal, Status
from .rules import ensure_acting, ensure_proposer
from .schema import ProposalRow
from .store import Store


class Proposing(Store):
    """Proposals up to their decision."""

    def open(self, draft: Draft, proposer: Principal) -> Proposal:
        """Open a proposal; the one that waits already if it has the same actions.

        Raises
        ------
        DraftRefused
            If the draft has no action, nobody to decide, or impossible numbers.
        NotAllowed
            If the person may only look.
        """
        ensure_acting(proposer)
        _check(draft)
        with self.changing() as connection:
            same = _pending_with(connection, draft)
            if same is not None:
                return same
            now = self.clock()
            number = (connection.execute(select(func.max(ProposalRow.number))).scalar() or 0) + 1
            connection.execute(
                insert(ProposalRow).values(
                    **contents(draft),
                    number=number,
                    version=1,
                    status=Status.PENDING,
                    proposer=proposer.person_id,
                    on_behalf_of=proposer.on_behalf_of,
                    created_at=now,
                    changed_at=now,
                    checked_at_version=draft.truth_version,
                    outcome="",
                )
            )
            proposal = records.find(connection, records.proposal_id(number))
            self.record(connection, proposer, "proposal.opened", proposal, {"actions": list(draft.actions)})
            self.announce(connection, proposal, START_APPROVAL)
            return proposal

    def proposal(self, proposal_id: str) -> Proposal:
        """Return a proposal as it stands; `UnknownProposal` if there is none of that name."""
        with self.viewing() as connection:
            return records.find(connection, proposal_id)

    def proposals(
        self,
        status: Status | None = None,
        proposer: str | None = None,
        limit: int = 100,
        before: str | None = None,
    ) -> list[Proposal]:
        """Return proposals, newest first; only those older than `before` if it is given."""
        wanted = select(ProposalRow.__table__).order_by(ProposalRow.number.desc()).limit(limit)
        if status is not None:
            wanted = wanted.where(ProposalRow.status == status)
        if proposer is not None:
            wanted = wanted.where(ProposalRow.proposer == proposer)
        if before is not None:
            wanted = wanted.where(ProposalRow.number < records.proposal_number(before))
        with self.viewing() as connection:
            return records.read(connection, wanted)

    def revise(self, proposal_id: str, draft: Draft, *, version: int, principal: Principal) -> Proposal:
        """Give a pending or returned proposal new content: it starts again at the first step, as a new version.

        Raises
        ------
        StaleProposal, NotAllowed, DraftRefused
        NotDecidable
            If it is neither pending nor returned, or another pending proposal has the same actions.
        """
        _check(draft)
        with self.changing() as connection:
            proposal = self.expect(connection, proposal_id, version)
            ensure_proposer(proposal, principal)
            same = _pending_with(connection, draft)
            if same is not None and same.proposal_id != proposal_id:
                raise NotDecidable(
                    f"{same.proposal_id} already proposes the same actions.", f"Withdraw {proposal_id} instead."
                )
            values = {**contents(draft), "checked_at_version": draft.truth_version}
            now = self.clock()
            if proposal.status is Status.PENDING:
                revised = amend(connection, proposal, now, **values)
            else:
                revised = move(connection, proposal, Status.PENDING, now, **values)
            self.record(connection, principal, "proposal.revised", revised, {"actions": list(draft.actions)})
            self.announce(connection, revised)
            return revised

    def withdraw(self, proposal_id: str, *, version: int, principal: Principal, comment: str = "") -> Proposal:
        """Take back a pending proposal.

        Raises
        ------
        StaleProposal, NotDecidable
        NotAllowed
            If the person is not its proposer.
        """
        with self.changing() as connection:
            proposal = self.expect(connection, proposal_id, version)
            return self.withdraw_within(connection, proposal, principal, comment)

    def withdraw_within(
        self, connection: Connection, proposal: Proposal, principal: Principal, comment: str
    ) -> Proposal:
        """Take back a pending proposal, in a transaction that read it."""
        ensure_proposer(proposal, principal)
        now = self.clock()
        withdrawn = move(connection, proposal, Status.WITHDRAWN, now)
        decision = Decision(
            decision_id="",
            proposal_id=proposal.proposal_id,
            proposal_version=proposal.version,
            verdict="withdraw",
            person_id=principal.person_id,
            on_behalf_of=principal.on_behalf_of,
            position_id="",
            comment=comment,
            decided_at=now,
        )
        decision = record_decision(connection, proposal, decision)
        withdrawn = records.find(connection, withdrawn.proposal_id)
        self.record(connection, principal, "proposal.withdrawn", withdrawn, {"comment": comment})
        self.announce(connection, withdrawn)
        return withdrawn

    def versions_proposed(self) -> set[str]:
        """Return every version of the truth that a proposal refers to."""
        with self.viewing() as connection:
            rows = connection.execute(select(ProposalRow.truth_version, ProposalRow.checked_at_version).distinct())
            return {version for row in rows for version in row}

    def expect(self, connection: Connection, proposal_id: str, version: int) -> Proposal:
        """Return a proposal that must still have a version; `StaleProposal` if it has not."""
        proposal = records.find(connection, proposal_id)
        if proposal.version != version:
            raise stale(proposal)
        return proposal

    def record(
        self,
        connection: Connection,
        actor: Principal,
        kind: str,
        proposal: Proposal,
        more: dict[str, JsonValue],
    ) -> None:
        """Add a row about a proposal to the audit chain."""
        payload: dict[str, JsonValue] = {
            "version": proposal.version,
            "status": proposal.status.value,
            "digest": proposal.digest,
            **more,
        }
        subject = proposal.proposal_id
        append(connection, at=proposal.changed_at, actor=actor, kind=kind, subject=subject, payload=payload)

    def announce(self, connection: Connection, proposal: Proposal, kind: str = RESUME_APPROVAL) -> None:
        """Have the approval graph follow what was written about a proposal."""
        payload: dict[str, JsonValue] = {"proposal_id": proposal.proposal_id, "version": proposal.version}
        post(connection, proposal.changed_at, kind=kind, subject=proposal.proposal_id, payload=payload)


def _check(draft: Draft) -> None:
    if not draft.actions:
        raise DraftRefused("The draft has no action.", "Propose at least one action.")
    if not draft.route or not all(step.position_ids for step in draft.route):
        raise DraftRefused("The draft has a step that nobody can decide.", "Name a position for every step.")
    if not math.isfinite(draft.value) or draft.value < 0:
        raise DraftRefused(f"The value {draft.value} is not an amount of money.", "Give the money it commits, or 0.")
    try:
        records.content_digest(draft)
    except ValueError as error:
        raise DraftRefused(
            "The actions or the effect hold a number that is not finite.", "Compute the effect again."
        ) from error


def _pending_with(connection: Connection, draft: Draft) -> Proposal | None:
    wanted = select(ProposalRow.__table__).where(
        ProposalRow.status == Status.PENDING, ProposalRow.actions_digest == records.actions_digest(draft)
    )
    return next(iter(records.read(connection, wanted)), None)
