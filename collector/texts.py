"""The pages' own texts: gettext catalogues with English message ids, and how numbers are written.

French comes first; English is the message ids' own language and needs no catalogue.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from shared.periods import Period

TRANSLATIONS: Final = Path(__file__).parent / "translations"
LANGUAGES: Final = ("fr", "en")
"""Languages of the pages, the default one first."""

LANGUAGE_NAMES: Final = {"fr": "Français", "en": "English"}


def mark(message: str) -> str:
    """Mark a message id for extraction (imported as `_`); it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence whose language is chosen where it is shown; as a text it is English.

    Attributes:
        message: a marked message id, with places for values as `{name}`.
        values: what goes into the places.
    """

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message.format(**self.values)


_ = mark

_MONTHS: Final = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"),
    _("August"), _("September"), _("October"), _("November"), _("December"),
)  # fmt: skip

_BEFORE: Final = re.compile(r" (?=[:;!?»]|%(?:%|$|[\s.,;)]))")
_APOSTROPHE: Final = re.compile(r"(?<=\w)'(?=\w)")
_NARROW_SPACE: Final = "\u202f"
_NO_BREAK_SPACE: Final = "\u00a0"


@dataclass(frozen=True, slots=True)
class Texts:
    """Speaks one language. `tag`: its BCP 47 tag."""

    tag: str
    catalogue: gettext.NullTranslations

    def gettext(self, message: str) -> str:
        """The message in this language."""
        found = self.catalogue.gettext(message)
        return french_spaces(found) if self.tag == "fr" else found

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """The message in the form that a number wants."""
        found = self.catalogue.ngettext(singular, plural, number)
        return french_spaces(found) if self.tag == "fr" else found

    def say(self, said: Said) -> str:
        """A sentence in this language."""
        return self.gettext(said.message).format(**said.values)

    @property
    def colon(self) -> str:
        """Between a name and what is said of it."""
        return f"{_NO_BREAK_SPACE}: " if self.tag == "fr" else ": "

    def number(self, value: int) -> str:
        """A whole number with its thousands apart."""
        separator = _NARROW_SPACE if self.tag == "fr" else ","
        return f"{value:,}".replace(",", separator)

    def decimal(self, value: float, digits: int) -> str:
        """A number with so many digits after its comma."""
        text = f"{value:.{digits}f}"
        return text.replace(".", ",") if self.tag == "fr" else text

    def percent(self, value: int) -> str:
        """A share in whole points."""
        return f"{value}{_NO_BREAK_SPACE}%" if self.tag == "fr" else f"{value}%"

    def interval(self, low: int, high: int) -> str:
        """An interval in whole points."""
        if self.tag == "fr":
            return f"{low}{_NO_BREAK_SPACE}–{_NO_BREAK_SPACE}{self.percent(high)}"
        return f"{low}–{self.percent(high)}"

    def month(self, period: Period) -> str:
        """A month and its year in words."""
        return f"{self.gettext(_MONTHS[period.month - 1])} {period.year}"

    def day(self, value: date) -> str:
        """A day in words."""
        number = "1er" if self.tag == "fr" and value.day == 1 else value.day
        return f"{number} {self.gettext(_MONTHS[value.month - 1])} {value.year}"

    def months(self, first: Period, last: Period) -> str:
        """A span of months in words; one month alone is that month."""
        if first == last:
            return self.month(first)
        template = self.gettext("{first} to {last}")
        return template.format(first=self.month(first), last=self.month(last))


@lru_cache(maxsize=4096)
def french_spaces(text: str) -> str:
    """French as printers set it, so that no sign begins a line of its own: `Caf : 25 % !`.

    Whoever translates types plain spaces; before `: ; ! ? » %` and after `«` they are no-break ones
    (not the narrow kind, which the pages' font lacks), and an apostrophe is a curved one.
    """
    spaced = _BEFORE.sub(_NO_BREAK_SPACE, text).replace("« ", f"«{_NO_BREAK_SPACE}")
    return _APOSTROPHE.sub("’", spaced)


def load_texts(directory: Path = TRANSLATIONS) -> Mapping[str, Texts]:
    """Each language's texts; without a compiled catalogue a language speaks English."""
    return {tag: Texts(tag, _catalogue(directory, tag)) for tag in LANGUAGES}


def _catalogue(directory: Path, tag: str) -> gettext.NullTranslations:
    """All catalogues of a language as one: each area of the pages keeps its own."""
    found: gettext.NullTranslations = gettext.NullTranslations()
    for compiled in sorted((directory / tag / "LC_MESSAGES").glob("*.mo"), reverse=True):
        with compiled.open("rb") as stream:
            catalogue = gettext.GNUTranslations(stream)
        catalogue.add_fallback(found)
        found = catalogue
    return found


def choose_language(asked: str | None, best_match: Callable[[], str | None]) -> str:
    """The language of a page: the one asked for, else the browser's choice, else French."""
    if asked in LANGUAGES:
        return asked
    found = best_match()
    return found if found in LANGUAGES else LANGUAGES[0]
