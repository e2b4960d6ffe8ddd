"""What the commands have in common: settings, failures in one line, the device and its rooms."""

from __future__ import annotations

import functools
import json
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from kiosk.clock import local_now
from kiosk.config import Config, load_config
from kiosk.courier.courier import Courier, only_courier
from kiosk.courier.loop import Loop
from kiosk.device import DeviceState
from kiosk.outbox import Outbox
from kiosk.spool import Spool
from kiosk.transport import HttpTransport
from shared.problems import Problem

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FILE = click.Path(dir_okay=False, path_type=Path)
_DIRECTORY = click.Path(file_okay=False, path_type=Path)

PATIENCE_SECONDS = 30.0
"""How long a command waits for the server's courier to finish its round."""


class Commands(click.Group):
    """A group whose commands end with exit code 1 and one clear line when they fail."""

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
    """Add `--config` and `--data`; they may stand before or after the command's name."""
    command = click.option("--config", "config_file", type=_FILE, help="Settings, a TOML file.")(
        command
    )
    return click.option("--data", "data_dir", type=_DIRECTORY, help="Data directory.")(command)


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


@dataclass(frozen=True, slots=True)
class Rooms:
    """An enrolled device with everything that works on its data directory."""

    config: Config
    device: DeviceState
    spool: Spool
    outbox: Outbox
    courier: Courier


def open_rooms(config: Config) -> Rooms:
    """Open an enrolled device's data directory.

    Raises:
        OperationProblem: `not-enrolled`.
        StorageProblem: the disk does not answer.
    """
    device = DeviceState(config.data_dir, local_now)
    spool = Spool(config.data_dir, os.urandom)
    outbox = Outbox(config.data_dir, device.signer, device.identity.device)
    transport = HttpTransport(device.identity.collector, config.proxy)
    courier = Courier(device, spool, outbox, transport, local_now)
    return Rooms(config, device, spool, outbox, courier)


def make_loop(rooms: Rooms) -> Loop:
    """The courier's day on this device."""
    return Loop(
        rooms.courier,
        rooms.device,
        rooms.spool,
        rooms.outbox,
        functools.partial(only_courier, rooms.config.data_dir),
        clock=local_now,
        monotonic=time.monotonic,
        random_bytes=os.urandom,
    )


def set_up_logging() -> None:
    """Log to standard error what an administrator should know, and nothing of any request.

    No line bears a time: what a journal adds by itself tells when the courier went, which is drawn
    at random.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    logging.getLogger("kiosk").setLevel(logging.INFO)
    # It would count the requests that wait.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def say_json(document: dict[str, Any]) -> None:
    """Print a JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))
