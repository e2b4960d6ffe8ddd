"""The phone page's own words, in every language that has a catalogue (gettext domain `phone`).

They travel inside the page, all languages at once, so that changing the language loses nothing.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kiosk.texts import FALLBACK, TRANSLATIONS
from shared.limits import COMMENT_CHARACTERS

Words = Mapping[str, str]
"""What the page says, by its name here."""

PHRASES: Final[Words] = {
    "language": "Language",
    "not_reviewed": "This translation has not been checked by a native speaker yet.",
    "anonymous": "Anonymous: no name, no account, nothing about your phone is kept.",
    "sealed": "Sealed on this phone: nobody on the way can read your answers.",
    "few_required": "You may leave out every question that is not marked “required”.",
    "required": "required",
    "several": "You can choose several answers.",
    "clear_answer": "Clear my answer",
    "no_answer": "No answer",
    "left": "Characters left: %(left)s",
    "as_sent": "This is how it will be sent. Hidden:",
    "check_masked": "We hid something in your text, to protect you. Check it, then send again.",
    "kind_email": "an e-mail address",
    "kind_phone": "a telephone number",
    "kind_nir": "a social security number",
    "kind_caf_number": "an allocataire number",
    "send": "Send my answers",
    "sending": "One moment…",
    "missing": "Please answer this question.",
    "some_missing": "A question still wants an answer.",
    "too_long": "Your text is too long: at most %(limit)s characters.",
    "plain": "On this page your answers are sealed as they reach our server, not before: this"
    " browser does not run the program that seals them on the phone. Nobody looks at them there,"
    " and nothing readable is kept.",
    "plain_closed": "To answer here, your browser must run the program that seals your answers"
    " (JavaScript). You can also answer at the kiosk.",
    "not_recorded": "Your answers were not recorded.",
    "still_here": "They are still on this page. Try again without fear: nothing is counted twice.",
    "offline": "There seems to be no connection.",
    "busy": "Very many answers came in during this hour. Try again a little later, or answer at"
    " the kiosk.",
    "presence": "Answers from phones are only taken on site. Scan the code on the kiosk's screen.",
    "renewed": "The survey was replaced by a newer one. Open it again from the poster.",
    "poster": "This poster is not valid any more. Look for a newer one, or answer at the kiosk.",
    "unverified": "The key on this page could not be verified. Nothing will be sent from it.",
    "try_again": "Try again",
    "comment_lost": "Your answers are recorded; only what you wrote could not be. It is still on"
    " this page.",
    "comment_gone": "Your answers are recorded; only what you wrote could not be.",
    "finish": "Finish without my comment",
    "thanks": "Thank you!",
    "recorded": "Your answers are recorded and sealed: nobody on the way can read them.",
    "counted": "They will be counted together with those of the other visitors. Only totals are"
    " published, to improve how people are welcomed.",
    "close": "You can close this page. It keeps none of your answers.",
    "problem": "This page cannot be shown.",
    "again_later": "Nothing was recorded. Please try again in a moment.",
    "closed": "The survey cannot be taken on a phone right now.",
}

ONLY_IF: Final = "Only if you answered “%(answers)s” to “%(question)s”."
"""Said of a question where the page itself cannot show or hide it."""

OR: Final = " or "

_DOMAIN: Final = "phone"


class Translations:
    """The page's words in any language: French where a language has no catalogue."""

    def __init__(self, directory: Path = TRANSLATIONS) -> None:
        self._catalogues: dict[str, gettext.NullTranslations] = {"en": gettext.NullTranslations()}
        for path in sorted(directory.glob(f"*/LC_MESSAGES/{_DOMAIN}.mo")):
            with path.open("rb") as stream:
                self._catalogues[path.parts[-3]] = gettext.GNUTranslations(stream)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have words of their own."""
        return tuple(self._catalogues)

    def words(self, language: str) -> Words:
        """Every phrase in a language; `%(left)s` is left for the script to fill in."""
        catalogue = self._catalogues[self.spoken(language)]
        limit = str(COMMENT_CHARACTERS)
        return {
            name: catalogue.gettext(phrase).replace("%(limit)s", limit)
            for name, phrase in PHRASES.items()
        }

    def only_if(self, language: str, question: str, answers: tuple[str, ...]) -> str:
        """Which answers to which question open another one."""
        catalogue = self._catalogues[self.spoken(language)]
        joined = catalogue.gettext(OR).join(answers)
        return catalogue.gettext(ONLY_IF) % {"answers": joined, "question": question}

    def spoken(self, language: str) -> str:
        """The language that is really spoken when this one is asked for."""
        for tag in (language, language.partition("-")[0], FALLBACK):
            if tag in self._catalogues:
                return tag
        return "en"
