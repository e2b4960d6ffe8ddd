"""French is complete: every text that a page of the collector can show has its translation."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import collector
from collector.tables.released import TABLES
from collector.texts import Said, load_texts
from shared.problem_catalogue import CATALOGUE

ROOM = Path(collector.__file__).parent
CATALOGUES = sorted((ROOM / "translations" / "fr" / "LC_MESSAGES").glob("*.po"))

ON_PAGES = (
    "address-unfit", "mail-unset",
    "activity-invalid", "message-unknown", "notice-invalid", "notice-unknown", "question-unknown",
    "text-unfit", "caf-unknown", "comment-edit", "comment-themes", "comment-unknown",
    "database-unavailable", "form-expired", "format-oversize", "internal",
    "account-invalid", "account-unknown", "login-refused", "login-throttled", "name-taken",
    "scope-invalid", "token-unknown", "nothing-released", "page-unknown",
    "period-invalid", "point-unknown",
    "method-refused", "query-invalid", "query-unpublished", "request-invalid", "role-refused",
    "scope-refused", "storage-busy", "registry-input", "hours-invalid", "points-header",
    "file-unreadable", "code-refused", "sso-unavailable", "sso-expired", "sso-refused",
    "sso-untrusted", "sso-unknown", "sso-taken",
)  # fmt: skip
"""Problems that somebody who reads pages can meet."""


@cache
def french() -> dict[str, Message]:
    found: dict[str, Message] = {}
    for file in CATALOGUES:
        with file.open("rb") as stream:
            catalogue = read_po(stream, locale="fr", abort_invalid=True)
        added = {str(_first(message.id)): message for message in catalogue if message.id}
        assert not found.keys() & added.keys(), f"{file.name} says again what another file says"
        found |= added
    return found


def _first(ids: object) -> object:
    return ids[0] if isinstance(ids, (list, tuple)) else ids


@cache
def texts_of_pages() -> set[str]:
    found = extract_from_dir(
        ROOM,
        [("templates/**.html", "jinja2"), ("**.py", "python")],
        keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
    )
    return {str(_first(ids)) for _, _, ids, _, _ in found}


def texts_of_the_catalogues() -> set[str]:
    problems = [CATALOGUE[code] for code in ON_PAGES]
    texts = {text for each in problems for text in (each.title, each.kept, each.remedy)}
    return texts | {text for each in TABLES.values() for text in (each.title, each.sentence)}


def test_texts_are_found() -> None:
    assert {"Sign in", "January", "fragile"} <= texts_of_pages()


@pytest.mark.parametrize("text", sorted(texts_of_pages() | texts_of_the_catalogues()))
def test_every_text_has_its_french(text: str) -> None:
    message = french().get(text)
    assert message is not None, f"msgid {text!r} is missing"
    assert not message.fuzzy
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    assert all(strings)


def test_no_translation_is_left_without_use() -> None:
    known = (
        texts_of_pages()
        | {text for each in CATALOGUE.values() for text in (each.title, each.kept, each.remedy)}
        | texts_of_the_catalogues()
    )
    assert sorted(set(french()) - known) == []


def test_french_is_set_as_printers_set_it() -> None:
    """No sign begins a line of its own, and no apostrophe is straight, in what pages show."""
    texts = load_texts()["fr"]
    wrong = re.compile(r" [:;!?»]|[^\W\d_][:;!?](?=\s|$)|« |\S«|\w'\w| %(?:%|$|[ .,;)])")
    shown = [texts.gettext(message) for message in french()]
    assert [each for each in shown if wrong.search(each)] == []
    assert texts.ngettext("%(num)s half-day", "%(num)s half-days", 2) == "%(num)s demi-journées"
    assert texts.say(Said("The id “{id}” is not one.", {"id": "a : b"})) == (
        "L’identifiant «\u00a0a : b\u00a0» n’est pas valable."
    )
    assert texts.colon == "\u00a0: "


def test_templates_leave_the_space_before_a_colon_to_the_language() -> None:
    literal = re.compile(r"(?:\}\}|%\}|</(?:strong|code|b|span|th)>) ?:(?=\s|\{|$)", re.MULTILINE)
    found = {
        path.relative_to(ROOM).as_posix(): literal.findall(path.read_text("utf-8"))
        for path in sorted((ROOM / "templates").rglob("*.html"))
    }
    assert {name: colons for name, colons in found.items() if colons} == {}
