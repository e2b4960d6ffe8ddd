"""The reader says every mistake of a survey file, each with its line, column and fix."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from collector.surveys import default_survey, default_survey_file, read_survey
from collector.surveys.mistakes import LineMistake
from collector.surveys.reader import MISTAKES_SHOWN, SurveyFileMistakes, read_survey_file
from shared import limits
from shared.problems import problem_document
from shared.survey import Survey
from shared.survey_document import survey_from_canonical
from tests.collector.surveys.mistake_cases import CONTENT, FORM, Case, example


def mistakes(data: bytes) -> tuple[LineMistake, ...]:
    with pytest.raises(SurveyFileMistakes) as caught:
        read_survey(data)
    assert caught.value.code == "survey-invalid"
    return caught.value.mistakes


def test_the_example_of_the_readme_is_a_survey() -> None:
    survey = read_survey(example().encode())
    assert [question.id for question in survey.questions] == [
        "welcome",
        "what_went_wrong",
        "comment",
    ]
    assert survey.languages == ("fr", "en")
    assert survey.questions[0].required


@pytest.mark.parametrize("case", [*FORM, *CONTENT], ids=lambda case: case.name)
def test_a_mistake_is_reported_at_its_place_with_its_fix(case: Case) -> None:
    text, line, column = case.written()
    assert mistakes(text.encode()) == (LineMistake(line, column, case.message, case.fix),)


def test_an_empty_file_is_said_to_be_empty() -> None:
    for empty in (b"", b"# only a comment\n", b"{}\n", b"\xef\xbb\xbf"):
        assert [(each.line, each.message) for each in mistakes(empty)] == [(1, "the file is empty")]


def test_a_file_that_is_not_utf8_is_refused_at_its_first_wrong_byte() -> None:
    data = example().replace("Votre", "Vôtre").replace("accueil\n", "réception\n").encode()
    wrong = data.replace("réception".encode(), "réception".encode("latin-1"))
    assert mistakes(wrong) == (
        LineMistake(
            6,
            len("  fr: Vôtre avis sur l'r") + 1,
            "this is not UTF-8 text",
            "save the file again with the encoding UTF-8",
        ),
    )


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    data = b"\xef\xbb\xbf" + example().replace("\n", "\r\n").encode()
    assert read_survey(data).digest == read_survey(example().encode()).digest


def test_a_file_over_the_limit_is_refused_without_being_parsed() -> None:
    data = example().encode() + b"#" * limits.MAX_SURVEY_BYTES
    assert [each.message for each in mistakes(data)] == ["the file is larger than 1024 KiB"]


def test_a_file_is_read_no_further_than_the_limit(tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(2**33)
    with pytest.raises(SurveyFileMistakes, match="larger than 1024 KiB"):
        read_survey_file(huge)


def test_a_survey_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "survey.yaml"
    path.write_bytes(default_survey_file())
    assert read_survey_file(path) == default_survey()


def test_a_few_lines_of_aliases_cannot_stand_for_a_huge_document() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    found = mistakes("\n".join(lines).encode())
    assert {each.line for each in found if each.message == "a text cannot begin with *"} == set(
        range(2, 31)
    )


def test_all_mistakes_are_said_at_once_in_the_order_of_the_file() -> None:
    text = example()
    for case in (CONTENT[0], CONTENT[2], CONTENT[5], CONTENT[-1]):
        for before, after in case.edits:
            text = text.replace(before, after.replace("§", ""))
    found = mistakes(text.encode())
    assert [each.message for each in found] == [
        "'Accueil Rouen' is not an id of small letters, digits and -",
        "the version is a whole number from 1",
        "unknown field 'icone'",
        "a crossing takes two different questions, once",
    ]
    assert [each.line for each in found] == sorted(each.line for each in found)


def test_the_problem_shows_every_line_to_a_person_and_to_a_program() -> None:
    text = example().replace("version: 1", "version: one").replace("kind: many", "kind: mani")
    with pytest.raises(SurveyFileMistakes) as caught:
        read_survey(text.encode())
    said = str(caught.value)
    assert "line 2, column 1: the version is a whole number from 1; write version: 1" in said
    assert "'mani' is not a kind of question; write 'many'" in said
    assert "Nothing was published." in said
    facts = json.loads(json.dumps(problem_document(caught.value).body))["facts"]
    assert facts["mistakes"][0] == {
        "line": 2,
        "column": 1,
        "message": "the version is a whole number from 1",
        "fix": "write version: 1",
    }


def test_a_file_with_very_many_mistakes_gets_a_text_of_bounded_length() -> None:
    data = b"".join(b"field%d: x\n" % number for number in range(200))
    with pytest.raises(SurveyFileMistakes) as caught:
        read_survey(data)
    assert len(caught.value.mistakes) == 204
    assert str(caught.value).count("\nline ") == MISTAKES_SHOWN
    assert "and 154 more" in str(caught.value)


STYLES: dict[str, dict[str, Any]] = {
    "sorted keys": {"sort_keys": True},
    "flow style": {"default_flow_style": True},
    "all quoted": {"default_style": '"'},
    "folded": {"default_style": ">"},
    "escaped": {"allow_unicode": False, "width": 30},
    "wide": {"allow_unicode": True, "width": 10_000, "indent": 8},
}
"""How different programs, with their habits, would write the same survey."""


def as_text(value: Any) -> Any:
    """The document with text for its number and truth values, which YAML would mark with tags."""
    if isinstance(value, dict):
        return {key: as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value]
    return str(value).lower() if isinstance(value, bool | int) else value


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("survey", [default_survey(), read_survey(example().encode())])
def test_the_same_survey_has_the_same_digest_however_it_is_written(
    style: str, survey: Survey
) -> None:
    written = yaml.safe_dump(as_text(survey.document), **STYLES[style]).encode()
    assert read_survey(written).digest == survey.digest


def test_a_survey_comes_back_from_its_canonical_form() -> None:
    assert survey_from_canonical(default_survey().canonical) == default_survey()


def test_letters_typed_as_base_and_accent_are_the_same_survey() -> None:
    decomposed = example().replace("é", "e\u0301").replace("è", "e\u0300")
    assert decomposed != example()
    assert read_survey(decomposed.encode()).digest == read_survey(example().encode()).digest


def test_a_change_of_one_letter_is_another_survey() -> None:
    changed = example().replace("Très bien", "Tres bien")
    assert read_survey(changed.encode()).digest != read_survey(example().encode()).digest


def read_or_refused(data: bytes) -> None:
    try:
        read_survey(data)
    except SurveyFileMistakes as refused:
        found = refused.mistakes
    else:
        return
    last = len(data.decode("utf-8", "replace").splitlines()) + 1
    assert found
    assert all(1 <= each.line <= last and each.column >= 1 for each in found)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_line(data: bytes) -> None:
    read_or_refused(data)


@given(st.data())
def test_a_survey_spoilt_anywhere_is_read_or_refused_with_a_line(data: st.DataObject) -> None:
    text = example()
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 12))
    inserted = data.draw(st.text(alphabet="[]{}:,-?!&*|>'\"%@#` \n\tab1é", max_size=6))
    read_or_refused((text[:start] + inserted + text[start + length :]).encode())
