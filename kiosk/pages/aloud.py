"""What a screen tells the page's script to say: addresses of recordings, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from kiosk.access import Access
from kiosk.pages.room import Room
from kiosk.reading import Reader
from shared.speech import Utterance, language_utterance, numbered_language_utterance
from shared.spoken import Phrase
from shared.survey import Survey

VOLUME = 0.6
"""Of what the loudspeaker can do, as every visitor finds it; louder only when they ask."""

STILL_SAID = (
    "Are you still there?",
    "If not, everything on this screen will be erased. Nothing will be sent.",
    "I am still here",
)
TROUBLE_SAID = (
    "The kiosk is not answering.",
    (
        "What you answered is still on this screen. You can try again without fear: nothing is "
        "ever counted twice."
    ),
    "Try again",
)


def _no_word(_message: str) -> str:
    return ""


@dataclass(frozen=True)
class Aloud:
    """The sounds of a screen; each text is addresses with a space between, empty for silence.

    Attributes:
        say: the screen itself.
        volume: from 0 to 1, or an empty text when the voice is off.
        each: what is said of one option, language or line, by its id, when it is asked for.
        sounds: short replies to a key, and the dialogs, by name.
        word: where a text of the interface is said, for the button that shows it.
    """

    say: str = ""
    volume: str = ""
    each: Mapping[str, str] = field(default_factory=dict)
    sounds: Mapping[str, str] = field(default_factory=dict)
    word: Callable[[str], str] = _no_word


SILENT = Aloud()


def reader(room: Room, survey: Survey, tag: str) -> Reader:
    """Says the survey in a language."""

    def word(message: str) -> str:
        with room.texts.speaking(tag):
            return room.texts.gettext(message)

    return Reader(survey, tag, word)


def aloud(
    room: Room,
    access: Access,
    said: Reader,
    screen: Iterable[Utterance],
    each: Mapping[str, Iterable[Utterance]] | None = None,
) -> Aloud:
    """The sounds of a screen, none at all unless the visitor turned reading aloud on."""
    if not access.voice or room.voice is None:
        return SILENT
    replies = {
        "chosen": [said.phrase(Phrase.CHOSEN)],
        "removed": [said.phrase(Phrase.REMOVED)],
        "none": [said.phrase(Phrase.NO_SUCH_CHOICE)],
        "unspoken": [said.phrase(Phrase.LANGUAGE_UNSPOKEN)],
        "still": said.texts(STILL_SAID),
        "trouble": said.texts(TROUBLE_SAID),
    }
    return Aloud(
        addresses(room, said.language, screen),
        "1" if access.loud else str(VOLUME),
        {name: addresses(room, said.language, them) for name, them in (each or {}).items()},
        {name: addresses(room, said.language, them) for name, them in replies.items()},
        lambda message: addresses(room, said.language, [said.text(message)]),
    )


def tongues(room: Room, survey: Survey, sounds: Aloud) -> dict[str, str]:
    """Where each language of a survey says its own name; nothing where the voice is off."""
    if not sounds.volume:
        return {}
    return {tag: addresses(room, tag, [language_utterance(tag)]) for tag in survey.languages}


def numbered_tongues(room: Room, survey: Survey, places: Iterable[int]) -> str:
    """The languages at these places, each by its own name behind its digit, in its own voice."""
    tags = [survey.languages[place] for place in places]
    said = (addresses(room, tag, [numbered_language_utterance(survey, tag)]) for tag in tags)
    return " ".join(each for each in said if each)


def addresses(room: Room, language: str, said: Iterable[Utterance]) -> str:
    """Where the recordings are, those that exist."""
    if room.voice is None:
        return ""
    found = (room.voice.address(language, each) for each in said)
    return " ".join(each for each in found if each)
