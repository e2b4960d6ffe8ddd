"""A small survey with every kind of question, and visitors who answer it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from shared.response import Channel, Pace, Response
from shared.survey import Kind, Survey, is_asked
from shared.survey_document import survey_from_document

LANGUAGES = ["fr", "en", "ar"]


def labels(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


def question(
    name: str, kind: str, options: list[str], show_if: tuple[str, list[str]] | None = None,
    required: bool = False,
) -> dict[str, Any]:  # fmt: skip
    document: dict[str, Any] = {
        "id": name,
        "kind": kind,
        "labels": labels(name),
        "options": [{"id": each, "labels": labels(each)} for each in options],
    }
    if required:
        document["required"] = True
    if show_if:
        document["show_if"] = {"question": show_if[0], "options": show_if[1]}
    return document


def survey(
    questions: list[dict[str, Any]], crossings: list[list[str]] | None = None, version: int = 1
) -> Survey:
    return survey_from_document(
        {
            "id": "sample",
            "version": version,
            "languages": LANGUAGES,
            "title": labels("Sample"),
            "questions": questions,
            "crossings": crossings or [],
        }
    )


SURVEY = survey(
    [
        question("mood", "one", ["bad", "medium", "good"], required=True),
        question("purpose", "many", [f"p{i}" for i in range(11)]),
        question("goal", "one", ["yes", "partly", "no"]),
        question("blocked", "many", ["login", "document"], ("goal", ["partly", "no"])),
        question("told", "one", ["yes", "no"], ("goal", ["no"]), required=True),
        question("whom", "one", ["agent", "visitor"], ("told", ["yes"])),
    ],
    [["mood", "goal"], ["mood", "purpose"], ["goal", "told"], ["purpose", "blocked"]],
)


@st.composite
def responses(draw: st.DrawFn, of: Survey = SURVEY) -> Response:
    answers: dict[str, frozenset[str]] = {}
    for each in of.counted:
        if not is_asked(each, answers):
            continue
        least = 1 if each.required else 0
        most = 1 if each.kind is Kind.ONE else len(each.options)
        ids = st.sampled_from(each.option_ids)
        answers[each.id] = draw(st.frozensets(ids, min_size=least, max_size=most))
    return Response(
        {name: chosen for name, chosen in answers.items() if chosen},
        draw(st.sampled_from(Channel)),
        draw(st.sampled_from(of.languages)),
        draw(st.sampled_from(Pace)),
    )
