"""Guessing passwords gets slow, for any address, and nothing of who guesses is kept."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from sqlalchemy import select

from collector.auth.access import add_account, add_token
from collector.auth.gate import DatabaseGate
from collector.auth.role import Role
from collector.auth.scope import NATIONAL
from collector.auth.throttle import FREE_FAILURES, LONGEST_DELAY, delay_after
from collector.store.access import find_token
from collector.store.account_schema import sign_in_failure
from tests.support.accounts import CODES
from tests.support.problems import refused
from tests.support.town import Town

EMAIL, PASSWORD = "analyst@caf.example", "correct horse battery"


def guess(gate: DatabaseGate, email: str, code: str, times: int = 1) -> None:
    for _ in range(times):
        with refused(code):
            gate.sign_in(email, "a wrong password")


@pytest.mark.parametrize("email", [EMAIL, "nobody@caf.example"])
def test_after_five_failures_the_next_try_waits_whoever_it_is(town: Town, email: str) -> None:
    add_account(town.database, EMAIL, PASSWORD, Role.ANALYST, NATIONAL)
    gate = DatabaseGate(town.database, town.clock, CODES)
    guess(gate, email, "login-refused", FREE_FAILURES)
    guess(gate, f" {email.upper()}", "login-throttled")
    with refused("login-throttled"):
        gate.sign_in(email, PASSWORD)
    town.clock.time += timedelta(seconds=delay_after(FREE_FAILURES))
    guess(gate, email, "login-refused")
    town.clock.time += timedelta(seconds=delay_after(FREE_FAILURES))
    guess(gate, email, "login-throttled")


def test_signing_in_begins_anew_and_others_are_not_held_up(town: Town) -> None:
    add_account(town.database, EMAIL, PASSWORD, Role.ANALYST, NATIONAL)
    gate = DatabaseGate(town.database, town.clock, CODES)
    guess(gate, "nobody@caf.example", "login-refused", FREE_FAILURES)
    guess(gate, EMAIL, "login-refused", FREE_FAILURES - 1)
    assert gate.sign_in(EMAIL, PASSWORD).email == EMAIL
    guess(gate, EMAIL, "login-refused", FREE_FAILURES - 1)
    assert gate.sign_in(EMAIL, PASSWORD).email == EMAIL


def test_only_a_digest_is_kept_and_for_a_day(town: Town) -> None:
    gate = DatabaseGate(town.database, town.clock, CODES)
    guess(gate, "nobody@caf.example", "login-refused")
    town.clock.time += timedelta(days=2)
    guess(gate, "other@caf.example", "login-refused")
    with town.database.read() as transaction:
        (row,) = transaction.execute(select(sign_in_failure))
    assert len(row.digest) == 32
    assert set(sign_in_failure.c.keys()) == {"digest", "failures", "again"}


def test_delays_grow_to_a_quarter_of_an_hour() -> None:
    delays = [delay_after(failures) for failures in range(40)]
    assert delays == sorted(delays)
    assert delays[:FREE_FAILURES] == [0] * FREE_FAILURES
    assert delays[-1] == LONGEST_DELAY == 900


def test_a_token_keeps_the_day_of_its_last_use(town: Town) -> None:
    gate = DatabaseGate(town.database, town.clock, CODES)
    secret = add_token(town.database, "dashboards", NATIONAL, os.urandom)
    days = []
    for ahead in (0, 0, 1):
        town.clock.time += timedelta(days=ahead)
        gate.token_scope(secret)
        with town.database.read() as transaction:
            found = find_token(transaction, "dashboards")
        days.append(found.last_used if found else None)
    assert days == ["2026-10-15", "2026-10-15", "2026-10-16"]
