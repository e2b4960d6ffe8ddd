"""The second step of signing in: set up by a code, used up, replaced by recovery codes, reset."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyotp import TOTP
from sqlalchemy import select
from werkzeug.test import TestResponse

from collector.app import codes_of, create_app
from collector.auth.role import Role
from collector.auth.second_factor import Codes, recovery_digest
from collector.auth.throttle import FREE_FAILURES
from collector.config import load_config
from collector.dashboard.pages.sessions import HALF_WAY_MINUTES
from collector.instance import Collector
from collector.signing_key import announce, create_signing_key, load_signing_key, rotate
from collector.store.account_schema import account, recovery_code
from collector.store.audit import latest_entries
from collector.store.engine import Database
from collector.store.migrate import upgrade
from tests.support.accounts import add_people
from tests.support.analysts import PASSWORD, form_token, sign_in
from tests.support.town import Clock, Town

ANNA, ADMIN, OTHER = "anna@caf.example", "admin@caf.example", "other@caf.example"


@pytest.fixture
def app(town: Town) -> Flask:
    create_signing_key(town.collector.config.signing_key_file, os.urandom)
    add_people(
        town,
        {
            ANNA: (Role.ANALYST, "caf:761"),
            ADMIN: (Role.ADMIN, "caf:761"),
            OTHER: (Role.ADMIN, "caf:591"),
        },
    )
    return create_app(town.collector)


def send(client: FlaskClient, address: str, page: str, **fields: str) -> TestResponse:
    return client.post(address, data={"form_token": form_token(client.get(page)), **fields})


def browser(app: Flask, email: str = ANNA) -> FlaskClient:
    client = app.test_client()
    assert sign_in(client, email, PASSWORD).status_code == 303
    return client


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/comments").status_code == 200


class Phone:
    """An app of codes, set up by the key that a page shows."""

    def __init__(self, town: Town, page: str) -> None:
        found = re.search(r'key-text">([A-Z2-7 ]+)<', page)
        assert found is not None
        self.totp = TOTP(found[1].replace(" ", ""))
        self.town = town

    def code(self, steps: int = 0) -> str:
        return self.totp.at(self.town.clock.time, counter_offset=steps)


def set_up(town: Town, client: FlaskClient) -> tuple[Phone, list[str]]:
    """Switch the second step on; gives the phone and the recovery codes."""
    page = client.get("/code").text
    seed = re.search(r'name="seed" value="([0-9a-f]+)"', page)
    assert seed is not None
    phone = Phone(town, page)
    done = send(client, "/code", "/code", seed=seed[1], code=phone.code())
    assert done.headers["Cache-Control"] == "no-store"
    codes = re.findall(r"<li><code>([a-z2-7-]+)</code>", done.text)
    assert (done.status_code, len(codes)) == (200, 10)
    return phone, codes


def half_way(app: Flask) -> FlaskClient:
    """A browser whose password was right, before the code."""
    client = app.test_client()
    done = sign_in(client, ANNA, PASSWORD, {"next": "/ranking"})
    assert done.location == "/login/code?next=/ranking"
    assert not is_signed_in(client)
    assert client.get("/api/v1/points").status_code == 401
    return client


def give(client: FlaskClient, code: str) -> TestResponse:
    return send(client, "/login/code", "/login/code?next=/ranking", code=code, next="/ranking")


def test_from_setting_up_to_signing_in(town: Town, app: Flask) -> None:
    other, client = browser(app), browser(app)
    phone, _ = set_up(town, client)
    assert is_signed_in(client)
    assert not is_signed_in(other), "other sessions have ended"
    waiting = half_way(app)
    assert give(waiting, phone.code()).status_code == 401, "the code that confirmed is used up"
    town.clock.time += timedelta(seconds=30)
    assert give(waiting, "000000").status_code == 401
    done = give(waiting, f" {phone.code()[:3]} {phone.code()[3:]} ")
    assert (done.status_code, done.location) == (303, "/ranking")
    assert is_signed_in(waiting)


def test_a_code_opens_once_and_none_before_it(town: Town, app: Flask) -> None:
    phone, _ = set_up(town, browser(app))
    town.clock.time += timedelta(seconds=60)
    seen_over_the_shoulder, before = phone.code(), phone.code(-1)
    assert give(half_way(app), seen_over_the_shoulder).status_code == 303
    for used in (seen_over_the_shoulder, before):
        assert give(half_way(app), used).status_code == 401
    town.clock.time += timedelta(seconds=90)
    assert give(half_way(app), phone.code(-2)).status_code == 401, "too old"
    assert give(half_way(app), phone.code(1)).status_code == 303, "a phone that is fast"


def test_nothing_is_switched_on_without_a_code_that_fits(town: Town, app: Flask) -> None:
    client = browser(app)
    page = client.get("/code").text
    phone = Phone(town, page)
    seed = page.partition('name="seed" value="')[2].partition('"')[0]
    wrong = send(client, "/code", "/code", seed=seed, code="000000")
    assert wrong.status_code == 401
    assert Phone(town, wrong.text).totp.secret == phone.totp.secret, "the app stays set up"
    for broken in ("", "zz", seed[2:], "00" * 20):
        assert send(client, "/code", "/code", seed=broken, code=phone.code()).status_code == 401
    assert sign_in(app.test_client(), ANNA, PASSWORD).location == "/"


def test_a_recovery_code_opens_once(town: Town, app: Flask) -> None:
    _, codes = set_up(town, browser(app))
    assert give(half_way(app), codes[0].upper().replace("-", " ")).status_code == 303
    assert give(half_way(app), codes[0]).status_code == 401
    client = half_way(app)
    assert give(client, codes[1]).status_code == 303
    assert "Il reste 8 codes de secours." in client.get("/code", headers=[FRENCH]).text


FRENCH = ("Accept-Language", "fr")


def test_guessing_gets_slow_even_for_who_has_the_password(town: Town, app: Flask) -> None:
    phone, _ = set_up(town, browser(app))
    town.clock.time += timedelta(seconds=60)
    for _ in range(FREE_FAILURES):
        assert give(half_way(app), "000000").status_code == 401
    assert give(half_way(app), phone.code()).status_code == 429
    town.clock.time += timedelta(seconds=30)
    assert give(half_way(app), phone.code()).status_code == 303


def test_half_way_ends_soon_and_with_the_password(town: Town, app: Flask) -> None:
    phone, _ = set_up(town, browser(app))
    waiting = half_way(app)
    token = form_token(waiting.get("/login/code"))
    town.clock.time += timedelta(minutes=HALF_WAY_MINUTES)
    late = waiting.post("/login/code", data={"form_token": token, "code": phone.code()})
    assert (late.status_code, late.location) == (303, "/login")
    assert app.test_client().get("/login/code").location == "/login"
    stranger = app.test_client()
    token = form_token(stranger.get("/login"))
    asked = stranger.post("/login/code", data={"form_token": token, "code": phone.code()})
    assert asked.location == "/login"


def test_it_is_switched_off_by_a_last_code(town: Town, app: Flask) -> None:
    client = browser(app)
    phone, _ = set_up(town, client)
    assert send(client, "/code/end", "/code", code="000000").status_code == 401
    town.clock.time += timedelta(seconds=30)
    assert send(client, "/code/end", "/code", code=phone.code()).status_code == 303
    assert is_signed_in(client)
    assert sign_in(app.test_client(), ANNA, PASSWORD).location == "/"
    with town.database.read() as transaction:
        assert transaction.execute(select(recovery_code)).all() == []
        noted = latest_entries(transaction, most=2)
    assert [each.action for each in noted] == ["account-code-off", "account-code-on"]


def test_an_administrator_of_the_scope_resets_it_and_that_is_noted(town: Town, app: Flask) -> None:
    client = browser(app)
    set_up(town, client)
    assert send(browser(app, OTHER), "/accounts/code", "/accounts", email=ANNA).status_code == 403
    assert send(client, "/accounts/code", "/code", email=ANNA).status_code == 403
    admin = browser(app, ADMIN)
    assert send(admin, "/accounts/code", "/accounts", email=ADMIN).status_code == 400, "one's own"
    assert send(admin, "/accounts/code", "/accounts", email=ANNA).status_code == 303
    assert not is_signed_in(client)
    assert sign_in(app.test_client(), ANNA, PASSWORD).location == "/"
    with town.database.read() as transaction:
        (noted,) = latest_entries(transaction, most=1)
    assert (noted.who, noted.action, noted.subject) == (
        ADMIN, "account-code-reset", f"account {ANNA}"
    )  # fmt: skip


def test_a_copy_of_the_database_makes_no_code(town: Town, app: Flask) -> None:
    """What is kept gives another secret without the server's key; recovery codes are digests."""
    phone, codes = set_up(town, browser(app))
    with town.database.read() as transaction:
        (row,) = transaction.execute(select(account).where(account.c.email == ANNA)).mappings()
        kept = [each.digest for each in transaction.execute(select(recovery_code))]
    assert phone.totp.byte_secret() != row["code_seed"]
    plain = repr([*row.values(), *kept])
    assert phone.totp.secret not in plain
    assert not any(code in plain for code in codes)
    assert len(set(kept)) == 10
    elsewhere = Codes(os.urandom(32), os.urandom)
    assert elsewhere.step_of(ANNA, row["code_seed"], phone.code(), town.clock.time) is None


def test_the_codes_outlive_a_change_of_the_signing_key(tmp_path: Path) -> None:
    """After a theft they end, and recovery codes still open: those depend on no key."""
    path = tmp_path / "signing.key"
    create_signing_key(path, os.urandom)
    config = load_config(None, {}, {"data_dir": tmp_path})
    database = Database(config.database_url)
    upgrade(database)
    clock = Clock()
    secrets, digests = [], []
    for change in (None, False, True):
        if change is not None:
            announce(path, os.urandom)
            rotate(path, os.urandom, stolen=change)
        signer = load_signing_key(path)
        codes = codes_of(Collector(config, database, signer, clock, os.urandom))
        secrets.append(codes.offer(ANNA, bytes(20)).secret)
        digests.append(recovery_digest(ANNA, "aaaa-bbbb-cccc-dddd"))
    database.close()
    assert secrets[0] == secrets[1] != secrets[2]
    assert len(set(digests)) == 1
