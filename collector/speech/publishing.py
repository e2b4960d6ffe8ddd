"""Having published surveys spoken, so that devices hear of it with their next bundle."""

from __future__ import annotations

from datetime import datetime

from collector.speech.rendering import Speaker, Spoken, check_speech
from collector.speech.shelf import Shelf
from collector.store.engine import Database
from collector.store.speech import all_packs, set_speech, speech_of
from collector.store.surveys import all_surveys
from shared.survey import Survey


def prepare_speech(database: Database, speaker: Speaker, survey: Survey) -> Spoken:
    """Have a survey spoken, published or not; what earlier ones say already is taken from there.

    Raises:
        FormatProblem: `speech-recording`, `format-oversize`.
        OSError: a pack could not be kept.
    """
    with database.read() as transaction:
        own = sorted(speech_of(transaction, survey.digest).values())
        others = sorted(all_packs(transaction) - set(own))
    # The last one counts where several say the same.
    return speaker.speak(survey, [*others, *own])


def name_speech(database: Database, survey: Survey, spoken: Spoken, now: datetime) -> bool:
    """Have bundles name what was spoken; False when they do already."""
    with database.begin() as transaction:
        return set_speech(transaction, survey.digest, spoken.packs, now)


def latest_surveys(database: Database) -> list[Survey]:
    """The last published version of every survey, in the order of publication."""
    with database.read() as transaction:
        latest = {survey.id: survey for survey in all_surveys(transaction)}
    return list(latest.values())


def silences(database: Database, shelf: Shelf, survey: Survey) -> dict[str, list[str]]:
    """What a published survey cannot say, by language; empty when it says everything."""
    with database.read() as transaction:
        packs = speech_of(transaction, survey.digest)
    return check_speech(survey, packs, shelf)
