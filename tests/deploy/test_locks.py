"""The locks cover all that pyproject.toml asks, with hashes, and name no place to fetch from."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.bootstrap import ROOT, Needs

PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = sorted((ROOT / "deploy" / "lock").glob("*.txt"))
EXTRAS = {
    Needs.KIOSK: [],
    Needs.COLLECTOR: ["collector"],
    Needs.TEST: ["collector", "test"],
}


def read_lock(path: Path) -> dict[str, tuple[Requirement, int]]:
    """Return by name each pinned requirement and how many hashes it has."""
    entries = re.sub(r"\\\n\s*", "", path.read_text()).splitlines()
    pinned: dict[str, tuple[Requirement, int]] = {}
    for entry in entries:
        requirement = Requirement(entry.partition("--hash")[0].strip())
        hashes = len(re.findall(r"--hash=sha256:[0-9a-f]{64}(?=\s|$|--)", entry))
        pinned[canonicalize_name(requirement.name)] = (requirement, hashes)
    return pinned


def missing_from(lock: Path, wanted: list[str]) -> list[str]:
    """Return what is wanted and not pinned in the lock to a version that will do."""
    pinned = read_lock(lock)
    missing = []
    for each in map(Requirement, wanted):
        found = pinned.get(canonicalize_name(each.name))
        version = next(iter(found[0].specifier)).version if found else ""
        if not found or not each.specifier.contains(version):
            missing.append(str(each))
    return missing


@pytest.mark.parametrize("needs", Needs)
def test_a_lock_covers_what_pyproject_asks(needs: Needs) -> None:
    project = PYPROJECT["project"]
    extras = [name for extra in EXTRAS[needs] for name in project["optional-dependencies"][extra]]
    assert missing_from(ROOT / needs.lock, [*project["dependencies"], *extras]) == []


def test_the_build_lock_covers_the_build_requirements_and_they_are_pinned() -> None:
    requirements = PYPROJECT["build-system"]["requires"]
    assert missing_from(ROOT / "deploy/lock/build.txt", requirements) == []
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", each) for each in requirements)


def test_a_missing_or_too_old_pin_is_found(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("flask==3.1.3 \\\n    --hash=sha256:" + "0" * 64 + "\n")
    wanted = ["flask>=3.1", "flask>=4", "cbor2"]
    assert missing_from(lock, wanted) == ["flask>=4", "cbor2"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_package_is_pinned_with_hashes(lock: Path) -> None:
    pinned = read_lock(lock)
    assert pinned
    for name, (requirement, hashes) in pinned.items():
        assert [each.operator for each in requirement.specifier] == ["=="], name
        assert hashes >= 1, name


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_names_no_host_index_or_path(lock: Path) -> None:
    assert re.findall(r"://|@|--(?!hash=)[a-z-]+|(?<![a-z])/", lock.read_text()) == []


def test_a_wider_lock_holds_the_narrower_one() -> None:
    kiosk, collector, test = (read_lock(ROOT / needs.lock).items() for needs in Needs)
    assert {str(pin) for _, (pin, _) in kiosk} <= {str(pin) for _, (pin, _) in collector}
    assert {str(pin) for _, (pin, _) in collector} <= {str(pin) for _, (pin, _) in test}


def test_the_npm_lock_has_integrity_hashes_and_no_addresses() -> None:
    lock = json.loads((ROOT / "deploy/build/package-lock.json").read_text())
    asked = json.loads((ROOT / "deploy/build/package.json").read_text())["dependencies"]
    packages = {name: fields for name, fields in lock["packages"].items() if name}
    assert {f"node_modules/{name}" for name in asked} <= set(packages)
    for fields in packages.values():
        assert fields["integrity"].startswith("sha512-")
        assert "resolved" not in fields
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
