"""Who reads, releases and exports comments, and what of them can be seen."""

from __future__ import annotations

import csv
import io
import os

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from collector.app import create_app
from collector.auth.access import add_account
from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.signing_key import create_signing_key
from collector.store.audit import latest_entries
from collector.store.comment_schema import comment
from collector.store.comment_vault import NewComment, keep_comments
from tests.support.analysts import PASSWORD, form_token, sign_in
from tests.support.town import DIEPPE, LILLE, ROUEN, Town

TEXTS = ("Très bien, merci", "Mme Dupont m'a aidé", "=HYPERLINK(1)", "Trop long", "Fermé à midi")


@pytest.fixture
def city(town: Town) -> Town:
    create_signing_key(town.collector.config.signing_key_file, os.urandom)
    rows = [NewComment(bytes([n]) * 16, "761", ROUEN, "2026-Q3", t) for n, t in enumerate(TEXTS)]
    rows += [
        NewComment(b"\x20" * 16, "761", DIEPPE, "2026-Q3", "De Dieppe"),
        NewComment(b"\x21" * 16, "761", "", "2026-Q3", "De la Caf"),
        NewComment(b"\x22" * 16, "591", LILLE, "2026-Q3", "De Lille"),
    ]
    with town.database.begin() as transaction:
        keep_comments(transaction, rows)
    return town


def browser(town: Town, role: Role, scope: str) -> FlaskClient:
    email = f"{role}-{scope.replace(':', '-')}@example.org"
    add_account(town.database, email, PASSWORD, role, Scope.parse(scope))
    client = create_app(town.collector).test_client()
    sign_in(client, email, PASSWORD)
    return client


def decide(client: FlaskClient, number: int, decision: str, text: str = "") -> int:
    token = form_token(client.get("/comments/queue"))
    fields = {"form_token": token, "decision": decision, "text": text}
    return client.post(f"/comments/queue/{(bytes([number]) * 16).hex()}", data=fields).status_code


def stored(town: Town) -> dict[int, tuple[str, str]]:
    with town.database.read() as transaction:
        rows = transaction.execute(select(comment.c.id, comment.c.state, comment.c.text))
        return {row.id[0]: (row.state, row.text) for row in rows}


def test_a_moderator_releases_edits_and_withholds(city: Town) -> None:
    client = browser(city, Role.MODERATOR, "caf:761")
    page = client.get("/comments/queue")
    assert "De Dieppe" in page.text
    assert "De Lille" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert decide(client, 0, "release") == 303
    assert decide(client, 1, "edit", "Mme […] m'a aidé") == 303
    assert decide(client, 3, "withhold") == 303
    assert decide(client, 4, "edit", "Ouvert à midi") == 422
    assert decide(client, 4, "burn") == 400
    assert decide(client, 0, "withhold") == 404, "decided once"
    assert decide(client, 0x22, "release") == 403, "another Caf's"
    found = stored(city)
    assert found[0] == ("released", TEXTS[0])
    assert found[1] == ("released", "Mme […] m'a aidé")
    assert found[3] == ("withheld", "")
    assert found[4] == ("waiting", TEXTS[4])
    assert found[0x22] == ("waiting", "De Lille")
    with city.database.read() as transaction:
        noted = [(each.action, each.subject, each.detail) for each in latest_entries(transaction)]
    assert noted[:3] == [
        ("comment-withhold", "point rouen", {}),
        ("comment-edit", "point rouen", {}),
        ("comment-release", "point rouen", {}),
    ]


def test_only_what_is_released_is_seen_and_by_its_scope(city: Town) -> None:
    moderator = browser(city, Role.MODERATOR, "national")
    for number in (0, 2, 0x20, 0x21, 0x22):
        assert decide(moderator, number, "release") == 303
    seen = {}
    for role, scope in [
        (Role.ANALYST, "national"),
        (Role.ANALYST, "caf:761"),
        (Role.PARTNER, "point:rouen"),
        (Role.PARTNER, "point:dieppe"),
    ]:
        page = browser(city, role, scope).get("/comments").text
        written = (*TEXTS, "De Dieppe", "De la Caf", "De Lille")
        seen[scope] = {each for each in written if f">{each}<" in page}
    mine = {TEXTS[0], TEXTS[2]}
    assert seen == {
        "national": {*mine, "De Dieppe", "De la Caf", "De Lille"},
        "caf:761": {*mine, "De Dieppe", "De la Caf"},
        "point:rouen": mine,
        "point:dieppe": {"De Dieppe"},
    }


@pytest.mark.parametrize(
    ("role", "scope"),
    [(Role.ANALYST, "national"), (Role.PARTNER, "point:rouen"), (Role.MODERATOR, "point:rouen")],
)
def test_nobody_else_reads_what_waits(city: Town, role: Role, scope: str) -> None:
    client = browser(city, role, scope)
    assert client.get("/comments/queue").status_code == 403
    token = form_token(client.get("/comments"))
    fields = {"form_token": token, "decision": "release"}
    assert client.post(f"/comments/queue/{'00' * 16}", data=fields).status_code == 403
    assert {state for state, _ in stored(city).values()} == {"waiting"}


def test_search_and_themes(city: Town) -> None:
    client = browser(city, Role.MODERATOR, "caf:761")
    for number in (0, 1, 4):
        decide(client, number, "release")
    assert "Fermé à midi" in client.get("/comments?search=FERME+midi").text
    assert "Très bien" not in client.get("/comments?search=FERME+midi").text
    token = form_token(client.get("/comments"))
    address = f"/comments/{'04' * 16}/themes"
    fields = {"form_token": token, "themes": " Horaires, accès ,horaires"}
    assert client.post(address, data=fields).status_code == 303
    themed = client.get("/comments?theme=horaires").text
    assert "Fermé à midi" in themed
    assert "Très bien" not in themed
    for wrong in (",".join(map(str, range(9))), "x" * 41):
        again = {"form_token": token, "themes": wrong}
        assert client.post(address, data=again).status_code == 422
    waiting = f"/comments/{'03' * 16}/themes"
    assert client.post(waiting, data=fields).status_code == 404, "only released ones have any"


def test_files_hold_what_the_page_shows_and_run_nothing(city: Town) -> None:
    client = browser(city, Role.MODERATOR, "caf:761")
    for number in (2, 0x21):
        decide(client, number, "release")
    text = client.get("/comments.csv").text
    assert text.startswith("\ufeff"), "French Excel reads it as UTF-8"
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    assert [(row["point"], row["quarter"], row["text"]) for row in rows] == [
        ("rouen", "2026-Q3", "'=HYPERLINK(1)"),
        ("", "2026-Q3", "De la Caf"),
    ]
    (first, second) = (client.get("/comments.json").json or {})["comments"]
    assert set(first) == {"caf", "point", "point_name", "quarter", "text", "themes"}
    assert (first["text"], second["point"]) == ("=HYPERLINK(1)", "")
    figures, notes = load_workbook(io.BytesIO(client.get("/comments.xlsx").data)).worksheets
    cell = figures["E2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s"), "a text, and no formula"
    assert notes["B2"].value.startswith("Ce que les visiteurs")


def test_what_visitors_write_is_text_and_no_markup(city: Town) -> None:
    with city.database.begin() as transaction:
        wild = NewComment(b"\x30" * 16, "761", ROUEN, "2026-Q3", '<script>alert("1")</script>')
        keep_comments(transaction, [wild])
    client = browser(city, Role.MODERATOR, "caf:761")
    assert "<script>" not in client.get("/comments/queue").text
    decide(client, 0x30, "release")
    assert "<script>" not in client.get("/comments").text
