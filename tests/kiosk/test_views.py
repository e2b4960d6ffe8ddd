"""What pages show of a survey."""

from __future__ import annotations

from collector.surveys import default_survey
from kiosk.screens import REVIEW, State
from kiosk.views import SURVEYS_KEPT, Views, review_lines, shorten, survey_view
from shared.languages import language
from shared.survey import Survey
from shared.survey_document import survey_from_document

SURVEY = default_survey()


def version(number: int) -> Survey:
    return survey_from_document({**SURVEY.document, "version": number})


def test_a_view_has_every_question_in_its_language() -> None:
    view = survey_view(SURVEY, "zh")
    assert list(view.questions) == [each.id for each in SURVEY.questions]
    assert view.questions["overall_experience"].options[0].text == "不好"
    assert not view.reviewed


def test_french_never_starts_a_line_with_a_question_mark() -> None:
    for question in survey_view(SURVEY, "fr").questions.values():
        assert " ?" not in question.text
        assert question.text.endswith(("\u00a0?", ")\u00a0?"))


def test_faces_stand_side_by_side_scales_are_cards_and_long_lists_are_lists() -> None:
    shapes = {key: each.shape for key, each in survey_view(SURVEY, "fr").questions.items()}
    assert shapes["overall_experience"] == "faces"
    assert shapes["help_quality"] == "cards"
    assert shapes["blocking_reason"] == "list"


def test_the_review_says_every_question_asked_and_no_other() -> None:
    answers = {
        "overall_experience": frozenset({"good"}),
        "visit_purpose": frozenset({"other", "simulation"}),
    }
    lines = review_lines(survey_view(SURVEY, "en"), State(answers, REVIEW, "", "Thanks"))
    said = {line.question.id: line.answers for line in lines}
    assert said["visit_purpose"] == ("Estimate my benefits (simulation)", "Something else")
    assert said["goal_achieved"] == ()
    assert said["comment"] == ("Thanks",)
    assert "blocking_reason" not in said


def test_a_line_of_the_review_says_how_much_of_an_answer_it_leaves_out() -> None:
    many = SURVEY.by_id["visit_purpose"].option_ids
    answers = {"visit_purpose": frozenset(many), "overall_experience": frozenset({"good"})}
    state = State(answers, REVIEW, "", "A word " * 20)
    lines = {each.question.id: each for each in review_lines(survey_view(SURVEY, "en"), state)}
    purposes = [each.text for each in lines["visit_purpose"].question.options]
    assert lines["visit_purpose"].beginning(9) == f"{purposes[0]} · +{len(many) - 1}"
    assert lines["visit_purpose"].beginning(999) == " · ".join(purposes)
    assert lines["overall_experience"].beginning(2) == lines["overall_experience"].answers[0]
    assert lines["comment"].beginning(20) == "A word A word A…"
    assert shorten("x" * 30, 20) == "x" * 20 + "…"
    assert shorten("short\nwords", 20) == "short words"


def test_a_few_earlier_surveys_stay_at_hand() -> None:
    views = Views()
    surveys = [version(number) for number in range(1, SURVEYS_KEPT + 3)]
    for survey in surveys:
        views.remember(survey)
    kept = [views.survey(each.digest) is not None for each in surveys]
    assert kept == [False, False] + [True] * SURVEYS_KEPT


def test_languages_go_by_their_own_name_and_direction() -> None:
    assert language("ar").direction == "rtl"
    assert language("fr-x-falc").name == "Français facile"
    assert language("pt-BR").name == "Português"
    assert (language("xx").name, language("xx").direction) == ("xx", "ltr")
