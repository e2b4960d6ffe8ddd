"""Accounts and tokens: passwords as Argon2 hashes, tokens as digests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import RowMapping, delete, func, insert, select, update

from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.store.account_schema import account, recovery_code
from collector.store.engine import Transaction
from collector.store.schema import token


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may read figures.

    `password`: a hash in the form of argon2-cffi, empty for single sign-on; `subject`: a digest of
    what single sign-on knows them by, else empty; `seed`: of the second step, empty without one.
    """

    email: str
    password: str
    role: Role
    scope: Scope
    active: bool
    subject: bytes = b""
    seed: bytes = b""


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
            subject=added.subject or None,
            code_seed=added.seed or None,
            code_step=0,
        )
    )


def find_account(transaction: Transaction, email: str) -> Account | None:
    """The account with this address, closed or not."""
    query = select(account).where(account.c.email == email)
    found = transaction.execute(query).mappings().first()
    return _account(found) if found else None


def find_subject(transaction: Transaction, subject: bytes) -> Account | None:
    """The account that single sign-on knows by this digest, closed or not."""
    query = select(account).where(account.c.subject == subject)
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


def set_seed(transaction: Transaction, email: str, seed: bytes, step: int = 0) -> None:
    """Begin the second step with this seed, or end it with an empty one; recovery codes go.

    `step`: the newest step of time that was used.
    """
    values = {"code_seed": seed or None, "code_step": step}
    transaction.execute(update(account).where(account.c.email == email).values(values))
    transaction.execute(delete(recovery_code).where(recovery_code.c.email == email))


def take_step(transaction: Transaction, email: str, step: int) -> bool:
    """Use up a step of time; False when it, or a newer one, was used before."""
    matches = (account.c.email == email) & (account.c.code_step < step)
    done = transaction.execute(update(account).where(matches).values(code_step=step))
    return bool(done.rowcount)


def add_recovery_codes(transaction: Transaction, email: str, digests: Iterable[bytes]) -> None:
    """Keep recovery codes by their digests."""
    rows = [{"email": email, "digest": digest} for digest in digests]
    transaction.execute(insert(recovery_code), rows)


def take_recovery_code(transaction: Transaction, email: str, digest: bytes) -> bool:
    """Use up a recovery code; False when there is none of this digest."""
    its = recovery_code.c
    matches = (its.email == email) & (its.digest == digest)
    return bool(transaction.execute(delete(recovery_code).where(matches)).rowcount)


def count_recovery_codes(transaction: Transaction, email: str) -> int:
    """How many recovery codes are left."""
    matches = recovery_code.c.email == email
    return transaction.scalar(select(func.count()).select_from(recovery_code).where(matches)) or 0


def remove_account(transaction: Transaction, email: str) -> None:
    """Forget an account altogether."""
    transaction.execute(delete(recovery_code).where(recovery_code.c.email == email))
    transaction.execute(delete(account).where(account.c.email == email))


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
        subject=found["subject"] or b"",
        seed=found["code_seed"] or b"",
    )


def _token(found: RowMapping) -> Token:
    return Token(found["name"], Scope.parse(found["scope"]), found["revoked"], found["last_used"])
