"""The accessibility statement: there, reachable, in French, and no better than the checklist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from kiosk.statement import STATEMENT
from kiosk.texts import TRANSLATIONS
from tests.kiosk.pages.stage import Stage

TEMPLATE = Path(__file__).parents[3] / "kiosk" / "templates" / "statement" / "statement.html"
PAGES = len(STATEMENT)


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
    button = re.search(r'<button [^>]*value="statement:1" formaction="/access"[^>]*>([^<]*)<', page)
    assert button
    assert button[1].replace("\u202f", " ").replace("\xa0", " ") == (
        "Accessibilité : partiellement conforme"
    )


def test_the_statement_keeps_what_the_visitor_set_and_the_language_behind_it(stage: Stage) -> None:
    def post(do: str, came_from: str) -> str:
        fields = {"_do": do, "_from": came_from, "_access": "2cd", "_language": "ar"}
        return stage.client.post("/access", data=fields).text

    page = post("statement:2", "attract")
    assert "sized size-2 contrast dyslexia" in page
    assert 'name="_language" value="ar"' in page
    assert 'lang="fr"' in page
    assert 'name="_from" value="statement-2"' in post("access", "statement-2")
    assert "page 2 sur" in post("stay", "statement-2")
    assert 'class="screen attract' in post("stay", "attract")


@pytest.mark.parametrize("do", ["statement:0", "statement:9", "statement:", "statement"])
def test_no_button_leads_beyond_the_statement(stage: Stage, do: str) -> None:
    assert stage.client.post("/access", data={"_do": do}).status_code == 422


def test_a_statement_needs_no_survey(stage: Stage) -> None:
    stage.device.held = None
    assert stage.client.get("/accessibility").status_code == 200
    menu = stage.client.post("/access", data={"_do": "set:c", "_from": "statement-1"})
    assert 'name="_access" value="0c"' in menu.text


def test_every_sentence_of_the_statement_is_in_french_and_none_is_left_over() -> None:
    with TEMPLATE.open("rb") as stream:
        needed = {
            message[0] if isinstance(message, tuple) else message
            for _, _, message, _ in babel_extract(stream, ("_",), [], {})
        }
    needed |= {text for page in STATEMENT for text in page.texts}
    written = {}
    for domain in ("messages", "statement"):
        with (TRANSLATIONS / "fr" / "LC_MESSAGES" / f"{domain}.po").open("rb") as stream:
            written[domain] = {each.id for each in read_po(stream) if each.id and each.string}
    assert needed - {None} - written["messages"] - written["statement"] == set()
    assert written["statement"] - needed == set()
