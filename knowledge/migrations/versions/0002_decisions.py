"""Proposals, decisions, outbox, audit chain, conversations and exception states."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NAME = sa.String(200)
MOMENT = sa.String(32)
DIGEST = sa.String(64)
STATUS = sa.String(16)
VERSION = sa.String(24)


def upgrade() -> None:
    """Create the tables, and the end of an empty audit chain."""
    _create_proposals()
    _create_outbox()
    _create_audit()
    _create_conversations()
    op.create_table(
        "idempotency_keys",
        sa.Column("scope", NAME, primary_key=True),
        sa.Column("key_digest", DIGEST, primary_key=True),
        sa.Column("request_digest", DIGEST, nullable=False),
        sa.Column("response", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_table(
        "exception_states",
        sa.Column("exception_id", NAME, primary_key=True),
        sa.Column("state", STATUS, nullable=False),
        sa.Column("until", sa.Date, nullable=True),
        sa.Column("person_id", NAME, nullable=False),
        sa.Column("on_behalf_of", NAME, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "exception_states",
        "idempotency_keys",
        "answers",
        "messages",
        "threads",
        "audit_head",
        "audit",
        "connector_effects",
        "outbox",
        "decisions",
        "proposals",
    ):
        op.drop_table(table)


def _create_proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("actions_digest", DIGEST, nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
        sa.Column("truth_version", VERSION, nullable=False),
        sa.Column("proposer", NAME, nullable=False),
        sa.Column("on_behalf_of", NAME, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=False),
        sa.Column("checked_at_version", VERSION, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("authority", sa.Float, nullable=True),
        sa.Column("execution_key", NAME, nullable=True),
        sa.Column("outcome", sa.Text, nullable=False),
    )
    op.create_index("proposals_by_status", "proposals", ["status", "number"])
    op.create_index("proposals_by_proposer", "proposals", ["proposer", "number"])
    op.create_index("proposals_by_expiry", "proposals", ["status", "expires_on"])
    pending = sa.text("status = 'pending'")
    op.create_index(
        "proposals_pending_once",
        "proposals",
        ["actions_digest"],
        unique=True,
        sqlite_where=pending,
        postgresql_where=pending,
    )
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("proposal", sa.Integer, sa.ForeignKey("proposals.number"), nullable=False),
        sa.Column("proposal_version", sa.Integer, nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("verdict", STATUS, nullable=False),
        sa.Column("person_id", NAME, nullable=False),
        sa.Column("on_behalf_of", NAME, nullable=False),
        sa.Column("position_id", NAME, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.UniqueConstraint("proposal", "proposal_version", name="decided_once"),
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", NAME, nullable=False, unique=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", NAME, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=False),
        sa.Column("lease_owner", NAME, nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("last_error", sa.Text, nullable=False),
    )
    op.create_index("outbox_due", "outbox", ["status", "next_attempt_at"])
    op.create_index("outbox_by_subject", "outbox", ["subject", "status"])
    op.create_table(
        "connector_effects",
        sa.Column("key", NAME, primary_key=True),
        sa.Column("connector", NAME, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("done_at", MOMENT, nullable=False),
    )


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("on_behalf_of", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("previous", DIGEST, nullable=False),
        sa.Column("hash", DIGEST, nullable=False),
    )
    op.create_index("audit_by_subject", "audit", ["subject", "seq"])
    head = op.create_table(
        "audit_head",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", DIGEST, nullable=False),
    )
    op.bulk_insert(head, [{"only": 1, "seq": 0, "hash": "0" * 64}])


def _create_conversations() -> None:
    op.create_table(
        "threads",
        sa.Column("thread_id", sa.String(64), primary_key=True),
        sa.Column("person_id", NAME, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_index("threads_by_person", "threads", ["person_id", "changed_at"])
    op.create_table(
        "messages",
        sa.Column("thread_id", sa.String(64), sa.ForeignKey("threads.thread_id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("author", STATUS, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("answer_id", sa.String(64), nullable=True),
        sa.Column("said_at", MOMENT, nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("answer_id", sa.String(64), primary_key=True),
        sa.Column("thread_id", sa.String(64), sa.ForeignKey("threads.thread_id"), nullable=False),
        sa.Column("truth_version", VERSION, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
    )
    op.create_index("ix_answers_thread_id", "answers", ["thread_id"])
    op.create_index("ix_answers_truth_version", "answers", ["truth_version"])
