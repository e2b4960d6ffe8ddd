"""`isoloir-collector device`: the enrolled devices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from collector.commands.parts import Commands, as_json, open_here, say_json, settings
from collector.registry.device import SignOfLife
from collector.store.devices import revoke_device, signs_of_life
from shared.problems import TrustProblem


@click.group(cls=Commands)
def device() -> None:
    """Look after the enrolled devices."""


@device.command("list")
@as_json
@settings
def list_(as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """List the devices and when each was last heard of."""
    with open_here(config_file, data_dir).database.read() as transaction:
        signs = signs_of_life(transaction)
    if as_json:
        say_json([_document(sign) for sign in signs])
        return
    for sign in signs:
        document = _document(sign)
        place = document["point"] or document["caf"] or "all Points"
        state = "revoked" if document["revoked"] else f"last heard of {document['day'] or 'never'}"
        waiting = sum(document["waiting"].values())
        click.echo(f"{document['id']}  {document['kind']}  {place}  {state}  {waiting} waiting")


@device.command()
@click.argument("device_id", metavar="DEVICE")
@settings
def revoke(device_id: str, config_file: Path | None, data_dir: Path | None) -> None:
    """Refuse a device from now on, and wait for it no more.

    What it sent before is kept and counted; responses still on it are lost.
    """
    with open_here(config_file, data_dir).database.begin() as transaction:
        if not revoke_device(transaction, device_id):
            raise TrustProblem("device-unknown", f"{device_id[:40]!r}.")
    click.echo(f"Device {device_id} is revoked.")


def _document(sign: SignOfLife) -> dict[str, Any]:
    status = sign.status
    return {
        "id": sign.device.id,
        "kind": sign.device.kind.value,
        "point": sign.device.point,
        "caf": sign.device.caf,
        "revoked": sign.device.revoked,
        "day": sign.day.isoformat() if sign.day else None,
        "waiting": dict(status.waiting) if status else {},
        "quarantined": status.quarantined if status else 0,
        "serial": status.serial if status else 0,
        "total": status.total if status else 0,
        "free_mib": status.free_mib if status else None,
        "versions": dict(status.versions) if status else {},
    }
