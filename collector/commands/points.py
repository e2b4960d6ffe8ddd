"""`isoloir-collector points`: the registry's list of Points."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from collector.commands.parts import Commands, as_json, open_here, say_json, settings, warn
from collector.registry.importer import read_plan
from collector.registry.model import Changes
from collector.registry.phones import reissue_poster
from collector.registry.plan import BadRow, ImportPlan
from collector.registry.preview import ChangeKind, Preview, preview
from collector.store.audit import COMMAND_LINE
from collector.store.beside import held_beside
from collector.store.points import RegistryPoints, all_points


@click.group(cls=Commands)
def points() -> None:
    """Look after the list of Points."""


@points.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--quiet", is_flag=True, help="Leave out the remarks on imported rows.")
@click.option(
    "--preview", "only_preview", is_flag=True, help="Say what would change; write nothing."
)
@click.option("--close-gone", is_flag=True, help="Close the Points that the list names no more.")
@as_json
@settings
def import_(
    file: Path,
    quiet: bool,
    only_preview: bool,
    close_gone: bool,
    as_json: bool,
    config_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Import Points from a CSV file: Isoloir's own columns, or France services as published.

    Good rows are imported whatever is wrong with others; those are listed with line, reason and
    fix. Points that the file does not name stay as they are, unless told otherwise; with a row
    left out none is closed.
    """
    collector = open_here(config_file, data_dir)
    plan = read_plan(file)
    with collector.database.read() as transaction:
        held = held_beside(transaction, collector.now().date())
        ahead = preview(plan, all_points(transaction), held)
    if only_preview:
        _say_preview(plan, ahead, as_json=as_json)
        return
    store = RegistryPoints(collector.database, collector.now, collector.random_bytes)
    changes = store.upsert_points(
        plan.good, beside=plan.beside, closed=ahead.gone if close_gone else ()
    )
    if as_json:
        say_json(_document(plan, changes))
    else:
        _say(plan, changes, quiet=quiet)
    if plan.bad and not plan.good:
        raise click.exceptions.Exit(1)


@points.command("reissue")
@click.argument("point")
@settings
def reissue(point: str, config_file: Path | None, data_dir: Path | None) -> None:
    """End the posters of a POINT: the next ones lead phones to another address.

    The relay refuses the old address from its next contact on. No other Point is concerned.
    """
    collector = open_here(config_file, data_dir)
    now, random_bytes = collector.now(), collector.random_bytes
    reissue_poster(collector.database, point, random_bytes, now, COMMAND_LINE)
    click.echo(f"{point}: print new posters; the old ones lead nowhere any more.")


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


def _say_preview(plan: ImportPlan, ahead: Preview, *, as_json: bool) -> None:
    if as_json:
        rows = [asdict(each) for each in ahead.changes]
        left_out = [_bad(each) for each in plan.bad]
        say_json({"changes": rows, "unchanged": ahead.unchanged, "bad": left_out})
        return
    for each in ahead.changes:
        way = f": {each.before or '-'} → {each.after or '-'}" if each.before or each.after else ""
        click.echo(f"{each.kind} {each.point} {each.name}{way}")
    for bad in plan.bad:
        warn(f"line {bad.line} would be left out: {bad.reason} {bad.fix}")
    counts = ", ".join(f"{len(ahead.of(kind))} {kind}" for kind in ChangeKind)
    click.echo(f"Nothing was written. {counts}, {ahead.unchanged} unchanged.")
    if ahead.gone_unknown:
        click.echo("Rows were left out, so no Point is taken to be gone.")


def _document(plan: ImportPlan, changes: Changes) -> dict[str, object]:
    return {
        **asdict(changes),
        "bad": [_bad(bad) for bad in plan.bad],
        "warnings": [
            {"line": each.line, "point": each.point, "kind": each.kind, "reason": each.reason}
            for each in plan.warnings
        ],
    }


def _bad(row: BadRow) -> dict[str, object]:
    return {"line": row.line, "reason": row.reason, "fix": row.fix}
