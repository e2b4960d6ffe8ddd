"""`isoloir-kiosk poster` and `paper`: what hangs on the wall, and the survey on paper."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.clock import local_now
from kiosk.commands.parts import read_settings, settings
from kiosk.desk.printing import paper_sheet, poster_sheet
from kiosk.device import DeviceState
from kiosk.files import replace_file
from shared.poster import Size

_FILE = click.Path(dir_okay=False, path_type=Path)
_SIZES = [each.value for each in Size]

at_point = click.option("--point", default="", help="Id of the Point, on a relay of several.")


@click.command()
@click.argument("file", type=_FILE, metavar="FILE.pdf")
@click.option("--size", type=click.Choice(_SIZES, case_sensitive=False), default=Size.A4.value)
@at_point
@settings
def poster(
    file: Path, size: str, point: str, config_file: Path | None, data_dir: Path | None
) -> None:
    """Make the poster of this Point, with the code that phones scan."""
    device = DeviceState(read_settings(config_file, data_dir).data_dir, local_now)
    sheet = poster_sheet(device.bundle, Size(size.upper()), local_now(), point)
    replace_file(file, sheet.data)
    click.echo(f"{file}: the poster, {size}.")


@click.command()
@click.argument("file", type=_FILE, metavar="FILE.pdf")
@click.option("--language", default="", help="One of the survey's languages; else its first.")
@at_point
@settings
def paper(
    file: Path, language: str, point: str, config_file: Path | None, data_dir: Path | None
) -> None:
    """Make a blank paper form of the survey; the desk's page takes them in once filled in."""
    device = DeviceState(read_settings(config_file, data_dir).data_dir, local_now)
    sheet = paper_sheet(device.bundle, language, local_now(), point)
    replace_file(file, sheet.data)
    click.echo(f"{file}: the paper form.")
