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
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from collector.store import (
    account_schema,
    comment_schema,
    desk_schema,
    label_schema,
    registry_schema,
    tally_schema,
)
from collector.store.metadata import Id, PeriodText, metadata

__all__ = [
    "account_schema",
    "audit",
    "caf",
    "comment_schema",
    "desk_schema",
    "device",
    "device_status",
    "key_copy",
    "label_schema",
    "ledger",
    "metadata",
    "period_key",
    "point",
    "registry_schema",
    "seen",
    "set_aside",
    "setting",
    "survey",
    "tally_schema",
    "ticket",
    "token",
    "vault",
]

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

speech = Table(
    "speech",
    metadata,
    Column("survey", LargeBinary(32), primary_key=True),
    Column("language", String(40), primary_key=True),
    Column("pack", LargeBinary(32), nullable=False),
    comment="Digest of the pack that speaks a survey, by its digest, in one of its languages.",
)

period_key = Table(
    "period_key",
    metadata,
    Column("period", PeriodText, primary_key=True),
    Column("key_id", LargeBinary(8), nullable=False, unique=True),
    Column("public", LargeBinary(1216), nullable=False),
    Column("destroyed", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    comment="The public half of a period's key; the private half lives outside the database. "
    "withdrawn: devices are not given it any more, what was sealed to it is taken and tallied.",
)

key_copy = Table(
    "key_copy",
    metadata,
    Column("id", LargeBinary(8), primary_key=True),
    Column("period", PeriodText, nullable=False),
    Column("place", String(100), nullable=False),
    Column("made", String(10), nullable=False),
    Column("gone", String(10), nullable=False),
    comment="Where a sealed copy of a period's private key was put, on which day (made). gone: "
    "empty, or what became of it: destroyed, declared.",
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
    Column("period", PeriodText, nullable=False),
    sqlite_with_rowid=False,
    comment="Random ids of every item received, until its period's key is destroyed: counts once. "
    "No index on period: every upload would pay for what is read once a month.",
)

vault = Table(
    "vault",
    metadata,
    Column("point_id", Id, primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("period", PeriodText, primary_key=True),
    Column("item_id", LargeBinary(16), primary_key=True),
    Column("survey", LargeBinary(32), nullable=False),
    Column("key_id", LargeBinary(8), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    comment="Sealed items waiting for the tally. sealed: the whole item as it travelled, its id "
    "first. Rows are written once and deleted once: a claim lists ids and touches no row here. "
    "The one index serves counting, claiming, reading and deleting; seen makes ids unique.",
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

token = Table(
    "token",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("scope", String(60), nullable=False),
    Column("revoked", Boolean, nullable=False),
    Column("last_used", String(10), nullable=False),
    comment="A bearer token of the API, by the SHA-256 of its secret. last_used: a day, or empty.",
)

audit = Table(
    "audit",
    metadata,
    Column("place", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("day", String(10), nullable=False),
    Column("who", String(200), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("detail", JSON, nullable=False),
    comment="Who of the Caf or a partner changed what, in order (place); never what a visitor did. "
    "who: an account, or the command line.",
)
