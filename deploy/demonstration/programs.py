"""How the demonstration calls the two programs: their commands, settings and addresses."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any, Final

from deploy.demonstration.crew import Crew
from deploy.demonstration.place import Place
from deploy.demonstration.ports import HOST

_COLLECTOR: Final = """\
# Settings of the demonstration's collector. Made anew at every run.
environment = "demo"
allow_open_period = true    # a production configuration refuses this
data_dir = {data_dir}
keys_passphrase_file = {passphrase}
public_address = {address}
port = {port}
"""

_KIOSK: Final = """\
# Settings of a kiosk of the demonstration. Made anew at every run.
demo = true
data_dir = {data_dir}
port = {port}
threads = 4
# The visitors are programs, faster than anybody reads.
hasty_run = 0
"""


class Collector:
    """The collector of a demonstration."""

    def __init__(self, place: Place, crew: Crew) -> None:
        self._place = place
        self._crew = crew
        port = place.memory.collector_port
        self.address = f"http://{HOST}:{port}"
        passphrase = place.write("keys.passphrase", place.memory.passphrase + "\n")
        settings = _COLLECTOR.format(
            data_dir=_quoted(place.directory / "collector"),
            passphrase=_quoted(passphrase),
            address=_quoted(self.address),
            port=port,
        )
        self.config = place.write("collector.toml", settings)

    def run(self, *arguments: str) -> str:
        """Run a command of `isoloir-collector` and return what it printed."""
        return self._crew.run(f"collector-{arguments[0]}", self._command(arguments))

    def ask(self, *arguments: str) -> Any:
        """As `run`, with `--json`; returns the answer read."""
        return json.loads(self.run(*arguments, "--json"))

    def serve(self) -> None:
        """Start the server; it is not ready yet when this returns."""
        self._crew.start("collector", self._command(["serve"]))

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return [sys.executable, "-m", "collector", "--config", str(self.config), *arguments]


class Kiosk:
    """The kiosk at one Point. `number`: 0 for the first."""

    def __init__(self, place: Place, crew: Crew, number: int, point: str) -> None:
        self._crew = crew
        self._name = f"kiosk-{number + 1}"
        self.point = point
        port = place.kiosk_port(number)
        self.address = f"http://{HOST}:{port}"
        data_dir = place.directory / self._name
        settings = _KIOSK.format(data_dir=_quoted(data_dir), port=port)
        self.config = place.write(f"{self._name}.toml", settings)

    def run(self, *arguments: str) -> str:
        """Run a command of `isoloir-kiosk` and return what it printed."""
        return self._crew.run(f"{self._name}-{arguments[0]}", self._command(arguments))

    def ask(self, *arguments: str) -> Any:
        """As `run`, with `--json`; returns the answer read."""
        return json.loads(self.run(*arguments, "--json"))

    def serve(self) -> None:
        """Start the server; it is not ready yet when this returns."""
        self._crew.start(self._name, self._command(["serve"]))

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return [sys.executable, "-m", "kiosk", "--config", str(self.config), *arguments]


def _quoted(text: object) -> str:
    """A text as TOML writes it: for what paths and addresses hold, as JSON does."""
    return json.dumps(str(text), ensure_ascii=False)
