"""The build makes what git does not keep: parts that others wrote, and compiled catalogues."""

from __future__ import annotations

import gettext
import shutil
from pathlib import Path

import pytest

from deploy.bootstrap import ROOT
from deploy.build import hook
from tests.kiosk.phone_web.node import node_modules

HEADER = """msgid ""
msgstr ""
"Language: fr\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""


def write_catalogue(root: Path, text: str) -> Path:
    source = root / "kiosk/translations/fr/LC_MESSAGES/messages.po"
    source.parent.mkdir(parents=True)
    source.write_text(HEADER + text, encoding="utf-8")
    return source


@pytest.fixture
def runs_of_npm(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where npm was run: here it brings this checkout's own modules, without the network."""
    runs: list[Path] = []
    fetched = node_modules()

    def bring(directory: Path) -> None:
        if not (directory / "node_modules").exists():
            (directory / "node_modules").symlink_to(fetched)
        runs.append(directory)

    monkeypatch.setattr(hook, "_run_npm_ci", bring)
    return runs


@pytest.fixture
def built(tmp_path: Path, runs_of_npm: list[Path]) -> Path:
    """A checkout whose parts were made."""
    build = tmp_path / "deploy" / "build"
    build.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "hook.py"):
        shutil.copy(ROOT / "deploy" / "build" / name, build)
    for script in hook.find_scripts(ROOT):
        copy = tmp_path / script.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(script, copy)
    assert hook.make_page_parts(tmp_path) is True
    assert runs_of_npm == [build]
    return tmp_path


def test_a_catalogue_is_compiled_beside_itself(tmp_path: Path) -> None:
    source = write_catalogue(tmp_path, 'msgid "Thank you"\nmsgstr "Merci"\n')
    assert hook.make_catalogues(tmp_path) == [source.with_suffix(".mo")]
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Thank you") == "Merci"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("msgid Thanks\n", "line 7: not the gettext format"),
        ('#, python-format\nmsgid "%(n)s left"\nmsgstr "%(m)s reste"\n', "placeholder"),
    ],
)
def test_a_mistake_in_a_catalogue_stops_the_build(tmp_path: Path, text: str, reason: str) -> None:
    write_catalogue(tmp_path, text)
    with pytest.raises(hook.BuildFailedError, match=reason) as caught:
        hook.make_catalogues(tmp_path)
    assert str(caught.value).startswith("kiosk/translations/fr/LC_MESSAGES/messages.po, line ")
    assert not list(tmp_path.rglob("*.mo"))


def test_parts_that_are_right_are_left_without_npm(built: Path, runs_of_npm: list[Path]) -> None:
    assert hook.make_page_parts(built) is False
    assert len(runs_of_npm) == 1


@pytest.mark.parametrize(
    "changed",
    [
        "kiosk/static/vendor/htmx.min.js",
        "kiosk/static/built/phone-worker.js",
        "kiosk/phone_web/work.js",
        "deploy/build/package-lock.json",
        "deploy/build/made.json",
    ],
)
def test_a_changed_part_lock_or_record_fetches_again(
    built: Path, runs_of_npm: list[Path], changed: str
) -> None:
    with (built / changed).open("a") as file:
        file.write("\n// changed")
    assert hook.make_page_parts(built) is True
    assert len(runs_of_npm) == 2


def test_a_script_with_a_mistake_stops_the_build(built: Path) -> None:
    (built / "kiosk/phone_web/work.js").write_text("export const solve = ;")
    with pytest.raises(
        hook.BuildFailedError, match=r"worker\.js could not be bundled[^$]*Unexpected"
    ):
        hook.make_page_parts(built)


def test_a_missing_part_is_fetched_again(built: Path, runs_of_npm: list[Path]) -> None:
    part = built / "collector/static/vendor/htmx.min.js"
    part.unlink()
    assert hook.make_page_parts(built) is True
    assert part.read_bytes() == (ROOT / "collector/static/vendor/htmx.min.js").read_bytes()
    assert len(runs_of_npm) == 2


def test_the_pages_have_the_htmx_they_are_written_for() -> None:
    for room in hook.ROOMS:
        script = (ROOT / room / "static/vendor/htmx.min.js").read_text(encoding="utf-8")
        assert 'version:"2.0.11"' in script
