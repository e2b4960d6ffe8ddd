"""Sound into what a kiosk plays: Ogg Vorbis, one channel, which every Chromium decodes.

Opus would be a third smaller, but takes fifteen times as long to encode (measured: 21 times as fast
as it plays against 300): minutes for a survey in eleven languages.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

from collector.speech.engines import Sound
from shared import limits
from shared.problems import FormatProblem, OperationProblem

_HIGHEST_RATE: Final = 16_000
"""Wide-band speech; what comes at a higher rate is brought down to it."""

_LEVEL: Final = 0.9
"""libsndfile's scale from the best (0) to the smallest (1): about 28 kbit/s at 16 kHz."""

_LOUDNESS: Final = 0.1
"""Root mean square that every recording is brought to, so that no voice is louder than another."""

_PEAK: Final = 0.95
_QUIET: Final = 0.02
"""Of the peak: what is quieter before the first and after the last word is silence."""

_MARGIN_SECONDS: Final = 0.08


def encode_sound(sound: Sound) -> tuple[bytes, int]:
    """Ogg Vorbis bytes of what an engine said, and their milliseconds.

    Raises:
        OperationProblem: `speech-engine`: the extra is not installed, or nothing was said.
    """
    numpy, _ = _libraries()
    wave = numpy.frombuffer(sound.samples, dtype="<i2").astype("float64") / 32768
    if not wave.size or not numpy.abs(wave).max():
        raise OperationProblem("speech-engine", "The engine said nothing.")
    return _encode(wave, sound.rate)


def encode_recording(path: Path) -> tuple[bytes, int]:
    """Ogg Vorbis bytes of a person's recording (WAV, FLAC, Ogg, MP3), and their milliseconds.

    Raises:
        FormatProblem: `speech-recording`: it is no sound, silent, or too long.
        OperationProblem: `speech-engine`: the extra is not installed.
    """
    numpy, soundfile = _libraries()
    try:
        with soundfile.SoundFile(path) as file:
            if file.frames > limits.MAX_CLIP_MILLISECONDS * file.samplerate // 1000:
                raise FormatProblem("speech-recording", f"{path.name}: it is too long.")
            wave, rate = file.read(dtype="float64", always_2d=True).mean(axis=1), file.samplerate
    except (soundfile.SoundFileError, OSError) as error:
        raise FormatProblem("speech-recording", f"{path.name}: {error}") from None
    if not wave.size or not numpy.abs(wave).max():
        raise FormatProblem("speech-recording", f"{path.name}: it is silent.")
    return _encode(wave, rate)


def _encode(wave: Any, rate: int) -> tuple[bytes, int]:
    numpy, soundfile = _libraries()
    wave = _trim(numpy, wave, rate)
    if rate > _HIGHEST_RATE:
        wave, rate = _resample(numpy, wave, rate), _HIGHEST_RATE
    stream = io.BytesIO()
    soundfile.write(
        stream,
        _level(numpy, wave),
        rate,
        format="OGG",
        subtype="VORBIS",
        compression_level=_LEVEL,
    )
    return stream.getvalue(), round(len(wave) * 1000 / rate)


def _trim(numpy: Any, wave: Any, rate: int) -> Any:
    loud = numpy.flatnonzero(numpy.abs(wave) > _QUIET * numpy.abs(wave).max())
    margin = int(_MARGIN_SECONDS * rate)
    return wave[max(0, loud[0] - margin) : loud[-1] + margin]


def _resample(numpy: Any, wave: Any, rate: int) -> Any:
    """Lower the rate in the frequency domain, which adds no tones of its own."""
    length = max(2, round(len(wave) * _HIGHEST_RATE / rate))
    kept = numpy.fft.rfft(wave)[: length // 2 + 1]
    return numpy.fft.irfft(kept, length) * (length / len(wave))


def _level(numpy: Any, wave: Any) -> Any:
    loudness = numpy.sqrt(numpy.mean(wave**2))
    gain = min(_LOUDNESS / loudness, _PEAK / numpy.abs(wave).max())
    return wave * gain


def _libraries() -> tuple[Any, Any]:
    try:
        import numpy as np
        import soundfile
    except (ImportError, OSError) as error:
        raise OperationProblem("speech-engine", f"{error}.") from None
    return np, soundfile
