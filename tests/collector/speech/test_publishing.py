"""From the shelf to devices: in their bundle, by HTTP, on a stick."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from collector.app import create_app
from collector.intake.files import receive_directory
from collector.signing_key import create_signing_key
from collector.speech.publishing import latest_surveys, name_speech, prepare_speech, silences
from collector.speech.rendering import Speaker, Spoken
from collector.speech.shelf import Shelf, shelf_of
from collector.surveys.publish import publish_survey
from shared.speech import survey_utterances
from shared.speech_pack import SPEECH_MEDIA_TYPE, Clip, make_pack, read_pack
from tests.support.town import Machine, Town, small_survey

PACK = make_pack("fr", [Clip(b"i" * 32, b"OggS and so on", 700, "test")])


@pytest.fixture
def shelf(town: Town) -> Shelf:
    """The shelf of the town's collector."""
    return shelf_of(town.collector)


@pytest.fixture
def client(town: Town, shelf: Shelf) -> FlaskClient:
    create_signing_key(town.collector.config.signing_key_file, lambda size: bytes(range(size)))
    return create_app(town.collector).test_client()


def give_voice(town: Town, shelf: Shelf) -> bytes:
    """Let the town's survey have one pack; its digest."""
    digest = shelf.put(PACK)
    assert name_speech(town.database, town.survey, Spoken({"fr": digest}), town.clock())
    return digest


def test_a_new_voice_reaches_kiosks_with_a_newer_bundle(town: Town, shelf: Shelf) -> None:
    kiosk = town.kiosk()
    before = town.bundle(kiosk)
    digest = give_voice(town, shelf)
    after = town.bundle(kiosk)
    assert (before.speech, after.speech) == ({}, {town.survey.digest: {"fr": digest}})
    assert after.serial > before.serial


def test_the_same_voice_again_changes_no_bundle(town: Town, shelf: Shelf) -> None:
    kiosk = town.kiosk()
    digest = give_voice(town, shelf)
    before = town.bundle(kiosk)
    assert not name_speech(town.database, town.survey, Spoken({"fr": digest}), town.clock())
    assert town.bundle(kiosk) == before


def test_a_relay_is_told_of_no_voice(town: Town, shelf: Shelf) -> None:
    give_voice(town, shelf)
    relay = Machine()
    assert town.enrol(relay, town.relay_ticket("761")).speech == {}


def test_anyone_may_fetch_a_pack_by_its_digest(
    town: Town, shelf: Shelf, client: FlaskClient
) -> None:
    digest = give_voice(town, shelf)
    answer = client.get(f"/v1/speech/{digest.hex()}")
    assert (answer.status_code, answer.content_type) == (200, SPEECH_MEDIA_TYPE)
    assert answer.headers["Cache-Control"].endswith("immutable")
    assert "Set-Cookie" not in answer.headers
    assert read_pack(answer.data, digest) == PACK


@pytest.mark.parametrize(
    "name", ["0" * 64, "x", "A" * 64, "..%2fcollector.db", "0" * 63, "signing.key"]
)
def test_nothing_else_can_be_fetched(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/v1/speech/{name}")
    assert answer.status_code == 404


def test_a_damaged_pack_is_not_given_out(town: Town, shelf: Shelf, client: FlaskClient) -> None:
    digest = give_voice(town, shelf)
    path = town.collector.config.data_dir / "speech" / f"{digest.hex()}.speech"
    path.write_bytes(path.read_bytes() + b"!")
    assert client.get(f"/v1/speech/{digest.hex()}").status_code == 404
    assert list(silences(town.database, shelf, town.survey)) == ["fr"]


def test_a_stick_carries_the_voice_beside_the_bundle(
    town: Town, shelf: Shelf, tmp_path: Path
) -> None:
    digest = give_voice(town, shelf)
    kiosk = town.kiosk()
    (tmp_path / "x.status").write_bytes(kiosk.status())
    for _ in range(2):
        receive_directory(tmp_path, town.database, town.intake(), town.signer, town.clock(), shelf)
        data = (tmp_path / f"{digest.hex()}.speech").read_bytes()
        assert hashlib.sha256(data).digest() == digest


def test_a_pack_that_is_lost_keeps_no_bundle_back(town: Town, shelf: Shelf, tmp_path: Path) -> None:
    name_speech(town.database, town.survey, Spoken({"fr": b"?" * 32}), town.clock())
    kiosk = town.kiosk()
    (tmp_path / "x.status").write_bytes(kiosk.status())
    done = receive_directory(
        tmp_path, town.database, town.intake(), town.signer, town.clock(), shelf
    )
    assert (done.bundles, done.refused) == ([f"isoloir-{kiosk.id}.bundle"], {})
    assert not list(tmp_path.glob("*.speech"))


def test_a_next_version_takes_over_what_the_last_one_says(town: Town, shelf: Shelf) -> None:
    speaker = Speaker(shelf, engines=lambda: ())
    known = prepare_speech(town.database, speaker, town.survey)
    assert known.packs == {}, "nothing can speak here"
    clips = [
        Clip(each.id, b"OggS" + each.id, 500, "test")
        for each in survey_utterances(town.survey, "fr")
    ]
    packs = {"fr": shelf.put(make_pack("fr", clips))}
    name_speech(town.database, town.survey, Spoken(packs), town.clock())
    following = small_survey(2)
    publish_survey(town.database, following, 1.0, town.clock())
    spoken = prepare_speech(town.database, speaker, following)
    assert (spoken.made, spoken.silent, spoken.packs) == (0, {}, packs)
    assert [each.version for each in latest_surveys(town.database)] == [2]
