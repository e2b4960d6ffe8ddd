"""Accounts and tokens: passwords as Argon2 hashes, tokens as digests."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import RowMapping, func, insert, select, update

from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.store.engine import Transaction
from collector.store.schema import account, token


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may read figures. `password` is a hash in the form of argon2-cffi."""

    email: str
    password: str
    role: Role
    scope: Scope
    active: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token of the API, by its name; its secret is not kept.

    `last_used`: a day, or empty.
    """

    name: str
    scope: Scope
    revoked: bool
    last_used: str


def add_account(transaction: Transaction, added: Account) -> None:
    """Add an account under an address that is not taken."""
    transaction.execute(
        insert(account).values(
            email=added.email,
            password=added.password,
            role=added.role.value,
            scope=str(added.scope),
            active=added.active,
        )
    )


def find_account(transaction: Transaction, email: str) -> Account | None:
    """The account with this address, closed or not."""
    query = select(account).where(account.c.email == email)
    found = transaction.execute(query).mappings().first()
    return _account(found) if found else None


def all_accounts(transaction: Transaction) -> list[Account]:
    """Every account, by address."""
    query = select(account).order_by(account.c.email)
    return [_account(found) for found in transaction.execute(query).mappings()]


def count_active(transaction: Transaction, role: Role) -> int:
    """How many open accounts have this role."""
    matches = (account.c.role == role.value) & account.c.active
    return transaction.scalar(select(func.count()).select_from(account).where(matches)) or 0


def set_password(transaction: Transaction, email: str, password: str) -> None:
    """Keep another password hash."""
    matches = account.c.email == email
    transaction.execute(update(account).where(matches).values(password=password))


def set_role(transaction: Transaction, email: str, role: Role, scope: Scope) -> None:
    """Keep another role and scope."""
    matches = account.c.email == email
    values = {"role": role.value, "scope": str(scope)}
    transaction.execute(update(account).where(matches).values(values))


def close_account(transaction: Transaction, email: str) -> None:
    """Let nobody sign in with this account any more."""
    matches = account.c.email == email
    transaction.execute(update(account).where(matches).values(active=False))


def add_token(transaction: Transaction, name: str, digest: bytes, scope: Scope) -> None:
    """Keep a token under a name that is not taken."""
    transaction.execute(
        insert(token).values(
            name=name, digest=digest, scope=str(scope), revoked=False, last_used=""
        )
    )


def find_token(transaction: Transaction, name: str) -> Token | None:
    """The token with this name, revoked or not."""
    found = transaction.execute(select(token).where(token.c.name == name)).mappings().first()
    return _token(found) if found else None


def open_token(transaction: Transaction, digest: bytes) -> Token | None:
    """The token whose secret has this digest, unless it was revoked."""
    matches = (token.c.digest == digest) & ~token.c.revoked
    found = transaction.execute(select(token).where(matches)).mappings().first()
    return _token(found) if found else None


def all_tokens(transaction: Transaction) -> list[Token]:
    """Every token, by name."""
    query = select(token).order_by(token.c.name)
    return [_token(found) for found in transaction.execute(query).mappings()]


def note_use(transaction: Transaction, name: str, day: str) -> None:
    """Keep the day a token was last used on."""
    transaction.execute(update(token).where(token.c.name == name).values(last_used=day))


def revoke_token(transaction: Transaction, name: str) -> None:
    """Let a token open nothing any more."""
    transaction.execute(update(token).where(token.c.name == name).values(revoked=True))


def _account(found: RowMapping) -> Account:
    return Account(
        email=found["email"],
        password=found["password"],
        role=Role(found["role"]),
        scope=Scope.parse(found["scope"]),
        active=found["active"],
    )


def _token(found: RowMapping) -> Token:
    return Token(found["name"], Scope.parse(found["scope"]), found["revoked"], found["last_used"])
