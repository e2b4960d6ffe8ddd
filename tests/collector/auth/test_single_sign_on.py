"""Single sign-on with a real provider process: who gets in, as what, and every way to fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from werkzeug.test import TestResponse

from collector.auth.arrival import arrive
from collector.auth.pages.single_sign_on_pages import _SALT
from collector.auth.role import Role
from collector.auth.single_sign_on import read_sign_on
from collector.store.access import close_account, find_account
from collector.store.audit import latest_entries
from tests.support.accounts import add_people
from tests.support.analysts import PASSWORD, form_token, sign_in
from tests.support.problems import refused
from tests.support.sign_on import SignOnSite, sign_on_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignOnSite]:
    with sign_on_site(tmp_path_factory.mktemp("sso")) as made:
        yield made


@dataclass
class Traveller:
    """A browser: its session here, and the one with the provider."""

    site: SignOnSite
    client: FlaskClient = field(init=False)
    outside: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.client = self.site.app.test_client()

    def leave(self, onward: str = "/ranking") -> str:
        """Go to the provider; its address with all that it is asked."""
        answered = self.client.get(f"/login/sso?next={onward}")
        assert answered.status_code == 303, answered.text
        assert answered.headers["Cache-Control"] == "no-store"
        return answered.location

    def identify(self, address: str, login: str) -> str:
        """Say who one is there; the address that it leads back to."""
        with self.outside as session:
            form = session.get(address)
            answered = session.post(form.url, data={"login": login}, allow_redirects=False)
            while not answered.headers["Location"].startswith(self.site.address):
                answered = session.get(answered.headers["Location"], allow_redirects=False)
        return answered.headers["Location"]

    def come_back(self, address: str) -> TestResponse:
        """Follow the provider back."""
        return self.client.get(address.removeprefix(self.site.address))

    def travel(self, login: str) -> TestResponse:
        """There and back."""
        return self.come_back(self.identify(self.leave(), login))

    def alter(self, **changes: Any) -> None:
        """Change what the browser keeps between going and coming back."""
        cookie = self.client.get_cookie("isoloir-sso")
        assert cookie is not None
        signer = URLSafeSerializer(secret_of(self.site.app), salt=_SALT)
        self.client.set_cookie(
            "isoloir-sso", str(signer.dumps(signer.loads(cookie.value) | changes))
        )


def secret_of(app: Flask) -> bytes:
    assert isinstance(app.secret_key, bytes)
    return app.secret_key


def code_of(answered: TestResponse) -> str:
    """The catalogue's code on a problem's page."""
    found = re.search(r"<code>([a-z-]+)</code>", answered.text)
    assert found is not None, answered.text
    return found[1]


def account(site: SignOnSite, email: str) -> Any:
    with site.town.database.read() as transaction:
        return find_account(transaction, email)


def test_somebody_known_gets_in_with_what_the_rules_open(site: SignOnSite) -> None:
    anna = Traveller(site)
    asked = parse_qs(urlsplit(anna.leave()).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    done = anna.travel("anna")
    assert done.status_code == 200
    assert 'content="0;url=/ranking"' in done.text
    assert anna.client.get("/comments").status_code == 200
    assert anna.client.get("/accounts").status_code == 403
    found = account(site, "anna@caf.example")
    assert (found.role, str(found.scope), found.password) == (Role.ANALYST, "caf:761", "")
    with site.town.database.read() as transaction:
        (noted,) = latest_entries(transaction, most=1)
    assert (noted.who, noted.action, noted.subject) == (
        "single sign-on", "account-add", "account anna@caf.example"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("login", "opened"),
    [("paul", "partner point:rouen"), ("both", "analyst caf:761")],
    ids=["a name within the rule", "the first rule that is for somebody"],
)
def test_the_rules(site: SignOnSite, login: str, opened: str) -> None:
    assert Traveller(site).travel(login).status_code == 200
    found = account(site, {"paul": "paul@ville.example", "both": "both@caf.example"}[login])
    assert f"{found.role} {found.scope}" == opened


@pytest.mark.parametrize("login", ["none", "far", "forged", "unverified", "nameless"])
def test_nobody_gets_in_whom_no_rule_is_for(site: SignOnSite, login: str) -> None:
    """No group, a Point that is none, a group that spells a role, an address that is none's."""
    traveller = Traveller(site)
    done = traveller.travel(login)
    assert (done.status_code, code_of(done)) == (403, "sso-unknown")
    assert traveller.client.get("/comments").status_code == 303
    for email in ("none", "far", "forged", "chief"):
        assert account(site, f"{email}@caf.example") is None


def test_an_unknown_name_is_refused_by_the_provider(site: SignOnSite) -> None:
    done = Traveller(site).travel("nobody")
    assert (done.status_code, code_of(done)) == (403, "sso-refused")


def test_no_password_opens_such_an_account_nor_changes_it(site: SignOnSite) -> None:
    add_people(site.town, {"boss@cnaf.example": (Role.ADMIN, "national")})
    Traveller(site).travel("anna")
    for password in ("", "nobody has this password", PASSWORD):
        assert sign_in(site.app.test_client(), "anna@caf.example", password).status_code == 401
    boss = site.app.test_client()
    sign_in(boss, "boss@cnaf.example", PASSWORD)
    wider = {
        "form_token": form_token(boss.get("/accounts")),
        "email": "anna@caf.example", "role": "admin", "scope": "national",
    }  # fmt: skip
    assert boss.post("/accounts/change", data=wider).status_code == 400
    assert account(site, "anna@caf.example").role is Role.ANALYST


def test_the_lasting_name_counts_and_not_the_address(site: SignOnSite) -> None:
    """An open local account is never taken over by whoever the provider says has its address."""
    add_people(site.town, {"rival@caf.example": (Role.ADMIN, "national")})
    rival = {"sub": "rival", "email": "rival@caf.example", "groups": ["analystes-761"]}
    file = site.town.collector.config.data_dir.parent / "sso.toml"
    settings, database, now = read_sign_on(file), site.town.database, site.town.clock()
    with refused("sso-taken"):
        arrive(database, settings, rival, now)
    assert account(site, "rival@caf.example").role is Role.ADMIN
    with database.begin() as transaction:
        close_account(transaction, "rival@caf.example")
    reader = arrive(database, settings, rival, now)
    assert (reader.role, str(reader.scope)) == (Role.ANALYST, "caf:761")
    moved = arrive(database, settings, {**rival, "email": "married@caf.example"}, now)
    assert moved.email == "rival@caf.example"
    other = {**rival, "sub": "another"}
    with refused("sso-taken"):
        arrive(database, settings, other, now)
    narrowed = arrive(database, settings, {**rival, "groups": "point-dieppe"}, now)
    assert (narrowed.role, str(narrowed.scope)) == (Role.PARTNER, "point:dieppe")
    with database.begin() as transaction:
        close_account(transaction, "rival@caf.example")
    with refused("sso-unknown"):
        arrive(database, settings, rival, now)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": "another"}, "sso-expired"),
        ({"end": 0}, "sso-expired"),
        ({"nonce": "another"}, "sso-untrusted"),
        ({"verifier": "another" * 8}, "sso-refused"),
    ],
    ids=["state", "late", "nonce", "verifier"],
)
def test_an_answer_of_another_flow_signs_nobody_in(
    site: SignOnSite, changes: dict[str, Any], code: str
) -> None:
    traveller = Traveller(site)
    back = traveller.identify(traveller.leave(), "anna")
    traveller.alter(**changes)
    done = traveller.come_back(back)
    assert code_of(done) == code
    assert traveller.client.get("/comments").status_code == 303


def test_an_answer_is_of_use_in_its_own_browser_once(site: SignOnSite) -> None:
    anna, other = Traveller(site), Traveller(site)
    back = anna.identify(anna.leave(), "anna")
    assert code_of(other.come_back(back)) == "sso-expired"
    other.leave()
    assert code_of(other.come_back(back)) == "sso-expired"
    another = re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fevil.example", back)
    assert code_of(anna.come_back(another)) == "sso-untrusted"
    assert anna.come_back(back).status_code == 200
    assert code_of(anna.come_back(back)) == "sso-expired", "the cookie of the flow is gone"
    assert anna.client.get("/comments").status_code == 200


def test_it_ends_after_a_quarter_of_an_hour(site: SignOnSite) -> None:
    traveller = Traveller(site)
    back = traveller.identify(traveller.leave(), "anna")
    before = site.town.clock.time
    site.town.clock.time += timedelta(minutes=15)
    try:
        assert code_of(traveller.come_back(back)) == "sso-expired"
    finally:
        site.town.clock.time = before


def test_signing_out_leads_to_the_providers_end(site: SignOnSite) -> None:
    anna = Traveller(site)
    anna.travel("anna")
    token = form_token(anna.client.get("/comments"))
    done = anna.client.post("/logout", data={"form_token": token})
    assert done.location == "/login/sso/out"
    assert anna.client.get("/comments").status_code == 303
    page = anna.client.get(done.location)
    link = re.search(r'content="0;url=([^"]+)"', page.text)
    assert link is not None
    there = anna.outside.get(unescape(link[1]))
    assert there.status_code == 200
    assert "logout" in there.text.lower()


def test_the_cookie_between_going_and_coming_back(site: SignOnSite) -> None:
    traveller = Traveller(site)
    header = traveller.client.get("/login/sso").headers["Set-Cookie"]
    attributes = {each.strip().lower() for each in header.split(";")[1:]}
    assert {"httponly", "path=/", "samesite=lax", "max-age=900"} <= attributes
    assert "secure" not in attributes, "this site is on plain http"


def test_a_provider_that_is_down_says_so_and_passwords_still_work(
    tmp_path: Path, site: SignOnSite
) -> None:
    with sign_on_site(tmp_path) as lost:
        traveller = Traveller(lost)
        back = traveller.identify(traveller.leave(), "anna")
        lost.process.kill()
        lost.process.wait()
        for done in (traveller.come_back(back), traveller.client.get("/login/sso")):
            assert (done.status_code, code_of(done)) == (503, "sso-unavailable")
        add_people(lost.town, {"boss@cnaf.example": (Role.ADMIN, "national")})
        boss = lost.app.test_client()
        assert sign_in(boss, "boss@cnaf.example", PASSWORD).status_code == 303
        assert "Connexion Caf" in boss.get("/login").text
        assert traveller.client.get("/login/sso/out").status_code == 200
