"""The command `isoloir-collector`, also `python -m collector`."""

from __future__ import annotations

from pathlib import Path

import click

from collector.commands import COMMANDS
from collector.commands.parts import Commands, settings


@click.group(
    cls=Commands, modules=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@settings
def main(config_file: Path | None, data_dir: Path | None) -> None:
    """Receives sealed responses, tallies them, and publishes perturbed figures."""


if __name__ == "__main__":
    main(prog_name="isoloir-collector")
