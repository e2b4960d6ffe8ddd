"""A collector that is served, and the provider that its people sign in with."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from collector.app import create_app
from collector.signing_key import create_signing_key
from collector.store.engine import Database
from tests.support.databases import SqliteDatabases
from tests.support.provider import SECRET, provider
from tests.support.town import PARIS, Town, found_town

PEOPLE: Final[dict[str, dict[str, Any]]] = {
    "anna": {"email": "Anna@caf.example", "email_verified": True, "groups": ["x", "analystes-761"]},
    "paul": {"email": "paul@ville.example", "groups": "point-rouen"},
    "both": {"email": "both@caf.example", "groups": ["admins", "analystes-761"]},
    "none": {"email": "none@caf.example", "groups": ["x"]},
    "far": {"email": "far@caf.example", "groups": ["point-nowhere"]},
    "forged": {"email": "forged@caf.example", "groups": ["point-rouen admin national"]},
    "unverified": {
        "email": "chief@caf.example", "email_verified": False, "groups": ["analystes-761"]
    },
    "nameless": {"groups": ["analystes-761"]},
}  # fmt: skip

ACCESS: Final = """
[access]
"analystes-761" = "analyst caf:761"
"admins" = "admin national"
"point-{id}" = "partner point:{id}"
"""


def write_settings(directory: Path, issuer: str, access: str = ACCESS, more: str = "") -> Path:
    """The file of settings and the one of the secret."""
    secret, file = directory / "sso.secret", directory / "sso.toml"
    secret.write_text(SECRET + "\n")
    secret.chmod(0o600)
    file.write_text(
        f'issuer = "{issuer}"\nclient_id = "isoloir"\nclient_secret_file = "sso.secret"\n'
        f'claim = "groups"\nname = "Connexion Caf"\n{more}{access}',
        encoding="utf-8",
    )
    return file


@dataclass
class SignOnSite:
    """Where the collector is, its parts, and the provider's process."""

    address: str
    issuer: str
    town: Town
    app: Flask
    process: subprocess.Popen[str]


@contextmanager
def sign_on_site(directory: Path) -> Iterator[SignOnSite]:
    """A collector on a free port, and its provider; the clock is the real one at the start."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    database = Database(SqliteDatabases(directory).empty())
    town = found_town(database, directory / "collector")
    town.clock.time = datetime.now(PARIS)
    with provider(f"{address}/login/sso/back", f"{address}/login", PEOPLE) as (issuer, process):
        config = replace(
            town.collector.config,
            public_address=address,
            single_sign_on_file=write_settings(directory, issuer),
        )
        create_signing_key(config.signing_key_file, os.urandom)
        app = create_app(replace(town.collector, config=config))
        with _serving(app, listening):
            yield SignOnSite(address, issuer, town, app, process)
    database.close()


@contextmanager
def _serving(app: Flask, listening: socket.socket) -> Iterator[None]:
    channels: dict[int, socket.socket] = {}
    server: Any = create_server(app, map=channels, sockets=[listening], threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: wasyncore.close_all(channels))
    thread.join()
