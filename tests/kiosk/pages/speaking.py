"""A voice that can say everything, in a moment: every recording is the same short tone."""

from __future__ import annotations

import hashlib
import math
import struct
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from collector.speech.encoding import encode_sound
from collector.speech.engines import Sound
from collector.surveys import default_survey
from kiosk.speech import PackStore, Voice
from shared.speech import survey_utterances
from shared.speech_pack import Clip, make_pack, write_pack
from tests.kiosk.pages.stage import Device, bundle_of

RATE = 16000


def full_voice(data_dir: Path, languages: Iterable[str] = ("fr",)) -> Voice:
    """A voice that knows the default survey in these languages."""
    survey = default_survey()
    tone = [round(8000 * math.sin(each / 4)) for each in range(RATE // 20)]
    audio, length = encode_sound(Sound(RATE, struct.pack(f"<{len(tone)}h", *tone)))
    store, packs = PackStore(data_dir), {}
    for tag in languages:
        said = survey_utterances(survey, tag)
        clips = [Clip(each.id, audio, length, "test") for each in said]
        data = write_pack(make_pack(tag, clips))
        packs[tag] = hashlib.sha256(data).digest()
        store.keep(data, packs[tag])
    return Voice(Device(replace(bundle_of(survey), speech={survey.digest: packs})), store)
