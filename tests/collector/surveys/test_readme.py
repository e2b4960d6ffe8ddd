"""The README of the survey format says what the reader does."""

from __future__ import annotations

from tests.collector.surveys.mistake_cases import CONTENT, FORM, README, Case


def row(case: Case) -> str:
    message, fix = (each.replace("|", "\\|") for each in (case.message, case.fix))
    return f"| {case.name} | {message} | {fix} |"


def test_the_table_of_mistakes_is_what_the_reader_says() -> None:
    rows = [line for line in README.read_text("utf-8").splitlines() if line.startswith("| ")]
    assert rows[1:] == [row(case) for case in (*FORM, *CONTENT)]


def test_no_two_mistakes_have_the_same_name() -> None:
    names = [case.name for case in (*FORM, *CONTENT)]
    assert len(names) == len(set(names)) >= 15
