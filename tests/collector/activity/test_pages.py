"""The pages of returns and news, on a real collector: who may, what is kept, what reaches desks."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from collector.app import create_app
from collector.auth.access import add_account
from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.signing_key import create_signing_key
from tests.collector.activity.desk import counted, declares, message, month, send
from tests.support.town import DIEPPE, ROUEN, Town

PASSWORD = "correct horse battery"
ACCOUNTS = {
    "admin": (Role.ADMIN, "caf:761"),
    "elsewhere": (Role.ADMIN, "caf:591"),
    "partner": (Role.PARTNER, f"point:{ROUEN}"),
}


def sign_in(town: Town, name: str) -> FlaskClient:
    role, scope = ACCOUNTS[name]
    email = f"{name}@example.org"
    add_account(town.database, email, PASSWORD, role, Scope.parse(scope))
    client = create_app(town.collector).test_client()
    token = re.search(r'name="form_token" value="(\w+)"', client.get("/login").text)
    assert token
    form = {"email": email, "password": PASSWORD, "form_token": token[1]}
    assert client.post("/login", data=form).status_code == 303
    return client


def post(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    token = re.search(r'name="form_token" value="(\w+)"', client.get("/activity").text)
    assert token
    return client.post(address, data={**fields, "form_token": token[1]})


@pytest.fixture(autouse=True)
def key(town: Town) -> None:
    town.collector.config.data_dir.mkdir(parents=True, exist_ok=True)
    create_signing_key(town.collector.config.signing_key_file, bytes)


def test_a_partner_types_a_return_for_the_own_point_only(town: Town) -> None:
    client = sign_in(town, "partner")
    fields = {"period": "2026-10", "visitors": "30", "accompanied": "12"}
    assert post(client, "/activity", point=ROUEN, **fields).status_code == 303
    assert post(client, "/activity", point=DIEPPE, **fields).status_code == 403
    assert {point: each.visitors for point, each in counted(town).items()} == {ROUEN: 30}
    assert client.get("/news").status_code == 403
    page = " ".join(client.get("/activity?period=2026-10").text.split())  # plain spaces
    assert "40 %" in page
    assert "Point de dieppe" not in page


def test_a_late_return_and_an_impossible_figure_show_until_answered(town: Town) -> None:
    send(town, declares(town.kiosk(), month(10, 12)))
    town.clock.set(town.clock().date().replace(month=11, day=6))
    client = sign_in(town, "admin")
    page = client.get("/activity", headers={"Accept-Language": "fr"}).text
    assert "en retard" in page
    assert "plus d&#39;accompagnés que de visiteurs" in page or "plus d'accompagnés" in page
    fields = {"point": ROUEN, "period": "2026-10", "kind": "accompanied"}
    assert post(client, "/activity/questions", reason="Vérifié.", **fields).status_code == 303
    assert "accompagnés que de visiteurs" not in client.get("/activity").text


def test_a_message_is_answered_and_the_desk_reads_it(town: Town) -> None:
    kiosk = town.kiosk()
    send(town, declares(kiosk, message("Un souci."), name=b"m" * 16))
    before = town.bundle(kiosk).serial
    address = f"/news/messages/{(b'm' * 16).hex()}"
    fields = {"state": "done", "answer": "Réparé."}
    assert post(sign_in(town, "elsewhere"), address, **fields).status_code == 403
    assert post(sign_in(town, "admin"), address, **fields).status_code == 303
    bundle = town.bundle(kiosk)
    assert [(each.state.value, each.answer) for each in bundle.answers] == [("done", "Réparé.")]
    assert bundle.serial > before


def test_a_notice_reaches_the_points_chosen_and_is_withdrawn(town: Town) -> None:
    rouen, dieppe = town.kiosk(ROUEN), town.kiosk(DIEPPE)
    client = sign_in(town, "admin")
    fields = {"caf": "761", "place": "attract", "starts": "2026-10-15", "text-fr": "Fermé."}
    assert post(client, "/news/notices", ends="2026-10-14", **fields).status_code == 422
    reply = post(client, "/news/notices", ends="2026-10-20", points=ROUEN, **fields)
    assert reply.status_code == 303
    (notice,) = town.bundle(rouen).notices
    assert notice.texts == {"fr": "Fermé."}
    assert town.bundle(dieppe).notices == ()
    assert post(client, f"/news/notices/{notice.id}/withdraw").status_code == 303
    assert town.bundle(rouen).notices == ()
