"""What those who govern do with accounts and tokens, each within their own scope, and noted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from collector.auth import access
from collector.auth.passwords import new_password
from collector.auth.reader import Reader
from collector.auth.role import Role
from collector.auth.scope import Level, Scope
from collector.auth.second_step import SecondStep
from collector.store import access as store
from collector.store.engine import Database, Transaction
from collector.store.points import find_point
from shared.problems import AccessProblem


@dataclass(frozen=True, slots=True)
class Administration:
    """Accounts and tokens as the pages handle them."""

    database: Database
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]
    second: SecondStep

    def accounts(self, reader: Reader) -> list[store.Account]:
        """The accounts within a reader's scope."""
        with self.database.read() as transaction:
            found = store.all_accounts(transaction)
            return [each for each in found if covers(transaction, reader.scope, each.scope)]

    def tokens(self, reader: Reader) -> list[store.Token]:
        """The tokens within a reader's scope."""
        with self.database.read() as transaction:
            found = store.all_tokens(transaction)
            return [each for each in found if covers(transaction, reader.scope, each.scope)]

    def add(self, reader: Reader, email: str, role: str, scope: str) -> str:
        """Open an account and return its password, to be shown once.

        Raises:
            AccessProblem: `account-invalid`, `scope-invalid`, `scope-refused`.
            OperationProblem: `name-taken`, `caf-unknown`, `point-unknown`.
        """
        chosen, opened = role_of(role), Scope.parse(scope)
        self._check(reader, opened)
        password = new_password(self.random_bytes)
        noted = self._noted(reader)
        access.add_account(self.database, email, password, chosen, opened, noted=noted)
        return password

    def change(self, reader: Reader, email: str, role: str, scope: str) -> None:
        """Give an account another role and scope; its sessions end.

        Raises: as `add`, and `account-unknown`.
        """
        chosen, opened = role_of(role), Scope.parse(scope)
        self._check(reader, opened)
        self._other(reader, email)
        access.change_role(self.database, email, chosen, opened, noted=self._noted(reader))

    def close(self, reader: Reader, email: str) -> None:
        """Close an account at once.

        Raises:
            AccessProblem: `account-unknown`, `account-invalid` for one's own, `scope-refused`.
        """
        self._other(reader, email)
        access.close_account(self.database, email, noted=self._noted(reader))

    def reset_code(self, reader: Reader, email: str) -> None:
        """End the second step of somebody who lost app and recovery codes; their sessions end.

        Raises: as `close`.
        """
        self._other(reader, email)
        self.second.reset(email, who=reader.email)

    def add_token(self, reader: Reader, name: str, scope: str) -> str:
        """Make a token and return its secret, to be shown once.

        Raises: as `add`.
        """
        opened = Scope.parse(scope)
        self._check(reader, opened)
        noted = self._noted(reader)
        return access.add_token(self.database, name, opened, self.random_bytes, noted=noted)

    def revoke_token(self, reader: Reader, name: str) -> None:
        """Let a token open nothing any more.

        Raises:
            AccessProblem: `token-unknown`, `scope-refused`.
        """
        with self.database.read() as transaction:
            found = store.find_token(transaction, name)
        if found is not None:
            self._check(reader, found.scope)
        access.revoke_token(self.database, name, noted=self._noted(reader))

    def change_own_password(self, reader: Reader, password: str) -> None:
        """Give one's own account another password; every other session of it ends.

        Raises:
            AccessProblem: `account-invalid`.
        """
        noted = self._noted(reader)
        access.change_password(self.database, reader.email, password, noted=noted)

    def _other(self, reader: Reader, email: str) -> None:
        """See that it is somebody else's account, within the reader's scope."""
        if access.email_form(email) == reader.email:
            raise AccessProblem("account-invalid", "Nobody changes or closes their own account.")
        with self.database.read() as transaction:
            found = store.find_account(transaction, access.email_form(email))
        if found is None:
            raise AccessProblem("account-unknown")
        self._check(reader, found.scope)

    def _check(self, reader: Reader, scope: Scope) -> None:
        with self.database.read() as transaction:
            if not covers(transaction, reader.scope, scope):
                raise AccessProblem("scope-refused", f"Your scope is {reader.scope}.")

    def _noted(self, reader: Reader) -> access.Noted:
        return access.Noted(reader.email, self.now())


def covers(transaction: Transaction, outer: Scope, inner: Scope) -> bool:
    """Whether a scope holds all of another one."""
    if outer.level is Level.NATIONAL or outer == inner:
        return True
    if outer.level is Level.CAF and inner.level is Level.POINT:
        found = find_point(transaction, inner.id)
        return found is not None and found.record.caf == outer.id
    return False


def role_of(name: str) -> Role:
    """The role of this name.

    Raises:
        AccessProblem: `account-invalid`.
    """
    try:
        return Role(name)
    except ValueError:
        raise AccessProblem("account-invalid", "There is no such role.") from None
