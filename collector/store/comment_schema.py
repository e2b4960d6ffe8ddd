"""Comments after the tally: apart from everything else, in tables that no figure reads."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, LargeBinary, String, Table

from collector.store.metadata import Id, PeriodText, metadata

comment = Table(
    "comment",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("caf", String(5), nullable=False),
    Column("point_id", Id, nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("text", String(1000), nullable=False),
    Column("state", String(10), nullable=False),
    Column("themes", JSON, nullable=False),
    sqlite_with_rowid=False,
    comment="What a visitor wrote, masked twice. id: drawn at the opening, by which rows are "
    "ordered; it has nothing of the sealed item's. point_id: empty where fewer than five were "
    "opened together. text: emptied when it is withheld. themes: a moderator's words.",
)

comment_opened = Table(
    "comment_opened",
    metadata,
    Column("point_id", Id, primary_key=True),
    Column("period", PeriodText, primary_key=True),
    Column("opened", Integer, nullable=False),
    Column("tags", LargeBinary, nullable=False),
    comment="How many comments of a Point and month were ever opened. tags: the last 16 bytes of "
    "each sealed item, sorted, until the period's key is destroyed: none is opened twice.",
)

comment_deferral = Table(
    "comment_deferral",
    metadata,
    Column("point_id", Id, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("period", PeriodText, nullable=False),
    comment="How many tallies in a row left a Point's comments sealed, and the last one's period.",
)

Index("ix_comment_by_state", comment.c.state, comment.c.caf, comment.c.point_id)
