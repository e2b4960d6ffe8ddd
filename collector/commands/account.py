"""`isoloir-collector account`: who may sign in to the pages."""

from __future__ import annotations

from pathlib import Path

import click

from collector.auth import access
from collector.auth.passwords import new_password
from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.commands.parts import Commands, as_json, open_here, say_json, settings
from collector.commands.secret_input import password_file, read_password
from collector.store.access import all_accounts, set_seed
from collector.store.audit import COMMAND_LINE


@click.group(cls=Commands)
def account() -> None:
    """Look after the accounts of the pages."""


@account.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--scope", required=True, help="national, caf:CODE or point:ID.")
@password_file
@as_json
@settings
def add(
    email: str,
    role: str,
    scope: str,
    password_from: Path | None,
    as_json: bool,
    config_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Open an account; its password is printed once."""
    collector = open_here(config_file, data_dir)
    given = read_password(password_from)
    password = given or new_password(collector.random_bytes)
    noted = access.Noted(COMMAND_LINE, collector.now())
    access.add_account(
        collector.database, email, password, Role(role), Scope.parse(scope), noted=noted
    )
    _say_password(email, password, given=bool(given), as_json=as_json)


@account.command()
@click.argument("email")
@password_file
@as_json
@settings
def password(
    email: str,
    password_from: Path | None,
    as_json: bool,
    config_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Give an account another password, which is printed once."""
    collector = open_here(config_file, data_dir)
    given = read_password(password_from)
    changed = given or new_password(collector.random_bytes)
    noted = access.Noted(COMMAND_LINE, collector.now())
    access.change_password(collector.database, email, changed, noted=noted)
    _say_password(email, changed, given=bool(given), as_json=as_json)


@account.command()
@click.argument("email")
@settings
def close(email: str, config_file: Path | None, data_dir: Path | None) -> None:
    """Close an account at once."""
    collector = open_here(config_file, data_dir)
    noted = access.Noted(COMMAND_LINE, collector.now())
    access.close_account(collector.database, email, noted=noted)
    click.echo(f"Account {email} is closed.")


@account.command()
@click.argument("email")
@settings
def reset(email: str, config_file: Path | None, data_dir: Path | None) -> None:
    """Let somebody who lost app and recovery codes sign in with the password alone."""
    collector = open_here(config_file, data_dir)
    with collector.database.begin() as transaction:
        known = access.known_account(transaction, email)
        set_seed(transaction, known.email, b"")
        noted = access.Noted(COMMAND_LINE, collector.now())
        noted.record(transaction, "account-code-reset", f"account {known.email}")
    click.echo(f"Account {known.email} signs in without a code.")


@account.command("list")
@as_json
@settings
def list_(as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """List the accounts."""
    with open_here(config_file, data_dir).database.read() as transaction:
        found = all_accounts(transaction)
    if as_json:
        say_json(
            [
                {
                    "email": each.email,
                    "role": each.role.value,
                    "scope": str(each.scope),
                    "active": each.active,
                }
                for each in found
            ]
        )
        return
    for each in found:
        state = "" if each.active else "  closed"
        click.echo(f"{each.email}  {each.role.value}  {each.scope}{state}")


def _say_password(email: str, password: str, *, given: bool, as_json: bool) -> None:
    if as_json:
        say_json({"email": access.email_form(email), "password": None if given else password})
        return
    click.echo(f"Account {access.email_form(email)} is ready.")
    if not given:
        click.echo(f"Password, shown this once: {password}")
