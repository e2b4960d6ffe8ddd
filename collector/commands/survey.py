"""`isoloir-collector survey`: publishing questionnaires, and having them spoken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from collector.commands.parts import Commands, as_json, open_here, say_json, settings, warn
from collector.instance import Collector
from collector.speech.publishing import latest_surveys, name_speech, prepare_speech, silences
from collector.speech.recordings import recording_name
from collector.speech.rendering import Speaker, Spoken
from collector.speech.shelf import shelf_of
from collector.surveys.publish import publish_survey
from collector.surveys.reader import read_survey_file
from collector.tables.accounting import exposure
from shared.problems import SurveyProblem
from shared.speech import survey_utterances
from shared.survey import Survey

_recordings = click.option(
    "--recordings",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory of sound files that people recorded; they go before every engine.",
)


@click.group(cls=Commands)
def survey() -> None:
    """Look after the questionnaires."""


@survey.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_recordings
@click.option("--silent", is_flag=True, help="Have nothing spoken now; see survey speak.")
@as_json
@settings
def publish(
    file: Path,
    recordings: Path | None,
    silent: bool,
    as_json: bool,
    config_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Publish a survey written as a YAML file; devices fetch it with their next bundle.

    A file with mistakes is refused with each line and its fix. Publishing the same again changes
    nothing, but has spoken what was not. Without isoloir[speech] it is published without a voice.
    """
    collector = open_here(config_file, data_dir)
    found = read_survey_file(file)
    ceiling = collector.config.disclosure_ceiling
    added = publish_survey(collector.database, found, ceiling, collector.now())
    spoken = Spoken() if silent else _speak(collector, found, recordings)
    guess = exposure(found).usual.best_guess
    if as_json:
        say_json(
            {
                "id": found.id,
                "version": found.version,
                "digest": found.digest.hex(),
                "published": added,
                "best_guess": round(guess, 4),
                "speech": _document(spoken),
            }
        )
        return
    what = "is published" if added else "was already published"
    click.echo(f"Survey {found.id} version {found.version} {what}.")
    click.echo(
        f"The best guess at one answer of a visitor is right {guess:.0%} of the time (a coin: 50%)."
    )
    if not silent:
        _report(found, spoken)


@survey.command()
@click.argument("name", required=False)
@_recordings
@click.option("--check", is_flag=True, help="Say what has no voice; exit code 1 if something has.")
@click.option("--script", metavar="LANGUAGE", help="Print what there is to record in a language.")
@as_json
@settings
def speak(
    name: str | None,
    recordings: Path | None,
    check: bool,
    script: str | None,
    as_json: bool,
    config_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Have the published surveys spoken where they have no voice yet, or a recording is new.

    NAME is the id of a survey; without it all of them are meant, each in its last version.

    To record a voice, print the script of a language, save each text in a sound file whose name
    begins with the sixteen signs before it, and give the directory to --recordings.
    """
    collector = open_here(config_file, data_dir)
    surveys = _latest(collector, name)
    if script:
        _print_script(surveys, script)
    elif check:
        _check(collector, surveys, as_json=as_json)
    else:
        done = {each.id: (each, _speak(collector, each, recordings)) for each in surveys}
        if as_json:
            say_json({name: _document(spoken) for name, (_, spoken) in done.items()})
        for each, spoken in () if as_json else done.values():
            _report(each, spoken)
        problems = [spoken.problem for _, spoken in done.values() if spoken.problem]
        if problems:
            raise problems[0]


def _latest(collector: Collector, name: str | None) -> list[Survey]:
    found = latest_surveys(collector.database)
    if name is None:
        return found
    named = [each for each in found if each.id == name]
    if not named:
        raise SurveyProblem("survey-unknown", f"No survey {name} is published.")
    return named


def _speak(collector: Collector, found: Survey, recordings: Path | None) -> Spoken:
    speaker = Speaker(shelf_of(collector), recordings)
    spoken = prepare_speech(collector.database, speaker, found)
    name_speech(collector.database, found, spoken, collector.now())
    return spoken


def _check(collector: Collector, surveys: list[Survey], *, as_json: bool) -> None:
    found = {each.id: silences(collector.database, shelf_of(collector), each) for each in surveys}
    if as_json:
        say_json(found)
    for name, silent in () if as_json else found.items():
        for language, texts in silent.items():
            for text in texts:
                click.echo(f"{name} {language}: {text}")
    if any(found.values()):
        raise click.exceptions.Exit(1)


def _print_script(surveys: list[Survey], language: str) -> None:
    texts = {
        each: None
        for found in surveys
        if language in found.languages
        for each in survey_utterances(found, language)
    }
    if not texts:
        raise SurveyProblem("survey-unknown", f"No published survey is in {language}.")
    for each in texts:
        click.echo(f"{recording_name(each)}  {each.text}")


def _document(spoken: Spoken) -> dict[str, Any]:
    return {
        "packs": {language: digest.hex() for language, digest in spoken.packs.items()},
        "made": spoken.made,
        "recorded": spoken.recorded,
        "silent": {language: len(texts) for language, texts in spoken.silent.items()},
        "unused": [path.name for path in spoken.unused],
        "problem": spoken.problem.code if spoken.problem else None,
    }


def _report(found: Survey, spoken: Spoken) -> None:
    click.echo(
        f"Survey {found.id} speaks {len(spoken.packs)} of {len(found.languages)} languages;"
        f" {spoken.made} texts were spoken now, {spoken.recorded} of them by a person."
    )
    if spoken.silent:
        counts = ", ".join(f"{tag} {len(texts)}" for tag, texts in spoken.silent.items())
        warn(f"Texts without a voice: {counts}.")
    for path in spoken.unused:
        warn(f"{path.name}: no survey says this any more.")
    if spoken.problem:
        warn(str(spoken.problem))
