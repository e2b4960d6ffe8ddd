"""Failures to sign in, and when a token was last used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the column."""
    op.create_table(
        "sign_in_failure",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("again", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in_failure")),
    )
    with op.batch_alter_table("token") as table:
        table.add_column(
            sa.Column("last_used", sa.String(length=10), nullable=False, server_default="")
        )
    with op.batch_alter_table("token") as table:
        table.alter_column("last_used", server_default=None)


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("token") as table:
        table.drop_column("last_used")
    op.drop_table("sign_in_failure")
