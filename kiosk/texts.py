"""The interface's own texts: one gettext catalogue per language, English message ids.

The survey's texts are not here: they come with the survey.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

TRANSLATIONS: Final = Path(__file__).parent / "translations"
FALLBACK: Final = "fr"
"""The language of pages outside a visit, and of those in a language without a catalogue."""

BESIDE: Final = ("desk", "statement")
"""Catalogues of pages that are no part of a visit, in the languages that these pages have."""

Catalogues = Mapping[str, gettext.NullTranslations]


def load_catalogues(directory: Path = TRANSLATIONS) -> Catalogues:
    """Every compiled catalogue by its language tag; English, the message ids' own, is always there.

    A tag such as `fr-x-falc` is a directory of that very name. The texts of the desk, which
    visitors do not see, and of the accessibility statement are catalogues of their own (`BESIDE`).
    """
    catalogues: dict[str, gettext.NullTranslations] = {"en": gettext.NullTranslations()}
    for path in sorted(directory.glob("*/LC_MESSAGES/messages.mo")):
        with path.open("rb") as stream:
            catalogue = catalogues[path.parts[-3]] = gettext.GNUTranslations(stream)
        for name in BESIDE:
            beside = path.with_name(f"{name}.mo")
            if beside.exists():
                with beside.open("rb") as stream:
                    catalogue.add_fallback(gettext.GNUTranslations(stream))
    return catalogues


class Texts:
    """Translates into the language of the page being made. Safe to share between threads."""

    def __init__(self, catalogues: Catalogues) -> None:
        self._catalogues = catalogues
        self._current: ContextVar[gettext.NullTranslations] = ContextVar("catalogue")
        self._marked: dict[tuple[gettext.NullTranslations, str], Markup] = {}

    def spoken(self, language: str) -> str:
        """The language that the interface will really have when this one is asked for."""
        for tag in (language, language.partition("-")[0], FALLBACK):
            if tag in self._catalogues:
                return tag
        return "en"

    @contextmanager
    def speaking(self, language: str) -> Iterator[str]:
        """Translate into this language inside the block; gives the language really spoken."""
        spoken = self.spoken(language)
        token = self._current.set(self._catalogues[spoken])
        try:
            yield spoken
        finally:
            self._current.reset(token)

    def gettext(self, message: str) -> str:
        """The message in the language being spoken."""
        return self._current.get().gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """The message in the language being spoken, in the form that the number wants."""
        return self._current.get().ngettext(singular, plural, number)

    def marked(self, message: str, /, **values: Any) -> Markup:
        """The message for a template, with its values escaped.

        What Jinja's own extension gives, without its detours: a page has a dozen of these.
        """
        catalogue = self._current.get()
        found = self._marked.get((catalogue, message))
        if found is None:
            found = Markup(catalogue.gettext(message))  # noqa: S704 - from our own catalogue
            self._marked[catalogue, message] = found
        return found % values
