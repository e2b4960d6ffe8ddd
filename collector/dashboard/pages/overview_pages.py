"""`/`, `/overview`, `/cafs/{caf}` and `/ranking`: a scope as a whole, its Points side by side."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from collector.api.library import OpenLibrary
from collector.auth.rights import Right
from collector.auth.scope import Level
from collector.dashboard.filters import Filters, read_filters
from collector.dashboard.overview_view import overview_view
from collector.dashboard.pages.frame import Frame
from collector.dashboard.point_findings import FINDING_NAMES
from collector.dashboard.ranking_view import ranking_view


def add_overview_pages(blueprint: Blueprint, frame: Frame, open_library: OpenLibrary) -> None:
    """Add the pages of scopes."""

    @blueprint.get("/")
    @frame.needs(Right.READ)
    def start() -> ResponseReturnValue:
        scope = frame.reader().scope
        if scope.level is Level.POINT:
            return redirect(frame.link("dashboard.point", point=scope.id), 303)
        if scope.level is Level.CAF:
            return redirect(frame.link("dashboard.caf", caf=scope.id), 303)
        return redirect(frame.link("dashboard.overview"), 303)

    @blueprint.get("/overview")
    @frame.needs(Right.READ)
    def overview() -> ResponseReturnValue:
        scope, filters = frame.reader().scope, asked_for()
        if filters.caf:
            months = {name: request.args.get(name, "") for name in ("from", "to")}
            return redirect(frame.link("dashboard.caf", caf=filters.caf, **months), 303)
        with open_library() as library:
            view = overview_view(library, scope, filters, frame.texts)
        return frame.page("dashboard/overview.html", view=view, finding_names=FINDING_NAMES)

    @blueprint.get("/cafs/<caf>")
    @frame.needs(Right.READ)
    def caf(caf: str) -> ResponseReturnValue:
        scope, filters = frame.reader().scope, asked_for(caf=caf)
        with open_library() as library:
            view = overview_view(library, scope, filters, frame.texts, whole=True)
        return frame.page("dashboard/overview.html", view=view, finding_names=FINDING_NAMES)

    @blueprint.get("/ranking")
    @frame.needs(Right.READ)
    def ranking() -> ResponseReturnValue:
        scope, filters = frame.reader().scope, asked_for()
        with open_library() as library:
            view = ranking_view(library, scope, filters, frame.texts)
        return frame.page("dashboard/ranking.html", view=view, finding_names=FINDING_NAMES)


def asked_for(**given: str) -> Filters:
    """The filters in the address; those of its path come first."""
    return read_filters(lambda name: given.get(name) or request.args.get(name, ""))
