"""Accounts and tokens open what they should to whoever proves to be theirs, and nothing else."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import select

from collector.auth.access import (
    add_account,
    add_token,
    change_password,
    close_account,
    revoke_token,
)
from collector.auth.gate import DatabaseGate
from collector.auth.passwords import LONGEST_PASSWORD, new_password
from collector.auth.role import Role
from collector.auth.scope import NATIONAL, Scope
from collector.store.account_schema import account
from collector.store.schema import token
from tests.support.accounts import CODES
from tests.support.problems import refused
from tests.support.town import Town

EMAIL, PASSWORD = "analyst@caf.example", "correct horse battery"
CAF = Scope.parse("caf:761")


@pytest.fixture
def gate(town: Town) -> DatabaseGate:
    add_account(town.database, EMAIL, PASSWORD, Role.ANALYST, CAF)
    return DatabaseGate(town.database, town.clock, CODES)


def test_an_account_opens_its_scope(gate: DatabaseGate) -> None:
    reader = gate.sign_in(EMAIL, PASSWORD)
    assert (reader.email, reader.scope) == (EMAIL, CAF)
    assert gate.find_reader(EMAIL) == reader


def test_an_address_is_the_same_however_it_is_typed(gate: DatabaseGate) -> None:
    assert gate.sign_in("  Analyst@CAF.example ", PASSWORD).email == EMAIL


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "wrong"),
        (EMAIL, ""),
        (EMAIL, PASSWORD + " "),
        (EMAIL, "x" * 1_000_000),
        ("nobody@caf.example", PASSWORD),
        ("", ""),
        ("' OR 1=1 --", PASSWORD),
    ],
)
def test_nobody_else_gets_in(gate: DatabaseGate, email: str, password: str) -> None:
    with refused("login-refused"):
        gate.sign_in(email, password)


def test_a_closed_account_is_closed_at_once(town: Town, gate: DatabaseGate) -> None:
    close_account(town.database, EMAIL)
    assert gate.find_reader(EMAIL) is None
    with refused("login-refused"):
        gate.sign_in(EMAIL, PASSWORD)


def test_another_password_ends_the_sessions_of_the_old_one(town: Town, gate: DatabaseGate) -> None:
    before = gate.sign_in(EMAIL, PASSWORD).stamp
    change_password(town.database, EMAIL, "another good one")
    with refused("login-refused"):
        gate.sign_in(EMAIL, PASSWORD)
    assert gate.sign_in(EMAIL, "another good one").stamp != before


def test_passwords_and_tokens_are_not_kept(town: Town, gate: DatabaseGate) -> None:
    secret = add_token(town.database, "dashboards", CAF, os.urandom)
    with town.database.read() as transaction:
        kept = transaction.scalar(select(account.c.password)) or ""
        digest = transaction.scalar(select(token.c.digest)) or b""
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept
    assert secret.encode() not in digest
    assert len(digest) == 32


def test_a_token_opens_its_scope_until_it_is_revoked(town: Town, gate: DatabaseGate) -> None:
    secret = add_token(town.database, "dashboards", CAF, os.urandom)
    other = add_token(town.database, "other", NATIONAL, os.urandom)
    assert gate.token_scope(secret) == CAF
    revoke_token(town.database, "dashboards")
    with refused("token-refused"):
        gate.token_scope(secret)
    assert gate.token_scope(other) == NATIONAL


@pytest.mark.parametrize("made_up", ["", "isoloir_", "isoloir_aaaa", "x" * 100_000, "é"])
def test_a_made_up_token_opens_nothing(gate: DatabaseGate, made_up: str) -> None:
    with refused("token-refused"):
        gate.token_scope(made_up)


def test_names_are_taken_once(town: Town, gate: DatabaseGate) -> None:
    with refused("name-taken"):
        add_account(town.database, EMAIL.upper(), PASSWORD, Role.ADMIN, NATIONAL)
    add_token(town.database, "dashboards", CAF, os.urandom)
    with refused("name-taken"):
        add_token(town.database, "dashboards", NATIONAL, os.urandom)
    assert gate.sign_in(EMAIL, PASSWORD).scope == CAF


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("", PASSWORD),
        ("somebody", PASSWORD),
        ("two words@caf.example", PASSWORD),
        ("a@b@c", PASSWORD),
        ("new@caf.example", "short"),
        ("new@caf.example", "x" * (LONGEST_PASSWORD + 1)),
    ],
)
def test_an_account_wants_an_address_and_a_good_password(
    town: Town, email: str, password: str
) -> None:
    with refused("account-invalid"):
        add_account(town.database, email, password, Role.ANALYST, CAF)


@pytest.mark.parametrize("name", ["", " ", "x" * 101, " before", "after "])
def test_a_token_wants_a_name(town: Town, name: str) -> None:
    with refused("account-invalid"):
        add_token(town.database, name, CAF, os.urandom)


def test_a_scope_is_of_a_place_that_exists(town: Town) -> None:
    with refused("caf-unknown"):
        add_token(town.database, "a", Scope.parse("caf:999"), os.urandom)
    with refused("point-unknown"):
        add_account(town.database, EMAIL, PASSWORD, Role.PARTNER, Scope.parse("point:nowhere"))
    add_account(town.database, EMAIL, PASSWORD, Role.PARTNER, Scope.parse("point:rouen"))


def test_what_does_not_exist_is_named(town: Town) -> None:
    with refused("account-unknown"):
        close_account(town.database, "nobody@caf.example")
    with refused("account-unknown"):
        change_password(town.database, "nobody@caf.example", PASSWORD)
    with refused("token-unknown"):
        revoke_token(town.database, "nothing")


def test_a_password_made_here_is_good_enough_for_here(town: Town) -> None:
    password = new_password(os.urandom)
    add_account(town.database, EMAIL, password, Role.ANALYST, CAF)
    assert DatabaseGate(town.database, town.clock, CODES).sign_in(EMAIL, password).email == EMAIL
    assert password != new_password(os.urandom)
