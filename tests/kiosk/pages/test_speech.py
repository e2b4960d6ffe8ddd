"""The recordings as the browser gets them."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from collector.surveys import default_survey
from kiosk.app import create_app
from kiosk.clock import PREMISES
from kiosk.speech import PackStore, Voice
from kiosk.spool import Spool
from shared.speech import Utterance, question_utterance
from shared.speech_pack import Clip, make_pack, write_pack
from tests.kiosk.pages.stage import Device, Settings, bundle_of

SURVEY = default_survey()
SAID = question_utterance(SURVEY.questions[0], "fr")
AUDIO = b"OggS" + bytes(range(256))


@pytest.fixture
def voice(tmp_path: Path) -> Voice:
    """A voice that knows the first question in French."""
    data = write_pack(make_pack("fr", [Clip(SAID.id, AUDIO, 1000, "test")]))
    digest = hashlib.sha256(data).digest()
    store = PackStore(tmp_path)
    store.keep(data, digest)
    speech = {SURVEY.digest: {"fr": digest}}
    return Voice(Device(replace(bundle_of(SURVEY), speech=speech)), store)


@pytest.fixture
def client(voice: Voice, tmp_path: Path) -> FlaskClient:
    device = Device(bundle_of(SURVEY))
    now = datetime(2026, 10, 6, 10, 0, tzinfo=PREMISES)
    app = create_app(Settings(), device, Spool(tmp_path), lambda: now, os.urandom, voice=voice)
    return app.test_client()


def test_a_recording_is_played_and_leaves_nothing_in_the_browser(
    client: FlaskClient, voice: Voice
) -> None:
    answer = client.get(voice.address("fr", SAID))
    assert (answer.status_code, answer.content_type) == (200, "audio/ogg")
    assert answer.data == AUDIO
    assert answer.headers["Cache-Control"] == "no-store"
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not {"ETag", "Last-Modified", "Set-Cookie"} & set(answer.headers.keys())


@pytest.mark.parametrize(
    "address",
    [
        f"/speech/ar/{SAID.id.hex()}",
        f"/speech/fr/{Utterance('fr', 'Bonsoir').id.hex()}",
        "/speech/fr/x",
        "/speech/fr/00",
    ],
)
def test_what_is_not_spoken_is_a_problem_of_the_catalogue(
    client: FlaskClient, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "speech-unknown" in answer.text
