"""`isoloir-collector keys`: period keys, made ahead and destroyed once drained."""

from __future__ import annotations

from pathlib import Path

import click

from collector.commands.parts import (
    Commands,
    as_json,
    open_here,
    open_keyring,
    say_json,
    settings,
    warn,
)
from collector.keys.lifecycle import create_keys, destroy_key, report_keys
from shared import limits
from shared.periods import Period


@click.group(cls=Commands)
def keys() -> None:
    """Look after the period keys."""


@keys.command()
@click.option(
    "--months",
    type=click.IntRange(1, 60),
    default=limits.KEYS_AHEAD_MONTHS + 1,
    show_default=True,
    help="How many, this month's included.",
)
@as_json
@settings
def create(months: int, as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Make the keys of this month and the next ones that have none yet."""
    collector = open_here(config_file, data_dir)
    keyring = open_keyring(collector.config)
    made = create_keys(collector.database, keyring, collector.period, months, collector.now())
    names = [str(period) for period in made]
    if as_json:
        say_json({"created": names})
    else:
        click.echo(f"Period keys made: {', '.join(names)}." if names else "Every key was there.")


@keys.command("list")
@as_json
@settings
def list_(as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """List the keys, their state, and what keeps each from being destroyed."""
    collector = open_here(config_file, data_dir)
    keyring = open_keyring(collector.config)
    reports = report_keys(collector.database, keyring, collector.now())
    if as_json:
        say_json(
            [
                {
                    "period": str(each.period),
                    "key_id": each.key_id.hex(),
                    "state": each.state.value,
                    "reasons": list(each.reasons),
                }
                for each in reports
            ]
        )
        return
    for each in reports:
        line = f"{each.period}  {each.key_id.hex()}  {each.state.value:<9}"
        click.echo(f"{line}  {' '.join(each.reasons)}".rstrip())


@keys.command()
@click.argument("period")
@click.option("--force", is_flag=True, help="Destroy it although responses may be lost for ever.")
@as_json
@settings
def destroy(
    period: str, force: bool, as_json: bool, config_file: Path | None, data_dir: Path | None
) -> None:
    """Destroy the private key of PERIOD (YYYY-MM) for ever.

    It is refused until the month is over, its vault is empty, and every device that was not
    revoked has said since that it holds no more response of it.
    """
    collector = open_here(config_file, data_dir)
    overridden = destroy_key(
        collector.database,
        open_keyring(collector.config),
        Period.parse(period),
        collector.now(),
        force=force,
    )
    for reason in overridden:
        warn(f"Warning, overridden by --force: {reason}")
    if as_json:
        say_json({"destroyed": period, "overridden": list(overridden)})
    else:
        click.echo(f"The key of {period} is destroyed: nothing sealed to it can be opened again.")
