"""What happens to an approved proposal: executed once, failed with a reason, or void."""

from collections.abc import Mapping

from pydantic import JsonValue
from sqlalchemy import Connection, insert, select

from ..errors import NotDecidable
from . import records
from .audit import SYSTEM
from .moves import move
from .proposals import Proposal, Status
from .proposing import Proposing
from .schema import EffectRow, ProposalRow
from .store import lock


class Executing(Proposing):
    """The moves that the dispatcher makes; each one compared-and-set, and on record."""

    def mark_executing(self, proposal_id: str, key: str) -> Proposal:
        """Begin to execute, or go on where the same outbox row was interrupted.

        Parameters
        ----------
        key
            Key of the outbox row; nothing else may go on with it.

        Raises
        ------
        NotDecidable
            If the proposal is not approved, or another outbox row executes it.
        """
        with self.changing() as connection:
            proposal = records.find(connection, proposal_id)
            if proposal.status is Status.EXECUTING and _execution_key(connection, proposal) == key:
                return proposal
            begun = move(connection, proposal, Status.EXECUTING, self.clock(), execution_key=key)
            self.record(connection, SYSTEM, "proposal.executing", begun, {"key": key})
            return begun

    def mark_executed(self, proposal_id: str, outcome: str, *, key: str) -> Proposal:
        """Note that the actions took effect; changes nothing if that is noted under the same key already.

        Raises
        ------
        NotDecidable
            If that outbox row is not executing the proposal.
        """
        with self.changing() as connection:
            proposal = records.find(connection, proposal_id)
            if proposal.status is Status.EXECUTED and _execution_key(connection, proposal) == key:
                return proposal
            return self.executed_within(connection, proposal_id, outcome, key=key)

    def executed_within(self, connection: Connection, proposal_id: str, outcome: str, *, key: str) -> Proposal:
        """Note that the actions took effect, in the very transaction in which they do.

        Raises
        ------
        NotDecidable
            If that outbox row is not executing the proposal, or has executed it already: roll the effect back.
        """
        lock(connection)
        proposal = records.find(connection, proposal_id)
        if _execution_key(connection, proposal) != key:
            raise NotDecidable(f"{proposal_id} is {proposal.status}.", f"It is not being executed by '{key}'.")
        executed = move(connection, proposal, Status.EXECUTED, self.clock(), outcome=outcome)
        self.record(connection, SYSTEM, "proposal.executed", executed, {"outcome": outcome, "key": key})
        return executed

    def mark_failed(self, proposal_id: str, reason: str, *, key: str) -> Proposal:
        """Note that the actions were refused and took no effect.

        Raises
        ------
        NotDecidable
            If that outbox row is not executing the proposal.
        """
        with self.changing() as connection:
            proposal = records.find(connection, proposal_id)
            if _execution_key(connection, proposal) != key:
                raise NotDecidable(f"{proposal_id} is {proposal.status}.", f"It is not being executed by '{key}'.")
            failed = move(connection, proposal, Status.FAILED, self.clock(), outcome=reason)
            self.record(connection, SYSTEM, "proposal.failed", failed, {"reason": reason, "key": key})
            return failed

    def mark_void(self, proposal_id: str, reason: str) -> Proposal:
        """Note that an approved proposal must not be executed any more; `NotDecidable` if it is not approved."""
        with self.changing() as connection:
            proposal = records.find(connection, proposal_id)
            void = move(connection, proposal, Status.VOID, self.clock(), outcome=reason)
            self.record(connection, SYSTEM, "proposal.void", void, {"reason": reason})
            return void

    def effect(self, key: str) -> str | None:
        """Return what a connector did under an outbox row's key, or nothing if that is not on record."""
        with self.viewing() as connection:
            return connection.execute(select(EffectRow.outcome).where(EffectRow.key == key)).scalar()

    def record_effect(self, key: str, connector: str, outcome: str) -> str:
        """Note what a connector did under a key; returns what was noted first, if it was noted before."""
        with self.changing() as connection:
            earlier = connection.execute(select(EffectRow.outcome).where(EffectRow.key == key)).scalar()
            if earlier is not None:
                return earlier
            row: Mapping[str, JsonValue] = {"key": key, "connector": connector, "outcome": outcome}
            connection.execute(insert(EffectRow).values(**row, done_at=self.clock()))
            return outcome


def _execution_key(connection: Connection, proposal: Proposal) -> str | None:
    number = records.proposal_number(proposal.proposal_id)
    return connection.execute(select(ProposalRow.execution_key).where(ProposalRow.number == number)).scalar()
