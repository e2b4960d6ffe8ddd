"""Accounts of tests, with passwords that cost little to check: their price has its own test."""

from __future__ import annotations

import os
from typing import Final

from argon2 import PasswordHasher

from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.auth.second_factor import Codes
from collector.store.access import Account, add_account
from tests.support.analysts import PASSWORD
from tests.support.town import Town

CODES: Final = Codes(bytes(32), os.urandom)
"""Codes of a server whose key everybody knows."""

CHEAP_HASH: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def add_people(town: Town, people: dict[str, tuple[Role, str]]) -> None:
    """Open an account with `PASSWORD` for each address."""
    with town.database.begin() as transaction:
        for email, (role, scope) in people.items():
            account = Account(email, CHEAP_HASH, role, Scope.parse(scope), active=True)
            add_account(transaction, account)
