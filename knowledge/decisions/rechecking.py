"""What new data and the passing of time do to proposals."""

from datetime import date

from pydantic import JsonValue
from sqlalchemy import Connection, select

from ..canonical import canonical_digest
from ..errors import NotDecidable
from ..principal import Principal
from ..truth.manifest import TruthVersion
from . import records
from .audit import SYSTEM, append
from .moves import OPEN, amend, contents, move, note_checked
from .outbox import RECHECK, post
from .proposals import Proposal, Status
from .proposing import Proposing
from .schema import AuditRow, ProposalRow
from .store import lock

PUBLISHED = "truth.published"


class Rechecking(Proposing):
    """Proposals whose data, or whose time, have moved."""

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

    def _expire(self, connection: Connection, today: date) -> list[Proposal]:
        expired: list[Proposal] = []
        wanted = select(ProposalRow.__table__).where(ProposalRow.status == Status.PENDING)
        for proposal in records.read(connection, wanted.where(ProposalRow.expires_on < today)):
            closed = move(connection, proposal, Status.EXPIRED, self.clock())
            self.record(connection, SYSTEM, "proposal.expired", closed, {"planning_date": today.isoformat()})
            self.announce(connection, closed)
            expired.append(closed)
        return expired
