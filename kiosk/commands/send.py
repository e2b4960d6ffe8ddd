"""`isoloir-kiosk send`, `status` and `export`: what an agent or an administrator does by hand."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.clock import local_now
from kiosk.commands.parts import (
    PATIENCE_SECONDS,
    as_json,
    open_rooms,
    read_settings,
    say_json,
    settings,
)
from kiosk.commands.station import near
from kiosk.courier.courier import Round, only_courier
from kiosk.export import export as export_batches
from kiosk.station.supervisor import ask
from kiosk.status import lines, report
from shared.problems import Problem


@click.command()
@click.option("--again", is_flag=True, help="Also try what was refused for ever before.")
@as_json
@settings
def send(*, again: bool, as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Send everything that waits, now."""
    rooms = open_rooms(read_settings(config_file, data_dir))
    with only_courier(rooms.config.data_dir, PATIENCE_SECONDS):
        if again:
            rooms.outbox.send_again()
        done = rooms.courier.send()
    if as_json:
        say_json(
            {
                "batches": done.batches,
                "items": done.items,
                "refused": done.refused,
                "declared": done.declared,
                "problem": _code(done.problem),
                "news": _code(done.news),
            }
        )
    else:
        click.echo(f"Sent: {done.items} items in {done.batches} batches.")
    _complain(done)


@click.command()
@as_json
@settings
def status(*, as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Show what waits here, what was refused and why, and what the device knows."""
    rooms = open_rooms(read_settings(config_file, data_dir))
    page = ask(near(rooms.config.host), rooms.config.port).page
    found = report(rooms.device, rooms.spool, rooms.outbox, local_now().date(), page)
    if as_json:
        say_json(found)
    else:
        click.echo("\n".join(lines(found)))


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@as_json
@settings
def export(
    *, directory: Path, as_json: bool, config_file: Path | None, data_dir: Path | None
) -> None:
    """Carry batches on a stick: take receipts and a bundle from DIR, then write batches to it.

    At the collector, `isoloir-collector receive DIR` is the other half. Run this again with the
    same stick afterwards: only then do the responses leave this device.
    """
    rooms = open_rooms(read_settings(config_file, data_dir))
    with only_courier(rooms.config.data_dir, PATIENCE_SECONDS):
        done = export_batches(directory, rooms.device, rooms.spool, rooms.outbox)
    if as_json:
        say_json(
            {
                "settled": done.settled,
                "bundle": done.bundle,
                "written": done.written,
                "items": done.items,
                "declarations": done.declarations,
                "acknowledged": done.acknowledged,
                "left": done.left,
            }
        )
        return
    for name, reason in done.left.items():
        click.echo(f"{name}: {reason}", err=True)
    click.echo(
        f"Batches received by the collector: {done.settled}. "
        f"On the stick: {done.items} items in {len(done.written)} batches, and"
        f" {done.declarations} declarations of the desk."
    )


def _complain(done: Round) -> None:
    if done.news is not None:
        click.echo(f"Warning: {done.news}", err=True)
    if done.problem is not None:
        raise done.problem
    if done.refused:
        raise click.ClickException(
            f"{done.refused} items were refused for ever and are kept in quarantine: see"
            " isoloir-kiosk status."
        )


def _code(problem: Problem | None) -> str | None:
    return problem.code if problem else None
