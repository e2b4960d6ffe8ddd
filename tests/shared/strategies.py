"""Random surveys and responses to them, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from shared.response import Channel, Pace, Response
from shared.survey import Kind, Survey, is_asked
from shared.survey_document import survey_from_document


def _labels(text: str) -> dict[str, str]:
    return {"fr": text, "ar": text}


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    """Surveys of 1 to 6 counted questions with conditions on earlier `one` questions."""
    questions: list[dict[str, Any]] = []
    for index in range(draw(st.integers(1, 6))):
        kind: str = draw(st.sampled_from(["one", "many"]))
        count = draw(st.integers(2, 12))
        question: dict[str, Any] = {
            "id": f"q{index}",
            "kind": kind,
            "labels": _labels(f"Q{index}"),
            "options": [{"id": f"o{n}", "labels": _labels(f"O{n}")} for n in range(count)],
        }
        openers = [each for each in questions if each["kind"] == "one"]
        conditional: bool = draw(st.booleans())
        if openers and conditional:
            opener: dict[str, Any] = draw(st.sampled_from(openers))
            ids = [option["id"] for option in opener["options"]]
            chosen: list[str] = draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
            question["show_if"] = {"question": opener["id"], "options": chosen}
        if draw(st.booleans()):
            question["required"] = True
        questions.append(question)
    questions.append({"id": "comment", "kind": "comment", "labels": _labels("C")})
    return survey_from_document(
        {
            "id": "random",
            "version": 1,
            "languages": ["fr", "ar"],
            "title": _labels("T"),
            "questions": questions,
        }
    )


@st.composite
def responses(draw: st.DrawFn, survey: Survey) -> Response:
    """Responses that the survey's rules allow."""
    answers: dict[str, frozenset[str]] = {}
    for question in survey.counted:
        if not is_asked(question, answers):
            continue
        least = 1 if question.required else 0
        most = 1 if question.kind is Kind.ONE else len(question.options)
        ids = st.lists(
            st.sampled_from(question.option_ids), min_size=least, max_size=most, unique=True
        )
        chosen = draw(ids)
        if chosen:
            answers[question.id] = frozenset(chosen)
    return Response(
        answers,
        draw(st.sampled_from(Channel)),
        draw(st.sampled_from(survey.languages)),
        draw(st.sampled_from(Pace)),
    )
