"""Hours and special days that a desk declares."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "desk_matter",
        sa.Column("point_id", sa.String(length=40), nullable=False),
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("point_id", "device", "matter", name=op.f("pk_desk_matter")),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("desk_matter")
