"""Those who govern look after accounts and tokens within their scope, and all of it is noted."""

from __future__ import annotations

import os
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from collector.app import create_app
from collector.auth.access import add_account
from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.signing_key import create_signing_key
from collector.store.access import find_account
from collector.store.audit import latest_entries
from tests.support.analysts import PASSWORD, form_token, sign_in
from tests.support.town import Town

ANNA = "anna@caf.example"


@pytest.fixture
def city(town: Town) -> Town:
    create_signing_key(town.collector.config.signing_key_file, os.urandom)
    return town


def browser(town: Town, email: str, role: Role, scope: str) -> FlaskClient:
    add_account(town.database, email, PASSWORD, role, Scope.parse(scope))
    client = create_app(town.collector).test_client()
    sign_in(client, email, PASSWORD)
    return client


def send(client: FlaskClient, address: str, page: str = "/accounts", **fields: str) -> TestResponse:
    return client.post(address, data={"form_token": form_token(client.get(page)), **fields})


def shown(answered: TestResponse) -> str:
    found = re.search(r'role="status"><p>[^<]*<code>([^<]+)</code>', answered.text)
    assert found is not None
    assert answered.headers["Cache-Control"] == "no-store"
    return found[1]


def test_an_account_is_opened_changed_and_closed(city: Town) -> None:
    admin = browser(city, "admin@caf.example", Role.ADMIN, "national")
    made = send(admin, "/accounts", email=ANNA, role="moderator", scope="caf:761")
    anna = create_app(city.collector).test_client()
    assert sign_in(anna, ANNA, shown(made)).status_code == 303
    assert anna.get("/comments/queue").status_code == 200
    changed = send(admin, "/accounts/change", email=ANNA, role="partner", scope="point:rouen")
    assert changed.status_code == 303
    assert anna.get("/comments").status_code == 303, "her session ended with her role"
    assert send(admin, "/accounts/close", email=ANNA).status_code == 303
    with city.database.read() as transaction:
        found = find_account(transaction, ANNA)
        noted = latest_entries(transaction, most=3)
    assert found is not None
    assert (found.role, str(found.scope), found.active) == (Role.PARTNER, "point:rouen", False)
    assert [(each.who, each.action) for each in noted] == [
        ("admin@caf.example", action)
        for action in ("account-close", "account-change", "account-add")
    ]
    assert noted[1].detail == {"before": "moderator caf:761", "after": "partner point:rouen"}


def test_nobody_governs_beyond_their_scope_nor_themselves(city: Town) -> None:
    add_account(city.database, ANNA, PASSWORD, Role.ANALYST, Scope.parse("caf:591"))
    own = "local@caf.example"
    admin = browser(city, own, Role.ADMIN, "caf:761")
    assert ANNA not in admin.get("/accounts").text
    for scope, status in (("national", 403), ("caf:591", 403), ("point:lille", 403), ("x", 400)):
        made = send(admin, "/accounts", email="new@caf.example", role="admin", scope=scope)
        assert made.status_code == status
        token = send(admin, "/tokens", name=f"token {scope}", scope=scope)
        assert token.status_code == status
    assert send(admin, "/accounts/close", email=ANNA).status_code == 403
    assert send(admin, "/accounts/close", email=own).status_code == 400
    wider = send(admin, "/accounts/change", email=own, role="admin", scope="caf:761")
    assert wider.status_code == 400
    good = send(admin, "/accounts", email="new@caf.example", role="partner", scope="point:rouen")
    assert good.status_code == 200
    assert admin.get("/audit").status_code == 403, "the log is of the whole installation"


def test_tokens_are_made_used_and_revoked(city: Town) -> None:
    admin = browser(city, "admin@caf.example", Role.ADMIN, "national")
    secret = shown(send(admin, "/tokens", name="R", scope="caf:761"))
    bearer = {"Authorization": f"Bearer {secret}"}
    outside = create_app(city.collector).test_client()
    assert outside.get("/api/v1/points", headers=bearer).status_code == 200
    assert "2026-10-15" in admin.get("/tokens").text
    assert send(admin, "/tokens/revoke", name="R").status_code == 303
    assert outside.get("/api/v1/points", headers=bearer).status_code == 401
    assert send(admin, "/tokens/revoke", name="none").status_code == 404


def test_ones_own_password(city: Town) -> None:
    anna = browser(city, ANNA, Role.ANALYST, "caf:761")
    other = create_app(city.collector).test_client()
    sign_in(other, ANNA, PASSWORD)
    new = "another good one"
    wrong = {"old": "wrong", "new": new, "again": new}
    assert send(anna, "/password", "/password", **wrong).status_code == 401
    differs = {"old": PASSWORD, "new": new, "again": "yet another one"}
    assert send(anna, "/password", "/password", **differs).status_code == 400
    short = {"old": PASSWORD, "new": "short", "again": "short"}
    assert send(anna, "/password", "/password", **short).status_code == 400
    right = {"old": PASSWORD, "new": new, "again": new}
    assert send(anna, "/password", "/password", **right).status_code == 200
    assert anna.get("/comments").status_code == 200
    assert other.get("/comments").status_code == 303, "other sessions have ended"


def test_the_audit_log_is_shown_to_the_nation(city: Town) -> None:
    admin = browser(city, "admin@caf.example", Role.ADMIN, "national")
    send(admin, "/tokens", name="<b>R</b>", scope="national")
    page = admin.get("/audit").text
    assert "token &lt;b&gt;R&lt;/b&gt;" in page
    assert "admin@caf.example" in page


def test_a_session_given_to_somebody_does_not_become_theirs(city: Town) -> None:
    """Session fixation: what was in the cookie before signing in is worth nothing after."""
    add_account(city.database, ANNA, PASSWORD, Role.ANALYST, Scope.parse("caf:761"))
    attacker = create_app(city.collector).test_client()
    attacker.get("/login")
    planted = attacker.get_cookie("isoloir")
    assert planted is not None
    victim = create_app(city.collector).test_client()
    victim.set_cookie("isoloir", planted.value)
    sign_in(victim, ANNA, PASSWORD)
    assert victim.get("/comments").status_code == 200
    after = victim.get_cookie("isoloir")
    assert after is not None
    assert after.value != planted.value
    assert attacker.get("/comments").status_code == 303
    token = form_token(attacker.get("/login"))
    forged = victim.post("/password", data={"form_token": token})
    assert forged.status_code == 403
