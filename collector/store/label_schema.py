"""Decisions on labels, each with the evidence that it was taken on."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, String, Table

from collector.store.metadata import PeriodText, metadata

label_decision = Table(
    "label_decision",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("point_id", ForeignKey("point.point_id"), nullable=False, index=True),
    Column("day", String(10), nullable=False),
    Column("period", PeriodText, nullable=False),
    Column("finding", String(20), nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("decision", String(20), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("who", String(200), nullable=False),
    comment="What a human decided on a label, and why. period: the last month of the evidence; "
    "finding, evidence: what it showed then.",
)
