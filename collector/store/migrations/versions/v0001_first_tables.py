"""The collector's tables as issue 2 fixed them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = [
    "device_status",
    "ticket",
    "released_row",
    "device",
    "sum_span",
    "running_sum",
    "release",
    "point",
    "claimed",
    "vault",
    "token",
    "tally_claim",
    "survey",
    "setting",
    "set_aside",
    "seen",
    "period_key",
    "ledger",
    "form",
    "deferral",
    "caf",
    "account",
]


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
        "deferral",
        sa.Column("point_id", sa.String(length=40), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.PrimaryKeyConstraint("point_id", name=op.f("pk_deferral")),
    )
    op.create_table(
        "form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.String(length=10), nullable=False),
        sa.Column("survey", sa.LargeBinary(length=32), nullable=False),
        sa.Column("breakdown", sa.String(length=81), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form")),
        sa.UniqueConstraint(
            "table_id", "survey", "breakdown", name=op.f("uq_form_table_id_survey_breakdown")
        ),
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
        "tally_claim",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("caf", sa.String(length=5), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("set_aside", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_claim")),
        sa.UniqueConstraint(
            "caf", "period", "ordinal", name=op.f("uq_tally_claim_caf_period_ordinal")
        ),
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
        "claimed",
        sa.Column("claim", sa.String(length=60), nullable=False),
        sa.Column("point_id", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("ids", sa.LargeBinary(), nullable=False),
        sa.Column("tags", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["tally_claim.id"], name=op.f("fk_claimed_claim")),
        sa.PrimaryKeyConstraint("claim", "point_id", "period", name=op.f("pk_claimed")),
    )
    op.create_index("ix_claimed_by_point", "claimed", ["point_id"], unique=False)
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
        "release",
        sa.Column("id", sa.String(length=160), nullable=False),
        sa.Column("claim", sa.String(length=60), nullable=False),
        sa.Column("table_id", sa.String(length=10), nullable=False),
        sa.Column("point_id", sa.String(length=40), nullable=False),
        sa.Column("caf", sa.String(length=5), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("first_period", sa.String(length=7), nullable=False),
        sa.Column("last_period", sa.String(length=7), nullable=False),
        sa.Column("survey", sa.LargeBinary(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["tally_claim.id"], name=op.f("fk_release_claim")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    op.create_index("ix_release_by_point", "release", ["point_id", "period"], unique=False)
    op.create_index(op.f("ix_release_caf"), "release", ["caf"], unique=False)
    op.create_index(op.f("ix_release_claim"), "release", ["claim"], unique=False)
    op.create_table(
        "running_sum",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("caf", sa.String(length=5), nullable=False),
        sa.Column("point_id", sa.String(length=40), nullable=False),
        sa.Column("releases", sa.Integer(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_running_sum_form_id")),
        sa.PrimaryKeyConstraint(
            "form_id", "level", "period", "caf", "point_id", name=op.f("pk_running_sum")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sum_span",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("caf", sa.String(length=5), nullable=False),
        sa.Column("point_id", sa.String(length=40), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_sum_span_form_id")),
        sa.PrimaryKeyConstraint("form_id", "level", "caf", "point_id", name=op.f("pk_sum_span")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sum_span_by_point", "sum_span", ["form_id", "point_id"], unique=False)
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
        "released_row",
        sa.Column("release_id", sa.String(length=160), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_released_row_form_id")),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_released_row_release_id")
        ),
        sa.PrimaryKeyConstraint("release_id", "form_id", name=op.f("pk_released_row")),
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


def downgrade() -> None:
    """Remove every table and all that is in them."""
    for table in _TABLES:
        op.drop_table(table)
