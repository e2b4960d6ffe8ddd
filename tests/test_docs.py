"""The documentation stays true: links resolve, commands run, settings are the real ones."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from collector.activity.mail import MailSettings
from collector.auth.single_sign_on import SignOnSettings
from collector.config import Config as CollectorConfig
from collector.config import load_config as load_collector
from deploy.bootstrap import ROOT
from kiosk.config import Config as KioskConfig
from kiosk.config import load_config as load_kiosk
from tests.deploy.test_layout import tracked_files

PAGES = sorted(path for path in tracked_files() if path.endswith(".md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
SCRIPT = re.compile(r"isoloir-(kiosk|collector) ([a-z]+(?: [a-z]+)?)")
PYTHON = re.compile(r"python3? (deploy/[a-z/]+\.py)")
LARGEST_PICTURE = 150 * 1024


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def outside_code(text: str) -> str:
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def anchor(heading: str) -> str:
    """The anchor that a heading gets."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", ""))
    return kept.replace(" ", "-")


def anchors(page: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", outside_code(read(page)), flags=re.MULTILINE)
    return {anchor(heading) for heading in headings}


def commands(text: str) -> Iterator[tuple[str, ...]]:
    """Every command of the two programs that a page names, as far as `--help` can tell."""
    for program, words in SCRIPT.findall(text):
        first, *second = words.split()
        yield (program, first, *second) if first in GROUPS else (program, first)


GROUPS = {"points", "survey", "keys", "account", "token", "device"}
"""Commands that have commands of their own."""

NAMED = sorted({command for page in PAGES for command in commands(read(page))})


def leads_somewhere(page: str, target: str) -> bool:
    path, _, place = target.partition("#")
    found = ((ROOT / page).parent / path).resolve() if path else ROOT / page
    return found.exists() and (not place or place in anchors(str(found.relative_to(ROOT))))


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    targets = LINK.findall(outside_code(read(page)))
    broken = [each for each in targets if "://" not in each and not leads_somewhere(page, each)]
    assert broken == []


@pytest.mark.parametrize("command", NAMED, ids=" ".join)
def test_commands_that_pages_name_exist(command: tuple[str, ...]) -> None:
    program, *words = command
    done = subprocess.run(
        [sys.executable, "-m", program, *words, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: isoloir-{program} {' '.join(words)}")


def test_scripts_that_pages_name_exist() -> None:
    named = {script for page in PAGES for script in PYTHON.findall(read(page))}
    assert "deploy/demo.py" in named
    assert [script for script in sorted(named) if not (ROOT / script).is_file()] == []


def test_the_demonstration_explains_its_options() -> None:
    command = [sys.executable, str(ROOT / "deploy/demo.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for option in set(re.findall(r"`(--[a-z]+)", read("README.md"))) - {"--help", "--json"}:
        assert option in done.stdout, option


def documented(program: str) -> dict[str, str]:
    """The settings that the settings page lists for a program, with their defaults."""
    section = re.split(r"^## ", read("deploy/SETTINGS.md"), flags=re.MULTILINE)
    (text,) = (part for part in section if part.startswith(program))
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", text, flags=re.MULTILINE)
    return {name: default.strip("`") for name, default in rows}


@pytest.mark.parametrize(
    ("program", "kind"), [("Collector", CollectorConfig), ("Kiosk", KioskConfig)]
)
def test_every_setting_is_documented_and_no_other(
    program: str, kind: type[CollectorConfig | KioskConfig]
) -> None:
    assert list(documented(program)) == [field.name for field in fields(kind)]


@pytest.mark.parametrize("program", ["Collector", "Kiosk"])
def test_documented_defaults_are_the_real_ones(program: str) -> None:
    loaded = load_collector(None, {}) if program == "Collector" else load_kiosk(None, {})
    for name, default in documented(program).items():
        if re.fullmatch(r"\S+", default):
            real = getattr(loaded, name)
            assert str(real).lower() == default.lower(), name


def settings_shown(page: str) -> dict[str, Any]:
    """The example of a settings file on a page, fenced or indented."""
    text = read(page)
    fenced = re.search(r"^```toml\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    indented = "\n".join(re.findall(r"^    (\w+ = .*)$", text, flags=re.MULTILINE))
    return tomllib.loads(fenced[1] if fenced else indented)


def test_the_file_on_e_mail_is_documented_whole() -> None:
    shown = settings_shown("collector/activity/README.md")
    assert list(shown) == [field.name for field in fields(MailSettings)]


def test_the_file_on_single_sign_on_is_documented_whole() -> None:
    shown = settings_shown("collector/auth/README.md")
    written = {"client_secret": "client_secret_file", "rules": "access"}
    assert set(shown) == {written.get(each.name, each.name) for each in fields(SignOnSettings)}


@pytest.mark.parametrize(
    ("name", "load"), [("collector", load_collector), ("kiosk", load_kiosk), ("relay", load_kiosk)]
)
def test_the_settings_that_machines_are_set_up_with_are_read(name: str, load: Any) -> None:
    (file,) = (ROOT / path for path in tracked_files() if path.endswith(f"isoloir/{name}.toml"))
    assert load(file, {}).data_dir.is_absolute()


def test_the_picture_is_small() -> None:
    pictures = [Path(path) for path in tracked_files() if path.startswith("deploy/docs/")]
    images = [path for path in pictures if path.suffix in {".png", ".svg"}]
    assert images
    assert [path for path in images if (ROOT / path).stat().st_size > LARGEST_PICTURE] == []


def test_a_word_of_the_glossary_has_one_meaning() -> None:
    rows = re.findall(r"^\| ([a-zA-Z][^|]*?) \|", read("deploy/GLOSSARY.md"), flags=re.MULTILINE)
    words = [word for row in rows if row != "English" for word in row.split(", ")]
    assert len(words) == len(set(words))
    promised = {"point", "device", "survey", "response", "spool", "batch", "receipt", "ledger"}
    promised |= {"vault", "period", "tally", "cell", "release", "table", "bundle", "report"}
    assert promised <= {word.lower() for word in words}


NAMED_TESTS = re.compile(r"`(tests/[\w/.]+)`|`(test_\w+)`")


def test_the_tests_that_the_threat_model_names_exist() -> None:
    text = read("deploy/THREAT-MODEL.md")
    known = {
        name
        for path in tracked_files()
        if path.startswith("tests/") and path.endswith(".py")
        for name in re.findall(r"^ *def (test_\w+)", read(path), flags=re.MULTILINE)
    }
    found = NAMED_TESTS.findall(text)
    assert len(found) > 30
    assert [path for path, _ in found if path and not (ROOT / path).exists()] == []
    assert [name for _, name in found if name and name not in known] == []
