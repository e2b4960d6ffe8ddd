"""Interface texts: every one translated into every language of the survey, none left over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from collector.surveys import default_survey
from kiosk.texts import TRANSLATIONS, Texts, load_catalogues
from shared.problem_catalogue import CATALOGUE

TEMPLATES = Path(__file__).parents[2] / "kiosk" / "templates"
LANGUAGES = default_survey().languages

VISITORS_PROBLEMS = (
    "format-oversize", "internal", "method-refused", "page-unknown", "request-invalid",
    "response-invalid", "storage-failed", "storage-full", "survey-renewed", "survey-unavailable",
)  # fmt: skip
"""The problems that a page of the touch screen can show."""


def needed() -> set[str]:
    """Every message that the touch pages can show."""
    messages: set[str] = set()
    for path in TEMPLATES.glob("*.html"):
        with path.open("rb") as stream:
            for _, _, found, _ in babel_extract(stream, ("_",), [], {}):
                # A message with placeholders comes with its arguments behind it.
                message = found[0] if isinstance(found, tuple) else found
                messages |= {message} if message else set()
    for code in VISITORS_PROBLEMS:
        kind = CATALOGUE[code]
        messages |= {kind.title, kind.kept, kind.remedy}
    return messages


def catalogue(language: str) -> Catalog:
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as stream:
        return read_po(stream)


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_left_over(language: str) -> None:
    written = {str(each.id): str(each.string) for each in catalogue(language) if each.id}
    assert set(written) == needed()
    assert [message for message, text in written.items() if not text.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_placeholders(language: str) -> None:
    for message in catalogue(language):
        assert placeholders(str(message.string)) == placeholders(str(message.id))


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_nothing_is_left_in_english(language: str) -> None:
    same = [str(each.id) for each in catalogue(language) if each.id and each.id == each.string]
    assert same == []


def texts() -> Texts:
    return Texts(load_catalogues())


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("fr-x-falc", "fr-x-falc"), ("pt-BR", "pt"), ("oc", "fr"), ("en", "en"), ("", "fr")],
)
def test_a_language_without_a_catalogue_speaks_the_nearest_one(asked: str, spoken: str) -> None:
    assert texts().spoken(asked) == spoken


def test_texts_are_in_the_language_being_spoken() -> None:
    words = texts()
    with words.speaking("ar"):
        with words.speaking("es"):
            assert words.gettext("Skip") == "Saltar"
        assert words.gettext("Skip") == "تخطّي"


def test_english_needs_no_catalogue(tmp_path: Path) -> None:
    words = Texts(load_catalogues(tmp_path))
    with words.speaking("fr") as spoken:
        assert (spoken, words.gettext("Skip")) == ("en", "Skip")
