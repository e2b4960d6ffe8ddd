"""The tables as first released."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from collector.store.migrations import first_tally_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    "device_status",
    "ticket",
    "device",
    "point",
    "vault",
    "token",
    "survey",
    "setting",
    "set_aside",
    "seen",
    "period_key",
    "ledger",
    "caf",
    "account",
)


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "account",
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("email", name=op.f("pk_account")),
    )
    op.create_table(
        "caf",
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_caf")),
    )
    op.create_table(
        "ledger",
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("point_id", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("survey", sa.LargeBinary(length=32), nullable=False),
        sa.Column("key_id", sa.LargeBinary(length=8), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("repeated", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("entry", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("device", "sequence", name=op.f("pk_ledger")),
        sa.UniqueConstraint("device", "place", name=op.f("uq_ledger_device_place")),
        sa.UniqueConstraint("digest", name=op.f("uq_ledger_digest")),
    )
    op.create_table(
        "period_key",
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("key_id", sa.LargeBinary(length=8), nullable=False),
        sa.Column("public", sa.LargeBinary(length=1216), nullable=False),
        sa.Column("destroyed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_period_key")),
        sa.UniqueConstraint("key_id", name=op.f("uq_period_key_key_id")),
    )
    op.create_table(
        "seen",
        sa.Column("point_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.PrimaryKeyConstraint("point_id", "item_id", name=op.f("pk_seen")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "set_aside",
        sa.Column("point_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("survey", sa.LargeBinary(length=32), nullable=False),
        sa.Column("key_id", sa.LargeBinary(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("claim", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("point_id", "item_id", name=op.f("pk_set_aside")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "survey",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_survey")),
        sa.UniqueConstraint("id", "version", name=op.f("uq_survey_id_version")),
        sa.UniqueConstraint("place", name=op.f("uq_survey_place")),
    )
    op.create_table(
        "token",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_token_digest")),
    )
    op.create_table(
        "vault",
        sa.Column("point_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("item_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("survey", sa.LargeBinary(length=32), nullable=False),
        sa.Column("key_id", sa.LargeBinary(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("point_id", "kind", "period", "item_id", name=op.f("pk_vault")),
    )
    op.create_table(
        "point",
        sa.Column("point_id", sa.String(length=40), nullable=False),
        sa.Column("caf", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("street", sa.String(length=300), nullable=False),
        sa.Column("postcode", sa.String(length=5), nullable=False),
        sa.Column("commune", sa.String(length=200), nullable=False),
        sa.Column("insee", sa.String(length=5), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("hours", sa.String(length=2000), nullable=False),
        sa.Column("closures", sa.JSON(), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("survey", sa.LargeBinary(length=32), nullable=True),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["caf"], ["caf.code"], name=op.f("fk_point_caf")),
        sa.PrimaryKeyConstraint("point_id", name=op.f("pk_point")),
        sa.UniqueConstraint("token", name=op.f("uq_point_token")),
    )
    op.create_index(op.f("ix_point_caf"), "point", ["caf"], unique=False)
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("point_id", sa.String(length=40), nullable=True),
        sa.Column("caf", sa.String(length=5), nullable=True),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["caf"], ["caf.code"], name=op.f("fk_device_caf")),
        sa.ForeignKeyConstraint(["point_id"], ["point.point_id"], name=op.f("fk_device_point_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_table(
        "ticket",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("point_id", sa.String(length=40), nullable=True),
        sa.Column("caf", sa.String(length=5), nullable=True),
        sa.Column("expires", sa.String(length=10), nullable=False),
        sa.Column("device", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["caf"], ["caf.code"], name=op.f("fk_ticket_caf")),
        sa.ForeignKeyConstraint(["point_id"], ["point.point_id"], name=op.f("fk_ticket_point_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_ticket")),
    )
    op.create_table(
        "device_status",
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("waiting", sa.JSON(), nullable=False),
        sa.Column("quarantined", sa.Integer(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("free_mib", sa.BigInteger(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_device_status_device")),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_device_status")),
    )
    first_tally_tables.make()


def downgrade() -> None:
    """Remove every table and all that is in them."""
    for table in (*first_tally_tables.TABLES, *_TABLES):
        op.drop_table(table)
