"""The gate that the API and the pages ask who somebody is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from collector.auth.access import email_form, reader_of
from collector.auth.passwords import password_fits, token_digest
from collector.auth.reader import Reader
from collector.auth.scope import Scope
from collector.auth.second_factor import Codes
from collector.auth.second_step import SecondStep
from collector.store import access as store
from collector.store import sign_in as failures
from collector.store.engine import Database
from shared.problems import AccessProblem


class DatabaseGate:
    """Knows accounts and tokens, from the database (see `collector.auth.reader.Gate`)."""

    def __init__(self, database: Database, now: Callable[[], datetime], codes: Codes) -> None:
        self._database = database
        self._now = now
        self._second = SecondStep(database, now, codes)

    def token_scope(self, token: str) -> Scope:
        """The scope that a bearer token opens.

        Raises:
            AccessProblem: `token-refused`.
        """
        with self._database.read() as transaction:
            found = store.open_token(transaction, token_digest(token))
        if found is None:
            raise AccessProblem("token-refused")
        today = self._now().date().isoformat()
        if found.last_used != today:
            with self._database.begin() as transaction:
                store.note_use(transaction, found.name, today)
        return found.scope

    def sign_in(self, email: str, password: str) -> Reader:
        """The reader with this address and password; it takes as long when there is none.

        Raises:
            AccessProblem: `login-refused`; `login-throttled`: after many failures in a row the
                password is not even looked at for a while.
        """
        address, now = email_form(email), int(self._now().timestamp())
        digest = hashlib.sha256(address.encode("utf-8", "replace")).digest()
        with self._database.read() as transaction:
            wait = failures.seconds_to_wait(transaction, digest, now)
            account = store.find_account(transaction, address)
        if wait:
            raise AccessProblem("login-throttled", f"In {wait} seconds.")
        usable = account if account is not None and account.active else None
        fits = password_fits(password, usable.password if usable else None)
        with self._database.begin() as transaction:
            if usable is None or not fits:
                failures.note_failure(transaction, digest, now)
            else:
                failures.forget_failures(transaction, digest)
        if usable is None or not fits:
            raise AccessProblem("login-refused")
        return reader_of(usable)

    def check_code(self, email: str, code: str) -> Reader:
        """The reader whose app, or whose list of recovery codes, has this code; it is used up.

        Raises:
            AccessProblem: `code-refused`, `login-throttled`.
        """
        return self._second.check(email, code)

    def find_reader(self, email: str) -> Reader | None:
        """The reader of an active account."""
        with self._database.read() as transaction:
            account = store.find_account(transaction, email_form(email))
        return reader_of(account) if account is not None and account.active else None
