"""`isoloir-collector token`: bearer tokens of the API."""

from __future__ import annotations

from pathlib import Path

import click

from collector.auth import access
from collector.auth.scope import Scope
from collector.commands.parts import Commands, as_json, open_here, say_json, settings, warn
from collector.store.access import all_tokens
from collector.store.audit import COMMAND_LINE


@click.group(cls=Commands)
def token() -> None:
    """Look after the tokens of the API."""


@token.command()
@click.argument("name")
@click.option("--scope", required=True, help="national, caf:CODE or point:ID.")
@as_json
@settings
def add(
    name: str, scope: str, as_json: bool, config_file: Path | None, data_dir: Path | None
) -> None:
    """Make a token and print it once."""
    collector = open_here(config_file, data_dir)
    opened = Scope.parse(scope)
    noted = access.Noted(COMMAND_LINE, collector.now())
    secret = access.add_token(collector.database, name, opened, collector.random_bytes, noted=noted)
    if as_json:
        say_json({"name": name, "scope": str(opened), "token": secret})
        return
    click.echo(secret)
    warn("Shown this once. Send it in the header Authorization: Bearer.")


@token.command("list")
@as_json
@settings
def list_(as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """List the tokens, without their secrets."""
    with open_here(config_file, data_dir).database.read() as transaction:
        found = all_tokens(transaction)
    if as_json:
        say_json(
            [
                {
                    "name": each.name,
                    "scope": str(each.scope),
                    "revoked": each.revoked,
                    "last_used": each.last_used,
                }
                for each in found
            ]
        )
        return
    for each in found:
        click.echo(f"{each.name}  {each.scope}{'  revoked' if each.revoked else ''}")


@token.command()
@click.argument("name")
@settings
def revoke(name: str, config_file: Path | None, data_dir: Path | None) -> None:
    """Let a token open nothing any more."""
    collector = open_here(config_file, data_dir)
    noted = access.Noted(COMMAND_LINE, collector.now())
    access.revoke_token(collector.database, name, noted=noted)
    click.echo(f"Token {name} is revoked.")
