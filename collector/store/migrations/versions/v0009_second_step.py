"""The second step of signing in, and accounts of single sign-on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns and the table."""
    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("subject", sa.LargeBinary(length=32), nullable=True))
        table.add_column(sa.Column("code_seed", sa.LargeBinary(length=20), nullable=True))
        table.add_column(
            sa.Column("code_step", sa.BigInteger(), nullable=False, server_default="0")
        )
        table.create_unique_constraint(op.f("uq_account_subject"), ["subject"])
    with op.batch_alter_table("account") as table:
        table.alter_column("code_step", server_default=None)
    op.create_table(
        "recovery_code",
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("email", "digest", name=op.f("pk_recovery_code")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("recovery_code")
    with op.batch_alter_table("account") as table:
        table.drop_constraint(op.f("uq_account_subject"), type_="unique")
        table.drop_column("code_step")
        table.drop_column("code_seed")
        table.drop_column("subject")
