"""Whatever bytes come in, a parser reads them or says by a problem of the catalogue that it cannot.

Anything else (another exception, a hang) would be a page of error 500, or a courier that stops.
`ISOLOIR_FUZZ=20000` tries so many inputs of each kind, at random; CI tries a few, always the same.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from collector.api.asked import Format, read_asked
from collector.registry.importer import plan_import
from collector.surveys.reader import read_survey
from kiosk import forms
from shared import cbor
from shared.batch import read_batch
from shared.bundle import read_bundle
from shared.comment import decode_comment
from shared.declaration import read_acknowledgement, read_declaration
from shared.hours import parse_hours
from shared.masking import mask
from shared.messages import read_bundle_request, read_enrolled, read_enrolment, read_status
from shared.problems import Problem
from shared.receipt import read_receipt
from shared.response import decode
from shared.signing import Domain, Signer
from shared.speech_pack import read_pack
from shared.succession import read_link
from shared.survey_document import survey_from_canonical, survey_from_document
from shared.ticket import read_ticket
from tests.fuzz.mutations import bytes_like, document_like

VECTORS = Path(__file__).parents[1] / "vectors"
TRIES = int(os.environ.get("ISOLOIR_FUZZ", "60"))
FUZZ = settings(
    max_examples=TRIES,
    deadline=None,
    derandomize=TRIES < 1000,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def vectors(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


MESSAGES, SURVEY = vectors("messages"), vectors("survey")
SURVEY_READ = survey_from_document(SURVEY["document"])
SIGNER = Signer(bytes(32))
TRUSTED = (SIGNER.public,)


def of_messages(name: str) -> bytes:
    return bytes.fromhex(MESSAGES[name])


SURVEY_FILE = b"""\
id: avis
version: 1
languages: [fr]
title: {fr: Avis}
questions:
  - id: q
    kind: one
    labels: {fr: Bien ?}
    options: [{id: a, labels: {fr: A}}]
"""
TO_MASK = "Mail : a.b@exemple.fr, tél. 06 12 34 56 78, n° 1 85 05 78 006 084 36"

GOOD_BYTES: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "batch": (bytes.fromhex(vectors("batch")["valid"]["batch"]), read_batch),
    "receipt": (of_messages("receipt"), lambda data: read_receipt(data, TRUSTED)),
    "bundle": (of_messages("bundle"), lambda data: read_bundle(data, TRUSTED)),
    "enrolment": (of_messages("enrolment"), read_enrolment),
    "enrolled": (of_messages("enrolled"), lambda data: read_enrolled(data, bytes(16), bytes(32))),
    "status": (of_messages("status"), read_status),
    "response": (
        bytes.fromhex(vectors("response")["valid"][0]["encoded"]),
        lambda data: decode(SURVEY_READ, data),
    ),
    "comment": (
        bytes.fromhex(vectors("comment")["valid"][0]["encoded"]),
        lambda data: decode_comment(SURVEY_READ, data),
    ),
    "survey": (bytes.fromhex(SURVEY["canonical"]), survey_from_canonical),
    "survey file": (SURVEY_FILE, read_survey),
    "declaration": (
        bytes.fromhex(next(iter(vectors("declaration")["valid"].values()))),
        read_declaration,
    ),
    "acknowledgement": (
        bytes.fromhex(vectors("declaration")["acknowledgement"]),
        lambda data: read_acknowledgement(data, TRUSTED),
    ),
    "link": (SIGNER.envelope(Domain.SUCCESSION, {"v": 1}), read_link),
    "pack": (cbor.encode({"v": 1, "sounds": {}}), lambda data: read_pack(data, bytes(32))),
    "list of Points": (
        b"id,caf,name,street,postcode,commune\nrouen,761,Mairie,1 rue du Port,76000,Rouen\n",
        plan_import,
    ),
}

GOOD_TEXTS: dict[str, tuple[str, Callable[[str], object]]] = {
    "ticket": (MESSAGES["ticket"], read_ticket),
    "bundle request": (MESSAGES["bundle_request"], read_bundle_request),
    "hours": ("Mo-Fr 09:00-12:30,13:30-17:00; PH off; 2026 Dec 24-31 off", parse_hours),
    "comment to mask": (
        "Mail : a.b@exemple.fr, tél. 06 12 34 56 78, n° 1 85 05 78 006 084 36",
        mask,
    ),
}

SIGNED: dict[Domain, tuple[bytes, Callable[[bytes], object]]] = {
    Domain.BATCH: GOOD_BYTES["batch"],
    Domain.RECEIPT: GOOD_BYTES["receipt"],
    Domain.BUNDLE: GOOD_BYTES["bundle"],
    Domain.ENROL: GOOD_BYTES["enrolment"],
    Domain.STATUS: GOOD_BYTES["status"],
    Domain.DECLARATION: GOOD_BYTES["declaration"],
    Domain.ACKNOWLEDGEMENT: GOOD_BYTES["acknowledgement"],
}


def reads(parse: Callable[[Any], object], given_: Any) -> None:
    """Read it, or refuse it as the catalogue knows."""
    with contextlib.suppress(Problem):
        parse(given_)


@pytest.mark.parametrize("kind", GOOD_BYTES)
def test_bytes_are_read_or_refused(kind: str) -> None:
    good, parse = GOOD_BYTES[kind]

    @FUZZ
    @given(bytes_like(good))
    def tried(data: bytes) -> None:
        reads(parse, data)

    tried()


@pytest.mark.parametrize("kind", GOOD_TEXTS)
def test_texts_are_read_or_refused(kind: str) -> None:
    good, parse = GOOD_TEXTS[kind]

    @FUZZ
    @given(bytes_like(good.encode()))
    def tried(data: bytes) -> None:
        reads(parse, data.decode("utf-8", "surrogateescape" if kind == "ticket" else "replace"))

    tried()


@pytest.mark.parametrize("domain", SIGNED)
def test_signed_documents_that_say_odd_things_are_read_or_refused(domain: Domain) -> None:
    """A device may be stolen, a program may be wrong: a good signature promises no good content."""
    message, parse = SIGNED[domain]
    good = cbor.decode(cbor.decode(message, 10**6)[0], 10**6)

    @FUZZ
    @given(document_like(good))
    def tried(document: Any) -> None:
        try:
            data = SIGNER.envelope(domain, document)
        except (TypeError, ValueError, OverflowError):
            return
        reads(parse, data)

    tried()


@FUZZ
@given(document_like(SURVEY["document"]))
def test_survey_documents_are_read_or_refused(document: Any) -> None:
    reads(survey_from_document, document)


NAMES = st.sampled_from(
    ("_visit", "_survey", "_language", "_at", "_do", "_access", "_changing", "overall", "x", "")
)
VALUES = st.one_of(
    st.sampled_from(
        ("0" * 32, SURVEY_READ.digest.hex(), "fr", "next", "good", "choose:good", "set:9")
    ),
    st.text(max_size=60),
)


@FUZZ
@given(st.lists(st.tuples(NAMES, VALUES), max_size=12))
def test_the_kiosks_forms_are_read_or_refused(fields: list[tuple[str, str]]) -> None:
    posted = MultiDict(fields)
    reads(lambda _: forms.read(dict(posted.lists()), lambda _: SURVEY_READ), None)


QUERY_NAMES = st.sampled_from(
    ("question", "point", "caf", "from", "to", "by", "format", "lang", "x")
)


@FUZZ
@given(st.lists(st.tuples(QUERY_NAMES, st.text(max_size=40)), max_size=6))
def test_the_apis_questions_are_read_or_refused(fields: list[tuple[str, str]]) -> None:
    reads(lambda _: read_asked(fields, Format.JSON, tuple(Format)), None)


def test_these_tests_can_fail() -> None:
    """A parser that lets another exception out is found."""

    def careless(data: bytes) -> object:
        return json.loads(data)

    @FUZZ
    @given(bytes_like(b'{"v": 1}'))
    def tried(data: bytes) -> None:
        reads(careless, data)

    with pytest.raises((ValueError, UnicodeDecodeError)):
        tried()
