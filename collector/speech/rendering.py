"""Makes the packs of a survey: what is there already, then recordings, then an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from collector.speech.encoding import encode_recording, encode_sound
from collector.speech.engines import Engine, installed_engines
from collector.speech.recordings import find_recordings, recording_name, unused_recordings
from collector.speech.shelf import Shelf
from shared.problems import OperationProblem
from shared.speech import Utterance, survey_utterances
from shared.speech_pack import RECORDING, Clip, Pack, make_pack
from shared.survey import Survey

Packs = Mapping[str, bytes]
"""Language → digest of its pack."""


@dataclass(slots=True)
class Spoken:
    """What a rendering came to.

    `packs` for every language that says something; `made` texts were spoken now, `recorded` of them
    by a person; `silent`: language → texts that nothing could say; `unused`: recordings of no text;
    `problem`: why an engine did not speak, or None.
    """

    packs: dict[str, bytes] = field(default_factory=dict)
    made: int = 0
    recorded: int = 0
    silent: dict[str, list[str]] = field(default_factory=dict)
    unused: list[Path] = field(default_factory=list)
    problem: OperationProblem | None = None


class Speaker:
    """Has surveys spoken.

    Args:
        shelf: where packs are kept, and earlier ones found.
        recordings: directory of what people recorded, or None.
        engines: gives the voices, the best first; called once, when one is needed.
    """

    def __init__(
        self,
        shelf: Shelf,
        recordings: Path | None = None,
        engines: Callable[[], Sequence[Engine]] = installed_engines,
    ) -> None:
        self._shelf = shelf
        self._recordings = find_recordings(recordings)
        self._recorded: dict[Path, Clip] = {}
        self._find_engines = engines
        self._engines: Sequence[Engine] | None = None

    def speak(self, survey: Survey, earlier: Iterable[bytes] = ()) -> Spoken:
        """Have every text of a survey said, in each of its languages.

        Args:
            survey: what to say.
            earlier: digests of packs that may hold some of it already.

        Raises:
            FormatProblem: `speech-recording`: a file is no sound; `format-oversize`.
            OSError: a pack could not be kept.
        """
        done = Spoken()
        known = self._known(earlier)
        texts = {tag: survey_utterances(survey, tag) for tag in survey.languages}
        for language, utterances in texts.items():
            clips = list(self._clips(language, utterances, known, done))
            if clips:
                done.packs[language] = self._shelf.put(make_pack(language, clips))
        said = [each for utterances in texts.values() for each in utterances]
        done.unused = unused_recordings(self._recordings, said)
        return done

    def _known(self, earlier: Iterable[bytes]) -> dict[bytes, Clip]:
        packs = [self._shelf.pack(digest) for digest in earlier]
        return {clip.id: clip for pack in packs if pack for clip in pack.clips}

    def _clips(
        self, language: str, texts: Iterable[Utterance], known: dict[bytes, Clip], done: Spoken
    ) -> Iterator[Clip]:
        for each in texts:
            clip = self._recording(each) or known.get(each.id) or self._rendered(each, done)
            if clip is None:
                done.silent.setdefault(language, []).append(each.text)
                continue
            if clip != known.get(each.id):
                done.made += 1
                done.recorded += clip.engine == RECORDING
            known[each.id] = clip
            yield clip

    def _recording(self, said: Utterance) -> Clip | None:
        path = self._recordings.get(recording_name(said))
        if path is None:
            return None
        if path not in self._recorded:
            audio, milliseconds = encode_recording(path)
            self._recorded[path] = Clip(said.id, audio, milliseconds, RECORDING)
        return self._recorded[path]

    def _rendered(self, said: Utterance, done: Spoken) -> Clip | None:
        try:
            engine = next((each for each in self._voices() if each.speaks(said.language)), None)
            if engine is None:
                return None
            audio, milliseconds = encode_sound(engine.speak(said.language, said.text))
        except OperationProblem as problem:
            done.problem = problem
            return None
        return Clip(said.id, audio, milliseconds, engine.name)

    def _voices(self) -> Sequence[Engine]:
        if self._engines is None:
            self._engines = self._find_engines()
        return self._engines


def missing_texts(survey: Survey, language: str, pack: Pack | None) -> list[str]:
    """Texts of a survey in one language that a pack does not say: new ones, and changed ones."""
    said = pack.by_id if pack else {}
    return [each.text for each in survey_utterances(survey, language) if each.id not in said]


def check_speech(survey: Survey, packs: Packs, shelf: Shelf) -> dict[str, list[str]]:
    """What a survey cannot say, by language; empty when all of it is there and undamaged."""
    found = {
        language: missing_texts(survey, language, _pack(packs.get(language), shelf))
        for language in survey.languages
    }
    return {language: texts for language, texts in found.items() if texts}


def _pack(digest: bytes | None, shelf: Shelf) -> Pack | None:
    return None if digest is None else shelf.pack(digest)
