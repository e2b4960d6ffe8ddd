"""The voices: SVOX Pico for the languages it knows, espeak-ng for all others.

Both are parts of the optional extra `isoloir[speech]` and are imported when they first speak. They
run inside the process and reach no network.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, Final, Protocol

from shared.problems import OperationProblem
from shared.speech import spoken_form


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples of one voice: 16 bit, little-endian, one channel, `rate` a second."""

    rate: int
    samples: bytes


class Engine(Protocol):
    """Speaks some languages."""

    @property
    def name(self) -> str:
        """What speaks, with its version: `pico-0.3.2`."""
        ...

    def speaks(self, language: str) -> bool:
        """Whether it has a voice for a language (BCP 47)."""
        ...

    def speak(self, language: str, text: str) -> Sound:
        """Say a text."""
        ...


_PICO_VOICES: Final = {
    "de": "de-DE",
    "en": "en-GB",
    "es": "es-ES",
    "fr": "fr-FR",
    "it": "it-IT",
}
_PICO_RATE: Final = 16_000
_PICO_MARKUP: Final = str.maketrans("<>\\", "   ")
"""Pico takes what stands between these signs for orders."""


class Pico:
    """SVOX Pico (PyPI `ttspico`, which is compiled when it is installed)."""

    def __init__(self) -> None:
        module = _optional("ttspico")
        self._make: Callable[[str], Any] = cache(module.TtsEngine)
        self.name = f"pico-{version('ttspico')}"

    def speaks(self, language: str) -> bool:
        """Whether it has a voice for a language."""
        return _main(language) in _PICO_VOICES

    def speak(self, language: str, text: str) -> Sound:
        """Say a text."""
        voice = _PICO_VOICES[_main(language)]
        try:
            engine = self._make(voice)
        except RuntimeError as error:
            raise OperationProblem("speech-engine", f"{error}.") from None
        return Sound(_PICO_RATE, bytes(engine.speak(spoken_form(text.translate(_PICO_MARKUP)))))


_ESPEAK_VOICES: Final = {"zh": "cmn", "no": "nb", "iw": "he"}
"""Languages whose voice has another name than their tag."""

_SYNCHRONOUS: Final = 2
_UTF8: Final = 1
_CHARACTERS: Final = 1
_DONE: Final = 0
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """espeak-ng (PyPI `espeakng-loader`, which carries the library)."""

    def __init__(self) -> None:
        loader = _optional("espeakng_loader")
        self._library = ctypes.CDLL(str(loader.get_library_path()))
        data = str(loader.get_data_path()).encode()
        self._rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
        if self._rate <= 0:
            raise OperationProblem("speech-engine", "espeak-ng finds no voices.")
        self._said: list[bytes] = []
        # Kept for as long as the library may call it.
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_Info.restype = ctypes.c_char_p
        self.name = f"espeak-ng-{self._library.espeak_Info(None).decode().split()[0]}"

    def speaks(self, language: str) -> bool:
        """Whether it has a voice for a language; it is then ready to speak it."""
        voice = _ESPEAK_VOICES.get(_main(language), _main(language))
        return bool(self._library.espeak_SetVoiceByName(voice.encode()) == _DONE)

    def speak(self, language: str, text: str) -> Sound:
        """Say a text."""
        if not self.speaks(language):
            raise OperationProblem("speech-engine", f"espeak-ng has no voice for {language}.")
        self._said.clear()
        data = text.encode()
        if self._library.espeak_Synth(data, len(data) + 1, 0, _CHARACTERS, 0, _UTF8, None, None):
            raise OperationProblem("speech-engine", f"espeak-ng failed in {language}.")
        return Sound(self._rate, b"".join(self._said))

    def _take(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._said.append(ctypes.string_at(samples, count * 2))
        return 0


@cache
def installed_engines() -> tuple[Engine, ...]:
    """The voices, the best first.

    Raises:
        OperationProblem: `speech-engine`: the extra is not installed.
    """
    return (Pico(), Espeak())


def _optional(module: str) -> Any:
    try:
        return __import__(module)
    except (ImportError, OSError) as error:
        raise OperationProblem("speech-engine", f"{module}: {error}.") from None


def _main(language: str) -> str:
    return language.partition("-")[0].lower()
