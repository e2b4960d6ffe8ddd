"""What desks declare and Cafs answer: returns, questions, reminders, notices, messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PLACE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _key(name: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{name}"))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "declaration",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        _text("device", 16),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        _text("point_id", 40),
        _text("kind", 20),
        _text("day", 10),
        sa.Column("acknowledgement", sa.LargeBinary(), nullable=False),
        _key("declaration", "digest"),
        sa.UniqueConstraint("device", "id", name=op.f("uq_declaration_device_id")),
    )
    op.create_table(
        "activity_return",
        sa.Column("place", _PLACE, nullable=False),
        _text("point_id", 40),
        _text("period", 7),
        _text("source", 16),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.Column("accompanied", sa.Integer(), nullable=False),
        _text("day", 10),
        _text("who", 200),
        _key("activity_return", "place"),
        sa.UniqueConstraint(
            "point_id", "period", "source", "revision",
            name=op.f("uq_activity_return_point_id_period_source_revision"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_activity_return_period"), "activity_return", ["period"])
    op.create_table(
        "activity_question",
        _text("point_id", 40),
        _text("period", 7),
        _text("kind", 20),
        sa.Column("figures", sa.JSON(), nullable=False),
        _text("state", 10),
        _text("reason", 1000),
        _text("who", 200),
        _text("day", 10),
        _key("activity_question", "point_id", "period", "kind"),
    )
    op.create_table(
        "reminder",
        _text("point_id", 40),
        _text("period", 7),
        sa.Column("stage", sa.Integer(), nullable=False),
        _text("email", 200),
        _text("state", 10),
        _text("day", 10),
        _key("reminder", "point_id", "period", "stage", "email"),
    )
    op.create_table(
        "notice",
        _text("id", 32),
        _text("caf", 5),
        _text("place", 10),
        _text("starts", 10),
        _text("ends", 10),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        _key("notice", "id"),
    )
    op.create_index(op.f("ix_notice_caf"), "notice", ["caf"])
    op.create_table(
        "desk_message",
        sa.Column("place", _PLACE, nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        _text("point_id", 40),
        _text("category", 20),
        _text("text", 2000),
        _text("day", 10),
        _text("state", 10),
        _text("answer", 2000),
        _text("who", 200),
        _key("desk_message", "place"),
        sa.UniqueConstraint("id", name=op.f("uq_desk_message_id")),
    )
    op.create_index(op.f("ix_desk_message_point_id"), "desk_message", ["point_id"])


def downgrade() -> None:
    """Take them away."""
    for name in (
        "desk_message",
        "notice",
        "reminder",
        "activity_question",
        "activity_return",
        "declaration",
    ):
        op.drop_table(name)
