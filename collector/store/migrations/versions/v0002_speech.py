"""Which packs speak which survey."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "speech",
        sa.Column("survey", sa.LargeBinary(length=32), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("pack", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("survey", "language", name=op.f("pk_speech")),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("speech")
