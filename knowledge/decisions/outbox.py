"""The outbox: what must be done because of what was decided, written in the same transaction.

A row is leased to one dispatcher at a time, done at least once, and given up visibly: as an incident. Rows of one
subject are leased one after the other.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Literal

from pydantic import JsonValue
from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from ..principal import Principal
from .audit import SYSTEM, append
from .proposals import Record
from .rules import ensure_acting
from .schema import OutboxRow
from .store import Store

EXECUTE = "execute"
START_APPROVAL = "start_approval"
RESUME_APPROVAL = "resume_approval"
RECHECK = "recheck"


class OutboxEvent(Record):
    """A row of the outbox, as a dispatcher gets it.

    Attributes
    ----------
    key
        Unique and the same at every attempt: the idempotency key of whatever is done because of it.
    attempts
        How often it was leased, this time included.
    """

    number: int
    key: str
    kind: str
    subject: str
    payload: dict[str, JsonValue]
    status: Literal["ready", "leased", "done", "dead"]
    attempts: int
    created_at: datetime
    next_attempt_at: datetime
    lease_owner: str | None
    lease_until: datetime | None
    last_error: str


def post(
    connection: Connection,
    now: datetime,
    *,
    kind: str,
    subject: str,
    payload: Mapping[str, JsonValue],
    key: str | None = None,
) -> str:
    """Add a row, in the transaction of its cause; returns its key. A key that is there already adds nothing."""
    number = (connection.execute(select(func.max(OutboxRow.number))).scalar() or 0) + 1
    key = key or f"{kind}-{number:06d}"
    if connection.execute(select(OutboxRow.number).where(OutboxRow.key == key)).first() is None:
        row = {"number": number, "key": key, "kind": kind, "subject": subject, "payload": dict(payload)}
        connection.execute(
            insert(OutboxRow).values(
                **row, status="ready", attempts=0, created_at=now, next_attempt_at=now, last_error=""
            )
        )
    return key


class Outbox(Store):
    """Leasing and closing rows of the outbox."""

    def lease(self, owner: str, *, seconds: float, kinds: Collection[str]) -> OutboxEvent | None:
        """Take the next row that is due, for some time, or nothing if none is.

        A row whose lease ran out is due again: its dispatcher is taken for dead.
        """
        with self.viewing() as connection:
            if connection.execute(select(OutboxRow.number).where(self._due(kinds)).limit(1)).first() is None:
                return None
        with self.changing() as connection:
            wanted = select(OutboxRow.__table__).where(self._due(kinds))
            wanted = wanted.order_by(OutboxRow.next_attempt_at, OutboxRow.number).limit(1)
            row = connection.execute(wanted).mappings().first()
            if row is None:
                return None
            now = self.clock()
            taken = {
                "status": "leased",
                "attempts": row["attempts"] + 1,
                "lease_owner": owner,
                "lease_until": now + timedelta(seconds=seconds),
            }
            connection.execute(update(OutboxRow).where(OutboxRow.number == row["number"]).values(**taken))
            return OutboxEvent.model_validate({**row, **taken})

    def complete(self, event: OutboxEvent) -> bool:
        """Close a row that is done; returns whether the lease was still this one."""
        with self.changing() as connection:
            return self._close(connection, event, {"status": "done", "last_error": ""})

    def retry_later(self, event: OutboxEvent, error: str, at: datetime) -> bool:
        """Put a row back until a later time; returns whether the lease was still this one."""
        with self.changing() as connection:
            return self._close(connection, event, {"status": "ready", "next_attempt_at": at, "last_error": error})

    def give_up(self, event: OutboxEvent, error: str) -> bool:
        """Make a row an incident that a person has to look at; returns whether the lease was still this one."""
        with self.changing() as connection:
            closed = self._close(connection, event, {"status": "dead", "last_error": error})
            if closed:
                payload: dict[str, JsonValue] = {"key": event.key, "attempts": event.attempts, "error": error}
                append(
                    connection,
                    at=self.clock(),
                    actor=SYSTEM,
                    kind=f"outbox.{event.kind}.given_up",
                    subject=event.subject,
                    payload=payload,
                )
            return closed

    def incidents(self) -> list[OutboxEvent]:
        """Return the rows that were given up, newest first."""
        wanted = select(OutboxRow.__table__).where(OutboxRow.status == "dead").order_by(OutboxRow.number.desc())
        with self.viewing() as connection:
            return [_event(row) for row in connection.execute(wanted).mappings()]

    def requeue(self, number: int, principal: Principal) -> bool:
        """Try a row again that was given up; returns whether there was such a row."""
        ensure_acting(principal)
        now = self.clock()
        with self.changing() as connection:
            again = (
                update(OutboxRow)
                .where(OutboxRow.number == number, OutboxRow.status == "dead")
                .values(status="ready", attempts=0, next_attempt_at=now)
            )
            row = connection.execute(again.returning(OutboxRow.kind, OutboxRow.subject, OutboxRow.key)).first()
            if row is not None:
                append(
                    connection,
                    at=now,
                    actor=principal,
                    kind=f"outbox.{row.kind}.requeued",
                    subject=row.subject,
                    payload={"key": row.key},
                )
            return row is not None

    def lease_owners(self) -> set[str]:
        """Return the names of the dispatchers that hold a row."""
        wanted = select(OutboxRow.lease_owner).where(OutboxRow.status == "leased").distinct()
        with self.viewing() as connection:
            return {owner for owner in connection.execute(wanted).scalars() if owner is not None}

    def release_leases(self, owner: str) -> int:
        """Make due at once what a dispatcher of that name had taken before it died; returns how many rows."""
        with self.changing() as connection:
            freed = (
                update(OutboxRow)
                .where(OutboxRow.status == "leased", OutboxRow.lease_owner == owner)
                .values(lease_until=self.clock())
            )
            return connection.execute(freed).rowcount

    def outbox(self, *, subject: str | None = None) -> list[OutboxEvent]:
        """Return every row in order, of one subject if it is given."""
        wanted = select(OutboxRow.__table__).order_by(OutboxRow.number)
        if subject is not None:
            wanted = wanted.where(OutboxRow.subject == subject)
        with self.viewing() as connection:
            return [_event(row) for row in connection.execute(wanted).mappings()]

    def _due(self, kinds: Collection[str]) -> ColumnElement[bool]:
        now = self.clock()
        other = aliased(OutboxRow)
        busy = (
            select(other.number)
            .where(other.subject == OutboxRow.subject, other.status == "leased", other.lease_until > now)
            .exists()
        )
        ready = and_(OutboxRow.status == "ready", OutboxRow.next_attempt_at <= now)
        abandoned = and_(OutboxRow.status == "leased", OutboxRow.lease_until <= now)
        return and_(or_(ready, abandoned), OutboxRow.kind.in_(kinds), ~busy)

    def _close(self, connection: Connection, event: OutboxEvent, values: Mapping[str, object]) -> bool:
        closed = (
            update(OutboxRow)
            .where(
                OutboxRow.number == event.number,
                OutboxRow.status == "leased",
                OutboxRow.lease_owner == event.lease_owner,
                OutboxRow.attempts == event.attempts,
            )
            .values(**values, lease_owner=None, lease_until=None)
        )
        return connection.execute(closed.returning(OutboxRow.number)).first() is not None


def _event(row: RowMapping) -> OutboxEvent:
    return OutboxEvent.model_validate(dict(row))
