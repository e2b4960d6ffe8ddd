"""The image files stay true to what they copy and to how machines are set up without images."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from collector.__main__ import main as collector
from deploy.bootstrap import ROOT
from deploy.installing.roles import SUPPORTED, role
from kiosk.__main__ import main as kiosk
from kiosk.config import load_config
from tests.deploy.test_layout import tracked_files

FILES = sorted((ROOT / "deploy/images").glob("Containerfile.*"))
PROGRAMS = {"collector": collector, "relay": kiosk}
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
KNOWN = {"ARG", "FROM", "RUN", "COPY", "USER", "VOLUME", "EXPOSE", "ENTRYPOINT", "CMD"}


def instructions(file: Path) -> list[tuple[str, str]]:
    """Each instruction with its arguments, continued lines put together."""
    text = "\n".join(line for line in file.read_text().splitlines() if not line.startswith("#"))
    joined = re.sub(r"\\\n\s*", "", text)
    lines = [line.split(" ", 1) for line in joined.splitlines() if line]
    return [(name, rest) for name, rest in lines]


def of(file: Path, name: str) -> list[str]:
    return [rest for each, rest in instructions(file) if each == name]


def words(text: str) -> list[str]:
    return re.findall(r'"([^"]+)"', text)


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.suffix[1:])
def test_only_known_instructions_are_used(file: Path) -> None:
    assert {name for name, _ in instructions(file)} <= KNOWN
    assert of(file, "FROM") == ["${BASE} AS made", "${BASE}"]


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.suffix[1:])
def test_what_is_copied_is_kept_or_made(file: Path) -> None:
    kept = set(tracked_files())
    for rest in of(file, "COPY"):
        if rest.startswith("--from=made "):
            continue
        source = rest.split()[0]
        assert source in kept or source == f"dist/isoloir-{VERSION}-py3-none-any.whl"


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.suffix[1:])
def test_packages_come_with_hashes_from_the_role_s_own_lock(file: Path) -> None:
    name = file.suffix[1:]
    (lock,) = (rest.split()[0] for rest in of(file, "COPY") if "deploy/lock" in rest)
    assert lock == f"deploy/lock/{role(name, '13').lock}"
    installing = [part for rest in of(file, "RUN") for part in rest.split("&&") if "pip i" in part]
    assert len(installing) == 2
    for part in installing:
        assert "--require-hashes --only-binary=:all:" in part or "--no-deps --no-index" in part


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.suffix[1:])
def test_the_base_is_a_debian_that_is_supported(file: Path) -> None:
    (base,) = of(file, "ARG")
    found = re.fullmatch(r"BASE=docker\.io/library/debian:(\d+)-slim", base)
    assert found
    assert found[1] in SUPPORTED


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.suffix[1:])
def test_it_starts_a_command_that_there_is_as_nobody_in_particular(file: Path) -> None:
    (user,) = of(file, "USER")
    assert all(int(each) >= 10_000 for each in user.split(":"))
    (entry,), (arguments,) = of(file, "ENTRYPOINT"), of(file, "CMD")
    program, *_ = words(entry)
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert Path(program).name in scripts
    given = [*words(entry)[1:], *words(arguments)]
    name = file.suffix[1:]
    settings = next(path for path in tracked_files() if path.endswith(f"/etc/isoloir/{name}.toml"))
    assert settings.endswith(given[1])
    main = PROGRAMS[name]
    with main.make_context(name, list(given)) as context:
        command = main.get_command(context, given[2])
        assert command is not None
        command.make_context("serve", given[3:], parent=context)


def test_the_relay_s_image_keeps_its_data_where_its_settings_say() -> None:
    (file,) = (each for each in FILES if each.suffix == ".relay")
    config = load_config(ROOT / "deploy/relay/files/etc/isoloir/relay.toml", {})
    assert words(of(file, "VOLUME")[0]) == [str(config.data_dir)]
    assert of(file, "EXPOSE") == [str(config.port)]
