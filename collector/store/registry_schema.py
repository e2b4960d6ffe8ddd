"""The registry's tables beside the Points themselves: versions by day, conventions, equipment.

A version says what holds from its day (`valid_from`) on, until the next one's. No person is named.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table

from collector.store.metadata import metadata

_DAY = String(10)
_Number = BigInteger().with_variant(Integer, "sqlite")

point_version = Table(
    "point_version",
    metadata,
    Column("point_id", ForeignKey("point.point_id"), primary_key=True),
    Column("valid_from", _DAY, primary_key=True),
    Column("facts", JSON, nullable=False),
    comment="What the registry said of a Point from a day on, hours apart.",
)

hours_version = Table(
    "hours_version",
    metadata,
    Column("point_id", ForeignKey("point.point_id"), primary_key=True),
    Column("valid_from", _DAY, primary_key=True, index=True),
    Column("hours", String(2000), nullable=False),
    Column("who", String(200), nullable=False),
    Column("entered", _DAY, nullable=False),
    comment="A Point's hours from a day on; the day may lie ahead.",
)

exceptional_days = Table(
    "exceptional_days",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("point_id", ForeignKey("point.point_id"), nullable=False, index=True),
    Column("first", _DAY, nullable=False),
    Column("last", _DAY, nullable=False),
    Column("slots", JSON, nullable=False),
    Column("reason", String(200), nullable=False),
    Column("who", String(200), nullable=False),
    Column("entered", _DAY, nullable=False),
    comment="Days on which a Point is closed (no slots) or open otherwise. slots: minutes.",
)

convention = Table(
    "convention",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("point_id", ForeignKey("point.point_id"), nullable=False, index=True),
    Column("partner", String(300), nullable=False),
    Column("signed", _DAY, nullable=False),
    Column("effective", _DAY, nullable=False),
    Column("noticed", _DAY),
    Column("ended", _DAY),
    Column("ground", String(20)),
    comment="A convention with a partner, an organisation. ended: its first day without effect.",
)

convention_correction = Table(
    "convention_correction",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("convention_id", ForeignKey("convention.id"), nullable=False, index=True),
    Column("day", _DAY, nullable=False),
    Column("who", String(200), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("before", JSON, nullable=False),
    comment="A convention was typed wrongly: what the registry said of it until that day, and why "
    "it was corrected. Only added to.",
)

convention_removal = Table(
    "convention_removal",
    metadata,
    Column("convention_id", ForeignKey("convention.id"), primary_key=True, autoincrement=False),
    Column("day", _DAY, nullable=False),
    Column("who", String(200), nullable=False),
    Column("reason", String(500), nullable=False),
    comment="A convention was recorded by mistake: it counts nowhere, on no day. Only added to.",
)

partner = Table(
    "partner",
    metadata,
    Column("caf", String(5), primary_key=True),
    Column("name", String(300), primary_key=True),
    Column("email", String(200), nullable=False),
    comment="Where the partner of a Caf's conventions is written to: an organisation's address.",
)

label_event = Table(
    "label_event",
    metadata,
    Column("point_id", ForeignKey("point.point_id"), primary_key=True),
    Column("day", _DAY, primary_key=True),
    Column("state", String(20), nullable=False),
    Column("reason", String(500), nullable=False),
    comment="From this day on the label stands so: what a human decided, and why.",
)

equipment = Table(
    "equipment",
    metadata,
    Column("point_id", ForeignKey("point.point_id"), primary_key=True),
    Column("valid_from", _DAY, primary_key=True),
    Column("computers", Integer, nullable=False),
    Column("printers", Integer, nullable=False),
    Column("connection", String(40), nullable=False),
    comment="What a Point offers from a day on.",
)

pending_list = Table(
    "pending_list",
    metadata,
    Column("who", String(200), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("day", _DAY, nullable=False),
    comment="A list of Points that an account sent and has not confirmed yet.",
)
