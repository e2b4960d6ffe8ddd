"""The names of what only a listener needs to hear."""

from __future__ import annotations

from enum import StrEnum


class Phrase(StrEnum):
    """What is said and never shown.

    The keypad that the phrases explain: 1 to 9 choose, 0 says everything again, Enter goes on,
    plus skips, minus goes back, star stops the voice, point opens the settings, slash the
    languages.
    """

    LANGUAGE = "language"
    VOICE_ON = "voice_on"
    VOICE_OFF = "voice_off"
    KEYS = "keys"
    START = "start"
    QUESTION_NUMBER = "question_number"
    CHOOSE_ONE = "choose_one"
    CHOOSE_MANY = "choose_many"
    COMMENT = "comment"
    CHOSEN = "chosen"
    REMOVED = "removed"
    NO_SUCH_CHOICE = "no_such_choice"
    ANSWERED = "answered"
    ANSWERS_UNSPOKEN = "answers_unspoken"
    REVIEW = "review"
    YES_OR_NO = "yes_or_no"
    MORE = "more"
    LANGUAGE_UNSPOKEN = "language_unspoken"
