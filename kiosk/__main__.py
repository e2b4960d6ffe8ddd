"""The command `isoloir-kiosk`, also `python -m kiosk`."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.commands.doctor import doctor
from kiosk.commands.enrol import enrol, renew
from kiosk.commands.parts import Commands, settings
from kiosk.commands.pin import pin
from kiosk.commands.poster import paper, poster
from kiosk.commands.send import export, send, status
from kiosk.commands.serve import serve
from kiosk.commands.watch import watch


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@settings
def main(config_file: Path | None, data_dir: Path | None) -> None:
    """Anonymous survey kiosk of a Point numérique Caf."""


for _command in (enrol, renew, serve, watch, send, status, doctor, export, poster, paper, pin):
    main.add_command(_command)


if __name__ == "__main__":
    main(prog_name="isoloir-kiosk")
