"""The manifest of the truth."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of the versions of the truth."""
    op.create_table(
        "truth_versions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.String(24), nullable=False, unique=True),
        sa.Column("parent", sa.String(24), nullable=True, unique=True),
        sa.Column("planning_date", sa.Date, nullable=True),
        sa.Column("manifest", sa.JSON, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("idempotency_key", sa.Text, nullable=False, unique=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop the table of the versions of the truth."""
    op.drop_table("truth_versions")
