"""The accessibility menu and the languages, as they stand within a visit and outside one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.access import Access, Aid
from kiosk.pages.aloud import Aloud, aloud, numbered_tongues, tongues
from kiosk.pages.room import Room
from kiosk.pages.showing import part
from kiosk.reading import FOR_YOU_ALONE, MENU, Reader
from kiosk.views import SurveyView
from shared.speech import KEYS, KEYS_BEFORE_MORE, Utterance
from shared.spoken import Phrase
from shared.survey import Survey

_TOGGLES = {
    "High contrast": Aid.CONTRAST,
    "Font for dyslexia": Aid.DYSLEXIA,
    "Reading aloud": Aid.VOICE,
    "Louder voice": Aid.LOUD,
    "More time": Aid.TIME,
}


@dataclass(frozen=True)
class Languages:
    """A page of the languages: their places, the page that the last digit leads to, its sounds."""

    page: range
    more: str
    sounds: Aloud


def language_strip(room: Room, view: SurveyView, sounds: Aloud) -> str:
    """The languages by their own names, which stand above every screen: one tap each."""
    said = tongues(room, view.survey, sounds)
    return part(room, view, "part_languages.html", bool(said), said=said)


def menu_said(voice: Reader, access: Access, changed: str = "") -> list[Utterance]:
    """The accessibility menu: what was just switched first, then each line with its digit.

    Args:
        voice: says it.
        access: what is set.
        changed: the letter of what was just switched on or off, or nothing.
    """
    switched = changed in Aid.__members__.values()
    turned = Phrase.CHOSEN if access.has(changed) else Phrase.REMOVED
    said = [voice.phrase(turned)] if switched else []
    said += voice.texts(("Accessibility", FOR_YOU_ALONE))
    numbered = voice.numbered(MENU)
    for place, message in enumerate(MENU):
        said += numbered[2 * place : 2 * place + 2]
        if message in _TOGGLES and access.has(_TOGGLES[message]):
            said.append(voice.phrase(Phrase.CHOSEN))
    return said


def languages_shown(
    room: Room, survey: Survey, access: Access, voice: Reader, number: int
) -> Languages:
    """One page of the languages, for a keypad: as many as it has digits for."""
    count = len(survey.languages)
    size = count if count <= KEYS else KEYS_BEFORE_MORE
    pages = -(-count // size)
    at = number % pages
    page = range(at * size, min((at + 1) * size, count))
    sounds = aloud(room, access, voice, voice.texts(["Language"]))
    if sounds.volume:
        more = [voice.phrase(Phrase.MORE)] if pages > 1 else []
        ending = aloud(room, access, voice, more).say
        said = (sounds.say, numbered_tongues(room, survey, page), ending)
        sounds = replace(
            sounds,
            say=" ".join(each for each in said if each),
            each=tongues(room, survey, sounds),
        )
    return Languages(page, str((at + 1) % pages) if pages > 1 else "", sounds)
