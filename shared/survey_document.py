"""From a document (what a YAML file or the canonical form holds) to a checked `Survey`.

All mistakes are found in one pass; each has its path in the document and the fix, so that a reader
that knows lines can say them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from shared import cbor, limits
from shared.problems import SurveyProblem
from shared.survey import Kind, Labels, Option, Question, ShowIf, Survey

Path = tuple[str | int, ...]

ICONS: Final = ("face-bad", "face-medium", "face-good")
_SURVEY_ID = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,39}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*", re.ASCII)

_SURVEY_KEYS: Final = (
    "id", "version", "languages", "title", "questions", "crossings", "reviewed", "dissatisfied",
)  # fmt: skip
_QUESTION_KEYS: Final = ("id", "kind", "labels", "hint", "required", "show_if", "options")
_OPTION_KEYS: Final = ("id", "labels", "icon")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where in the document (keys and indexes from its root), what, and the fix."""

    path: Path
    message: str
    fix: str


class SurveyMistakes(SurveyProblem):
    """A survey with mistakes; `mistakes` lists all of them in document order."""

    def __init__(self, code: str, detail: str = "", mistakes: tuple[Mistake, ...] = ()) -> None:
        super().__init__(code, detail)
        self.mistakes = mistakes


def survey_from_document(document: object) -> Survey:
    """Build a survey from its document.

    Raises:
        SurveyMistakes: `survey-invalid`, with every mistake found.
    """
    checker = _Checker()
    survey = checker.survey(document)
    if survey is None or checker.mistakes:
        mistakes = tuple(checker.mistakes)
        detail = "; ".join(f"{_where(each.path)}: {each.message}" for each in mistakes[:5])
        raise SurveyMistakes("survey-invalid", detail, mistakes)
    return survey


def survey_from_canonical(data: bytes) -> Survey:
    """Build a survey from its canonical form.

    Raises:
        FormatProblem: the bytes are not deterministic CBOR.
        SurveyMistakes: they are not a valid survey.
    """
    return survey_from_document(cbor.decode(data, limits.MAX_SURVEY_BYTES))


def _where(path: Path) -> str:
    return ".".join(str(part) for part in path) or "survey"


def _nearest(written: str, known: tuple[str, ...]) -> str:
    """The fix for a word that is not among the known ones."""
    close = get_close_matches(written[:60], known, n=1)
    if close:
        return f"write {close[0]!r}"
    return f"use one of {', '.join(known)}" if known else "remove it"


def _id_like(written: str, separator: str) -> str:
    """The id that someone who wrote this probably meant."""
    plain = unicodedata.normalize("NFKD", written[:60]).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", separator, plain).strip(separator)[:40] or f"an{separator}id"


class _Checker:
    """Reads leniently, noting mistakes; what it returns is used only when there were none."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self._languages: tuple[str, ...] = ()

    def _note(self, path: Path, message: str, fix: str) -> None:
        self.mistakes.append(Mistake(path, message, fix))

    def _map(self, value: object, path: Path, keys: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._note(path, "a block of named fields is expected here", f"use {', '.join(keys)}")
            return {}
        for key in value:
            if key not in keys:
                self._note((*path, str(key)), f"unknown field {key!r}", _nearest(str(key), keys))
        return value

    def _list(self, value: object, path: Path, least: int, most: int) -> list[Any]:
        if not isinstance(value, (list, tuple)):
            self._note(path, "a list is expected here", "start each entry with a dash")
            return []
        if not least <= len(value) <= most:
            self._note(path, f"number of entries: {len(value)}", f"give {least} to {most}")
        return list(value)

    def _identifier(self, value: object, path: Path, pattern: re.Pattern[str]) -> str:
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        separator = "-" if pattern is _SURVEY_ID else "_"
        message = f"{str(value)[:60]!r} is not an id of small letters, digits and {separator}"
        self._note(path, message, f"write {_id_like(str(value), separator)!r}")
        return str(value)

    def _known(self, value: object, path: Path, known: tuple[str, ...], what: str) -> str:
        if value not in known:
            self._note(path, f"{str(value)[:60]!r} is not {what}", _nearest(str(value), known))
        return str(value)

    def _unique(self, ids: list[str], path: Path, field: str | None = "id") -> None:
        for index, each in enumerate(ids):
            if each in ids[:index]:
                where = (*path, index) if field is None else (*path, index, field)
                self._note(where, f"{each!r} is used twice", "give it another name or remove it")

    def _text(self, value: object, path: Path) -> str:
        if not isinstance(value, str) or not value.strip():
            self._note(path, "the text is empty", "write the text")
            return ""
        if len(value) > limits.MAX_LABEL_CHARACTERS:
            limit = limits.MAX_LABEL_CHARACTERS
            self._note(path, f"the text has {len(value)} characters", f"keep it under {limit}")
        return value

    def _labels(self, value: object, path: Path) -> Labels:
        if not self._languages:  # that is the one mistake to correct first
            return {}
        labels = self._map(value, path, self._languages)
        for language in self._languages:
            if isinstance(value, dict) and language not in labels:
                self._note(
                    path, f"the text in {language!r} is missing", f"add a line {language}: …"
                )
        known = {key: labels[key] for key in labels if key in self._languages}
        return {key: self._text(text, (*path, key)) for key, text in known.items()}

    def survey(self, document: object) -> Survey | None:
        fields = self._map(document, (), _SURVEY_KEYS)
        if not fields:
            return None
        self._languages = self._language_list(fields.get("languages"))
        version = fields.get("version")
        if type(version) is not int or not 1 <= version < 2**31:
            self._note(("version",), "the version is a whole number from 1", "write version: 1")
        questions = self._questions(fields.get("questions"))
        return Survey(
            id=self._identifier(fields.get("id"), ("id",), _SURVEY_ID),
            version=version if isinstance(version, int) else 1,
            languages=self._languages,
            title=self._labels(fields.get("title"), ("title",)),
            questions=questions,
            crossings=tuple(self._crossings(fields.get("crossings", []), questions)),
            reviewed=self._reviewed(fields.get("reviewed", [])),
            dissatisfied=self._condition(fields["dissatisfied"], ("dissatisfied",), questions)
            if "dissatisfied" in fields
            else None,
        )

    def _language_list(self, value: object) -> tuple[str, ...]:
        languages = self._list(value, ("languages",), 1, limits.MAX_LANGUAGES)
        tags = tuple(
            each for each in languages if isinstance(each, str) and _LANGUAGE.fullmatch(each)
        )
        for index, each in enumerate(languages):
            if each not in tags:
                message = f"{str(each)[:60]!r} is not a language tag"
                self._note(("languages", index), message, "write a tag such as fr, en or ar")
        self._unique([str(each) for each in languages], ("languages",), None)
        return tags

    def _reviewed(self, value: object) -> tuple[str, ...]:
        listed = self._list(value, ("reviewed",), 0, limits.MAX_LANGUAGES)
        for index, each in enumerate(listed):
            self._known(each, ("reviewed", index), self._languages, "a language of this survey")
        self._unique([str(each) for each in listed], ("reviewed",), None)
        return tuple(str(each) for each in listed)

    def _questions(self, value: object) -> tuple[Question, ...]:
        entries = self._list(value, ("questions",), 1, limits.MAX_QUESTIONS)
        questions: list[Question] = []
        for index, each in enumerate(entries):
            questions.append(self._question(each, ("questions", index), tuple(questions)))
        self._unique([question.id for question in questions], ("questions",))
        comments = [index for index, each in enumerate(questions) if each.kind is Kind.COMMENT]
        for index in comments[1:]:
            self._note(("questions", index), "only one comment is possible", "remove this question")
        if entries and len(comments) == len(questions):
            self._note(("questions",), "no question can be counted", "add one of kind one or many")
        return tuple(questions)

    def _question(self, value: object, path: Path, earlier: tuple[Question, ...]) -> Question:
        fields = self._map(value, path, _QUESTION_KEYS)
        kinds = tuple(kind.value for kind in Kind)
        named = self._known(fields.get("kind"), (*path, "kind"), kinds, "a kind of question")
        kind = Kind(named) if named in kinds else Kind.ONE
        required = fields.get("required", False)
        if not isinstance(required, bool):
            self._note((*path, "required"), "required is true or false", "write one of the two")
        elif required and kind is Kind.COMMENT:
            self._note((*path, "required"), "a comment is never required", "remove this line")
        return Question(
            id=self._identifier(fields.get("id"), (*path, "id"), _ID),
            kind=kind,
            labels=self._labels(fields.get("labels"), (*path, "labels")),
            options=self._options(fields, path, kind),
            hint=self._labels(fields["hint"], (*path, "hint")) if "hint" in fields else None,
            required=bool(required),
            show_if=self._condition(fields["show_if"], (*path, "show_if"), earlier)
            if "show_if" in fields
            else None,
        )

    def _options(self, fields: dict[str, Any], path: Path, kind: Kind) -> tuple[Option, ...]:
        if kind is Kind.COMMENT:
            if "options" in fields:
                self._note((*path, "options"), "a comment has no options", "remove them")
            return ()
        least = 2 if kind is Kind.ONE else 1
        entries = self._list(fields.get("options"), (*path, "options"), least, limits.MAX_OPTIONS)
        options = tuple(
            self._option(each, (*path, "options", index)) for index, each in enumerate(entries)
        )
        self._unique([option.id for option in options], (*path, "options"))
        return options

    def _option(self, value: object, path: Path) -> Option:
        fields = self._map(value, path, _OPTION_KEYS)
        icon = fields.get("icon")
        if icon is not None:
            icon = self._known(icon, (*path, "icon"), ICONS, "a drawing")
        return Option(
            self._identifier(fields.get("id"), (*path, "id"), _ID),
            self._labels(fields.get("labels"), (*path, "labels")),
            icon,
        )

    def _condition(self, value: object, path: Path, known: tuple[Question, ...]) -> ShowIf:
        fields = self._map(value, path, ("question", "options"))
        eligible = {each.id: each for each in known if each.kind is Kind.ONE}
        what = (
            "an earlier question of kind one" if path[-1] == "show_if" else "a question of kind one"
        )
        name = self._known(fields.get("question"), (*path, "question"), tuple(eligible), what)
        entries = self._list(fields.get("options"), (*path, "options"), 1, limits.MAX_OPTIONS)
        if name in eligible:
            ids = eligible[name].option_ids
            for index, each in enumerate(entries):
                self._known(each, (*path, "options", index), ids, f"an option of {name}")
        self._unique([str(each) for each in entries], (*path, "options"), None)
        return ShowIf(name, tuple(str(each) for each in entries))

    def _crossings(
        self, value: object, questions: tuple[Question, ...]
    ) -> Iterator[tuple[str, str]]:
        entries = self._list(value, ("crossings",), 0, limits.MAX_CROSSINGS)
        ids = tuple(each.id for each in questions if each.kind is not Kind.COMMENT)
        seen: set[frozenset[str]] = set()
        for index, pair in enumerate(entries):
            path: Path = ("crossings", index)
            names = [str(each) for each in self._list(pair, path, 2, 2)]
            for place, name in enumerate(names):
                self._known(name, (*path, place), ids, "a counted question")
            if len(set(names)) != 2 or frozenset(names) in seen:
                self._note(path, "a crossing takes two different questions, once", "remove it")
            seen.add(frozenset(names))
            if len(names) == 2:
                yield names[0], names[1]
