"""The tables of what a Point's desk and its Caf tell each other.

Nothing in them is about one visitor: a return counts those of a whole month. Days are those on
which the collector received or sent something.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from collector.store.metadata import Id, PeriodText, metadata

Place = BigInteger().with_variant(Integer, "sqlite")
"""Grows with every row."""

declaration = Table(
    "declaration",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("device", String(16), nullable=False),
    Column("id", LargeBinary(16), nullable=False),
    Column("point_id", Id, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("day", String(10), nullable=False),
    Column("acknowledgement", LargeBinary, nullable=False),
    UniqueConstraint("device", "id"),
    comment="Every declaration of a desk that was accepted, by the digest of its bytes: the same "
    "bytes get the same acknowledgement.",
)

desk_matter = Table(
    "desk_matter",
    metadata,
    Column("point_id", Id, primary_key=True),
    Column("device", String(16), primary_key=True),
    Column("matter", String(40), primary_key=True),
    Column("revision", Integer, nullable=False),
    comment="The highest revision of what a device said about hours from a day, or about special "
    "days: declarations come in any order, and an older one changes nothing.",
)

activity_return = Table(
    "activity_return",
    metadata,
    Column("place", Place, primary_key=True),
    Column("point_id", Id, nullable=False),
    Column("period", PeriodText, nullable=False, index=True),
    Column("source", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("visitors", Integer, nullable=False),
    Column("accompanied", Integer, nullable=False),
    Column("day", String(10), nullable=False),
    Column("who", String(200), nullable=False),
    UniqueConstraint("point_id", "period", "source", "revision"),
    comment="Activity returns with every correction: the highest revision of a source counts. "
    "source: a device, or web. who: the account that typed it on the web, else empty.",
)

activity_question = Table(
    "activity_question",
    metadata,
    Column("point_id", Id, primary_key=True),
    Column("period", PeriodText, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("figures", JSON, nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", String(1000), nullable=False),
    Column("who", String(200), nullable=False),
    Column("day", String(10), nullable=False),
    comment="A declared figure that cannot be or is odd. state: open, closed by somebody (who) "
    "with a reason, or gone with a correction. figures: those that are asked about.",
)

reminder = Table(
    "reminder",
    metadata,
    Column("point_id", Id, primary_key=True),
    Column("period", PeriodText, primary_key=True),
    Column("stage", Integer, primary_key=True),
    Column("email", String(200), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("day", String(10), nullable=False),
    comment="An e-mail to a partner whose return is late. Written as begun before it is sent, so "
    "that none is sent twice; state: begun or sent.",
)

notice = Table(
    "notice",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("caf", String(5), nullable=False, index=True),
    Column("place", String(10), nullable=False),
    Column("starts", String(10), nullable=False),
    Column("ends", String(10), nullable=False),
    Column("texts", JSON, nullable=False),
    Column("points", JSON, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    comment="News from a Caf. place: desk or attract. texts: by language. points: ids, none for "
    "all of the Caf's. starts, ends: days, both included.",
)

desk_message = Table(
    "desk_message",
    metadata,
    Column("place", Place, primary_key=True),
    Column("id", LargeBinary(16), nullable=False, unique=True),
    Column("point_id", Id, nullable=False, index=True),
    Column("category", String(20), nullable=False),
    Column("text", String(2000), nullable=False),
    Column("day", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("answer", String(2000), nullable=False),
    Column("who", String(200), nullable=False),
    comment="A message from a desk to its Caf, masked, never about a visitor. who: the account "
    "that last changed its state or answer.",
)
