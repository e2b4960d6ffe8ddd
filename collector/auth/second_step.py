"""The second step of signing in, as accounts have it: begun, used up code by code, ended, reset."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from collector.auth.access import Noted, email_form, known_account, reader_of
from collector.auth.reader import Reader
from collector.auth.second_factor import Codes, Offer, read_seed, recovery_digest
from collector.store import access as store
from collector.store import sign_in as failures
from collector.store.engine import Database, Transaction
from shared.problems import AccessProblem


@dataclass(frozen=True, slots=True)
class SecondStep:
    """Looks after the second step of accounts that have a password."""

    database: Database
    now: Callable[[], datetime]
    codes: Codes

    def check(self, email: str, code: str) -> Reader:
        """The reader whose app shows this code, or who has this recovery code; it is used up.

        Raises:
            AccessProblem: `code-refused`; `login-throttled` after many wrong ones in a row.
        """
        address, now = email_form(email), int(self.now().timestamp())
        # Counted apart from passwords: whoever has the password could begin anew with it each time.
        digest = hashlib.sha256(b"code\0" + address.encode("utf-8", "replace")).digest()
        with self.database.begin() as transaction:
            wait = failures.seconds_to_wait(transaction, digest, now)
            account = None if wait else store.find_account(transaction, address)
            fits = account is not None and self._use(transaction, account, code)
            if fits:
                failures.forget_failures(transaction, digest)
            elif not wait:
                failures.note_failure(transaction, digest, now)
        if wait:
            raise AccessProblem("login-throttled", f"In {wait} seconds.")
        if account is None or not fits:
            raise AccessProblem("code-refused")
        return reader_of(account)

    def offer(self, reader: Reader, seed: str = "") -> Offer:
        """What an app is set up with: anew, or again with the seed of a form."""
        return self.codes.offer(reader.email, read_seed(seed))

    def left(self, reader: Reader) -> int:
        """How many recovery codes are left."""
        with self.database.read() as transaction:
            return store.count_recovery_codes(transaction, reader.email)

    def begin(self, reader: Reader, seed: str, code: str) -> list[str]:
        """Ask for a code from now on, once one shows that the app is set up; every session ends.

        Returns the recovery codes, to be shown once.

        Raises:
            AccessProblem: `code-refused`; `account-invalid` for an account without a password.
        """
        chosen = read_seed(seed)
        step = self.codes.step_of(reader.email, chosen, code, self.now()) if chosen else None
        made = self.codes.recovery_codes()
        with self.database.begin() as transaction:
            if not known_account(transaction, reader.email).password:
                raise AccessProblem("account-invalid", "It signs in by single sign-on.")
            if step is None:
                raise AccessProblem("code-refused")
            store.set_seed(transaction, reader.email, chosen, step)
            digests = [recovery_digest(reader.email, each) for each in made]
            store.add_recovery_codes(transaction, reader.email, digests)
            self._note(transaction, reader.email, "account-code-on", reader.email)
        return made

    def end(self, reader: Reader, code: str) -> None:
        """Ask for no code any more; a last one shows whose wish it is.

        Raises:
            AccessProblem: as `check`.
        """
        self.check(reader.email, code)
        self.reset(reader.email, who=reader.email, action="account-code-off")

    def reset(self, email: str, *, who: str, action: str = "account-code-reset") -> None:
        """End the second step of somebody who lost app and recovery codes; their sessions end.

        Raises:
            AccessProblem: `account-unknown`.
        """
        with self.database.begin() as transaction:
            known = known_account(transaction, email)
            store.set_seed(transaction, known.email, b"")
            self._note(transaction, who, action, known.email)

    def _use(self, transaction: Transaction, account: store.Account, code: str) -> bool:
        if not (account.active and account.seed):
            return False
        step = self.codes.step_of(account.email, account.seed, code, self.now())
        if step is not None:
            return store.take_step(transaction, account.email, step)
        digest = recovery_digest(account.email, code)
        if not store.take_recovery_code(transaction, account.email, digest):
            return False
        self._note(transaction, account.email, "account-recovery-use", account.email)
        return True

    def _note(self, transaction: Transaction, who: str, action: str, email: str) -> None:
        Noted(who, self.now()).record(transaction, action, f"account {email}")
