"""`isoloir-collector points`: the registry's list of Points."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from collector.commands.parts import Commands, as_json, open_here, say_json, settings, warn
from collector.registry.importer import import_points
from collector.registry.model import Changes
from collector.registry.plan import ImportPlan
from collector.store.points import RegistryPoints


@click.group(cls=Commands)
def points() -> None:
    """Look after the list of Points."""


@points.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--quiet", is_flag=True, help="Leave out the remarks on imported rows.")
@as_json
@settings
def import_(
    file: Path, quiet: bool, as_json: bool, config_file: Path | None, data_dir: Path | None
) -> None:
    """Import Points from a CSV file: Isoloir's own columns, or France services as published.

    Good rows are imported whatever is wrong with others; those are listed with line, reason and
    fix. Points that the file does not name stay as they are.
    """
    collector = open_here(config_file, data_dir)
    store = RegistryPoints(collector.database, collector.now, collector.random_bytes)
    plan, changes = import_points(file, store)
    if as_json:
        say_json(_document(plan, changes))
    else:
        _say(plan, changes, quiet=quiet)
    if plan.bad and not plan.good:
        raise click.exceptions.Exit(1)


def _say(plan: ImportPlan, changes: Changes, *, quiet: bool) -> None:
    if not quiet:
        for warning in plan.warnings:
            warn(f"line {warning.line} ({warning.point}): {warning.reason}")
    for bad in plan.bad:
        warn(f"line {bad.line} was left out: {bad.reason} {bad.fix}")
    click.echo(
        f"Points: {changes.new} new, {changes.changed} changed, {changes.unchanged} unchanged,"
        f" {len(plan.bad)} rows left out."
    )


def _document(plan: ImportPlan, changes: Changes) -> dict[str, object]:
    return {
        **asdict(changes),
        "bad": [asdict(bad) for bad in plan.bad],
        "warnings": [asdict(warning) for warning in plan.warnings],
    }
