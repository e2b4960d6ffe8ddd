"""The kiosk's voice: fetched after the bundle, checked, kept, and there without a network."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.courier import speech as fetching
from kiosk.device import write_identity
from kiosk.export import export
from kiosk.speech import PackStore, Voice
from shared.messages import DeviceKind
from shared.speech import Utterance, speech_id
from shared.speech_pack import Clip, make_pack, pack_name, write_pack
from shared.survey import Survey
from shared.survey_document import survey_from_document
from tests.kiosk.parts import Kiosk
from tests.simulators.collector_simulator import CollectorSimulator

HELLO = Utterance("fr", "Bonjour")
SALAM = Utterance("ar", "مرحبا")


def pack(said: Utterance, audio: bytes = b"OggS hello") -> bytes:
    """A pack that says one text."""
    return write_pack(make_pack(said.language, [Clip(said.id, audio, 800, "test")]))


def give(collector: CollectorSimulator, *texts: Utterance, audio: bytes = b"OggS hello") -> None:
    """Let the collector's next bundle have these languages spoken."""
    data = {each.language: pack(each, audio) for each in texts}
    collector.speech = {tag: hashlib.sha256(each).digest() for tag, each in data.items()}
    collector.packs |= {collector.speech[tag]: each for tag, each in data.items()}
    collector.serial += 1


def fetched(collector: CollectorSimulator) -> list[str]:
    """The names of the packs asked for so far."""
    paths = [each.path for each in collector.requests]
    return [path.rpartition("/")[2] for path in paths if path.startswith("/v1/speech/")]


def voice(kiosk: Kiosk) -> Voice:
    """The voice as after a start."""
    return Voice(kiosk.device, PackStore(kiosk.data_dir))


def files(kiosk: Kiosk) -> list[str]:
    return sorted(each.name for each in (kiosk.data_dir / "speech").iterdir())


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    """A kiosk whose survey is spoken in French and Arabic; nothing is fetched yet."""
    collector = CollectorSimulator(survey=two_languages())
    made = Kiosk(tmp_path / "data", collector)
    give(collector, HELLO, SALAM)
    return made


def two_languages() -> Survey:
    """A survey of one question in French and Arabic."""
    return survey_from_document(
        {
            "id": "small",
            "version": 1,
            "languages": ["fr", "ar"],
            "title": {"fr": "Avis", "ar": "رأيك"},
            "questions": [
                {
                    "id": "overall",
                    "kind": "one",
                    "labels": {"fr": "Comment ?", "ar": "كيف؟"},
                    "options": [
                        {"id": "bad", "labels": {"fr": "Mal", "ar": "سيئ"}},
                        {"id": "good", "labels": {"fr": "Bien", "ar": "جيد"}},
                    ],
                }
            ],
        }
    )


def test_the_voice_comes_after_the_bundle_and_speaks_without_a_network(kiosk: Kiosk) -> None:
    assert kiosk.courier.contact() is None
    kiosk.collector.faults.offline = True
    kiosk.open()
    found = voice(kiosk)
    address = found.address("fr", HELLO)
    assert address == f"/speech/fr/{HELLO.id.hex()}"
    clip = found.clip("fr", HELLO.id)
    assert clip is not None
    assert clip.audio == b"OggS hello"
    assert found.address("ar", SALAM)
    assert found.address("fr", SALAM) == "", "it is not said in this language"
    assert found.address("fr", Utterance("fr", "Bonsoir")) == ""


def test_the_default_language_comes_first(kiosk: Kiosk) -> None:
    kiosk.courier.contact()
    order = [kiosk.collector.speech[tag].hex() for tag in ("fr", "ar")]
    assert fetched(kiosk.collector) == order


def test_nothing_is_fetched_twice(kiosk: Kiosk) -> None:
    for _ in range(3):
        assert kiosk.courier.contact() is None
    assert len(fetched(kiosk.collector)) == 2


def test_a_line_that_breaks_costs_only_what_was_on_it(kiosk: Kiosk) -> None:
    arabic = kiosk.collector.packs.pop(kiosk.collector.speech["ar"])
    problem = kiosk.courier.contact()
    assert problem is not None
    assert problem.code == "speech-unknown"
    assert voice(kiosk).address("fr", HELLO)
    kiosk.collector.packs[kiosk.collector.speech["ar"]] = arabic
    assert kiosk.courier.contact() is None
    assert voice(kiosk).address("ar", SALAM)
    names = fetched(kiosk.collector)
    assert names.count(kiosk.collector.speech["fr"].hex()) == 1


def test_bytes_that_the_bundle_does_not_vouch_for_are_refused(kiosk: Kiosk) -> None:
    kiosk.collector.packs[kiosk.collector.speech["fr"]] = pack(HELLO, b"OggS something else")
    problem = kiosk.courier.contact()
    assert problem is not None
    assert problem.code == "speech-damaged"
    assert voice(kiosk).address("fr", HELLO) == ""
    assert files(kiosk) == [pack_name(kiosk.collector.speech["ar"])]


def test_a_damaged_file_is_silence_and_is_fetched_again(kiosk: Kiosk) -> None:
    kiosk.courier.contact()
    path = kiosk.data_dir / "speech" / pack_name(kiosk.collector.speech["fr"])
    path.write_bytes(path.read_bytes()[:-3])
    listening = voice(kiosk)
    assert listening.address("fr", HELLO) == ""
    assert kiosk.courier.contact() is None
    assert listening.address("fr", HELLO), "without a restart"


def test_a_new_voice_takes_the_old_ones_place_once_it_is_whole(kiosk: Kiosk) -> None:
    kiosk.courier.contact()
    old = files(kiosk)
    give(kiosk.collector, HELLO, SALAM, audio=b"OggS better")
    withheld = kiosk.collector.packs.pop(kiosk.collector.speech["ar"])
    kiosk.courier.contact()
    assert set(old) < set(files(kiosk))
    kiosk.collector.packs[kiosk.collector.speech["ar"]] = withheld
    kiosk.courier.contact()
    assert files(kiosk) == sorted(map(pack_name, kiosk.collector.speech.values()))


def test_a_contact_fetches_a_bounded_number_and_the_next_goes_on(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PACKS_PER_CONTACT", 1)
    kiosk.courier.contact()
    assert files(kiosk) == [pack_name(kiosk.collector.speech["fr"])]
    kiosk.courier.contact()
    assert len(files(kiosk)) == 2


def test_speech_leaves_the_disk_to_the_answers(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "ROOM_KEPT_MIB", 1 << 40)
    assert kiosk.courier.contact() is None
    assert fetched(kiosk.collector) == []


def test_a_relay_fetches_no_voice(kiosk: Kiosk) -> None:
    identity = replace(kiosk.device.identity, kind=DeviceKind.RELAY)
    write_identity(kiosk.data_dir, identity)
    kiosk.open()
    kiosk.courier.contact()
    assert fetched(kiosk.collector) == []


def test_a_stick_brings_the_voice_that_the_bundle_names_and_no_other(
    kiosk: Kiosk, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    device = kiosk.device.identity.device
    (stick / "new.bundle").write_bytes(kiosk.collector.bundle_bytes(device))
    names = kiosk.collector.speech
    (stick / pack_name(names["fr"])).write_bytes(kiosk.collector.packs[names["fr"]])
    (stick / pack_name(names["ar"])).write_bytes(b"damaged on the way")
    (stick / pack_name(os.urandom(32))).write_bytes(b"of another device")
    done = export(stick, kiosk.device, kiosk.spool, kiosk.outbox)
    assert (done.bundle, done.speech) == (True, 1)
    assert list(done.left) == [pack_name(names["ar"])]
    assert voice(kiosk).address("fr", HELLO)
    assert files(kiosk) == [pack_name(names["fr"])]


def test_a_device_without_a_bundle_is_silent(kiosk: Kiosk) -> None:
    kiosk.courier.contact()
    (kiosk.data_dir / "bundle.cbor").unlink()
    kiosk.open()
    assert voice(kiosk).clip("fr", speech_id("fr", "Bonjour")) is None
