"""The survey on one page: what the template draws, and what the page's script must know.

Every text of the page has a number; `texts` holds them by language, so that the script changes the
language by looking numbers up. A language's texts are an element of their own: the page's first
language comes before the script, the others after it.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kiosk.phone.words import PHRASES, Translations
from shared.languages import Language, language
from shared.limits import COMMENT_CHARACTERS
from shared.survey import Labels, Question, Survey, label

VIEWS_KEPT: Final = 8
"""Surveys in use at once on one relay: a Caf has one or two."""

_HIGH_SIGNS = re.compile(" ([?!:;»])")


@dataclass(frozen=True, slots=True)
class OptionView:
    """An option: the number of its text, and its drawing's name or None."""

    id: str
    text: int
    icon: str | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question: numbers of its texts (`hint`, `only_if`: None without), and how it is laid out.

    `condition` is the question and the options that open it.
    """

    id: str
    kind: str
    required: bool
    text: int
    hint: int | None
    only_if: int | None
    condition: tuple[str, tuple[str, ...]] | None
    options: tuple[OptionView, ...]
    faces: bool


@dataclass(frozen=True, slots=True)
class PhoneView:
    """A survey as the phone page shows it, in all its languages.

    `words`: number of each of the page's own words. `data`: what the script reads, JSON text
    without `<`; `texts_json`: the texts of each language, likewise.
    """

    survey: Survey
    digest: str
    languages: tuple[Language, ...]
    title: int
    questions: tuple[QuestionView, ...]
    words: Mapping[str, int]
    texts: Mapping[str, tuple[str, ...]]
    texts_json: Mapping[str, str]
    data: str


class _Numbering:
    """Gives each text of the page its number."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.texts: dict[str, list[str]] = {tag: [] for tag in languages}

    def labels(self, labels: Labels) -> int:
        return self.each(lambda tag: _text(labels, tag))

    def each(self, text: Callable[[str], str]) -> int:
        number = 0
        for tag, texts in self.texts.items():
            number = len(texts)
            texts.append(text(tag))
        return number


def phone_view(survey: Survey, translations: Translations) -> PhoneView:
    """The page of a survey."""
    numbering = _Numbering(survey.languages)
    words_of = {tag: translations.words(tag) for tag in survey.languages}
    words = {
        name: numbering.each(lambda tag, name=name: words_of[tag][name])  # type: ignore[misc]
        for name in PHRASES
    }
    title = numbering.labels(survey.title)
    questions = tuple(
        _question(survey, question, numbering, translations) for question in survey.questions
    )
    texts = {tag: tuple(each) for tag, each in numbering.texts.items()}
    return PhoneView(
        survey=survey,
        digest=survey.digest.hex(),
        languages=tuple(language(tag) for tag in survey.languages),
        title=title,
        questions=questions,
        words=words,
        texts=texts,
        texts_json={tag: to_json(each) for tag, each in texts.items()},
        data=to_json(_data(survey, words, title)),
    )


def to_json(value: Any) -> str:
    """JSON that can stand inside an element of a page."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _question(
    survey: Survey, question: Question, numbering: _Numbering, translations: Translations
) -> QuestionView:
    condition = question.show_if
    return QuestionView(
        id=question.id,
        kind=question.kind.value,
        required=question.required,
        text=numbering.labels(question.labels),
        hint=numbering.labels(question.hint) if question.hint else None,
        only_if=numbering.each(lambda tag: _only_if(survey, question, tag, translations))
        if condition
        else None,
        condition=(condition.question, condition.options) if condition else None,
        options=tuple(
            OptionView(each.id, numbering.labels(each.labels), each.icon)
            for each in question.options
        ),
        faces=any(each.icon for each in question.options),
    )


def _only_if(survey: Survey, question: Question, tag: str, translations: Translations) -> str:
    condition = question.show_if
    if condition is None:
        return ""
    opener = survey.by_id[condition.question]
    answers = tuple(
        _text(each.labels, tag) for each in opener.options if each.id in condition.options
    )
    return translations.only_if(tag, _text(opener.labels, tag), answers)


def _text(labels: Labels, tag: str) -> str:
    """A text in a language; French never leaves a sign such as "?" alone on a line."""
    text = label(labels, (tag,))[0]
    return _HIGH_SIGNS.sub("\u00a0\\1", text) if tag.startswith("fr") else text


def _data(survey: Survey, words: Mapping[str, int], title: int) -> dict[str, Any]:
    return {
        "digest": survey.digest.hex(),
        "languages": survey.languages,
        "directions": {tag: language(tag).direction for tag in survey.languages},
        "reviewed": survey.reviewed,
        "questions": [_structure(question) for question in survey.questions],
        "limit": COMMENT_CHARACTERS,
        "title": title,
        "words": words,
    }


def _structure(question: Question) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": question.id,
        "kind": question.kind.value,
        "options": [{"id": each} for each in question.option_ids],
    }
    if question.required:
        fields["required"] = True
    if question.show_if:
        condition = question.show_if
        fields["show_if"] = {"question": condition.question, "options": condition.options}
    return fields


class PhoneViews:
    """The views of the surveys in use, each made once."""

    def __init__(self, translations: Translations) -> None:
        self._translations = translations
        self._made: OrderedDict[bytes, PhoneView] = OrderedDict()

    def view(self, survey: Survey) -> PhoneView:
        """The page of a survey."""
        made = self._made.get(survey.digest)
        if made is None:
            made = self._made[survey.digest] = phone_view(survey, self._translations)
            while len(self._made) > VIEWS_KEPT:
                self._made.popitem(last=False)
        return made
