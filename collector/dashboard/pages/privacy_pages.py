"""`/privacy`: what is published, how it is perturbed, and what that gives away."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from collector.api.library import OpenLibrary
from collector.auth.rights import Right
from collector.dashboard.pages.frame import Frame
from collector.dashboard.privacy_view import privacy_view


def add_privacy_pages(
    blueprint: Blueprint, frame: Frame, open_library: OpenLibrary, ceiling: float
) -> None:
    """Add the privacy page. `ceiling`: the best guess that a published survey may allow."""

    @blueprint.get("/privacy")
    @frame.needs(Right.READ)
    def privacy() -> ResponseReturnValue:
        with open_library() as library:
            view = privacy_view(library, ceiling, frame.texts)
        return frame.page("dashboard/privacy.html", view=view)
