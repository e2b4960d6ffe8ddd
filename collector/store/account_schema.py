"""What is kept of accounts, and about signing in."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, String, Table

from collector.store.metadata import metadata

account = Table(
    "account",
    metadata,
    Column("email", String(200), primary_key=True),
    Column("password", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("scope", String(60), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("subject", LargeBinary(32), nullable=True, unique=True),
    Column("code_seed", LargeBinary(20), nullable=True),
    Column("code_step", BigInteger, nullable=False),
    comment="Somebody of a Caf or a partner who may look at figures; never a visitor. subject: the "
    "SHA-256 of what single sign-on knows them by; such an account has no password. code_seed: "
    "with the server's key it gives the secret of the second step; none without one. code_step: "
    "the newest step of time whose code was used, so that none is used twice.",
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("email", String(200), primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),
    comment="What is left of an account's recovery codes, each by its SHA-256; deleted when used.",
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("again", BigInteger, nullable=False),
    comment="Failures in a row to sign in to the analysts' pages, by the SHA-256 of the address "
    "typed. again: when the next try is read, in seconds since 1970; forgotten after a day.",
)
