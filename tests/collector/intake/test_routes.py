"""The devices' addresses, over HTTP, through the real application."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from collector.app import create_app
from collector.signing_key import create_signing_key
from shared import limits
from shared.bundle import BUNDLE_MEDIA_TYPE, read_bundle
from shared.messages import MESSAGE_MEDIA_TYPE, write_bundle_request, write_enrolment
from shared.problems import PROBLEM_MEDIA_TYPE
from shared.receipt import RECEIPT_MEDIA_TYPE, read_receipt
from tests.collector.intake.test_accept import counts
from tests.support.town import Machine, Town


@pytest.fixture
def client(town: Town) -> FlaskClient:
    create_signing_key(town.collector.config.signing_key_file, lambda size: bytes(range(size)))
    return create_app(town.collector).test_client()


def problem_of(answer: object) -> str:
    assert answer.content_type == PROBLEM_MEDIA_TYPE  # type: ignore[attr-defined]
    document = json.loads(answer.data)  # type: ignore[attr-defined]
    assert document["status"] == answer.status_code  # type: ignore[attr-defined]
    assert document["type"] == f"urn:isoloir:problem:{document['code']}"
    return str(document["code"])


def test_a_new_batch_gets_201_and_the_same_again_200(town: Town, client: FlaskClient) -> None:
    batch = town.kiosk().batch(town.context(), town.items(4))
    first, again = (client.post("/v1/batches", data=batch) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.data == again.data
    assert first.content_type == RECEIPT_MEDIA_TYPE
    assert read_receipt(first.data, [town.signer.public]).accepted == 4


def test_a_refused_batch_says_which_problem_and_whether_it_is_final(
    town: Town, client: FlaskClient
) -> None:
    answer = client.post("/v1/batches", data=Machine().batch(town.context(), town.items(1)))
    assert (answer.status_code, problem_of(answer)) == (401, "device-unknown")
    assert answer.headers["WWW-Authenticate"] == "Isoloir"
    assert json.loads(answer.data)["final"] is False
    answer = client.post("/v1/batches", data=b"nonsense")
    assert (answer.status_code, problem_of(answer)) == (400, "format-malformed")
    assert json.loads(answer.data)["final"] is True


def test_a_ticket_makes_a_device(town: Town, client: FlaskClient) -> None:
    machine = Machine()
    request = write_enrolment(machine.signer, town.ticket("rouen").secret)
    answer = client.post("/v1/enrol", data=request)
    assert (answer.status_code, answer.content_type) == (201, MESSAGE_MEDIA_TYPE)
    assert client.post("/v1/enrol", data=request).data == answer.data


def test_a_bundle_is_given_once_to_its_device(town: Town, client: FlaskClient) -> None:
    kiosk = town.kiosk()
    header = {"Authorization": write_bundle_request(kiosk.signer, kiosk.id, 0)}
    answer = client.get("/v1/bundle", headers=header)
    assert (answer.status_code, answer.content_type) == (200, BUNDLE_MEDIA_TYPE)
    bundle = read_bundle(answer.data, [town.signer.public])
    assert bundle.device == kiosk.id
    header = {"Authorization": write_bundle_request(kiosk.signer, kiosk.id, bundle.serial)}
    answer = client.get("/v1/bundle", headers=header)
    assert (answer.status_code, answer.data) == (204, b"")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "format-malformed"),
        ("Bearer x", "format-malformed"),
        ("Isoloir a.b.c", "format-malformed"),
    ],
)
def test_a_bundle_is_not_given_without_a_signed_request(
    client: FlaskClient, header: str, code: str
) -> None:
    assert problem_of(client.get("/v1/bundle", headers={"Authorization": header})) == code


def test_a_status_is_kept_without_an_answer(town: Town, client: FlaskClient) -> None:
    kiosk = town.kiosk()
    answer = client.post("/v1/status", data=kiosk.status({"2026-10": 2}))
    assert (answer.status_code, answer.data) == (204, b"")
    assert problem_of(client.post("/v1/status", data=Machine().status())) == "device-unknown"


def test_a_message_is_smaller_than_a_batch(town: Town, client: FlaskClient) -> None:
    large = bytes(limits.MAX_MESSAGE_BYTES + 1)
    for path in ("/v1/enrol", "/v1/status"):
        answer = client.post(path, data=large)
        assert (answer.status_code, problem_of(answer)) == (413, "format-oversize")
    answer = client.post("/v1/batches", data=bytes(limits.MAX_BATCH_BYTES + 1))
    assert (answer.status_code, problem_of(answer)) == (413, "format-oversize")
    assert counts(town) == (0, 0, 0)


def test_a_wrong_address_or_method_is_a_problem_too(client: FlaskClient) -> None:
    assert problem_of(client.get("/v1/nothing")) == "page-unknown"
    answer = client.get("/v1/batches")
    assert (answer.status_code, problem_of(answer)) == (405, "method-refused")
    assert "POST" in answer.headers["Allow"]
    assert problem_of(client.get("/api/v1/nothing")) == "page-unknown"


def test_elsewhere_a_problem_is_a_page(client: FlaskClient) -> None:
    answer = client.get("/nothing", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "There is no such page." in answer.text


def test_health_is_told_to_anybody(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_no_cookie_is_ever_set_for_a_device(town: Town, client: FlaskClient) -> None:
    kiosk = town.kiosk()
    answers = [
        client.post("/v1/batches", data=kiosk.batch(town.context(), town.items(1))),
        client.post("/v1/status", data=kiosk.status()),
        client.get("/v1/bundle"),
        client.get("/healthz"),
    ]
    assert [answer.headers.getlist("Set-Cookie") for answer in answers] == [[]] * 4
