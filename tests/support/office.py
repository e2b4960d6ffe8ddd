"""A town's collector with its pages, and people of a Caf and of a partner who sign in to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from collector.app import create_app
from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.signing_key import create_signing_key
from collector.store.access import Account, add_account
from tests.support.analysts import form_token, sign_in
from tests.support.town import ROUEN, Town

PASSWORD = "correct horse battery"
ADMIN, NATIONAL, PARTNER, ANALYST = (
    "admin@caf.example", "national@cnaf.example", "partner@ville.example", "analyst@caf.example"
)  # fmt: skip
PEOPLE = {
    ADMIN: (Role.ADMIN, "caf:761"),
    NATIONAL: (Role.ADMIN, "national"),
    PARTNER: (Role.PARTNER, f"point:{ROUEN}"),
    ANALYST: (Role.ANALYST, "caf:761"),
}


@dataclass
class Person:
    """Somebody signed in."""

    client: FlaskClient
    token: str

    def get(self, address: str, status: int = 200) -> str:
        """A page's text."""
        answered = self.client.get(address)
        assert answered.status_code == status, (address, answered.status_code)
        return answered.get_data(as_text=True)

    def send(self, address: str, status: Any = 303, **fields: Any) -> TestResponse:
        """Send a form."""
        answered = self.client.post(address, data={"form_token": self.token, **fields})
        assert answered.status_code == status, (address, answered.status_code, answered.text)
        return answered


@dataclass
class Office:
    """The app of a town."""

    town: Town
    app: Flask

    def person(self, email: str) -> Person:
        """Sign somebody in."""
        client = self.app.test_client()
        sign_in(client, email, PASSWORD)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fr"
        return Person(client, form_token(client.get("/points")))


def open_office(town: Town) -> Office:
    """The app of a town, with an account of each kind."""
    create_signing_key(town.collector.config.signing_key_file, bytes)
    # A hash that costs little: its price is a test of its own.
    password = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with town.database.begin() as transaction:
        for email, (role, scope) in PEOPLE.items():
            account = Account(email, password, role, Scope.parse(scope), active=True)
            add_account(transaction, account)
    return Office(town, create_app(town.collector))
