"""What the commands have in common: settings, failures in one line, the open collector."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from collector.config import Config, load_config
from collector.instance import Collector, open_collector
from collector.keys.keyring import Keyring
from collector.keys.passphrase import read_passphrase
from collector.store.engine import Database
from collector.store.migrate import check_current
from shared.problems import Problem

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FILE = click.Path(dir_okay=False, path_type=Path)
_DIRECTORY = click.Path(file_okay=False, path_type=Path)


class Commands(click.Group):
    """A group whose commands are imported when called, and fail with code 1 and one clear line.

    Args:
        modules: command name → `module:attribute`.
    """

    def __init__(self, *args: Any, modules: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._modules = modules or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, sorted."""
        return sorted({*self._modules, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now."""
        if cmd_name not in self._modules:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._modules[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except Problem as problem:
            raise click.ClickException(str(problem)) from problem
        except OSError as error:
            name = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{name}{error.strerror or error}.") from error


def settings(command: _Command) -> _Command:
    """Add `--config` and `--data`; they may stand before or after the command's name.

    The command calls `read_settings` or `open_here` with what they were given.
    """
    with_config = click.option(
        "--config", "config_file", type=_FILE, help="Settings, a TOML file."
    )(command)
    return click.option("--data", "data_dir", type=_DIRECTORY, help="Data directory.")(with_config)


as_json = click.option("--json", "as_json", is_flag=True, help="Answer with a JSON document.")
"""Add `--json`."""


def read_settings(config_file: Path | None, data_dir: Path | None, **given: Any) -> Config:
    """The settings, with what the command line says above all.

    Raises:
        OperationProblem: `config-invalid`, `file-unreadable`.
    """
    before = click.get_current_context().find_root().params
    return load_config(
        config_file or before.get("config_file"),
        os.environ,
        {"data_dir": data_dir or before.get("data_dir"), **given},
    )


def open_here(config_file: Path | None, data_dir: Path | None, **given: Any) -> Collector:
    """The collector that the settings name.

    Raises:
        OperationProblem: `config-invalid`, `file-unreadable`, `not-initialised`,
            `schema-outdated`.
        StorageProblem: `database-unavailable`.
    """
    return open_configured(read_settings(config_file, data_dir, **given))


def open_configured(config: Config) -> Collector:
    """The collector of these settings, closed when the command ends.

    Raises:
        OperationProblem, StorageProblem: as `open_here`.
    """
    collector = open_collector(config, os.urandom)
    click.get_current_context().call_on_close(collector.database.close)
    return collector


def open_database(config: Config) -> Database:
    """The database alone, closed when the command ends: whoever signs nothing needs no key.

    Raises:
        OperationProblem, StorageProblem: as `open_here`, but for the key.
    """
    database = Database(config.database_url)
    click.get_current_context().call_on_close(database.close)
    check_current(database)
    return database


def open_keyring(config: Config, *, new: bool = False) -> Keyring:
    """The keys directory; its passphrase is asked for when it is first needed.

    Args:
        config: names the directory, and the passphrase's file if there is one.
        new: no key is there yet, so that a passphrase typed by hand is asked for twice.
    """
    return Keyring(config.keys_dir, lambda: _passphrase(config, new=new))


def _passphrase(config: Config, *, new: bool) -> str:
    try:
        return read_passphrase(config.keys_passphrase_file, os.environ)
    except Problem:
        if config.keys_passphrase_file is not None or not sys.stdin.isatty():
            raise
    typed: str = click.prompt(
        "Passphrase of the keys directory", hide_input=True, confirmation_prompt=new, err=True
    )
    return typed


def say_json(document: Any) -> None:
    """Print a JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def warn(text: str) -> None:
    """Print a line for a person to standard error."""
    click.echo(text, err=True)
