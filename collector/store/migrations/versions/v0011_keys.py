"""Copies of period keys, and keys that are withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the column."""
    op.create_table(
        "key_copy",
        sa.Column("id", sa.LargeBinary(length=8), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("made", sa.String(length=10), nullable=False),
        sa.Column("gone", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_copy")),
    )
    with op.batch_alter_table("period_key") as table:
        table.add_column(
            sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("period_key") as table:
        table.alter_column("withdrawn", server_default=None)


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("period_key") as table:
        table.drop_column("withdrawn")
    op.drop_table("key_copy")
