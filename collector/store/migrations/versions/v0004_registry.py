"""Versions of Points and hours, exceptional days, conventions, label, equipment."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLES = (
    "point_version",
    "hours_version",
    "exceptional_days",
    "convention",
    "label_event",
    "equipment",
)
_FACTS = (
    "caf", "name", "street", "postcode", "commune", "insee", "latitude", "longitude", "made_up",
    "source", "active",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables; what is known today held since ever."""
    _versioned("point_version", sa.Column("facts", sa.JSON(), nullable=False))
    _versioned(
        "hours_version",
        sa.Column("hours", sa.String(length=2000), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("entered", sa.String(length=10), nullable=False),
    )
    op.create_index(op.f("ix_hours_version_valid_from"), "hours_version", ["valid_from"])
    _numbered(
        "exceptional_days",
        sa.Column("first", sa.String(length=10), nullable=False),
        sa.Column("last", sa.String(length=10), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("entered", sa.String(length=10), nullable=False),
    )
    _numbered(
        "convention",
        sa.Column("partner", sa.String(length=300), nullable=False),
        sa.Column("signed", sa.String(length=10), nullable=False),
        sa.Column("effective", sa.String(length=10), nullable=False),
        sa.Column("noticed", sa.String(length=10)),
        sa.Column("ended", sa.String(length=10)),
        sa.Column("ground", sa.String(length=20)),
    )
    _versioned(
        "label_event",
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        day="day",
    )
    _versioned(
        "equipment",
        sa.Column("computers", sa.Integer(), nullable=False),
        sa.Column("printers", sa.Integer(), nullable=False),
        sa.Column("connection", sa.String(length=40), nullable=False),
    )
    _keep_what_is_known()


def downgrade() -> None:
    """Take them away."""
    for name in reversed(_TABLES):
        op.drop_table(name)


def _versioned(name: str, *columns: sa.Column[Any], day: str = "valid_from") -> None:
    op.create_table(
        name,
        _point(),
        sa.Column(day, sa.String(length=10), nullable=False),
        *columns,
        _foreign(name),
        sa.PrimaryKeyConstraint("point_id", day, name=op.f(f"pk_{name}")),
    )


def _numbered(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("id", _NUMBER, nullable=False),
        _point(),
        *columns,
        _foreign(name),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_point_id"), name, ["point_id"])


def _point() -> sa.Column[str]:
    return sa.Column("point_id", sa.String(length=40), nullable=False)


def _foreign(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["point_id"], ["point.point_id"], name=op.f(f"fk_{name}_point_id_point")
    )


def _keep_what_is_known() -> None:
    names = ("point_id", "hours", *_FACTS)
    columns: list[sa.ColumnClause[Any]] = [sa.column(each) for each in names]
    connection = op.get_bind()
    rows = connection.execute(sa.select(*columns).select_from(sa.table("point"))).mappings().all()
    if not rows:
        return
    since = {"valid_from": "0001-01-01"}
    versions = _table("point_version", sa.column("facts", sa.JSON()))
    told = [{"point_id": row["point_id"], **since, "facts": _facts(row)} for row in rows]
    connection.execute(sa.insert(versions), told)
    told_by = {"who": "", "entered": "0001-01-01"}
    hours = _table("hours_version", *(sa.column(each) for each in ("hours", "who", "entered")))
    held = [
        {"point_id": row["point_id"], **since, "hours": row["hours"], **told_by} for row in rows
    ]
    connection.execute(sa.insert(hours), held)


def _table(name: str, *columns: sa.ColumnClause[Any]) -> sa.TableClause:
    return sa.table(name, sa.column("point_id"), sa.column("valid_from"), *columns)


def _facts(row: sa.RowMapping) -> dict[str, object]:
    # SQLite gives booleans as 0 and 1 to a query without column types.
    return {
        name: bool(row[name]) if name in ("made_up", "active") else row[name] for name in _FACTS
    }
