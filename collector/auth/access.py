"""Accounts and tokens: what administrators do with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from collector.auth.passwords import (
    LONGEST_PASSWORD,
    hash_password,
    new_token,
    token_digest,
)
from collector.auth.reader import Reader
from collector.auth.role import Role
from collector.auth.scope import Level, Scope
from collector.store import access as store
from collector.store.audit import record
from collector.store.engine import Database, Transaction
from collector.store.points import all_cafs, find_point
from shared.problems import AccessProblem, OperationProblem

SHORTEST_PASSWORD: Final = 12
_EMAIL: Final = re.compile(r"[^@\s]{1,100}@[^@\s]{1,99}")
_NAME: Final = re.compile(r"[^\s](.{0,98}[^\s])?")


@dataclass(frozen=True, slots=True)
class Noted:
    """Who makes a change, and when: what the audit log keeps of it. `who`: see `audit.record`."""

    who: str
    now: datetime

    def record(self, transaction: Transaction, action: str, subject: str, **detail: str) -> None:
        """Note it within the transaction that makes it."""
        record(transaction, self.now, self.who, action, subject, detail)


def is_email(text: str) -> bool:
    """Whether it looks like an address that an account can have."""
    return bool(_EMAIL.fullmatch(text.strip()))


def email_form(email: str) -> str:
    """The one form of an address that is kept and compared."""
    return email.strip().lower()


def add_account(
    database: Database,
    email: str,
    password: str,
    role: Role,
    scope: Scope,
    *,
    noted: Noted | None = None,
) -> None:
    """Open an account. `noted`: for the audit log; None while a collector is being founded.

    Raises:
        AccessProblem: `account-invalid`: not an address, or too short a password.
        OperationProblem: `name-taken`; `point-unknown`, `caf-unknown` for the scope.
    """
    address = email_form(email)
    if not is_email(address):
        raise AccessProblem("account-invalid", f"{email[:60]!r} is not an e-mail address.")
    hashed = _hashed(password)
    with database.begin() as transaction:
        check_scope(transaction, scope)
        if store.find_account(transaction, address) is not None:
            raise OperationProblem("name-taken", f"Account {address}.")
        store.add_account(transaction, store.Account(address, hashed, role, scope, active=True))
        if noted:
            subject = f"account {address}"
            noted.record(transaction, "account-add", subject, role=role.value, scope=str(scope))


def change_role(
    database: Database, email: str, role: Role, scope: Scope, *, noted: Noted | None = None
) -> None:
    """Give an account another role and scope; whoever was signed in has to sign in again.

    Raises:
        AccessProblem: `account-unknown`.
        OperationProblem: `point-unknown`, `caf-unknown` for the scope.
    """
    with database.begin() as transaction:
        check_scope(transaction, scope)
        known = known_account(transaction, email)
        if known.subject:
            raise AccessProblem("account-invalid", "Single sign-on says its role and scope.")
        store.set_role(transaction, known.email, role, scope)
        if noted:
            before, after = f"{known.role} {known.scope}", f"{role} {scope}"
            subject = f"account {known.email}"
            noted.record(transaction, "account-change", subject, before=before, after=after)


def change_password(
    database: Database, email: str, password: str, *, noted: Noted | None = None
) -> None:
    """Give an account another password; whoever was signed in has to sign in again.

    Raises:
        AccessProblem: `account-invalid`, `account-unknown`.
    """
    hashed = _hashed(password)
    with database.begin() as transaction:
        known = known_account(transaction, email)
        if known.subject:
            raise AccessProblem("account-invalid", "It signs in by single sign-on.")
        store.set_password(transaction, known.email, hashed)
        if noted:
            noted.record(transaction, "account-password", f"account {known.email}")


def close_account(database: Database, email: str, *, noted: Noted | None = None) -> None:
    """Close an account at once.

    Raises:
        AccessProblem: `account-unknown`.
    """
    with database.begin() as transaction:
        known = known_account(transaction, email)
        store.close_account(transaction, known.email)
        if noted:
            noted.record(transaction, "account-close", f"account {known.email}")


def add_token(
    database: Database,
    name: str,
    scope: Scope,
    random_bytes: Callable[[int], bytes],
    *,
    noted: Noted | None = None,
) -> str:
    """Make a token and return its secret, which is not kept.

    Raises:
        OperationProblem: `name-taken`; `point-unknown`, `caf-unknown` for the scope.
        AccessProblem: `account-invalid`: the name is empty or too long.
    """
    if not _NAME.fullmatch(name):
        raise AccessProblem("account-invalid", "A token's name has 1 to 100 characters.")
    secret = new_token(random_bytes)
    with database.begin() as transaction:
        check_scope(transaction, scope)
        if store.find_token(transaction, name) is not None:
            raise OperationProblem("name-taken", f"Token {name!r}.")
        store.add_token(transaction, name, token_digest(secret), scope)
        if noted:
            noted.record(transaction, "token-add", f"token {name}", scope=str(scope))
    return secret


def revoke_token(database: Database, name: str, *, noted: Noted | None = None) -> None:
    """Let a token open nothing any more.

    Raises:
        AccessProblem: `token-unknown`.
    """
    with database.begin() as transaction:
        if store.find_token(transaction, name) is None:
            raise AccessProblem("token-unknown", f"{name[:60]!r}.")
        store.revoke_token(transaction, name)
        if noted:
            noted.record(transaction, "token-revoke", f"token {name}")


def check_scope(transaction: Transaction, scope: Scope) -> None:
    """See that what a scope names exists.

    Raises:
        OperationProblem: `point-unknown`, `caf-unknown`.
    """
    if scope.level is Level.POINT and find_point(transaction, scope.id) is None:
        raise OperationProblem("point-unknown", f"{scope.id!r}.")
    if scope.level is Level.CAF and scope.id not in all_cafs(transaction):
        raise OperationProblem("caf-unknown", f"{scope.id!r}.")


def _hashed(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        detail = f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters."
        raise AccessProblem("account-invalid", detail)
    return hash_password(password)


def known_account(transaction: Transaction, email: str) -> store.Account:
    """The account with this address, closed or not.

    Raises:
        AccessProblem: `account-unknown`.
    """
    account = store.find_account(transaction, email_form(email))
    if account is None:
        raise AccessProblem("account-unknown", f"{email[:60]!r}.")
    return account


def reader_of(account: store.Account) -> Reader:
    """Whoever has shown that an account is theirs."""
    secrets = f"{account.password}\0{account.role}\0{account.scope}".encode()
    kept = b"\0".join((secrets, account.subject, account.seed))
    stamp = hashlib.sha256(kept).hexdigest()[:16]
    return Reader(
        account.email,
        account.scope,
        stamp,
        account.role,
        has_code=bool(account.seed),
        by_single_sign_on=bool(account.subject),
    )
