"""What is spoken, how a recording is tied to it, and the pack that carries it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace

import pytest

from collector.surveys import default_survey
from deploy.speech.update import is_current, modules
from shared import limits
from shared.bundle import Bundle, read_bundle, write_bundle
from shared.cbor import decode, encode
from shared.problems import FormatProblem
from shared.signing import Domain, Signer, open_envelope
from shared.speech import number_utterance, speech_id, spoken_form, survey_utterances
from shared.speech_pack import Clip, make_pack, read_pack, write_pack
from shared.spoken import Phrase, phrase_language, phrases, shown_texts

SURVEY = default_survey()
CLIPS = [Clip(speech_id("fr", text), b"OggS" + text.encode(), 900, "pico-1") for text in "abc"]
FIELDS = {"id": b"x" * 32, "audio": b"OggS", "ms": 1, "engine": "x"}


def test_a_recording_is_tied_to_language_and_words() -> None:
    ids = {speech_id("fr", "Oui"), speech_id("fr", "oui"), speech_id("en", "Oui")}
    assert len(ids) == 3
    assert speech_id("fr", "Oui") == hashlib.sha256(b"fr\0Oui").digest()


@pytest.mark.parametrize("same", ["Ça va ?", "Ça\u00a0va\u202f?", " Ça  va ?\n", "C\u0327a va ?"])
def test_spaces_and_the_form_of_accents_make_no_other_text(same: str) -> None:
    assert speech_id("fr", same) == speech_id("fr", "Ça va ?")


@pytest.mark.parametrize("language", SURVEY.languages)
def test_everything_a_visitor_reads_is_spoken(language: str) -> None:
    texts = [each.text for each in survey_utterances(SURVEY, language)]
    assert texts[0] == SURVEY.title[language]
    for question in SURVEY.questions:
        assert " ".join(question.labels[language].split()) in texts
        if question.hint:
            assert question.hint[language] in texts
        for position, option in enumerate(question.options, start=1):
            assert f"{position} : {option.labels[language]}" in texts
    assert set(phrases(language).values()) - set(texts) == {
        phrases(language)[Phrase.QUESTION_NUMBER]
    }
    assert {spoken_form(text) for text in shown_texts(language)} <= set(texts)
    assert number_utterance(len(SURVEY.questions), language).text in texts
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("language", SURVEY.languages)
def test_every_language_has_every_instruction(language: str) -> None:
    assert phrase_language(language) == language
    assert set(phrases(language)) == set(Phrase)
    assert all(phrases(language).values())
    assert "{number}" in phrases(language)[Phrase.QUESTION_NUMBER]
    others = [tag for tag in SURVEY.languages if tag != language]
    assert all(phrases(language)[Phrase.KEYS] != phrases(tag)[Phrase.KEYS] for tag in others)


def test_a_language_the_interface_does_not_know_hears_it_in_french() -> None:
    assert [phrase_language(tag) for tag in ("pt-BR", "pl", "fr-CA")] == ["pt", "fr", "fr"]
    assert number_utterance(2, "pl") == number_utterance(2, "fr")


def test_the_spoken_texts_are_those_of_the_screens() -> None:
    late = [path.name for path, text in modules() if not is_current(path, text)]
    assert late == [], "run python deploy/speech/update.py"


def test_a_pack_is_read_as_it_was_written_whatever_the_order() -> None:
    data = write_pack(make_pack("fr", CLIPS))
    assert data == write_pack(make_pack("fr", reversed(CLIPS)))
    pack = read_pack(data, hashlib.sha256(data).digest())
    assert pack.language == "fr"
    assert [pack.by_id[clip.id] for clip in CLIPS] == CLIPS


def test_a_pack_that_is_not_the_one_named_is_refused() -> None:
    data = write_pack(make_pack("fr", CLIPS))
    with pytest.raises(FormatProblem) as raised:
        read_pack(data[:-1] + b"!", hashlib.sha256(data).digest())
    assert raised.value.code == "speech-damaged"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"v": 2}, "format-version"),
        ({"extra": 1}, "format-malformed"),
        (
            {"clips": [{"id": b"x" * 32, "audio": b"RIFF", "ms": 1, "engine": "x"}]},
            "format-malformed",
        ),
        ({"clips": [{"id": b"x", "audio": b"OggS", "ms": 1, "engine": "x"}]}, "format-malformed"),
        ({"clips": [{"id": b"x" * 32, "audio": b"OggS"}]}, "format-malformed"),
    ],
)
def test_a_pack_of_another_format_is_refused(change: dict[str, object], code: str) -> None:
    data = encode(decode(write_pack(make_pack("fr", CLIPS)), 10_000) | change)
    with pytest.raises(FormatProblem) as raised:
        read_pack(data, hashlib.sha256(data).digest())
    assert raised.value.code == code


def test_a_pack_with_a_text_said_twice_is_refused() -> None:
    fields = decode(write_pack(make_pack("fr", CLIPS)), 10_000)
    data = encode(fields | {"clips": [*fields["clips"], fields["clips"][0]]})
    with pytest.raises(FormatProblem):
        read_pack(data, hashlib.sha256(data).digest())


def test_a_pack_that_no_device_would_take_is_not_made() -> None:
    large = Clip(b"x" * 32, b"OggS" + bytes(limits.MAX_SPEECH_PACK_BYTES), 1, "x")
    with pytest.raises(FormatProblem) as raised:
        write_pack(make_pack("fr", [large]))
    assert raised.value.code == "format-oversize"


def bundle(speech: dict[bytes, dict[str, bytes]]) -> Bundle:
    return Bundle(1, "0" * 16, (), {SURVEY.digest: SURVEY}, {}, (), speech=speech)


def test_a_bundle_vouches_for_the_packs() -> None:
    signer = Signer(os.urandom(32))
    speech = {SURVEY.digest: {"fr": b"f" * 32, "ar": b"a" * 32}}
    assert read_bundle(write_bundle(signer, bundle(speech)), [signer.public]).speech == speech


def test_a_bundle_without_a_voice_says_nothing_of_it() -> None:
    signer = Signer(os.urandom(32))
    data = write_bundle(signer, bundle({}))
    payload = open_envelope(Domain.BUNDLE, data, limits.MAX_BUNDLE_BYTES).payload
    assert "speech" not in decode(payload, limits.MAX_BUNDLE_BYTES)
    assert read_bundle(data, [signer.public]).speech == {}


@pytest.mark.parametrize("packs", [{"fr": b"short"}, {"fr": "text"}, {1: b"f" * 32}])
def test_a_bundle_that_names_no_digest_is_refused(packs: dict[str, bytes]) -> None:
    signer = Signer(os.urandom(32))
    data = write_bundle(signer, replace(bundle({}), speech={SURVEY.digest: packs}))
    with pytest.raises(FormatProblem):
        read_bundle(data, [signer.public])
