"""The SQL tables of proposals, decisions, what is still to be done, and what was said.

Times are kept as UTC text of fixed width, which sorts and hashes alike on SQLite and PostgreSQL.
"""

from datetime import UTC, date, datetime
from typing import Any

from pydantic import JsonValue
from sqlalchemy import (
    JSON,
    Date,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base


class Moment(TypeDecorator[datetime]):
    """A point in time, kept as ISO text in UTC with microseconds."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Spell a moment for the database."""
        return None if value is None else spell(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read a moment from the database."""
        return None if value is None else datetime.fromisoformat(value)


def spell(moment: datetime) -> str:
    """Return a moment as UTC text of fixed width.

    >>> spell(datetime(2026, 3, 2, 8, tzinfo=UTC))
    '2026-03-02T08:00:00.000000+00:00'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class ProposalRow(Base):
    """A proposal as it stands.

    `authority` is the highest approval limit among those who approved the present content; `execution_key` the outbox
    row that executes it.
    """

    __tablename__ = "proposals"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64))
    actions_digest: Mapped[str] = mapped_column(String(64))
    draft: Mapped[str] = mapped_column(Text)
    truth_version: Mapped[str] = mapped_column(String(24))
    proposer: Mapped[str] = mapped_column(String(200))
    on_behalf_of: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    expires_on: Mapped[date] = mapped_column(Date)
    checked_at_version: Mapped[str] = mapped_column(String(24))
    step: Mapped[int] = mapped_column(Integer)
    authority: Mapped[float | None] = mapped_column(Float)
    execution_key: Mapped[str | None] = mapped_column(String(200))
    outcome: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("proposals_by_status", "status", "number"),
        Index("proposals_by_proposer", "proposer", "number"),
        Index("proposals_by_expiry", "status", "expires_on"),
        Index(
            "proposals_pending_once",
            "actions_digest",
            unique=True,
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
    )


class DecisionRow(Base):
    """A decision; a version of a proposal is decided once."""

    __tablename__ = "decisions"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    proposal: Mapped[int] = mapped_column(ForeignKey("proposals.number"))
    proposal_version: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[str] = mapped_column(String(200))
    on_behalf_of: Mapped[str] = mapped_column(String(200))
    position_id: Mapped[str] = mapped_column(String(200))
    comment: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("proposal", "proposal_version", name="decided_once"),)


class OutboxRow(Base):
    """Something that must be done because of what was decided."""

    __tablename__ = "outbox"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(200))
    payload: Mapped[dict[str, JsonValue]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment)
    next_attempt_at: Mapped[datetime] = mapped_column(Moment)
    lease_owner: Mapped[str | None] = mapped_column(String(200))
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("outbox_due", "status", "next_attempt_at"),
        Index("outbox_by_subject", "subject", "status"),
    )


class AuditRow(Base):
    """A link of the audit chain."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(Text)
    on_behalf_of: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index("audit_by_subject", "subject", "seq"),)


class AuditHeadRow(Base):
    """The end of the audit chain: one row, which every writer of the ledger locks first."""

    __tablename__ = "audit_head"

    only: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))


class RequestRow(Base):
    """A request that was answered under an idempotency key; of the key, which may be any text, the SHA-256 is kept."""

    __tablename__ = "idempotency_keys"

    scope: Mapped[str] = mapped_column(String(200), primary_key=True)
    key_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    request_digest: Mapped[str] = mapped_column(String(64))
    response: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)


class EffectRow(Base):
    """What a connector did for an outbox row."""

    __tablename__ = "connector_effects"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    connector: Mapped[str] = mapped_column(String(200))
    outcome: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime] = mapped_column(Moment)


class ThreadRow(Base):
    """A conversation of one person."""

    __tablename__ = "threads"

    thread_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("threads_by_person", "person_id", "changed_at"),)


class MessageRow(Base):
    """One message of a conversation."""

    __tablename__ = "messages"

    thread_id: Mapped[str] = mapped_column(ForeignKey("threads.thread_id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    author: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    answer_id: Mapped[str | None] = mapped_column(String(64))
    said_at: Mapped[datetime] = mapped_column(Moment)


class AnswerRow(Base):
    """An answer with its evidence, as it was given."""

    __tablename__ = "answers"

    answer_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    thread_id: Mapped[str] = mapped_column(ForeignKey("threads.thread_id"), index=True)
    truth_version: Mapped[str] = mapped_column(String(24), index=True)
    document: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(Moment)


class ExceptionStateRow(Base):
    """What a person did about an exception."""

    __tablename__ = "exception_states"

    exception_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    until: Mapped[date | None] = mapped_column(Date)
    person_id: Mapped[str] = mapped_column(String(200))
    on_behalf_of: Mapped[str] = mapped_column(String(200))
    comment: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(Moment)
