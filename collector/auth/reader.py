"""Who reads: what the API and the pages ask of accounts and tokens; the storage stands behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from collector.auth.rights import RIGHTS, Right
from collector.auth.role import Role
from collector.auth.scope import Scope
from shared.problems import AccessProblem


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who has shown who they are.

    `email`: the account. `stamp`: changes with the account's password, role and scope, so that
    a session that carries an older one is over. `has_code`: signing in takes a second step, a code
    of an app. `by_single_sign_on`: there is no password.
    """

    email: str
    scope: Scope
    stamp: str
    role: Role = Role.ANALYST
    has_code: bool = False
    by_single_sign_on: bool = False

    def may(self, right: Right) -> bool:
        """Whether the role has this right."""
        return right in RIGHTS[self.role]

    def check(self, right: Right) -> None:
        """See that the role has this right.

        Raises:
            AccessProblem: `role-refused`.
        """
        if not self.may(right):
            raise AccessProblem("role-refused", f"Your role is {self.role}.")

    def check_point(self, point: str, caf: str) -> None:
        """See that a Point of this Caf is within the scope.

        Raises:
            AccessProblem: `scope-refused`.
        """
        self.scope.check_point(point, caf)

    def check_caf(self, caf: str) -> None:
        """See that a Caf as a whole is within the scope.

        Raises:
            AccessProblem: `scope-refused`.
        """
        self.scope.check_caf(caf)


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

        Whoever `has_code` is not signed in yet: `check_code` comes first.

        Raises:
            AccessProblem: `login-refused`, `login-throttled`.
        """
        ...

    def check_code(self, email: str, code: str) -> Reader:
        """The reader whose app, or whose list of recovery codes, has this code; it is used up.

        Raises:
            AccessProblem: `code-refused`, `login-throttled`.
        """
        ...

    def find_reader(self, email: str) -> Reader | None:
        """The reader of an active account."""
        ...
