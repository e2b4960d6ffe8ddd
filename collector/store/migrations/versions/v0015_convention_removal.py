"""Conventions that were recorded by mistake, who removed them and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "convention_removal",
        sa.Column("convention_id", number, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["convention_id"], ["convention.id"], name=op.f("fk_convention_removal_convention_id")
        ),
        sa.PrimaryKeyConstraint("convention_id", name=op.f("pk_convention_removal")),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("convention_removal")
