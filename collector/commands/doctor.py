"""`isoloir-collector doctor`: looks at everything and says what to do."""

from __future__ import annotations

from pathlib import Path

import click

from collector.commands.parts import as_json, open_here, open_keyring, say_json, settings
from collector.fleet.doctor import examine
from shared.checks import document, lines


@click.command()
@as_json
@settings
def doctor(as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Check everything a collector needs, and say what to do; exit code 1 when something lacks."""
    collector = open_here(config_file, data_dir)
    checks = examine(collector, open_keyring(collector.config))
    if as_json:
        say_json(document(checks))
    else:
        click.echo("\n".join(lines(checks)))
    if not all(each.fine for each in checks):
        raise click.exceptions.Exit(1)
