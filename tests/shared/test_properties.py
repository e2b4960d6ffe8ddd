"""Properties that hold for every survey, every answer and every byte string."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import cbor, limits
from shared.batch import read_batch, write_batch
from shared.bundle import read_bundle
from shared.comment import COMMENT_LENGTH, Comment, decode_comment, encode_comment
from shared.messages import read_bundle_request, read_enrolled, read_enrolment, read_status
from shared.periods import Period, nearest
from shared.problems import Problem
from shared.receipt import read_receipt
from shared.response import check_answers, decode, encode, layout
from shared.sealing import Context, Label, PublicKey
from shared.signing import Signer, device_id
from shared.survey import Survey, is_asked
from shared.survey_document import survey_from_canonical
from shared.ticket import Ticket, read_ticket, write_ticket
from tests.shared.strategies import responses, surveys

SIGNER = Signer(bytes(range(32)))
TRUSTED = [SIGNER.public]


@given(st.data())
def test_every_response_comes_back_as_it_was_encoded(data: st.DataObject) -> None:
    survey = data.draw(surveys())
    response = data.draw(responses(survey))
    assert decode(survey, encode(survey, response)) == response


@given(st.data())
def test_every_response_to_a_survey_has_the_same_length(data: st.DataObject) -> None:
    survey = data.draw(surveys())
    encoded = encode(survey, data.draw(responses(survey)))
    assert len(encoded) == layout(survey).length


@given(st.data())
def test_bytes_decode_only_if_encoding_writes_them(data: st.DataObject) -> None:
    survey = data.draw(surveys())
    good = bytearray(encode(survey, data.draw(responses(survey))))
    place = data.draw(st.integers(0, len(good) - 1))
    good[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Problem):
        assert encode(survey, decode(survey, bytes(good))) == bytes(good)


@given(st.data())
def test_an_answer_to_a_question_not_asked_is_refused(data: st.DataObject) -> None:
    survey = data.draw(surveys())
    response = data.draw(responses(survey))
    for question in survey.counted:
        if not is_asked(question, response.answers):
            smuggled = {**response.answers, question.id: frozenset(question.option_ids[:1])}
            with pytest.raises(Problem):
                check_answers(survey, smuggled)


@given(surveys())
def test_a_survey_is_its_canonical_form(survey: Survey) -> None:
    again = survey_from_canonical(survey.canonical)
    assert again == survey
    assert again.digest == survey.digest


@given(st.text(min_size=1, max_size=limits.COMMENT_CHARACTERS))
def test_every_comment_has_the_same_length_and_comes_back(text: str) -> None:
    survey = a_survey()
    try:
        encoded = encode_comment(survey, Comment(text, "fr"))
    except (Problem, UnicodeEncodeError):
        assert not text.strip() or any("\ud800" <= letter <= "\udfff" for letter in text)
        return
    assert len(encoded) == COMMENT_LENGTH
    assert decode_comment(survey, encoded) == Comment(text, "fr")


@given(st.sets(st.binary(min_size=16, max_size=16), min_size=1, max_size=30), st.randoms())
def test_a_batch_is_a_function_of_the_set_of_its_items(ids: set[bytes], random: object) -> None:
    items = [item_id + bytes(limits.HPKE_OVERHEAD_BYTES + 1) for item_id in ids]
    shuffled = sorted(items, key=lambda _: random.random())  # type: ignore[attr-defined]
    context = Context(Label.RESPONSE, "2026-10", bytes(8), "p", bytes(32))
    device = device_id(SIGNER.public)
    first = write_batch(SIGNER, device, context, 1, 99, items)
    assert write_batch(SIGNER, device, context, 1, 99, shuffled) == first
    assert set(read_batch(first).batch.items) == set(items)


def a_survey() -> Survey:
    vectors = Path(__file__).parents[1] / "vectors" / "survey.json"
    return survey_from_canonical(
        bytes.fromhex(json.loads(vectors.read_text(encoding="utf-8"))["canonical"])
    )


PARSERS: dict[str, Callable[[bytes], object]] = {
    "batch": read_batch,
    "receipt": lambda data: read_receipt(data, TRUSTED),
    "bundle": lambda data: read_bundle(data, TRUSTED),
    "enrolment": read_enrolment,
    "enrolled": lambda data: read_enrolled(data, bytes(10), SIGNER.public),
    "status": read_status,
    "bundle request": lambda data: read_bundle_request(data.decode("latin-1")),
    "ticket": lambda data: read_ticket(data.decode("latin-1")),
    "survey": survey_from_canonical,
    "response": lambda data: decode(a_survey(), data),
    "comment": lambda data: decode_comment(a_survey(), data),
    "public key": PublicKey,
}


def _valid_messages() -> list[bytes]:
    folder = Path(__file__).parents[1] / "vectors"
    messages = json.loads((folder / "messages.json").read_text(encoding="utf-8"))
    names = ("receipt", "enrolment", "status", "bundle_by_a_stranger")
    return [bytes.fromhex(messages[name]) for name in names] + [a_survey().canonical]


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
def test_whatever_the_bytes_a_parser_reads_them_or_names_the_problem(
    name: str, data: st.DataObject
) -> None:
    raw = data.draw(st.binary(max_size=200) | st.sampled_from(_valid_messages()))
    if raw and data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw = raw[:place] + data.draw(st.binary(max_size=3)) + raw[place + 1 :]
    with contextlib.suppress(Problem):
        PARSERS[name](raw)


json_like = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("name", ["batch", "receipt", "bundle", "status"])
@given(payload=json_like)
def test_a_well_signed_message_of_any_shape_is_read_or_named_a_problem(
    name: str, payload: object
) -> None:
    from shared.signing import Domain

    message = SIGNER.envelope(Domain(name), payload)
    with contextlib.suppress(Problem):
        PARSERS[name](message)


@given(json_like)
def test_deterministic_cbor_comes_back(value: object) -> None:
    assert cbor.decode(cbor.encode(value), 10**6) == value


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_a_ticket_comes_back_from_its_text(secret: bytes, print_: bytes) -> None:
    ticket = Ticket(secret, print_, "http://127.0.0.1:8400")
    assert read_ticket(write_ticket(ticket)) == ticket


@given(st.integers(0, 9999 * 12 + 11))
def test_periods_are_consecutive_months(index: int) -> None:
    period = Period.from_index(index)
    assert period.index == index
    assert Period.parse(str(period)) == period
    assert period.plus(12).year == period.year + 1


@given(st.integers(12, 9998 * 12 + 11))
def test_a_period_s_days_follow_those_of_the_one_before(index: int) -> None:
    period = Period.from_index(index)
    assert Period.of(period.first_day) == Period.of(period.last_day) == period
    assert period.last_day + timedelta(days=1) == period.plus(1).first_day


@given(st.integers(1970, 2500), st.lists(st.integers(2026 * 12, 2027 * 12), min_size=1))
def test_a_jumping_clock_still_finds_a_key(year: int, indexes: list[int]) -> None:
    available = [Period.from_index(index) for index in indexes]
    now = Period(year, 6)
    chosen = nearest(now, available)
    assert chosen in available
    assert all(abs(chosen.index - now.index) <= abs(e.index - now.index) for e in available)
