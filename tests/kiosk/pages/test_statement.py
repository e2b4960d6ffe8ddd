"""The accessibility statement: there, reachable, in French, and no better than the checklist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from kiosk.pages.statement import PAGES
from kiosk.texts import TRANSLATIONS
from tests.kiosk.pages.stage import Stage

TEMPLATE = Path(__file__).parents[3] / "kiosk" / "templates" / "statement" / "statement.html"


@pytest.mark.parametrize("number", range(1, PAGES + 1))
def test_every_page_of_the_statement_is_in_french(stage: Stage, number: int) -> None:
    reply = stage.client.get(f"/accessibility/{number}", follow_redirects=True)
    assert reply.status_code == 200
    assert '<html lang="fr" dir="ltr"' in reply.text
    assert f"page {number} sur {PAGES}" in reply.text
    assert 'href="/" data-leave' in reply.text


@pytest.mark.parametrize("number", [0, PAGES + 1])
def test_there_are_no_other_pages(stage: Stage, number: int) -> None:
    assert stage.client.get(f"/accessibility/{number}").status_code == 404


def test_the_first_screen_says_the_state_and_leads_there(stage: Stage) -> None:
    page = stage.client.get("/").text
    link = re.search(r'<a class="[^"]*" href="/accessibility">([^<]*)</a>', page)
    assert link
    assert link[1].replace("\u202f", " ").replace("\xa0", " ") == (
        "Accessibilité : partiellement conforme"
    )


def test_a_statement_needs_no_survey(stage: Stage) -> None:
    stage.device.held = None
    assert stage.client.get("/accessibility").status_code == 200


def test_every_sentence_of_the_statement_is_in_french_and_none_is_left_over() -> None:
    with TEMPLATE.open("rb") as stream:
        needed = {
            message[0] if isinstance(message, tuple) else message
            for _, _, message, _ in babel_extract(stream, ("_",), [], {})
        }
    written = {}
    for domain in ("messages", "statement"):
        with (TRANSLATIONS / "fr" / "LC_MESSAGES" / f"{domain}.po").open("rb") as stream:
            written[domain] = {each.id for each in read_po(stream) if each.id and each.string}
    assert needed - written["messages"] - written["statement"] == set()
    assert written["statement"] - needed == set()
