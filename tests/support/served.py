"""A real collector: made by its own commands, served by its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3
from click.testing import CliRunner, Result

from collector.__main__ import main
from collector.registry.example import EXAMPLE_FILE
from deploy.bootstrap import ROOT
from shared.bundle import Bundle, read_bundle
from shared.messages import read_enrolled, write_enrolment
from shared.sealing import Context, Label
from shared.ticket import read_ticket
from tests.support.town import Machine

PASSPHRASE = "open sesame"


@dataclass
class Installation:
    """A collector's data directory and settings, used through the command line only."""

    directory: Path
    database_url: str
    environ: dict[str, str] = field(default_factory=dict)

    def settings(self) -> dict[str, str]:
        """What its programs are told by the environment."""
        mine = {
            "ISOLOIR_COLLECTOR_DATA_DIR": str(self.directory),
            "ISOLOIR_COLLECTOR_DATABASE_URL": self.database_url,
            "ISOLOIR_KEYS_PASSPHRASE": PASSPHRASE,
        }
        return mine | self.environ

    def environment(self) -> dict[str, str]:
        """The whole environment that its programs are started with."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("ISOLOIR")
        }
        return inherited | self.settings()

    def run(self, *words: str, code: int = 0, feed: str = "") -> Result:
        """Run a command, which must end with this code; in this process, to save its start."""
        foreign: dict[str, str | None] = {
            name: None for name in os.environ if name.startswith("ISOLOIR")
        }
        result = CliRunner().invoke(
            main, list(words), input=feed, env=foreign | self.settings(),
            prog_name="isoloir-collector",
        )  # fmt: skip
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.stderr
        return result

    def spawn(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command as a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "collector", *words],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def ask(self, *words: str, code: int = 0) -> Any:
        """Run a command with `--json` and read its answer."""
        return json.loads(self.run(*words, "--json", code=code).stdout)

    @contextmanager
    def serving(self, **environ: str) -> Iterator[Server]:
        """Its server, on a free port; it is killed at the end if it still runs."""
        process = subprocess.Popen(
            [sys.executable, "-m", "collector", "serve", "--port", "0"],
            cwd=ROOT,
            env=self.environment() | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            assert line.startswith("Isoloir collector: http://"), process.communicate()
            yield Server(process, line.split()[2].rstrip("/"))
        finally:
            process.kill()
            process.communicate()


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen[str]
    address: str

    @property
    def netloc(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.address)
        assert parts.hostname is not None
        assert parts.port is not None
        return parts.hostname, parts.port

    def request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> urllib3.BaseHTTPResponse:
        """One request on a connection of its own."""
        with urllib3.PoolManager(retries=False) as pool:
            return pool.request(method, self.address + path, body=body, headers=headers)

    def enrol(self, machine: Machine, ticket: str) -> Bundle:
        """Enrol a machine over HTTP."""
        parts = read_ticket(ticket)
        request = write_enrolment(machine.signer, parts.secret)
        answer = self.request("POST", "/v1/enrol", request)
        assert answer.status == 201, answer.data
        enrolled = read_enrolled(answer.data, parts.fingerprint, machine.signer.public)
        return read_bundle(enrolled.bundle, [enrolled.signer])


def context_of(bundle: Bundle, label: Label = Label.RESPONSE) -> Context:
    """What a response given at a bundle's Point in its first month is bound to."""
    period, key = min(bundle.keys.items())
    point = bundle.points[0]
    return Context(label, period, key.key_id, point.id, point.survey)


def installed(directory: Path, database_url: str) -> Installation:
    """A collector after `init`, with the example's Points."""
    installation = Installation(directory, database_url)
    installation.run("init")
    installation.run("points", "import", str(EXAMPLE_FILE))
    return installation
