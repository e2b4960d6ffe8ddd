"""What is kept about signing in, beside accounts and tokens."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table

from collector.store.metadata import metadata

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("again", BigInteger, nullable=False),
    comment="Failures in a row to sign in to the analysts' pages, by the SHA-256 of the address "
    "typed. again: when the next try is read, in seconds since 1970; forgotten after a day.",
)
