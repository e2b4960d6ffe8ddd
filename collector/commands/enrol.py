"""`isoloir-collector enrol`: a one-time ticket that makes a computer a device."""

from __future__ import annotations

from pathlib import Path

import click

from collector.commands.parts import as_json, open_here, say_json, settings, warn
from collector.registry.enrolment import issue_kiosk_ticket, issue_relay_ticket, new_ticket
from shared import limits
from shared.messages import DeviceKind
from shared.ticket import write_ticket

_KINDS = click.Choice([kind.value for kind in DeviceKind])


@click.command()
@click.argument("point", required=False)
@click.option("--kind", type=_KINDS, default=DeviceKind.KIOSK.value, show_default=True)
@click.option("--caf", help="A relay of this Caf's Points only.")
@as_json
@settings
def enrol(
    point: str | None,
    kind: str,
    caf: str | None,
    as_json: bool,
    config_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Print a ticket: for the kiosk of POINT, or for a relay."""
    is_kiosk = kind == DeviceKind.KIOSK.value
    if is_kiosk and (point is None or caf is not None):
        raise click.UsageError("A kiosk wants its POINT, and no --caf.")
    if not is_kiosk and point is not None:
        raise click.UsageError("A relay has no POINT of its own.")
    collector = open_here(config_file, data_dir)
    ticket = new_ticket(
        collector.random_bytes(limits.TICKET_SECRET_BYTES),
        collector.signer.public,
        collector.config.public_address,
    )
    if point is not None:
        record = issue_kiosk_ticket(collector.database, point, ticket, collector.now())
    else:
        record = issue_relay_ticket(collector.database, caf, ticket, collector.now())
    text = write_ticket(ticket)
    if as_json:
        say_json({"ticket": text, "kind": kind, "expires": record.expires.isoformat()})
        return
    click.echo(text)
    warn(f"Good for one device, until {record.expires.isoformat()}.")
