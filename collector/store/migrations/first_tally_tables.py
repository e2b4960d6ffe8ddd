"""The tally's tables as first released: the second half of step 0001."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

TABLES = (
    "released_row",
    "sum_span",
    "running_sum",
    "release",
    "claimed",
    "tally_claim",
    "form",
    "deferral",
)


def make() -> None:
    """Make them."""
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
