"""The units that are shipped, read as systemd reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from deploy.bootstrap import ROOT

TREES: Final = {
    name: ROOT / "deploy" / name / "files" for name in ("station", "collector", "relay")
}
UNITS: Final = sorted(
    path for tree in TREES.values() for path in (tree / "usr/lib/systemd/system").iterdir()
)
SERVICES: Final = [path for path in UNITS if path.suffix == ".service"]


def settings(unit: Path) -> dict[str, list[str]]:
    """What a unit says, by name of setting; a name may be said several times."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, value = line.split("=", 1)
            found.setdefault(name, []).append(value)
    return found


def service(name: str) -> dict[str, list[str]]:
    """What the service of this name says."""
    (unit,) = (path for path in SERVICES if path.stem == f"isoloir-{name}")
    return settings(unit)
