"""`/points` and `/points/{id}`: the list of Points, and the figures of one."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from collector.api.library import OpenLibrary
from collector.auth.rights import Right
from collector.dashboard.pages.frame import Frame
from collector.dashboard.point_view import point_view
from collector.dashboard.points_view import PointsAsked, points_view


def add_point_pages(blueprint: Blueprint, frame: Frame, open_library: OpenLibrary) -> None:
    """Add the pages of figures."""

    @blueprint.get("/points")
    @frame.needs(Right.READ)
    def points() -> ResponseReturnValue:
        scope = frame.reader().scope
        with open_library() as library:
            view = points_view(library, scope, _asked())
        return frame.page("dashboard/points.html", view=view)

    @blueprint.get("/points/<point>")
    @frame.needs(Right.READ)
    def point(point: str) -> ResponseReturnValue:
        scope = frame.reader().scope
        asked = request.args.get("from", ""), request.args.get("to", "")
        with open_library() as library:
            view = point_view(library, scope, point, asked, frame.words)
        return frame.page("dashboard/point.html", view=view)


def _asked() -> PointsAsked:
    page = request.args.get("page", 1, type=int)
    return PointsAsked(
        request.args.get("search", "")[:60], request.args.get("caf", ""), min(page, 10_000)
    )
