"""Languages as visitors recognise them: by their own name, in their own direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_NAMES: Final = {
    "ar": "العربية",
    "bg": "Български",
    "bn": "বাংলা",
    "br": "Brezhoneg",
    "co": "Corsu",
    "cs": "Čeština",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "eu": "Euskara",
    "fa": "فارسی",
    "fr": "Français",
    "fr-x-falc": "Français facile",
    "he": "עברית",
    "hi": "हिन्दी",
    "hu": "Magyar",
    "hy": "Հայերեն",
    "it": "Italiano",
    "ja": "日本語",
    "ka": "ქართული",
    "ku": "Kurdî",
    "nl": "Nederlands",
    "oc": "Occitan",
    "pl": "Polski",
    "ps": "پښتو",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "so": "Soomaali",
    "sq": "Shqip",
    "sr": "Српски",
    "sw": "Kiswahili",
    "ta": "தமிழ்",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "wo": "Wolof",
    "zh": "中文",
}
_RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages: its BCP 47 tag, its own name, `ltr` or `rtl`."""

    tag: str
    name: str
    direction: str


def language(tag: str) -> Language:
    """What is known of a language; one without a known name goes by its tag."""
    base = tag.partition("-")[0]
    direction = "rtl" if base in _RIGHT_TO_LEFT else "ltr"
    return Language(tag, _NAMES.get(tag) or _NAMES.get(base) or tag, direction)
