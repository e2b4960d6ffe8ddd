"""From what a provider says of somebody to an account here, with what the rules open, no more."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from collector.auth.access import Noted, check_scope, email_form, is_email, reader_of
from collector.auth.reader import Reader
from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.auth.single_sign_on import SignOnSettings
from collector.store import access as store
from collector.store.engine import Database, Transaction
from shared.problems import AccessProblem, OperationProblem

WHO: Final = "single sign-on"
"""Who opens and changes these accounts, in the audit log."""


def arrive(
    database: Database, settings: SignOnSettings, claims: Mapping[str, Any], now: datetime
) -> Reader:
    """The reader whom a provider vouches for.

    Known by the provider's lasting name of them (`sub`), whatever becomes of their address; an
    account is made at the first arrival, and gets the role and scope of the rules at each.

    Raises:
        AccessProblem: `sso-unknown`: no rule is for them, or their account was closed;
            `sso-taken`: their address is that of an open account that is not theirs.
    """
    opened = settings.opens(claims)
    if opened is None:
        raise AccessProblem("sso-unknown")
    subject = _digest(settings.issuer, claims["sub"])
    noted = Noted(WHO, now)
    with database.begin() as transaction:
        try:
            check_scope(transaction, opened[1])
        except OperationProblem as problem:
            raise AccessProblem("sso-unknown", problem.detail) from None
        found = store.find_subject(transaction, subject)
        if found is None:
            found = _opened(transaction, subject, _address(claims), opened, noted)
        if not found.active:
            raise AccessProblem("sso-unknown")
        return reader_of(_kept_to(transaction, found, opened, noted))


def _opened(
    transaction: Transaction,
    subject: bytes,
    address: str,
    opened: tuple[Role, Scope],
    noted: Noted,
) -> store.Account:
    """A new account; a local one that was closed makes place for it."""
    before = store.find_account(transaction, address)
    if before is not None and (before.active or before.subject):
        raise AccessProblem("sso-taken")
    if before is not None:
        store.remove_account(transaction, address)
    role, scope = opened
    made = store.Account(address, "", role, scope, active=True, subject=subject)
    store.add_account(transaction, made)
    noted.record(
        transaction, "account-add", f"account {address}", role=role.value, scope=str(scope)
    )
    return made


def _kept_to(
    transaction: Transaction, account: store.Account, opened: tuple[Role, Scope], noted: Noted
) -> store.Account:
    """The account with what the rules open today."""
    if (account.role, account.scope) == opened:
        return account
    store.set_role(transaction, account.email, *opened)
    before, after = f"{account.role} {account.scope}", f"{opened[0]} {opened[1]}"
    subject = f"account {account.email}"
    noted.record(transaction, "account-change", subject, before=before, after=after)
    found = store.find_account(transaction, account.email)
    return found or account


def _address(claims: Mapping[str, Any]) -> str:
    address = claims.get("email")
    if not isinstance(address, str) or not is_email(address):
        raise AccessProblem("sso-unknown", "The service says no e-mail address.")
    if claims.get("email_verified") is False:
        raise AccessProblem("sso-unknown", "The service has not verified the e-mail address.")
    return email_form(address)


def _digest(issuer: str, subject: str) -> bytes:
    return hashlib.sha256(b"\0".join((issuer.encode(), subject.encode()))).digest()
