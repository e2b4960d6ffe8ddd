"""Who reads: what the API and the pages ask of accounts and tokens; the storage stands behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from collector.auth.scope import Scope


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who has shown who they are.

    `email`: the account. `stamp`: changes with the account's password, so that a session that
    carries an older one is over.
    """

    email: str
    scope: Scope
    stamp: str


class Gate(Protocol):
    """Knows accounts and tokens."""

    def token_scope(self, token: str) -> Scope:
        """The scope that a bearer token opens.

        Raises:
            AccessProblem: `token-refused`.
        """
        ...

    def sign_in(self, email: str, password: str) -> Reader:
        """The reader with this address and password; it takes as long when there is none.

        Raises:
            AccessProblem: `login-refused`.
        """
        ...

    def find_reader(self, email: str) -> Reader | None:
        """The reader of an active account."""
        ...
