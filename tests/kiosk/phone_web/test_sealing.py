"""The browser encodes and seals as the formats page says: what one side seals, the other opens."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.comments import clean
from kiosk.screens import prune
from shared import limits
from shared.comment import COMMENT_LENGTH, decode_comment
from shared.response import Channel, Response, decode, encode
from shared.sealing import SUITE, Context, Label, PublicKey, seal, sealed_length
from shared.survey import Survey
from shared.survey_document import survey_from_canonical
from tests.kiosk.phone_web.node import Phone, Refused
from tests.shared.strategies import responses, surveys

VECTORS = Path(__file__).parents[2] / "vectors"
SEED = hashlib.sha256(b"isoloir: the key of these tests").digest()


def load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


RESPONSE, COMMENT, SEALING = load("response"), load("comment"), load("sealing")


def the_survey() -> Survey:
    return survey_from_canonical(bytes.fromhex(RESPONSE["survey"]))


def as_page_knows_it(survey: Survey) -> dict[str, Any]:
    return {"document": survey.document, "digest": survey.digest.hex()}


def fields_of(context: Context) -> dict[str, str]:
    return {
        "label": context.label.value,
        "period": context.period,
        "key_id": context.key_id.hex(),
        "point": context.point,
        "survey": context.survey.hex(),
    }


def keys() -> tuple[MLKEM768X25519PrivateKey, PublicKey]:
    """The pair that X-Wing derives from `SEED` (draft-connolly-cfrg-xwing-kem, section 5.2)."""
    expanded = hashlib.shake_256(SEED).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
    public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return MLKEM768X25519PrivateKey(mlkem, x25519), PublicKey(public)


def bound_to(key: PublicKey, survey: Survey, label: Label = Label.RESPONSE) -> Context:
    return Context(label, "2026-11", key.key_id, "fictif-1", survey.digest)


@pytest.mark.parametrize("case", RESPONSE["valid"], ids=lambda case: str(case["encoded"]))
def test_a_response_encodes_as_written(phone: Phone, case: dict[str, Any]) -> None:
    given_fields = {name: case[name] for name in ("answers", "channel", "language", "pace")}
    encoded = phone.ask("encode", on=as_page_knows_it(the_survey()), **given_fields)
    assert encoded == case["encoded"]


@pytest.mark.parametrize(
    ("answers", "language"),
    [
        ({}, "fr"),
        ({"overall": ["good", "bad"]}, "fr"),
        ({"overall": ["fine"]}, "fr"),
        ({"overall": ["good"], "reasons": ["r1"]}, "fr"),
        ({"overall": ["bad"], "reasons": ["r1", "r1"]}, "fr"),
        ({"overall": ["good"], "weather": ["r1"]}, "fr"),
        ({"overall": ["good"]}, "en"),
    ],
    ids=[
        "required one left out",
        "two options of one",
        "unknown option",
        "not asked",
        "the same option twice",
        "unknown question",
        "unknown language",
    ],
)
def test_answers_against_the_rules_are_not_encoded(
    phone: Phone, answers: dict[str, list[str]], language: str
) -> None:
    on = as_page_knows_it(the_survey())
    with pytest.raises(Refused):
        phone.ask(
            "encode", on=on, answers=answers, channel="phone", language=language, pace="normal"
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_any_response_to_any_survey_encodes_as_in_python(phone: Phone, data: st.DataObject) -> None:
    survey = data.draw(surveys())
    response = data.draw(responses(survey))
    encoded = phone.ask(
        "encode",
        on=as_page_knows_it(survey),
        answers={key: sorted(chosen) for key, chosen in response.answers.items()},
        channel=response.channel.name.lower(),
        language=response.language,
        pace=response.pace.name.lower(),
    )
    assert encoded == encode(survey, response).hex()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_answers_to_questions_that_are_not_asked_are_left_out_as_in_python(
    phone: Phone, data: st.DataObject
) -> None:
    survey = data.draw(surveys())
    chosen = {
        each.id: data.draw(st.lists(st.sampled_from(each.option_ids), max_size=1))
        for each in survey.counted
    }
    kept = prune(survey, {key: frozenset(options) for key, options in chosen.items()})
    left = phone.ask("prune", on=as_page_knows_it(survey), answers=chosen)
    assert {key: frozenset(options) for key, options in left.items()} == kept


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_a_comment_is_cleaned_as_in_python(phone: Phone, text: str) -> None:
    text = text.replace("\ufeff", "")  # white space at the ends for JavaScript, not for Python
    assert phone.ask("clean", text=text) == clean(text)


@pytest.mark.parametrize("case", COMMENT["valid"], ids=lambda case: str(case["text"])[:12])
def test_a_comment_encodes_as_written(phone: Phone, case: dict[str, Any]) -> None:
    on = as_page_knows_it(the_survey())
    encoded = phone.ask("encodeComment", on=on, text=case["text"], language=case["language"])
    assert encoded == case["encoded"]


@pytest.mark.parametrize("text", ["", " \n", "é" * (limits.COMMENT_CHARACTERS + 1)])
def test_an_empty_or_too_long_comment_is_not_encoded(phone: Phone, text: str) -> None:
    with pytest.raises(Refused):
        phone.ask("encodeComment", on=as_page_knows_it(the_survey()), text=text, language="fr")


@pytest.mark.parametrize(
    "case", [*SEALING["valid"], *SEALING["invalid"]], ids=lambda case: str(case["context"])[:60]
)
def test_info_binds_every_part_as_written(phone: Phone, case: dict[str, Any]) -> None:
    fields = case["context"]
    context = Context(
        Label(fields["label"]),
        fields["period"],
        bytes.fromhex(fields["key_id"]),
        fields["point"],
        bytes.fromhex(fields["survey"]),
    )
    assert phone.ask("info", **fields) == case.get("info", context.info().hex())


def test_a_period_key_is_named_as_written(phone: Phone) -> None:
    assert phone.ask("keyId", key=SEALING["public_key"]) == SEALING["key_id"]


def test_both_sides_derive_the_same_key(phone: Phone) -> None:
    assert phone.ask("publicKey", seed=SEED.hex()) == keys()[1].raw.hex()


def test_what_the_browser_seals_opens_in_python(phone: Phone) -> None:
    private, public = keys()
    survey = the_survey()
    response = Response({"overall": frozenset(["bad"])}, Channel.PHONE, "ar")
    context, item_id = bound_to(public, survey), bytes(range(16))
    item = bytes.fromhex(
        phone.ask(
            "seal",
            key=public.raw.hex(),
            bound=fields_of(context),
            itemId=item_id.hex(),
            plaintext=encode(survey, response).hex(),
        )
    )
    assert len(item) == sealed_length(survey, Label.RESPONSE)
    assert item[:16] == item_id
    opened = SUITE.decrypt(item[16:], private, info=context.info())
    assert decode(survey, opened) == response


def test_a_comment_sealed_in_the_browser_opens_in_python(phone: Phone) -> None:
    private, public = keys()
    survey = the_survey()
    context = bound_to(public, survey, Label.COMMENT)
    text = "Merci 😀 شكرا"
    encoded = phone.ask("encodeComment", on=as_page_knows_it(survey), text=text, language="ar")
    item = bytes.fromhex(
        phone.ask(
            "seal",
            key=public.raw.hex(),
            bound=fields_of(context),
            itemId=bytes(16).hex(),
            plaintext=encoded,
        )
    )
    assert len(item) == sealed_length(survey, Label.COMMENT) == 16 + 1136 + COMMENT_LENGTH
    opened = SUITE.decrypt(item[16:], private, info=context.info())
    assert decode_comment(survey, opened).text == text


def test_what_python_seals_opens_with_the_browsers_suite(phone: Phone) -> None:
    _, public = keys()
    survey = the_survey()
    encoded = encode(survey, Response({"overall": frozenset(["good"])}, Channel.SCREEN, "fr"))
    context = bound_to(public, survey)
    item = seal(public, context, bytes(16), encoded)
    fields = fields_of(context)
    assert phone.ask("open", seed=SEED.hex(), bound=fields, item=item.hex()) == encoded.hex()
    with pytest.raises(Refused):
        phone.ask("open", seed=SEED.hex(), bound={**fields, "point": "fictif-2"}, item=item.hex())
