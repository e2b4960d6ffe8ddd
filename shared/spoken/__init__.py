"""What the kiosk's interface says aloud, in every language it knows.

Both programs need these words: the collector has them spoken, the kiosk plays them. `shown_*.py`
hold the texts of the screens, written from the kiosk's catalogues by `deploy/speech/update.py`;
`instructions*.py` hold what only a listener needs.

A language without words of its own uses those of its main language (`pt-BR`: `pt`), or else French,
exactly as the screens do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.spoken import (
    shown_ar,
    shown_en,
    shown_es,
    shown_fr,
    shown_fr_x_falc,
    shown_pt,
    shown_ro,
    shown_ru,
    shown_tr,
    shown_uk,
    shown_zh,
)
from shared.spoken.instructions import INSTRUCTIONS
from shared.spoken.instructions_more import MORE_INSTRUCTIONS
from shared.spoken.phrase import Phrase

__all__ = ["FALLBACK", "Phrase", "phrase_language", "phrases", "shown_texts"]

FALLBACK: Final = "fr"

_SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "ar": shown_ar.TEXTS,
    "en": shown_en.TEXTS,
    "es": shown_es.TEXTS,
    "fr": shown_fr.TEXTS,
    "fr-x-falc": shown_fr_x_falc.TEXTS,
    "pt": shown_pt.TEXTS,
    "ro": shown_ro.TEXTS,
    "ru": shown_ru.TEXTS,
    "tr": shown_tr.TEXTS,
    "uk": shown_uk.TEXTS,
    "zh": shown_zh.TEXTS,
}
_INSTRUCTIONS: Final[Mapping[str, Mapping[Phrase, str]]] = {**INSTRUCTIONS, **MORE_INSTRUCTIONS}


def phrase_language(language: str) -> str:
    """The language in which the interface really speaks when this one is asked for."""
    for tag in (language, language.partition("-")[0]):
        if tag in _SHOWN:
            return tag
    return FALLBACK


def phrases(language: str) -> Mapping[Phrase, str]:
    """What only a listener needs, in `phrase_language(language)`."""
    return _INSTRUCTIONS[phrase_language(language)]


def shown_texts(language: str) -> tuple[str, ...]:
    """The texts of the screens, in `phrase_language(language)`."""
    return _SHOWN[phrase_language(language)]
