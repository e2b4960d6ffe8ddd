"""What every reply says to the browser, and what the kiosk never asks of it."""

from __future__ import annotations

import logging
import re

import pytest

from tests.kiosk.pages.stage import VISIT, Stage

PATHS = ["/", f"/over/{VISIT}", "/nowhere", "/visit"]


@pytest.mark.parametrize("path", PATHS)
def test_no_reply_is_kept_or_runs_anything_foreign(stage: Stage, path: str) -> None:
    headers = stage.client.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "Set-Cookie" not in headers


def test_static_files_may_be_kept_as_their_address_names_their_content(stage: Stage) -> None:
    page = stage.client.get("/").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert "?v=" in address
    reply = stage.client.get(address)
    assert reply.status_code == 200
    assert "immutable" in reply.headers["Cache-Control"]
    reply.close()


def test_no_page_holds_inline_script_or_style(stage: Stage) -> None:
    first = stage.client.get("/").text
    question = stage.post("choose:bad", "overall_experience").text
    for page in (first, question):
        assert "<style" not in page
        assert " style=" not in page
        assert not re.search(r"\son[a-z]+=", page)
        assert page.count("<script") == page.count("<script src=") == 4


def test_pages_are_not_offered_for_translation_or_completion(stage: Stage) -> None:
    page = stage.post("skip", "opening_hours", overall_experience="bad").text
    assert 'translate="no"' in page
    assert 'content="notranslate"' in page
    assert (
        '<form id="screen" class="screen question" method="post" action="/visit" autocomplete="off"'
        in page
    )
    assert "<textarea" in page


def test_nothing_is_logged_of_a_visit(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        stage.client.get("/", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
        stage.post("send", overall_experience="bad", comment="Bonjour")
    assert caplog.records == []
