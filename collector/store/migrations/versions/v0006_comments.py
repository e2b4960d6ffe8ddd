"""Comments, after they were opened and masked again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "comment",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("caf", sa.String(length=5), nullable=False),
        sa.Column("point_id", sa.String(length=40), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_comment_by_state", "comment", ["state", "caf", "point_id"])
    op.create_table(
        "comment_opened",
        sa.Column("point_id", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("tags", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("point_id", "period", name=op.f("pk_comment_opened")),
    )
    op.create_table(
        "comment_deferral",
        sa.Column("point_id", sa.String(length=40), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.PrimaryKeyConstraint("point_id", name=op.f("pk_comment_deferral")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("comment_deferral")
    op.drop_table("comment_opened")
    op.drop_index("ix_comment_by_state", table_name="comment")
    op.drop_table("comment")
