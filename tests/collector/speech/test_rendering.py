"""Every text gets a voice once; a changed text, a lost file, an unused recording are found."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from collector.speech.engines import Engine, Espeak, Pico
from collector.speech.recordings import recording_name
from collector.speech.rendering import Speaker, check_speech
from collector.speech.shelf import Shelf
from collector.surveys import default_survey
from shared.problems import FormatProblem, OperationProblem
from shared.speech import question_utterance, survey_utterances
from shared.speech_pack import RECORDING
from tests.collector.speech.conftest import Said
from tests.collector.speech.parts import recording, survey

QUESTION = question_utterance(survey().questions[0], "fr")
Voices = tuple[Espeak, ...]


def test_every_text_of_every_language_has_a_voice(said: Said) -> None:
    assert (said.spoken.silent, said.spoken.problem) == ({}, None)
    assert check_speech(said.survey, said.spoken.packs, said.shelf) == {}
    assert list(said.spoken.packs) == ["fr", "ar"]
    for language, digest in said.spoken.packs.items():
        pack = said.shelf.pack(digest)
        assert pack is not None
        assert set(pack.by_id) == {each.id for each in survey_utterances(said.survey, language)}


def test_a_recording_is_sound_that_a_browser_plays(said: Said) -> None:
    pack = said.shelf.pack(said.spoken.packs["fr"])
    assert pack is not None
    for clip in pack.clips:
        found = soundfile.info(io.BytesIO(clip.audio))
        assert (found.format, found.subtype, found.channels) == ("OGG", "VORBIS", 1)
        assert abs(found.duration * 1000 - clip.milliseconds) <= 1
        assert clip.milliseconds > 150
        assert clip.engine.startswith("espeak-ng-1.")


def test_what_is_spoken_is_not_spoken_again(said: Said) -> None:
    def no_engine() -> tuple[Engine, ...]:
        raise AssertionError("no engine is needed")

    speaker = Speaker(said.shelf, engines=no_engine)
    again = speaker.speak(said.survey, said.spoken.packs.values())
    assert (again.made, again.packs) == (0, said.spoken.packs)


def test_a_changed_text_is_found_and_only_it_is_spoken(
    said: Said, voices: Voices, tmp_path: Path
) -> None:
    changed = survey("Comment allez-vous ?", version=2)
    found = check_speech(changed, said.spoken.packs, said.shelf)
    assert found == {"fr": ["Comment allez-vous ?"]}
    speaker = Speaker(said.shelf, engines=lambda: voices)
    spoken = speaker.speak(changed, said.spoken.packs.values())
    assert spoken.made == 1
    assert spoken.packs["ar"] == said.spoken.packs["ar"]
    assert check_speech(changed, spoken.packs, said.shelf) == {}


def test_a_text_without_audio_is_found(said: Said) -> None:
    french = {"fr": said.spoken.packs["fr"]}
    silent = check_speech(said.survey, french, said.shelf)
    assert silent == {"ar": [each.text for each in survey_utterances(said.survey, "ar")]}


def test_a_damaged_file_is_found_and_made_again(said: Said, voices: Voices, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf")
    for digest in said.spoken.packs.values():
        pack = said.shelf.pack(digest)
        assert pack is not None
        shelf.put(pack)
    damaged = tmp_path / "shelf" / f"{said.spoken.packs['ar'].hex()}.speech"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"!")
    assert list(check_speech(said.survey, said.spoken.packs, shelf)) == ["ar"]
    with pytest.raises(OperationProblem) as raised:
        shelf.data(said.spoken.packs["ar"])
    assert raised.value.code == "speech-unknown"
    speaker = Speaker(shelf, engines=lambda: voices)
    spoken = speaker.speak(said.survey, said.spoken.packs.values())
    assert check_speech(said.survey, spoken.packs, shelf) == {}


def test_what_a_person_recorded_goes_before_every_engine(said: Said, recordings: Path) -> None:
    (recordings / f"{recording_name(QUESTION)}-question.wav").write_bytes(recording(1.0))
    speaker = Speaker(said.shelf, recordings)
    spoken = speaker.speak(said.survey, said.spoken.packs.values())
    assert (spoken.made, spoken.recorded, spoken.unused) == (1, 1, [])
    pack = said.shelf.pack(spoken.packs["fr"])
    assert pack is not None
    clip = pack.by_id[QUESTION.id]
    assert clip.engine == RECORDING
    assert 1000 <= clip.milliseconds <= 1200, "the silence around it is cut"
    assert soundfile.info(io.BytesIO(clip.audio)).samplerate == 16_000


def test_a_recording_of_a_text_that_was_changed_is_not_played(
    said: Said, voices: Voices, recordings: Path
) -> None:
    old = recordings / "deep" / f"{recording_name(QUESTION)}.wav"
    old.parent.mkdir()
    old.write_bytes(recording(0.2))
    changed = survey("Comment allez-vous ?", version=2)
    speaker = Speaker(said.shelf, recordings, lambda: voices)
    spoken = speaker.speak(changed, said.spoken.packs.values())
    assert (spoken.recorded, spoken.unused) == (0, [old])


@pytest.mark.parametrize("content", [b"", b"no sound", recording(0.0)])
def test_a_file_that_is_no_recording_is_refused_by_name(
    said: Said, recordings: Path, content: bytes
) -> None:
    path = recordings / f"{recording_name(QUESTION)}.wav"
    path.write_bytes(content)
    with pytest.raises(FormatProblem) as raised:
        Speaker(said.shelf, recordings).speak(said.survey, said.spoken.packs.values())
    assert raised.value.code == "speech-recording"
    assert path.name in str(raised.value)


def test_without_an_engine_the_texts_are_named_and_nothing_fails(tmp_path: Path) -> None:
    def no_engine() -> tuple[Engine, ...]:
        raise OperationProblem("speech-engine", "ttspico is missing.")

    spoken = Speaker(Shelf(tmp_path), engines=no_engine).speak(survey())
    assert spoken.packs == {}
    assert spoken.silent["fr"] == [each.text for each in survey_utterances(survey(), "fr")]
    assert spoken.problem is not None
    assert "C compiler" in str(spoken.problem)


def test_espeak_has_a_voice_for_every_language_of_the_default_survey(voices: Voices) -> None:
    assert [tag for tag in default_survey().languages if not voices[0].speaks(tag)] == []
    assert not voices[0].speaks("xx")


@pytest.mark.slow
def test_the_default_survey_speaks_french_english_spanish_and_arabic(
    pico: Pico, voices: Voices, tmp_path: Path
) -> None:
    shelf = Shelf(tmp_path)
    found = replace(default_survey(), languages=("fr", "en", "es", "ar"))
    engines: tuple[Engine, ...] = (pico, *voices)
    spoken = Speaker(shelf, engines=lambda: engines).speak(found)
    assert check_speech(found, spoken.packs, shelf) == {}
    for language, engine in {"fr": "pico", "en": "pico", "es": "pico", "ar": "espeak-ng"}.items():
        pack = shelf.pack(spoken.packs[language])
        assert pack is not None
        assert {clip.engine.rpartition("-")[0] for clip in pack.clips} == {engine}
        for each in survey_utterances(found, language):
            assert pack.by_id[each.id].milliseconds >= 40 * len(each.text) ** 0.5, each.text
        assert len(shelf.data(spoken.packs[language])) < 3 * 1024 * 1024


@pytest.mark.slow
def test_pico_takes_no_orders_from_a_text(pico: Pico) -> None:
    # Its noise differs each time, the length does not.
    texts = ("volume level='0' Bonjour", "<volume level='0'>Bonjour", "Bonjour")
    read, marked, obeyed = (len(pico.speak("fr", text).samples) for text in texts)
    assert read == marked > obeyed


def test_the_script_names_every_text_differently() -> None:
    found = default_survey()
    said = {each for tag in found.languages for each in survey_utterances(found, tag)}
    assert len({recording_name(each) for each in said}) == len(said)
