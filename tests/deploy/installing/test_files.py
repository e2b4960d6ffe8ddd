"""The files of each role: settings that load, policies that the browser knows, sound scripts."""

from __future__ import annotations

import json
import mmap
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from collector.config import load_config as load_collector
from deploy.bootstrap import ROOT
from deploy.installing.roles import NAMES
from kiosk.config import Face
from kiosk.config import load_config as load_kiosk
from tests.deploy.installing.units import SERVICES, TREES, service, settings
from tests.deploy.test_layout import tracked_files

CHROMIUM = Path("/usr/lib/chromium/chromium")
STATION = TREES["station"]
POLICIES = STATION / "etc/chromium/policies/managed/isoloir.json"
BROWSER = STATION / "usr/lib/isoloir/browser"
SCRIPTS = sorted(
    ROOT / name for name in tracked_files()
    if name.startswith("deploy/") and (ROOT / name).read_bytes().startswith(b"#!/bin/sh")
)  # fmt: skip


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not here")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_sound(script: Path) -> None:
    done = subprocess.run(["shellcheck", script], capture_output=True, text=True, check=False)
    assert done.stdout == ""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_can_be_run_and_stop_at_a_failure(script: Path) -> None:
    assert script.stat().st_mode & 0o111 == 0o111
    assert "\nset -eu\n" in script.read_text()


def test_the_kiosk_listens_where_its_unit_lets_it_and_where_the_browser_goes() -> None:
    config = load_kiosk(STATION / "etc/isoloir/kiosk.toml", {})
    assert service("kiosk")["SocketBindAllow"] == [f"ipv4:tcp:{config.port}"]
    assert service("kiosk")["StateDirectory"] == [config.data_dir.name]
    assert f"http://127.0.0.1:{config.port}/" in BROWSER.read_text()
    (allowed,) = json.loads(POLICIES.read_text())["URLAllowlist"]
    assert urlsplit(allowed).port == config.port


def test_the_relay_listens_where_its_unit_lets_it_and_where_the_proxy_asks() -> None:
    config = load_kiosk(TREES["relay"] / "etc/isoloir/relay.toml", {})
    assert config.face is Face.PHONE
    assert service("relay")["SocketBindAllow"] == [f"ipv4:tcp:{config.port}"]
    assert service("relay")["StateDirectory"] == [config.data_dir.name]
    proxy = (ROOT / "deploy/proxy/nginx-relay.conf").read_text()
    assert f"proxy_pass http://127.0.0.1:{config.port};" in proxy


def test_the_collector_s_parts_listen_where_the_proxy_asks() -> None:
    config = load_collector(TREES["collector"] / "etc/isoloir/collector.toml", {})
    assert (str(config.data_dir), str(config.keys_dir)) == (
        "/var/lib/isoloir",
        "/var/lib/isoloir-keys",
    )
    proxy = (ROOT / "deploy/proxy/nginx-collector.conf").read_text()
    for part, place in (("intake", "location /v1/ {"), ("dashboard", "location / {")):
        (allowed,) = service(part)["SocketBindAllow"]
        port = allowed.rpartition(":")[2]
        (command,) = service(part)["ExecStart"]
        assert f"serve --part {part} --port {port}" in command
        assert (
            f"proxy_pass http://127.0.0.1:{port};" in proxy.partition(place)[2].partition("}\n")[2]
        )


def test_settings_files_hold_settings_and_comments_only() -> None:
    files = [path for tree in TREES.values() for path in (tree / "etc/isoloir").iterdir()]
    assert [path.suffix for path in files] == [".toml"] * 3
    assert all(tomllib.loads(path.read_text()) for path in files)


@pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not here")
def test_the_browser_knows_every_policy() -> None:
    with CHROMIUM.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        unknown = [
            name for name in json.loads(POLICIES.read_text())
            if whole.find(b"\0" + name.encode() + b"\0") < 0
        ]  # fmt: skip
    assert unknown == []


def test_the_browser_is_locked_down() -> None:
    policies = json.loads(POLICIES.read_text())
    assert policies["TranslateEnabled"] is False
    assert {"*", "chrome://*", "chrome-untrusted://*", "devtools://*"} <= set(
        policies["URLBlocklist"]
    )
    command = BROWSER.read_text()
    assert "--no-sandbox" not in command
    for flag in (
        "--kiosk", "--no-first-run", "--noerrdialogs", "--disable-pinch",
        "--overscroll-history-navigation=0", "--password-store=basic", '--user-data-dir="$HOME"',
    ):  # fmt: skip
        assert flag in command


def test_the_windows_configuration_goes_where_the_kiosk_is() -> None:
    text = (ROOT / "deploy/station/windows/assigned-access.xml").read_text(encoding="utf-8")
    tree = ET.fromstring(text)
    space = {"a": "http://schemas.microsoft.com/AssignedAccess/2017/config"}
    (profile,) = tree.findall(".//a:Profiles/a:Profile", space)
    (chosen,) = tree.findall(".//a:Config/a:DefaultProfile", space)
    assert chosen.get("Id") == profile.get("Id")
    (app,) = profile.findall("a:KioskModeApp", space)
    arguments = app.get(
        "{http://schemas.microsoft.com/AssignedAccess/2021/config}ClassicAppArguments"
    )
    assert arguments is not None
    assert f"http://127.0.0.1:{load_kiosk(None, {}).port}/" in arguments.split()


def test_the_tuesday_names_roles_options_and_units_that_there_are() -> None:
    page = (ROOT / "deploy/README.md").read_text()
    assert set(re.findall(r"\./install (\w+)", page)) == set(NAMES)
    command = [sys.executable, str(ROOT / "deploy/install.py"), "--help"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for option in re.findall(r"\./install \w+ (--\w+)", page):
        assert option in said
    rows = re.findall(r"^\| `(isoloir-\w+)` \| `(isoloir-\w+)`", page, flags=re.MULTILINE)
    users = {path.stem: settings(path)["User"] for path in SERVICES if "User" in settings(path)}
    assert {unit: [user] for user, unit in rows} == users


def test_every_command_that_the_machines_get_is_in_the_tuesday() -> None:
    page = (ROOT / "deploy/README.md").read_text()
    for tree in TREES.values():
        for path in (tree / "usr/local/bin").iterdir():
            assert f"{path.name} " in page
