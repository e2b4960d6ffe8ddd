"""`/label` and `/points/{id}/label`: the list of a Caf, the file on a Point, the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from collector.auth.rights import Right
from collector.dashboard.pages.frame import Frame
from collector.dashboard.pages.install import PagesOf
from collector.dashboard.point_findings import FINDING_NAMES as COMPARED_NAMES
from collector.instance import Collector
from collector.label.deciding import LONGEST_REASON, Told, decide
from collector.label.decision import Decision
from collector.label.view import DECISION_NAMES, FINDING_NAMES, bare_file, label_file, label_list
from collector.registry.pages import forms
from collector.store.library import DatabaseLibraries
from collector.store.point_facts import facts_from
from shared.periods import Period


def label_room(collector: Collector) -> PagesOf:
    """The pages of label evidence on an open collector."""
    open_library = DatabaseLibraries(collector.database, collector.now).open
    facts_of = facts_from(collector.database)
    threshold = collector.config.label_threshold
    names: dict[str, Any] = {
        "finding_names": FINDING_NAMES,
        "decision_names": DECISION_NAMES,
        "compared_names": COMPARED_NAMES,
    }

    def make(frame: Frame) -> Blueprint:
        pages = Blueprint("label", __name__)

        @pages.get("/label")
        @frame.needs(Right.READ)
        def listed() -> ResponseReturnValue:
            scope, today = frame.reader().scope, collector.now().date()
            asked = request.args.get("caf", "")[:10], _month(request.args.get("to", ""))
            with open_library() as library:
                view = label_list(library, scope, facts_of, asked, threshold, frame.texts, today)
            return frame.page("label/list.html", view=view, **names)

        @pages.get("/points/<point>/label")
        @frame.needs(Right.READ)
        def file(point: str) -> ResponseReturnValue:
            scope, today = frame.reader().scope, collector.now().date()
            last = _month(request.args.get("to", ""))
            with open_library() as library:
                view = label_file(
                    library, scope, facts_of, point, last, threshold, frame.texts, today
                )
                bare = None if view else bare_file(library, scope, facts_of, point, today)
            return frame.page(
                "label/file.html",
                view=view,
                bare=bare,
                today=today,
                decisions=list(Decision),
                longest=LONGEST_REASON,
                **names,
            )

        @pages.post("/points/<point>/label")
        @frame.needs(Right.ADMINISTER)
        def decided(point: str) -> ResponseReturnValue:
            form = request.form
            last = Period.parse(form.get("period", ""))
            day = forms.day_or_none(form, "day")
            told = Told(form.get("decision", ""), form.get("reason", ""), day)
            with open_library() as library:
                decide(collector, library, frame.reader(), point, last, told, frame.texts)
            return redirect(frame.link("label.file", point=point), 303)

        return pages

    return make


def _month(text: str) -> Period | None:
    return Period.parse(text) if text else None
