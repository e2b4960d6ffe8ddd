"""The vectors of the formats page hold: what a second client relies on, byte for byte."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from shared.batch import batch_digest, read_batch, write_batch
from shared.bundle import read_bundle
from shared.comment import Comment, decode_comment, encode_comment
from shared.messages import (
    read_bundle_request,
    read_enrolled,
    read_enrolment,
    read_status,
    write_bundle_request,
)
from shared.problems import Problem
from shared.receipt import read_receipt
from shared.response import Channel, Pace, Response, decode, encode
from shared.sealing import SUITE, Context, Label, PublicKey
from shared.signing import Signer
from shared.survey import Survey
from shared.survey_document import survey_from_canonical, survey_from_document
from shared.ticket import fingerprint, read_ticket

VECTORS = Path(__file__).parents[1] / "vectors"


def load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


SURVEY, RESPONSE, COMMENT = load("survey"), load("response"), load("comment")
SEALING, BATCH, MESSAGES = load("sealing"), load("batch"), load("messages")


def the_survey() -> Survey:
    return survey_from_canonical(bytes.fromhex(SURVEY["canonical"]))


def test_a_survey_has_one_canonical_form_and_digest() -> None:
    survey = survey_from_document(SURVEY["document"])
    assert survey.canonical.hex() == SURVEY["canonical"]
    assert hashlib.sha256(survey.canonical).hexdigest() == SURVEY["digest"]
    assert the_survey() == survey


@pytest.mark.parametrize("case", RESPONSE["valid"], ids=lambda case: str(case["encoded"]))
def test_a_response_encodes_as_written(case: dict[str, Any]) -> None:
    answers = {key: frozenset(chosen) for key, chosen in case["answers"].items()}
    channel, pace = Channel[case["channel"].upper()], Pace[case["pace"].upper()]
    response = Response(answers, channel, case["language"], pace)
    assert encode(the_survey(), response).hex() == case["encoded"]
    assert decode(the_survey(), bytes.fromhex(case["encoded"])) == response


@pytest.mark.parametrize("name", RESPONSE["invalid"])
def test_bytes_that_are_no_response_are_refused(name: str) -> None:
    with pytest.raises(Problem) as caught:
        decode(the_survey(), bytes.fromhex(RESPONSE["invalid"][name]))
    assert caught.value.code in ("response-encoding", "response-invalid")


@pytest.mark.parametrize("case", COMMENT["valid"], ids=lambda case: str(case["text"])[:12])
def test_a_comment_encodes_as_written(case: dict[str, Any]) -> None:
    comment = Comment(case["text"], case["language"])
    assert encode_comment(the_survey(), comment).hex() == case["encoded"]
    assert decode_comment(the_survey(), bytes.fromhex(case["encoded"])) == comment


@pytest.mark.parametrize("name", COMMENT["invalid"])
def test_bytes_that_are_no_comment_are_refused(name: str) -> None:
    with pytest.raises(Problem) as caught:
        decode_comment(the_survey(), bytes.fromhex(COMMENT["invalid"][name]))
    assert caught.value.code == "response-encoding"


def private_key() -> MLKEM768X25519PrivateKey:
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(bytes.fromhex(SEALING["mlkem_seed"])),
        X25519PrivateKey.from_private_bytes(bytes.fromhex(SEALING["x25519_private"])),
    )


def context_of(case: dict[str, Any]) -> Context:
    fields = case["context"]
    return Context(
        Label(fields["label"]),
        fields["period"],
        bytes.fromhex(fields["key_id"]),
        fields["point"],
        bytes.fromhex(fields["survey"]),
    )


@pytest.mark.parametrize("case", SEALING["valid"], ids=lambda case: str(case["context"]["label"]))
def test_a_sealed_item_opens_with_its_context(case: dict[str, Any]) -> None:
    context, item = context_of(case), bytes.fromhex(case["item"])
    assert context.info().hex() == case["info"]
    assert SUITE.decrypt(item[16:], private_key(), info=context.info()).hex() == case["plaintext"]


@pytest.mark.parametrize("case", SEALING["invalid"], ids=lambda case: str(case["name"]))
def test_a_sealed_item_that_was_moved_or_altered_does_not_open(case: dict[str, Any]) -> None:
    item = bytes.fromhex(case["item"])
    with pytest.raises((InvalidTag, ValueError)):
        SUITE.decrypt(item[16:], private_key(), info=context_of(case).info())


def test_a_period_key_is_named_by_its_digest() -> None:
    assert PublicKey(bytes.fromhex(SEALING["public_key"])).key_id.hex() == SEALING["key_id"]


def test_a_batch_reads_verifies_and_is_written_again_the_same() -> None:
    data = bytes.fromhex(BATCH["valid"]["batch"])
    signed = read_batch(data)
    signed.envelope.verify(bytes.fromhex(BATCH["device_public"]))
    assert batch_digest(data).hex() == BATCH["valid"]["digest"] == signed.digest.hex()
    batch, signer = signed.batch, Signer(bytes.fromhex(BATCH["device_private"]))
    shuffled = batch.items[::-1]
    assert write_batch(signer, batch.device, batch.context, 7, 42, shuffled) == data


@pytest.mark.parametrize("case", BATCH["invalid"], ids=lambda case: str(case["name"]))
def test_a_bad_batch_is_refused_with_its_code(case: dict[str, Any]) -> None:
    with pytest.raises(Problem) as caught:
        read_batch(bytes.fromhex(case["batch"])).envelope.verify(
            bytes.fromhex(BATCH["device_public"])
        )
    assert caught.value.code == case["code"]


def test_the_messages_read_as_written() -> None:
    trusted = [bytes.fromhex(MESSAGES["collector_public"])]
    device = bytes.fromhex(MESSAGES["device_public"])
    assert read_receipt(bytes.fromhex(MESSAGES["receipt"]), trusted).accepted == 2
    bundle = read_bundle(bytes.fromhex(MESSAGES["bundle"]), trusted)
    assert bundle.serial == 12
    assert bundle.survey_of(bundle.points[0]) == the_survey()
    assert read_enrolment(bytes.fromhex(MESSAGES["enrolment"])).public == device
    enrolled = read_enrolled(bytes.fromhex(MESSAGES["enrolled"]), fingerprint(trusted[0]), device)
    assert enrolled.bundle.hex() == MESSAGES["bundle"]
    status, envelope = read_status(bytes.fromhex(MESSAGES["status"]))
    envelope.verify(device)
    assert status.waiting == {"2026-10": 3}
    request = read_bundle_request(MESSAGES["bundle_request"])
    request.verify(device)
    assert request.have == 11


def test_a_device_signs_a_bundle_request_as_written() -> None:
    signer = Signer(bytes.fromhex(BATCH["device_private"]))
    header = write_bundle_request(signer, BATCH["device"], 11)
    assert header == MESSAGES["bundle_request"]


@pytest.mark.parametrize("name", ["receipt", "bundle"])
def test_what_a_stranger_signed_is_refused(name: str) -> None:
    read = {"receipt": read_receipt, "bundle": read_bundle}[name]
    with pytest.raises(Problem) as caught:
        read(
            bytes.fromhex(MESSAGES[f"{name}_by_a_stranger"]),
            [bytes.fromhex(MESSAGES["collector_public"])],
        )
    assert caught.value.code == "signature-invalid"


def test_a_ticket_survives_being_typed_and_shows_a_slip() -> None:
    text: str = MESSAGES["ticket"]
    ticket = read_ticket(text.lower().replace("-", " "))
    assert ticket.secret.hex() == MESSAGES["ticket_secret"]
    assert ticket.address == MESSAGES["ticket_address"]
    for place in range(len("ISOLOIR-"), len(text)):
        if text[place] != "-":
            slip = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
            with pytest.raises(Problem):
                read_ticket(slip)
