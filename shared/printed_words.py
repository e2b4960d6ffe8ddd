"""What posters and paper forms say beside the survey's own texts, by language.

French is the source. The other languages wait for a native speaker's reading, like the survey's.
"""

from __future__ import annotations

from typing import Final

FALLBACK: Final = "fr"

_LINES: Final = {
    "fr": "Donnez votre avis sur votre visite : scannez le code. C’est anonyme.",
    "fr-x-falc": "Dites si votre visite s’est bien passée. Personne ne saura que c’est vous.",
    "en": "Tell us about your visit: scan the code. It is anonymous.",
    "ar": "أخبرنا برأيك في زيارتك: امسح الرمز. دون ذكر اسمك.",
    "es": "Dé su opinión sobre su visita: escanee el código. Es anónimo.",
    "pt": "Dê a sua opinião sobre a visita: leia o código. É anónimo.",
    "tr": "Ziyaretinizle ilgili görüşünüzü bildirin: kodu okutun. İsim alınmaz.",
    "ro": "Spuneți-vă părerea despre vizită: scanați codul. Este anonim.",
    "ru": "Расскажите о своём визите: отсканируйте код. Это анонимно.",
    "uk": "Розкажіть про свій візит: відскануйте код. Це анонімно.",
    "zh": "请扫码评价本次来访，全程匿名。",
}


def poster_line(tag: str) -> str:
    """The invitation in a language; empty in one that has none."""
    return _LINES.get(tag) or _LINES.get(tag.partition("-")[0], "")
