"""Draws a screen: a whole page for a browser, or only the screen when htmx asks for it."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template
from flask_htmx import HTMX, make_response

from kiosk.languages import language as language_of
from kiosk.pages.room import Room

HOME = "/"
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


def leave() -> Response:
    """Send the browser to the first screen, in a fresh document."""
    if htmx:
        response: Response = make_response("", redirect=HOME)
        return response
    return Response(status=303, headers=redirect(HOME, 303).headers)
