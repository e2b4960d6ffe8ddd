"""What was said of a convention before it was corrected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "convention_correction",
        sa.Column("id", number, nullable=False),
        sa.Column("convention_id", number, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["convention_id"],
            ["convention.id"],
            name=op.f("fk_convention_correction_convention_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convention_correction")),
    )
    op.create_index(
        op.f("ix_convention_correction_convention_id"), "convention_correction", ["convention_id"]
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("convention_correction")
