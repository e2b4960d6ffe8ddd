"""The tally's tables: what it claims, what it released, and the sums kept of it."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from collector.store.metadata import Id, PeriodText, metadata

tally_claim = Table(
    "tally_claim",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("caf", String(5), nullable=False),
    Column("period", PeriodText, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("published", Boolean, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("set_aside", Integer, nullable=False),
    UniqueConstraint("caf", "period", "ordinal"),
    comment="One Caf's share of one tally: planned first (items claimed), then published whole.",
)

claimed = Table(
    "claimed",
    metadata,
    Column("claim", ForeignKey("tally_claim.id"), primary_key=True),
    Column("point_id", Id, primary_key=True),
    Column("period", PeriodText, primary_key=True),
    Column("taken", Integer, nullable=False),
    Column("opened", Integer, nullable=False),
    # Last, since SQLite reads past them to whatever follows.
    Column("ids", LargeBinary, nullable=False),
    Column("tags", LargeBinary, nullable=False),
    comment="What a claim takes of one Point, by the items' own period. ids: the items' ids, "
    "sorted, until they are published. tags: the last 16 bytes of each sealed item opened, until "
    "the period's key is destroyed, so that none counts again under another id.",
)

deferral = Table(
    "deferral",
    metadata,
    Column("point_id", Id, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("period", PeriodText, nullable=False),
    comment="How many tallies in a row left this Point waiting, and the last one's period.",
)

form = Table(
    "form",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("table_id", String(10), nullable=False),
    Column("survey", LargeBinary(32), nullable=False),
    Column("breakdown", String(81), nullable=False),
    UniqueConstraint("table_id", "survey", "breakdown"),
    comment="A kind of row: of which table, survey and breakdown; its cells are in the order of "
    "collector.tables.forms.",
)

release = Table(
    "release",
    metadata,
    Column("id", String(160), primary_key=True),
    Column("claim", ForeignKey("tally_claim.id"), nullable=False, index=True),
    Column("table_id", String(10), nullable=False),
    Column("point_id", Id, nullable=False),
    Column("caf", String(5), nullable=False, index=True),
    Column("period", PeriodText, nullable=False),
    Column("first_period", PeriodText, nullable=False),
    Column("last_period", PeriodText, nullable=False),
    Column("survey", LargeBinary(32), nullable=False),
    Column("n", Integer, nullable=False),
    Column("method", Integer, nullable=False),
    comment="What one tally published of one Point (site) or one Caf (other tables; point_id "
    "empty). period: of the tally. first_period, last_period: of the responses.",
)

released_row = Table(
    "released_row",
    metadata,
    Column("release_id", ForeignKey("release.id"), primary_key=True),
    Column("form_id", ForeignKey("form.id"), primary_key=True),
    Column("cells", LargeBinary, nullable=False),
    comment="Perturbed cells of one row of a release: big-endian signed 32-bit numbers.",
)

running_sum = Table(
    "running_sum",
    metadata,
    Column("form_id", ForeignKey("form.id"), primary_key=True),
    Column("level", SmallInteger, primary_key=True),
    Column("period", Integer, primary_key=True),
    Column("caf", String(5), primary_key=True),
    Column("point_id", Id, primary_key=True),
    Column("releases", Integer, nullable=False),
    Column("cells", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
    comment="Released rows added up since the beginning, up to a month (shared.periods index). "
    "level: 0 nation, 1 Caf, 2 Point; caf and point_id are empty above theirs. A month without "
    "release between two others repeats the sum before it; the months are those of sum_span.",
)

sum_span = Table(
    "sum_span",
    metadata,
    Column("form_id", ForeignKey("form.id"), primary_key=True),
    Column("level", SmallInteger, primary_key=True),
    Column("caf", String(5), primary_key=True),
    Column("point_id", Id, primary_key=True),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    sqlite_with_rowid=False,
    comment="From which month to which the running sums of a form and place go, without a gap.",
)

Index("ix_claimed_by_point", claimed.c.point_id)
Index("ix_release_by_point", release.c.point_id, release.c.period)
Index("ix_sum_span_by_point", sum_span.c.form_id, sum_span.c.point_id)
