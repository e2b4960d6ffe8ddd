"""`/questions/{question}` and `/compare`: one question in depth; places and periods together."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from collector.api.library import OpenLibrary
from collector.auth.rights import Right
from collector.dashboard.compare_view import compare_view
from collector.dashboard.pages.frame import Frame
from collector.dashboard.pages.overview_pages import asked_for
from collector.dashboard.question_view import question_view


def add_comparison_pages(blueprint: Blueprint, frame: Frame, open_library: OpenLibrary) -> None:
    """Add the pages of comparisons."""

    @blueprint.get("/questions/<question>")
    @frame.needs(Right.READ)
    def question(question: str) -> ResponseReturnValue:
        scope, filters = frame.reader().scope, asked_for(question=question)
        with open_library() as library:
            view = question_view(library, scope, filters, frame.texts)
        return frame.page("dashboard/question.html", view=view)

    @blueprint.get("/compare")
    @frame.needs(Right.READ)
    def compare() -> ResponseReturnValue:
        scope, filters = frame.reader().scope, asked_for()
        with open_library() as library:
            view = compare_view(library, scope, filters, frame.texts)
        return frame.page("dashboard/compare.html", view=view)
