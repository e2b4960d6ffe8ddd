"""Looks every locked Python package up in an index of advisories, where one can be reached.

    python -m deploy.audit         inside the environment of the tests; CI runs it

Exit code 1 for a package with a known weakness. A package of which no index knew anything is not
passed over in silence: its name is printed as not checked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
LOCKS: Final = ("deploy/lock/collector.txt", "deploy/lock/build.txt")
"""The collector's holds the kiosk's."""

SERVICES: Final = ("pypi", "osv")
_SECONDS: Final = "10"


@dataclass(frozen=True, slots=True)
class Audit:
    """`weak` names packages with their advisories; `checked` and `unchecked` name packages."""

    weak: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


def main() -> int:
    """Say what was found; return the exit code."""
    found = audit()
    for each in found.weak:
        print(f"Known weakness: {each}", file=sys.stderr)
    print(f"Packages without a known weakness: {len(found.checked)}")
    if found.unchecked:
        print(f"NOT CHECKED, no index of advisories knew them: {', '.join(found.unchecked)}")
    return 1 if found.weak else 0


def audit() -> Audit:
    """Ask the first index that answers of anything; an empty answer of all is `unchecked`."""
    found = Audit()
    for service in SERVICES:
        command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"]
        locks = [word for lock in LOCKS for word in ("--requirement", str(ROOT / lock))]
        how = ["--format=json", "--progress-spinner=off", f"--timeout={_SECONDS}"]
        done = subprocess.run(
            [*command, *locks, *how, f"--vulnerability-service={service}"],
            capture_output=True,
            text=True,
            check=False,
        )
        found = read(done.stdout)
        if found.weak or found.checked:
            break
    return found


def read(text: str) -> Audit:
    """What pip-audit's JSON says; nothing at all for anything else, as when no index answers."""
    try:
        packages: list[dict[str, Any]] = json.loads(text)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Audit(unchecked=("all of them",))
    weak = [
        f"{each['name']} {each['version']}: {', '.join(one['id'] for one in each['vulns'])}"
        for each in packages
        if each.get("vulns")
    ]
    unchecked = [each["name"] for each in packages if "skip_reason" in each]
    checked = [each["name"] for each in packages if each.get("vulns") == []]
    return Audit(tuple(weak), tuple(checked), tuple(unchecked))


if __name__ == "__main__":
    sys.exit(main())
