"""On SQLite and PostgreSQL alike, the API and the pages give what they give from memory."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from collector.app import create_app
from collector.auth.access import add_account, add_token, close_account, revoke_token
from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.config import load_config
from collector.instance import open_collector
from collector.signing_key import create_signing_key
from collector.store.engine import Database
from collector.store.library import DatabaseLibraries
from tests.collector.api.test_refusals import ADDRESSES
from tests.collector.api.test_tables import QUERIES
from tests.support.analysts import (
    EMPTY,
    HAVRE,
    LATE,
    LYON,
    RECORDS,
    ROUEN,
    SCOPES,
    SURVEY,
    Site,
    json_of,
    library,
    published,
    sign_in,
    site,
)
from tests.support.database_library import fill
from tests.support.databases import Databases
from tests.support.town import Clock

NOW = Clock()
PASSWORD = "a long pass phrase"

ASKED = [
    *ADDRESSES.values(),
    *(f"/api/v1/tables/{table}?{query}" for table, query in QUERIES),
    *(f"/api/v1/tables/{table}?{query}&format=csv" for table, query in QUERIES),
    "/api/v1/points?format=csv",
    "/api/v1/tables?format=csv",
]
PAGES = [
    "/points",
    *(f"/points/{point}" for point in (ROUEN, HAVRE, LATE, EMPTY, LYON)),
    f"/points/{ROUEN}?from=2026-02&to=2026-03",
    "/points?search=havre&lang=en",
    "/overview",
    "/cafs/761",
    "/ranking?departement=76",
    "/questions/goal_achieved?split=channel",
    f"/compare?point={ROUEN}",
]


@pytest.fixture
def filled(database: Database) -> Database:
    fill(database, SURVEY, RECORDS, published())
    return database


@pytest.fixture(scope="module")
def from_memory() -> Site:
    return site(library().open)


def test_every_answer_is_that_from_memory(filled: Database, from_memory: Site) -> None:
    from_database = site(DatabaseLibraries(filled, NOW).open)
    for reader in SCOPES:
        for address in ASKED:
            expected = from_memory.get(address, reader)
            found = from_database.get(address, reader)
            assert (found.status_code, found.text) == (expected.status_code, expected.text), address


def test_every_page_is_that_from_memory(filled: Database, from_memory: Site) -> None:
    from_database = site(DatabaseLibraries(filled, NOW).open)
    for reader in ("national", "caf", "point"):
        one, other = from_memory.signed_in(reader), from_database.signed_in(reader)
        for address in PAGES:
            expected, found = one.get(address), other.get(address)
            assert found.status_code == expected.status_code
            assert _without_token(found.text) == _without_token(expected.text), address


def _without_token(page: str) -> str:
    before, _, after = page.partition('name="form_token" value="')
    return before + after.partition('"')[2]


def test_before_the_first_release_every_page_still_opens(database: Database) -> None:
    fill(database, SURVEY, RECORDS, [])
    empty = site(DatabaseLibraries(database, NOW).open)
    browser = empty.signed_in("national")
    assert browser.get("/points").status_code == 200
    assert "Aucun chiffre" in browser.get(f"/points/{ROUEN}").text
    assert empty.get("/api/v1/tables").status_code == 200
    answered = empty.get("/api/v1/tables/site?question=overall_experience")
    assert json_of(answered)["code"] == "nothing-released"


@pytest.fixture
def address(databases: Databases) -> str:
    url = databases.new()
    database = Database(url)
    fill(database, SURVEY, RECORDS, published())
    database.close()
    return url


def test_accounts_and_tokens_open_a_real_collector(address: str, tmp_path: Path) -> None:
    config = load_config(
        None,
        {
            "ISOLOIR_COLLECTOR_DATA_DIR": str(tmp_path / "data"),
            "ISOLOIR_COLLECTOR_DATABASE_URL": address,
        },
    )
    random_bytes = Random(3).randbytes
    create_signing_key(config.signing_key_file, random_bytes)
    collector = open_collector(config, random_bytes)
    database = collector.database
    add_account(database, "analyst@example.org", PASSWORD, Role.ANALYST, Scope.parse("caf:761"))
    token = add_token(database, "sas", Scope.parse(f"point:{ROUEN}"), random_bytes)
    app = create_app(collector)

    browser = app.test_client()
    assert sign_in(browser, "analyst@example.org", "not it, not it").status_code == 401
    assert sign_in(browser, "Analyst@Example.org ", PASSWORD).status_code == 303
    assert "Réponses comptées" in browser.get(f"/points/{ROUEN}").text
    assert browser.get(f"/points/{LYON}").status_code == 403

    bearer = {"Authorization": f"Bearer {token}"}
    own = f"/api/v1/tables/site?question=overall_experience&point={ROUEN}"
    assert app.test_client().get(own, headers=bearer).status_code == 200
    other = own.replace(ROUEN, LYON)
    assert app.test_client().get(other, headers=bearer).status_code == 403

    revoke_token(database, "sas")
    close_account(database, "analyst@example.org")
    assert app.test_client().get(own, headers=bearer).status_code == 401
    assert browser.get(f"/points/{ROUEN}").status_code == 303
    database.close()


def test_an_unknown_page_of_a_real_collector_is_a_calm_one(address: str, tmp_path: Path) -> None:
    config = load_config(
        None,
        {
            "ISOLOIR_COLLECTOR_DATA_DIR": str(tmp_path / "data"),
            "ISOLOIR_COLLECTOR_DATABASE_URL": address,
        },
    )
    create_signing_key(config.signing_key_file, Random(3).randbytes)
    collector = open_collector(config, Random(3).randbytes)
    browser = create_app(collector).test_client()
    answered = browser.get("/nowhere")
    assert answered.status_code == 404
    assert "Cette page n’existe pas." in answered.text
    assert browser.get("/api/v1/nowhere").content_type == "application/problem+json"
    with browser.get("/static/dashboard.css") as sheet:
        assert sheet.status_code == 200
    collector.database.close()
