"""Writes what each program is made of, as `sbom-kiosk.cdx.json` and `sbom-collector.cdx.json`.

    python -m deploy.sbom          inside the environment of the tests; CI runs it

CycloneDX, from the locks: every Python package with the digests of its files, and what npm brings
into the pages. The same locks give the same bytes. Debian's own packages (the browser, PostgreSQL,
nginx) are not in it: the machine lists those itself.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT: Final = Path(__file__).resolve().parent.parent
PROGRAMS: Final = ("kiosk", "collector")
BUILD_ONLY: Final = frozenset({"esbuild"})
"""It bundles what goes into the pages, and goes into none."""


def main() -> int:
    """Write both; return the exit code."""
    place = ROOT / "dist"
    place.mkdir(exist_ok=True)
    for program in PROGRAMS:
        path = place / f"sbom-{program}.cdx.json"
        path.write_text(bill_of(program), encoding="utf-8")
        print(path)
    return 0


def bill_of(program: str) -> str:
    """The bill of materials of a program, valid CycloneDX 1.6.

    Raises:
        ValueError: it is not valid.
    """
    lock = ROOT / f"deploy/lock/{program}.txt"
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", str(lock)]
    options = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible"]
    done = subprocess.run(
        [*command, *options, "--spec-version", "1.6"], capture_output=True, text=True, check=True
    )
    document: dict[str, Any] = json.loads(done.stdout)
    document["components"] += npm_components(ROOT / "deploy/build/package-lock.json")
    text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    invalid = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if invalid is not None:
        raise ValueError(str(invalid))
    return text


def npm_components(lock: Path) -> list[dict[str, Any]]:
    """What npm brings, from its lock, sorted by name."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    found = []
    for place, fields in sorted(packages.items()):
        name = place.rpartition("node_modules/")[2]
        if not name or name in BUILD_ONLY or fields.get("optional"):
            continue
        digest = base64.b64decode(fields["integrity"].removeprefix("sha512-")).hex()
        purl = f"pkg:npm/{name.replace('@', '%40')}@{fields['version']}"
        found.append(
            {
                "type": "library",
                "bom-ref": purl,
                "name": name,
                "version": fields["version"],
                "purl": purl,
                "hashes": [{"alg": "SHA-512", "content": digest}],
            }
        )
    return found


if __name__ == "__main__":
    sys.exit(main())
