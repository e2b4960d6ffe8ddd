"""The default questionnaire asks what it should, in words that fit the screen, in all languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from collector.surveys import default_survey
from shared.survey import Kind, Labels, Question

SURVEY = default_survey()
LANGUAGES = ("fr", "fr-x-falc", "en", "ar", "es", "pt", "tr", "ro", "ru", "uk", "zh")
LATIN = ("fr", "fr-x-falc", "en", "es", "pt", "tr", "ro")

QUESTION_WIDTH = 100
OPTION_WIDTH = 40
HINT_WIDTH = 70
"""Widths in Latin letters at the kiosk's largest text size; a Chinese character counts twice."""

AS_ON_CAF_FR = ("caf.fr", "Mon compte", "Caf")
"""Words that stay as the visitor sees them on the French site."""

EXPECTED = {
    "overall_experience": ("one", "bad medium good"),
    "visit_purpose": (
        "many",
        "site_navigation my_account_info online_procedure simulation other",
    ),
    "goal_achieved": ("one", "yes partly no"),
    "blocking_reason": (
        "many",
        (
            "no_login missing_document not_understood site_problem equipment_problem "
            "nobody_available must_contact_caf other"
        ),
    ),
    "help_received": ("one", "full partial not_needed needed_not_given"),
    "help_quality": ("one", "very_bad bad neutral good excellent"),
    "information_clarity": ("one", "1 2 3 4 5"),
    "confidentiality": ("one", "yes partly no unsure"),
    "place_accessibility": ("one", "easy somewhat_difficult not_usable"),
    "opening_hours": ("one", "yes partly no found_closed"),
    "comment": ("comment", ""),
}


class Text(NamedTuple):
    """One text of the survey with what it is."""

    of: str
    language: str
    text: str
    width: int


def every_label() -> Iterator[tuple[str, Labels, int]]:
    yield "title", SURVEY.title, QUESTION_WIDTH
    for question in SURVEY.questions:
        yield question.id, question.labels, QUESTION_WIDTH
        if question.hint is not None:
            yield f"{question.id} hint", question.hint, HINT_WIDTH
        for option in question.options:
            yield f"{question.id} {option.id}", option.labels, OPTION_WIDTH


def every_text() -> Iterator[Text]:
    for of, labels, width in every_label():
        for language, text in labels.items():
            yield Text(of, language, text, width)


def scripts(text: str) -> set[str]:
    """The scripts of the letters, without the words that stay as on caf.fr."""
    for word in AS_ON_CAF_FR:
        text = text.replace(word, "")
    return {unicodedata.name(letter).split()[0] for letter in text if letter.isalpha()}


def test_the_questions_and_their_options_are_those_of_the_convention() -> None:
    asked = {
        question.id: (question.kind.value, " ".join(question.option_ids))
        for question in SURVEY.questions
    }
    assert asked == EXPECTED
    assert list(asked) == list(EXPECTED)


def test_only_the_first_question_must_be_answered() -> None:
    assert [each.id for each in SURVEY.questions if each.required] == ["overall_experience"]


def test_two_questions_depend_on_an_earlier_answer() -> None:
    conditions = {
        each.id: (each.show_if.question, each.show_if.options)
        for each in SURVEY.questions
        if each.show_if is not None
    }
    assert conditions == {
        "blocking_reason": ("goal_achieved", ("partly", "no")),
        "help_quality": ("help_received", ("full", "partial")),
    }


def test_the_published_crossings_start_from_the_overall_experience() -> None:
    assert SURVEY.crossings == (
        ("overall_experience", "goal_achieved"),
        ("overall_experience", "help_received"),
        ("overall_experience", "visit_purpose"),
        ("overall_experience", "confidentiality"),
    )


def test_dissatisfied_is_who_says_it_did_not_go_well() -> None:
    assert SURVEY.dissatisfied is not None
    assert (SURVEY.dissatisfied.question, SURVEY.dissatisfied.options) == (
        "overall_experience",
        ("bad",),
    )


def test_faces_stand_beside_words_and_the_negative_one_comes_first() -> None:
    faces = [option.icon for option in SURVEY.by_id["overall_experience"].options]
    assert faces == ["face-bad", "face-medium", "face-good"]


def test_only_french_counts_as_read_by_a_native_speaker() -> None:
    assert SURVEY.languages == LANGUAGES
    assert SURVEY.reviewed == ("fr",)


def test_every_text_exists_in_every_language() -> None:
    for of, labels, _ in every_label():
        assert set(labels) == set(LANGUAGES), of
        assert all(text.strip() for text in labels.values()), of


def test_no_text_is_too_long_for_the_screen() -> None:
    for each in every_text():
        wide = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in each.text)
        assert wide <= each.width, each


def test_french_made_easy_is_shorter_than_french() -> None:
    plain, easy = (
        [question.labels[language] for question in SURVEY.questions]
        for language in ("fr", "fr-x-falc")
    )
    assert sum(map(len, easy)) < sum(map(len, plain))
    assert max(map(len, easy)) <= 75


@pytest.mark.parametrize(
    ("languages", "script"),
    [(LATIN, "LATIN"), (("ar",), "ARABIC"), (("ru", "uk"), "CYRILLIC"), (("zh",), "CJK")],
)
def test_every_language_is_written_in_its_script(languages: tuple[str, ...], script: str) -> None:
    for each in every_text():
        if each.language in languages:
            assert scripts(each.text) == {script}, each


@pytest.mark.parametrize(
    ("language", "foreign"),
    [
        ("ru", "іїєґІЇЄҐ"),
        ("uk", "ыэёъЫЭЁЪ"),
        ("ro", "şţŞŢãÃ"),
        ("tr", "éèñãõ"),
        ("es", "ãõçêô"),
        ("pt", "ñ¿¡"),
        ("zh", "個們這無請號碼"),
        ("ar", "کیگپچ"),
        ("en", "àéèêçñ¿"),
    ],
)
def test_no_letter_belongs_to_a_neighbouring_language(language: str, foreign: str) -> None:
    for each in every_text():
        if each.language == language:
            assert not set(each.text) & set(foreign), each


def test_a_question_ends_as_questions_do_in_its_language() -> None:
    marks = {"ar": "؟", "zh": "？"}
    for question in SURVEY.questions:
        for language, text in question.labels.items():
            assert text.endswith(("?", "？", "؟")), text
            assert marks.get(language, "?") in text, text
            assert (language == "es") == ("¿" in text), text


def test_no_two_options_of_a_question_read_the_same() -> None:
    for question in SURVEY.questions:
        for language in LANGUAGES:
            texts = [option.labels[language] for option in question.options]
            assert len(texts) == len(set(texts)), (question.id, language)


def test_the_comment_asks_for_no_name_and_no_number_in_every_language() -> None:
    comment = SURVEY.comment
    assert comment is not None
    assert comment.hint is not None
    assert comment.hint["fr"] == "N'écrivez ni nom, ni numéro d'allocataire, ni téléphone."
    assert all("Caf" in text for tag, text in comment.hint.items() if tag != "fr")


class Row(NamedTuple):
    """A row of the table that describes the default questionnaire."""

    id: str
    kind: str
    question: str
    options: dict[str, str]


def described_rows(page: str) -> Iterator[Row]:
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 4:
            yield Row(
                cells[0].strip("`"),
                cells[1],
                cells[2],
                dict(re.findall(r"`(\w+)`: ([^·…]+?)\s*(?:[·…]|$)", cells[3])),
            )


@pytest.fixture
def described() -> str:
    page = Path(__file__).parents[4] / "shared/SURVEY.md"
    if not page.exists():
        pytest.skip("the page that describes the questionnaire is not beside this checkout")
    return page.read_text("utf-8")


def agrees(question: Question, row: Row) -> bool:
    """Whether kind, wording, options and condition are those described."""
    condition = question.show_if
    needed = () if condition is None else (condition.question, *condition.options)
    return (
        row.kind.startswith(question.kind.value)
        and ("required" in row.kind) == question.required
        and (" if " in row.kind) == (condition is not None)
        and all(word in row.kind for word in needed)
        and question.labels["fr"] == row.question
    )


def test_the_french_texts_are_those_of_the_description(described: str) -> None:
    rows = {row.id: row for row in described_rows(described)}
    assert list(rows) == [question.id for question in SURVEY.questions]
    for question in SURVEY.questions:
        row = rows[question.id]
        assert agrees(question, row), question.id
        french = {option.id: option.labels["fr"] for option in question.options}
        if question.kind is not Kind.COMMENT:
            assert row.options
            assert row.options.items() <= french.items(), question.id
        if question.id != "information_clarity":
            assert list(row.options) == list(french), question.id


def test_the_crossings_are_those_of_the_description(described: str) -> None:
    sentence = re.search(r"Crossings published: (.*)\.", described)
    assert sentence is not None
    first, *others = re.findall(r"\w{2,}", sentence.group(1))
    assert SURVEY.crossings == tuple((first, other) for other in others)
