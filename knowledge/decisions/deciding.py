"""Deciding a proposal: one transaction, by the right person, on exactly what they read."""

from collections.abc import Callable
from datetime import date
from typing import Literal, cast

from pydantic import JsonValue
from sqlalchemy import Connection, select

from ..canonical import canonical_digest
from ..errors import NotDecidable, RecheckPending
from ..principal import Principal, Seat
from ..truth.manifest import find_head
from . import records, rules
from .moves import amend, last_decision, move, note_checked, record_decision, stale
from .outbox import EXECUTE, RECHECK, post
from .proposals import Decision, Proposal, Status
from .proposing import Proposing
from .requests import Requests, find_response
from .schema import ProposalRow

Verdict = Literal["approve", "reject", "return", "withdraw"]
RowsDigest = str | Callable[[], str]


class Deciding(Proposing, Requests):
    """Decisions about proposals."""

    def decide(
        self,
        proposal_id: str,
        *,
        version: int,
        digest: str,
        verdict: Verdict,
        principal: Principal,
        comment: str = "",
        idempotency_key: str,
        head_version: str,
        rows_digest_now: RowsDigest,
    ) -> Proposal:
        """Decide one version of a proposal.

        Approving a step that is not the last leaves it pending at the next step; the last approval has it executed.

        Parameters
        ----------
        version, digest
            What the person read and decides on.
        idempotency_key
            The same request under the same key is answered with the same proposal and decides nothing again.
        head_version
            Newest version of the truth.
        rows_digest_now
            Digest of the rows that the proposal read, at `head_version`; a function is called only if it is needed,
            before the transaction.

        Raises
        ------
        StaleProposal
            If the proposal is not in that version, or its digest is another.
        RecheckPending
            If rows that it read have changed; its effect is being computed again.
        NotDecidable
            If it does not wait for a decision, or its last day is over.
        NotAllowed
            If the person may not decide this step, or not this value.
        IdempotencyConflict
            If the key came with another request.
        """
        scope = f"decide:{principal.person_id}"
        # The version stands for the content: a retry must be recognised when that has changed since.
        request = canonical_digest([proposal_id, version, verdict, comment, principal.on_behalf_of])
        digest_now = self._digest_at(proposal_id, head_version, rows_digest_now)
        with self.changing() as connection:
            earlier = find_response(connection, idempotency_key, scope, request)
            if earlier is not None:
                return Proposal.model_validate_json(cast(str, earlier))
            proposal = self._decidable(connection, proposal_id, version, digest)
            if verdict == "withdraw":
                decided = self.withdraw_within(connection, proposal, principal, comment)
            else:
                seat = rules.deciding_seat(proposal, principal)
                checked = self._checked(connection, proposal, head_version, digest_now)
                if checked is None:
                    decided = None
                else:
                    decided = self._decide(connection, checked, verdict, principal, seat, comment)
            if decided is not None:
                self.keep_response(connection, idempotency_key, scope, request, decided.model_dump_json())
                return decided
        raise RecheckPending(
            f"Data that {proposal_id} rests on have changed; its effect is being computed again.",
            "Read it again in a moment, and decide on what it says then.",
        )

    def _digest_at(self, proposal_id: str, head_version: str, rows_digest_now: RowsDigest) -> str | None:
        if self.proposal(proposal_id).checked_at_version == head_version:
            return None
        return rows_digest_now if isinstance(rows_digest_now, str) else rows_digest_now()

    def _decidable(self, connection: Connection, proposal_id: str, version: int, digest: str) -> Proposal:
        proposal = records.find(connection, proposal_id)
        if proposal.version != version or proposal.digest != digest:
            raise stale(proposal)
        if proposal.status is not Status.PENDING:
            told = f"{proposal_id} is {proposal.status}. {last_decision(proposal)}".strip()
            raise NotDecidable(told, "It does not wait for a decision.")
        today = _today(connection)
        if today is not None and today > proposal.draft.expires_on:
            raise NotDecidable(
                f"{proposal_id} could be decided until {proposal.draft.expires_on}; the planning date is {today}.",
                "Propose it again if it still makes sense.",
            )
        return proposal

    def _checked(
        self, connection: Connection, proposal: Proposal, head_version: str, digest_now: str | None
    ) -> Proposal | None:
        """Return the proposal as checked against the newest data; nothing, and a recheck posted, if they changed."""
        head = find_head(connection)
        moved_on = head is not None and head.version != head_version
        if not moved_on and proposal.checked_at_version == head_version:
            return proposal
        if not moved_on and digest_now == proposal.draft.reads_digest:
            return note_checked(connection, proposal, head_version)
        newest = head.version if head is not None else head_version
        payload: dict[str, JsonValue] = {"proposal_id": proposal.proposal_id, "truth_version": newest}
        key = f"{RECHECK}-{proposal.proposal_id}-{proposal.version}-{newest}"
        post(connection, self.clock(), kind=RECHECK, subject=proposal.proposal_id, payload=payload, key=key)
        return None

    def _decide(
        self,
        connection: Connection,
        proposal: Proposal,
        verdict: Verdict,
        principal: Principal,
        seat: Seat,
        comment: str,
    ) -> Proposal:
        now = self.clock()
        if verdict == "approve":
            rules.ensure_other_eyes(proposal, principal)
            authority = _authority(connection, proposal, seat)
            if proposal.step + 1 < len(proposal.draft.route):
                decided = amend(connection, proposal, now, step=proposal.step + 1, authority=authority)
            else:
                rules.ensure_authority(proposal, seat, authority)
                step = proposal.step + 1
                decided = move(connection, proposal, Status.APPROVED, now, step=step, authority=authority)
        else:
            to = Status.REJECTED if verdict == "reject" else Status.RETURNED
            decided = move(connection, proposal, to, now)
        decision = Decision(
            decision_id="",
            proposal_id=proposal.proposal_id,
            proposal_version=proposal.version,
            verdict=verdict,
            person_id=principal.person_id,
            on_behalf_of=principal.on_behalf_of,
            position_id=seat.position_id,
            comment=comment,
            decided_at=now,
        )
        decision = record_decision(connection, proposal, decision)
        decided = records.find(connection, decided.proposal_id)
        told: dict[str, JsonValue] = {
            "decision": decision.decision_id,
            "verdict": verdict,
            "position": seat.position_id,
            "delegated": seat.delegated,
            "decided_digest": proposal.digest,
            "comment": comment,
        }
        self.record(connection, principal, "proposal.decided", decided, told)
        if decided.status is Status.APPROVED:
            payload: dict[str, JsonValue] = {"proposal_id": decided.proposal_id, "digest": decided.digest}
            key = f"{EXECUTE}-{decided.proposal_id}-{decided.version}"
            post(connection, now, kind=EXECUTE, subject=decided.proposal_id, payload=payload, key=key)
        self.announce(connection, decided)
        return decided


def _today(connection: Connection) -> date | None:
    head = find_head(connection)
    return None if head is None else head.planning_date


def _authority(connection: Connection, proposal: Proposal, seat: Seat) -> float | None:
    wanted = select(ProposalRow.authority).where(ProposalRow.number == records.proposal_number(proposal.proposal_id))
    limits = [limit for limit in (connection.execute(wanted).scalar(), seat.approval_limit) if limit is not None]
    return max(limits, default=None)
