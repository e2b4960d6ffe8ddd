"""Draws a screen: a whole page for a browser, or only the screen when htmx asks for it."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, render_template
from flask_htmx import HTMX, make_response
from markupsafe import Markup

from kiosk.languages import language as language_of
from kiosk.pages.room import Frame, Room
from kiosk.views import SurveyView

HOME: Final = "/"

FRAMES_KEPT: Final = 200
"""A few surveys in all their languages; a frame takes about 4 KB."""

htmx = HTMX()


def show(room: Room, template: str, tag: str, status: int = 200, **context: Any) -> Response:
    """Draw a screen in a language.

    `spoken` in the template is the language of the interface's texts; it differs from the survey's
    where no catalogue exists.
    """
    with room.texts.speaking(tag) as spoken:
        page = render_template(
            template,
            language=language_of(tag),
            spoken=language_of(spoken),
            settings=room.settings,
            **context,
        )
    return Response(page, status, mimetype="text/html")


def frame_of(room: Room, view: SurveyView) -> Frame:
    """The parts that all screens of a visit share, made once per survey and language."""
    key = (view.digest, view.language.tag)
    made = room.frames.get(key)
    if made is None:
        if len(room.frames) >= FRAMES_KEPT:
            room.frames.clear()
        made = room.frames[key] = _make_frame(room, view)
    return made


def _make_frame(room: Room, view: SurveyView) -> Frame:
    with room.texts.speaking(view.language.tag):
        return Frame(
            *(
                Markup(render_template(name, view=view, settings=room.settings))  # noqa: S704
                for name in ("frame_languages.html", "frame_backward.html", "frame_dialogs.html")
            )
        )


def leave() -> Response:
    """Send the browser to the first screen, in a fresh document."""
    if htmx:
        response: Response = make_response("", redirect=HOME)
        return response
    return Response(status=303, headers={"Location": HOME})
