"""`isoloir-collector init`: database, signing key, period keys, first survey and administrator."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import click

from collector.auth.access import add_account
from collector.auth.passwords import new_password
from collector.auth.role import Role
from collector.auth.scope import NATIONAL
from collector.commands.parts import (
    as_json,
    open_configured,
    open_keyring,
    read_settings,
    say_json,
    settings,
)
from collector.commands.secret_input import password_file, read_password
from collector.config import Config
from collector.files import make_private_directory
from collector.instance import Collector
from collector.keys.lifecycle import create_keys
from collector.signing_key import create_signing_key
from collector.store.access import count_active
from collector.store.engine import Database
from collector.store.keys import all_keys
from collector.store.migrate import upgrade
from collector.store.surveys import default_survey_digest
from collector.surveys import default_survey
from collector.surveys.publish import publish_survey
from shared import limits

ADMINISTRATOR = "admin@localhost"


@dataclass(frozen=True, slots=True)
class Made:
    """What `init` made; False or empty for what was there already."""

    signing_key: bool
    keys: tuple[str, ...]
    survey: bool
    password: str


@click.command()
@click.option("--admin", default=ADMINISTRATOR, show_default=True, help="E-mail to sign in with.")
@password_file
@as_json
@settings
def init(
    admin: str,
    password_from: Path | None,
    as_json: bool,
    config_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Make what a collector needs, or bring an older one up to date.

    Running it again keeps everything and makes only what is missing. The password of the first
    administrator is printed once.
    """
    config = read_settings(config_file, data_dir)
    password = read_password(password_from)
    made = _make(config, admin, password)
    if as_json:
        say_json(
            {
                "data_dir": str(config.data_dir),
                "signing_key": made.signing_key,
                "keys": list(made.keys),
                "survey": made.survey,
                "admin": admin if made.password else None,
                "password": made.password or None,
            }
        )
        return
    _say(config, admin, made, shown=not password)


def _make(config: Config, admin: str, password: str) -> Made:
    make_private_directory(config.data_dir)
    database = Database(config.database_url)
    click.get_current_context().call_on_close(database.close)
    upgrade(database)
    keyring = open_keyring(config, new=True)
    with database.read() as transaction:
        had_keys = bool(all_keys(transaction))
    if not had_keys:
        # Before anything else is made: without the passphrase there would be half a collector.
        keyring.passphrase()
    signing_key = create_signing_key(config.signing_key_file, os.urandom)
    collector = open_configured(config)
    months = limits.KEYS_AHEAD_MONTHS + 1
    made = create_keys(database, keyring, collector.period, months, collector.now())
    survey = _publish_default(collector)
    first_password = _first_administrator(collector, admin, password)
    return Made(signing_key, tuple(map(str, made)), survey, first_password)


def _publish_default(collector: Collector) -> bool:
    with collector.database.read() as transaction:
        if default_survey_digest(transaction) is not None:
            return False
    ceiling = collector.config.disclosure_ceiling
    return publish_survey(collector.database, default_survey(), ceiling, collector.now())


def _first_administrator(collector: Collector, admin: str, password: str) -> str:
    with collector.database.read() as transaction:
        if count_active(transaction, Role.ADMIN):
            return ""
    chosen = password or new_password(collector.random_bytes)
    add_account(collector.database, admin, chosen, Role.ADMIN, NATIONAL)
    return chosen


def _say(config: Config, admin: str, made: Made, *, shown: bool) -> None:
    click.echo(f"The collector in {config.data_dir} is ready.")
    if made.keys:
        click.echo(f"Period keys made: {made.keys[0]} to {made.keys[-1]}, in {config.keys_dir}.")
        click.echo("Back up that directory and its passphrase, apart from the database.")
    if made.survey:
        click.echo("The default survey is published.")
    if made.password and shown:
        click.echo(f"Administrator: {admin}")
        click.echo(f"Password, shown this once: {made.password}")
