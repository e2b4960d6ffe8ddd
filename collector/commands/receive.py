"""`isoloir-collector receive`: the collector's side of a kiosk's `export`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from collector.commands.parts import as_json, open_here, say_json, settings, warn
from collector.intake.accept import Intake
from collector.intake.files import receive_directory
from collector.speech.shelf import shelf_of


@click.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@as_json
@settings
def receive(
    directory: Path, as_json: bool, config_file: Path | None, data_dir: Path | None
) -> None:
    """Take in every batch in DIRECTORY, and write receipts and bundles beside them.

    Carry the directory back to the kiosk and run its `export` again: against the receipts the
    responses leave it. Exit code 1 when a file was refused.
    """
    collector = open_here(config_file, data_dir)
    done = receive_directory(
        directory,
        collector.database,
        Intake(collector.database, collector.signer),
        collector.signer,
        collector.now(),
        shelf_of(collector),
    )
    if as_json:
        say_json(asdict(done))
    else:
        for name, reason in done.refused.items():
            warn(f"{name} was refused: {reason}")
        click.echo(
            f"{done.batches} batches taken in ({done.again} had come before),"
            f" {done.accepted} new responses, {done.declarations} declarations,"
            f" {done.statuses} statuses,"
            f" {len(done.refused)} files refused."
        )
    if done.refused:
        raise click.exceptions.Exit(1)
