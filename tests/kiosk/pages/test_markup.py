"""Every page of the touch screen is valid HTML (RGAA 8.2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.kiosk_screens import posted, screen_names
from tests.kiosk.pages.speaking import full_voice
from tests.kiosk.pages.stage import Stage
from tests.support.markup import markup_complaints

SETTINGS = (("fr", "0"), ("ar", "3cdv"))


@pytest.mark.slow
def test_every_page_is_valid_html(tmp_path: Path) -> None:
    stage = Stage(tmp_path, voice=full_voice(tmp_path / "packs"))
    pages = tmp_path / "pages"
    pages.mkdir()
    for language, access in SETTINGS:
        for screen in screen_names(stage.survey):
            path, fields = posted(stage.survey, screen, language, access)
            shown = stage.client.post(path, data=fields).text
            assert shown.startswith("<!doctype html>")
            (pages / f"{screen}-{language}.html").write_text(shown, encoding="utf-8")
    (pages / "first.html").write_text(stage.client.get("/").text, encoding="utf-8")
    assert markup_complaints(pages) == []


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "wrong.html").write_text(
        '<!doctype html><html lang="fr"><head><title>x</title></head>'
        '<body><p id="a"><ul><div></div></ul></p><p id="a"></p></body></html>',
        encoding="utf-8",
    )
    assert len(markup_complaints(tmp_path)) > 1
