"""Opening, editing and withdrawing proposals, and what time and new data do to them."""

import math
from datetime import date

from pydantic import JsonValue
from sqlalchemy import Connection, func, insert, select

from ..canonical import canonical_digest
from ..database import reading
from ..errors import DraftRefused, NotDecidable
from ..principal import Principal
from ..truth.manifest import TruthVersion
from . import records
from .audit import SYSTEM, append
from .moves import OPEN, amend, contents, move, note_checked, record_decision, stale
from .outbox import RECHECK, RESUME_APPROVAL, START_APPROVAL, post
from .proposals import Decision, Draft, Proposal, Status
from .rules import ensure_acting, ensure_proposer
from .schema import AuditRow, ProposalRow
from .store import Store, lock

PUBLISHED = "truth.published"


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
        with reading(self.engine) as connection:
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
        with reading(self.engine) as connection:
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

    def send_back(self, proposal_id: str, *, version: int, reason: str) -> Proposal:
        """Return a pending proposal to its proposer because what it proposes can no longer be done."""
        with self.changing() as connection:
            proposal = self.expect(connection, proposal_id, version)
            returned = move(connection, proposal, Status.RETURNED, self.clock(), outcome=reason)
            self.record(connection, SYSTEM, "proposal.sent_back", returned, {"reason": reason})
            self.announce(connection, returned)
            return returned

    def expire_due(self, today: date) -> list[Proposal]:
        """Expire the pending proposals whose last day is over; `today` is the planning date."""
        with self.changing() as connection:
            return self._expire(connection, today)

    def record_recheck(
        self,
        proposal_id: str,
        version: int,
        truth_version: str,
        reads_digest: str,
        effect: dict[str, JsonValue],
    ) -> Proposal:
        """Record the effect of a proposal as computed from a newer version of the truth.

        If the rows read and the effect are what they were, only the version checked at changes. Otherwise a proposal
        that waits becomes a new version, to be decided from the first step on, and an approved one is void.

        Raises
        ------
        StaleProposal
            If the proposal changed meanwhile.
        NotDecidable
            If it is past being checked.
        """
        with self.changing() as connection:
            proposal = self.expect(connection, proposal_id, version)
            if proposal.status not in (*OPEN, Status.APPROVED):
                raise NotDecidable(f"{proposal_id} is {proposal.status}.", "There is nothing left to check.")
            same_effect = canonical_digest(effect) == canonical_digest(proposal.draft.effect)
            if same_effect and reads_digest == proposal.draft.reads_digest:
                return note_checked(connection, proposal, truth_version)
            now = self.clock()
            if proposal.status is Status.APPROVED:
                reason = f"The data it was decided on moved with {truth_version} before it was executed."
                changed = move(connection, proposal, Status.VOID, now, outcome=reason)
                self.record(connection, SYSTEM, "proposal.void", changed, {"reason": reason})
            else:
                content = {"truth_version": truth_version, "reads_digest": reads_digest, "effect": effect}
                draft = proposal.draft.model_copy(update=content)
                values = {**contents(draft), "checked_at_version": truth_version}
                changed = amend(connection, proposal, now, **values)
                self.record(connection, SYSTEM, "proposal.rechecked", changed, {"truth_version": truth_version})
                self.announce(connection, changed)
            return changed

    def on_published(self, connection: Connection, version: TruthVersion) -> None:
        """Record a new version of the truth in the transaction that makes it.

        Expires what is over on its planning date, and has the proposals that wait checked against it. A version that
        is on record already changes nothing.
        """
        lock(connection)
        on_record = select(AuditRow.seq).where(AuditRow.subject == version.version, AuditRow.kind == PUBLISHED)
        if connection.execute(on_record).first() is not None:
            return
        now = self.clock()
        append(
            connection,
            at=now,
            actor=Principal(person_id=version.author, name=version.author, seats=()),
            kind=PUBLISHED,
            subject=version.version,
            payload={"cause": version.cause, "idempotency_key": version.idempotency_key},
        )
        if version.planning_date is not None:
            self._expire(connection, version.planning_date)
        waiting = select(ProposalRow.number).where(ProposalRow.status.in_([*OPEN, Status.APPROVED])).limit(1)
        if connection.execute(waiting).first() is not None:
            payload: dict[str, JsonValue] = {"truth_version": version.version}
            post(connection, now, kind=RECHECK, subject="truth", payload=payload)

    def versions_proposed(self) -> set[str]:
        """Return every version of the truth that a proposal refers to."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(ProposalRow.truth_version, ProposalRow.checked_at_version).distinct())
            return {version for row in rows for version in row}

    def expect(self, connection: Connection, proposal_id: str, version: int) -> Proposal:
        """Return a proposal that must still have a version; `StaleProposal` if it has not."""
        proposal = records.find(connection, proposal_id)
        if proposal.version != version:
            raise stale(proposal_id)
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

    def _expire(self, connection: Connection, today: date) -> list[Proposal]:
        expired: list[Proposal] = []
        wanted = select(ProposalRow.__table__).where(ProposalRow.status == Status.PENDING)
        for proposal in records.read(connection, wanted.where(ProposalRow.expires_on < today)):
            closed = move(connection, proposal, Status.EXPIRED, self.clock())
            self.record(connection, SYSTEM, "proposal.expired", closed, {"planning_date": today.isoformat()})
            self.announce(connection, closed)
            expired.append(closed)
        return expired


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
