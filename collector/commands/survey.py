"""`isoloir-collector survey`: publishing questionnaires."""

from __future__ import annotations

from pathlib import Path

import click

from collector.commands.parts import Commands, as_json, open_here, say_json, settings
from collector.surveys.publish import publish_survey
from collector.surveys.reader import read_survey_file
from collector.tables.accounting import exposure


@click.group(cls=Commands)
def survey() -> None:
    """Look after the questionnaires."""


@survey.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@as_json
@settings
def publish(file: Path, as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Publish a survey written as a YAML file; devices fetch it with their next bundle.

    A file with mistakes is refused with each line and its fix. Publishing the same again changes
    nothing.
    """
    collector = open_here(config_file, data_dir)
    found = read_survey_file(file)
    ceiling = collector.config.disclosure_ceiling
    added = publish_survey(collector.database, found, ceiling, collector.now())
    guess = exposure(found).usual.best_guess
    if as_json:
        say_json(
            {
                "id": found.id,
                "version": found.version,
                "digest": found.digest.hex(),
                "published": added,
                "best_guess": round(guess, 4),
            }
        )
        return
    what = "is published" if added else "was already published"
    click.echo(f"Survey {found.id} version {found.version} {what}.")
    click.echo(
        f"The best guess at one answer of a visitor is right {guess:.0%} of the time (a coin: 50%)."
    )
