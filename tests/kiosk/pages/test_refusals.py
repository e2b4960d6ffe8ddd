"""Bad input at every address: a clear page of the catalogue, nothing recorded, nothing shown."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest
from werkzeug.test import TestResponse

from kiosk.app import FORM_TYPE, MAX_BODY_BYTES
from shared.problem_catalogue import CATALOGUE
from shared.sealing import Context
from tests.kiosk.pages.stage import VISIT, Stage, bundle_of

SECRET = "overall_experience"


@pytest.fixture(autouse=True)
def nothing_is_recorded(stage: Stage) -> Iterator[None]:
    yield
    assert stage.ids() == set()


def shows(reply: TestResponse, code: str) -> bool:
    """Whether the reply is the problem page of this code, and nothing but a page."""
    whole = reply.status_code == CATALOGUE[code].status and f">{code}<" in reply.text
    return whole and "Traceback" not in reply.text and 'href="/"' in reply.text


@pytest.mark.parametrize(
    "altered",
    [
        {"_visit": "../../etc/passwd"},
        {"_survey": "0" * 63},
        {"_language": "<script>"},
        {"_at": "nowhere"},
        {"_do": "drop"},
        {"_do": "choose:enormous"},
        {SECRET: "enormous"},
        {SECRET: ["bad", "good"]},
        {"unheard_of": "1"},
        {"blocking_reason": "other"},
    ],
)
def test_an_altered_field(stage: Stage, altered: dict[str, Any]) -> None:
    form = stage.form("next", "visit_purpose", **{SECRET: "bad"}) | altered
    assert shows(stage.client.post("/visit", data=form), "response-invalid")


@pytest.mark.parametrize("data", [{"_do": "send"}, {"_do": "erase"}, {"_visit": VISIT}])
def test_a_form_with_fields_missing(stage: Stage, data: dict[str, str]) -> None:
    assert shows(stage.client.post("/visit", data=data), "response-invalid")


def test_sending_from_another_screen_than_the_review(stage: Stage) -> None:
    reply = stage.post("send", "visit_purpose", **{SECRET: "bad"})
    assert shows(reply, "response-invalid")


def test_a_survey_that_is_gone(stage: Stage) -> None:
    reply = stage.post("next", "visit_purpose", _survey="00" * 32, **{SECRET: "bad"})
    assert shows(reply, "survey-renewed")


@pytest.mark.parametrize("path", ["/", "/start", "/visit"])
@pytest.mark.parametrize("keys", [True, False])
def test_a_device_without_bundle_or_keys(stage: Stage, path: str, keys: bool) -> None:
    stage.device.held = None if keys else bundle_of(stage.survey, keys=False)
    reply = (
        stage.client.get(path)
        if path == "/"
        else stage.client.post(path, data=stage.form("next", SECRET))
    )
    assert shows(reply, "survey-unavailable")


def test_losing_the_bundle_before_sending_keeps_the_answers_in_the_page(stage: Stage) -> None:
    stage.client.get("/")
    stage.device.held = None
    reply = stage.post("send", **{SECRET: "bad"})
    assert reply.status_code == 503
    assert "pas été enregistrées" in reply.text
    assert f'name="{SECRET}" value="bad"' in reply.text


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/visit", "POST"),
        ("GET", "/start", "POST"),
        ("POST", "/", "GET"),
        ("DELETE", "/visit", "POST"),
        ("PUT", "/", "GET"),
        ("POST", f"/over/{VISIT}", "GET"),
    ],
)
def test_a_wrong_method(stage: Stage, method: str, path: str, allowed: str) -> None:
    reply = stage.client.open(
        path, method=method, data={"_language": "fr"} if method != "GET" else None
    )
    assert shows(reply, "method-refused")
    assert allowed in reply.headers["Allow"]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/static/nowhere.css", "/static/../app.py", "/desk/x"]
)
def test_an_unknown_address(stage: Stage, path: str) -> None:
    assert shows(stage.client.get(path), "page-unknown")


@pytest.mark.parametrize("path", ["/over/x", "/over/" + "zz" * 16])
def test_an_id_that_is_none(stage: Stage, path: str) -> None:
    assert shows(stage.client.get(path), "response-invalid")


def test_a_body_of_a_gigabyte_is_refused_without_being_read(stage: Stage) -> None:
    class Endless:
        taken = 0

        def read(self, size: int = -1) -> bytes:
            assert 0 <= size <= 2 * MAX_BODY_BYTES
            self.taken += size
            assert self.taken <= 4 * MAX_BODY_BYTES
            return b"a" * size

    claimed = {"wsgi.input": Endless(), "CONTENT_LENGTH": str(2**30), "CONTENT_TYPE": FORM_TYPE}
    reply = stage.client.post("/visit", environ_overrides=claimed)
    assert shows(reply, "format-oversize")


def test_a_body_just_over_the_limit(stage: Stage) -> None:
    data = stage.form("next", "comment", comment="a" * MAX_BODY_BYTES)
    assert shows(stage.client.post("/visit", data=data), "format-oversize")


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "application/json", "text/plain", ""]
)
def test_another_kind_of_body(stage: Stage, kind: str) -> None:
    reply = stage.client.post("/visit", data=b"--x", content_type=kind)
    assert shows(reply, "request-invalid")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site(stage: Stage, site: str) -> None:
    form = stage.form("send", **{SECRET: "bad"})
    reply = stage.client.post("/visit", data=form, headers={"Sec-Fetch-Site": site})
    assert shows(reply, "request-invalid")


@pytest.mark.parametrize("accept", ["application/problem+json", "application/json"])
def test_a_program_gets_problem_json(stage: Stage, accept: str) -> None:
    reply = stage.client.get("/nowhere", headers={"Accept": accept})
    assert reply.mimetype == "application/problem+json"
    assert reply.json is not None
    assert (reply.json["code"], reply.json["status"]) == ("page-unknown", 404)


def test_the_problem_page_speaks_the_language_of_the_visit(stage: Stage) -> None:
    form = stage.form("drop", SECRET) | {"_language": "es"}
    reply = stage.client.post("/visit", data=form)
    assert "No se ha registrado nada" in reply.text
    assert 'lang="es"' in reply.text


class BrokenSpool:
    """A store with a programming error that quotes what it was given."""

    def store(self, lane: Context, item: bytes) -> NoReturn:
        raise RuntimeError(f"cannot store my_account_info {VISIT}")


def test_a_crash_shows_and_logs_no_value(
    stage: Stage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage.spool, "store", BrokenSpool().store)
    with caplog.at_level(logging.DEBUG):
        reply = stage.post("send", **{SECRET: "bad"})
    assert shows(reply, "internal")
    logged = "\n".join(caplog.messages) + "".join(str(each.exc_info) for each in caplog.records)
    assert "RuntimeError at " in logged
    assert VISIT not in reply.text + logged
    assert "my_account_info" not in reply.text + logged
