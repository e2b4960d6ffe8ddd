"""The collector's tables: SQLite by default, PostgreSQL by a URL, one schema.

No column holds an address, a user agent, an answer in clear, or a time of anything a visitor did: a
period (a month, as `YYYY-MM`) is the finest. Rows about Points carry `point_id` as distribution
key.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = String(40)
PeriodText = String(7)

setting = Table(
    "setting",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(400), nullable=False),
    comment="Single values, such as bundle_serial.",
)

caf = Table(
    "caf",
    metadata,
    Column("code", String(5), primary_key=True),
    Column("name", String(200), nullable=False),
    comment="A family benefits office.",
)

point = Table(
    "point",
    metadata,
    Column("point_id", Id, primary_key=True),
    Column("caf", ForeignKey("caf.code"), nullable=False, index=True),
    Column("name", String(300), nullable=False),
    Column("street", String(300), nullable=False),
    Column("postcode", String(5), nullable=False),
    Column("commune", String(200), nullable=False),
    Column("insee", String(5), nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("hours", String(2000), nullable=False),
    Column("closures", JSON, nullable=False),
    Column("token", String(40), nullable=False, unique=True),
    Column("survey", LargeBinary(32)),
    Column("made_up", Boolean, nullable=False),
    Column("source", String(100), nullable=False),
    Column("active", Boolean, nullable=False),
    comment="A Point. survey: digest of its own survey, or null for the one published last.",
)

survey = Table(
    "survey",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("id", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("canonical", LargeBinary, nullable=False),
    Column("place", Integer, nullable=False, unique=True),
    UniqueConstraint("id", "version"),
    comment="A published survey. place: order of publication, the highest is in use by default.",
)

period_key = Table(
    "period_key",
    metadata,
    Column("period", PeriodText, primary_key=True),
    Column("key_id", LargeBinary(8), nullable=False, unique=True),
    Column("public", LargeBinary(1216), nullable=False),
    Column("destroyed", Boolean, nullable=False),
    comment="The public half of a period's key; the private half lives outside the database.",
)

ticket = Table(
    "ticket",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("point_id", ForeignKey("point.point_id")),
    Column("caf", ForeignKey("caf.code")),
    Column("expires", String(10), nullable=False),
    Column("device", String(16)),
    comment="An enrolment ticket by the digest of its secret. expires: a day. device: who used it.",
)

device = Table(
    "device",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("public", LargeBinary(32), nullable=False),
    Column("point_id", ForeignKey("point.point_id")),
    Column("caf", ForeignKey("caf.code")),
    Column("revoked", Boolean, nullable=False),
    comment="An enrolled kiosk (one Point) or relay (the Points of a Caf, or all).",
)

device_status = Table(
    "device_status",
    metadata,
    Column("device", ForeignKey("device.id"), primary_key=True),
    Column("waiting", JSON, nullable=False),
    Column("quarantined", Integer, nullable=False),
    Column("serial", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("free_mib", BigInteger, nullable=False),
    Column("versions", JSON, nullable=False),
    Column("day", String(10), nullable=False),
    comment="A device's last sign of life. waiting: sealed items by period. day: of the contact.",
)

ledger = Table(
    "ledger",
    metadata,
    Column("device", String(16), primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("place", BigInteger, nullable=False),
    Column("point_id", Id, nullable=False),
    Column("period", PeriodText, nullable=False),
    Column("survey", LargeBinary(32), nullable=False),
    Column("key_id", LargeBinary(8), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("accepted", Integer, nullable=False),
    Column("repeated", Integer, nullable=False),
    Column("receipt", LargeBinary, nullable=False),
    Column("previous", LargeBinary(32), nullable=False),
    Column("entry", LargeBinary(32), nullable=False),
    UniqueConstraint("device", "place"),
    comment="What intake accepted, one hash chain per device, in the order of acceptance (place). "
    "digest: of the batch's bytes.",
)

seen = Table(
    "seen",
    metadata,
    Column("point_id", Id, primary_key=True),
    Column("item_id", LargeBinary(16), primary_key=True),
    Column("period", PeriodText, nullable=False, index=True),
    comment="Random ids of every item received, until its period's key is destroyed: counts once.",
)

vault = Table(
    "vault",
    metadata,
    Column("point_id", Id, primary_key=True),
    Column("item_id", LargeBinary(16), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("period", PeriodText, nullable=False),
    Column("survey", LargeBinary(32), nullable=False),
    Column("key_id", LargeBinary(8), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    comment="Sealed items waiting for the tally. sealed: the whole item as it travelled, its id "
    "first. Rows are written once and deleted once: a claim lists ids and touches no row here.",
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("point_id", Id, primary_key=True),
    Column("item_id", LargeBinary(16), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("period", PeriodText, nullable=False),
    Column("survey", LargeBinary(32), nullable=False),
    Column("key_id", LargeBinary(8), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("code", String(40), nullable=False),
    Column("claim", String(60), nullable=False),
    comment="Items that did not open or validate, still sealed, with the reason's problem code.",
)

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
    Column("ids", LargeBinary, nullable=False),
    Column("tags", LargeBinary, nullable=False),
    Column("items", Integer, nullable=False),
    Column("opened", Integer, nullable=False),
    comment="What a claim takes of one Point, by the items' own period. ids: the items' ids, sorted, "
    "until they are published. tags: the last 16 bytes of each sealed item opened, until the "
    "period's key is destroyed, so that none counts again under another id.",
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

account = Table(
    "account",
    metadata,
    Column("email", String(200), primary_key=True),
    Column("password", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("scope", String(60), nullable=False),
    Column("active", Boolean, nullable=False),
    comment="Somebody of a Caf or a partner who may look at figures; never a visitor.",
)

token = Table(
    "token",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("scope", String(60), nullable=False),
    Column("revoked", Boolean, nullable=False),
    comment="A bearer token of the API, by the SHA-256 of its secret.",
)

Index("ix_vault_by_period", vault.c.period, vault.c.point_id, vault.c.kind)
Index("ix_claimed_by_point", claimed.c.point_id)
Index("ix_sum_span_by_point", sum_span.c.form_id, sum_span.c.point_id)
