"""The collector behind a station or a relay: of this machine, in the network of the container."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.bootstrap import ROOT
from tests.deploy.debian.container import Container
from tests.support.served import Installation, installed

PORT = "8400"


def installed_within(directory: Path) -> Installation:
    """A collector that devices will find in their own network."""
    collector = installed(directory, f"sqlite:///{directory / 'collector.db'}")
    collector.environ["ISOLOIR_COLLECTOR_PUBLIC_ADDRESS"] = f"http://127.0.0.1:{PORT}"
    return collector


@contextmanager
def collector_within(machine: Container, collector: Installation) -> Iterator[None]:
    """Have it answer there, as long as this lasts."""
    command = [*machine.network, sys.executable, "-m", "collector", "serve", "--port", PORT]
    with subprocess.Popen(
        command, cwd=ROOT, env=collector.environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert "Isoloir collector" in process.stdout.readline()
            yield
        finally:
            process.kill()
