"""`/registry`: the list and its map, what is about to change, article 4 by week, conventions."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from collector.auth.rights import Right
from collector.dashboard.pages.frame import Frame
from collector.dashboard.pages.install import PagesOf
from collector.instance import Collector
from collector.registry.openings import typical_week
from collector.registry.overview import deadlines, registry_of, upcoming
from collector.registry.pages import forms
from collector.registry.pages.caf_pages import add_caf_pages
from collector.registry.pages.file_pages import add_file_pages
from collector.registry.pages.hours_pages import add_hours_pages
from collector.registry.pages.import_pages import add_import_pages
from collector.registry.weeks import week_list
from shared.hours_in_words import hours_in_words


def registry_room(collector: Collector) -> PagesOf:
    """The registry's pages on an open collector."""

    def make(frame: Frame) -> Blueprint:
        blueprint = Blueprint("registry", __name__)
        _add_overview(blueprint, frame, collector)
        add_caf_pages(blueprint, frame, collector)
        add_file_pages(blueprint, frame, collector)
        add_hours_pages(blueprint, frame, collector)
        add_import_pages(blueprint, frame, collector)
        return blueprint

    return make


def _add_overview(blueprint: Blueprint, frame: Frame, collector: Collector) -> None:
    @blueprint.get("/registry")
    @frame.needs(Right.ADMINISTER)
    def start() -> ResponseReturnValue:
        search = request.args.get("search", "")[:60]
        page = min(request.args.get("page", 1, type=int), 10_000)
        now = collector.now()
        view = registry_of(collector.database, frame.reader(), search, page, now, frame.texts)
        return frame.page("registry/list.html", view=view)

    @blueprint.get("/registry/changes")
    @frame.needs(Right.ADMINISTER)
    def coming() -> ResponseReturnValue:
        found = upcoming(collector.database, frame.reader(), collector.now())
        return frame.page(
            "registry/upcoming.html",
            found=found,
            in_words=hours_in_words,
            typical_week=typical_week,
        )

    @blueprint.get("/registry/weeks")
    @frame.needs(Right.ADMINISTER)
    def weeks() -> ResponseReturnValue:
        day = forms.day_or_none(request.args, "of") or collector.now().date()
        page = min(request.args.get("page", 1, type=int), 10_000)
        view = week_list(collector.database, frame.reader(), day, page)
        return frame.page("registry/weeks.html", view=view)

    @blueprint.get("/registry/conventions")
    @frame.needs(Right.ADMINISTER)
    def conventions() -> ResponseReturnValue:
        found = deadlines(collector.database, frame.reader(), collector.now().date())
        return frame.page("registry/conventions.html", found=found)
