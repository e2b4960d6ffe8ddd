"""`isoloir-kiosk pin`: choose the PIN of the desk's page."""

from __future__ import annotations

import secrets
import sys
import time
from pathlib import Path

import click

from kiosk.commands.parts import read_settings, settings
from kiosk.desk.pin import FEWEST_DIGITS, Pin, check_new_pin
from shared.problems import OperationProblem


@click.command()
@click.option("--generate", is_flag=True, help="Draw a PIN and print it.")
@settings
def pin(*, generate: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Choose the PIN that opens the desk's page; it takes effect at once.

    Without --generate the PIN is asked for, or read from standard input when that is no terminal.
    A waiting time after wrong attempts ends with it.
    """
    config = read_settings(config_file, data_dir)
    chosen = _draw() if generate else _ask()
    Pin(config.data_dir, time.monotonic).set(chosen)
    click.echo(f"The PIN of the desk is {chosen}." if generate else "The PIN of the desk is set.")


def _ask() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    return str(click.prompt("PIN", hide_input=True, confirmation_prompt=True))


def _draw() -> str:
    while True:
        drawn = "".join(secrets.choice("0123456789") for _ in range(FEWEST_DIGITS))
        try:
            check_new_pin(drawn)
        except OperationProblem:
            continue
        return drawn
