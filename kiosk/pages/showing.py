"""Draws a screen: a whole page for a browser, or only the screen when htmx asks for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Final

from flask import Response, render_template
from flask_htmx import HTMX, make_response
from markupsafe import Markup

from kiosk.access import Access
from kiosk.pages.aloud import SILENT, Aloud
from kiosk.pages.room import Room
from kiosk.views import SurveyView
from shared.languages import language as language_of

HOME: Final = "/"

PARTS_KEPT: Final = 2000
"""A few surveys of a dozen questions in a dozen languages; a part takes about 2 KB."""

htmx = HTMX()


def show(room: Room, template: str, tag: str, status: int = 200, **context: Any) -> Response:
    """Draw a screen in a language.

    `spoken` in the template is the language of the interface's texts; it differs from the survey's
    where no catalogue exists.
    """
    given: dict[str, Any] = {"access": Access(), "aloud": SILENT, **context}
    view = given.get("view")
    if isinstance(view, SurveyView):  # the desk has a view of another kind, and no dialogs
        given["dialogs"] = _dialogs(room, view, given["access"])
    with room.texts.speaking(tag) as spoken:
        page = render_template(
            template,
            language=language_of(tag),
            spoken=language_of(spoken),
            settings=room.settings,
            says=_saying(given["aloud"]),
            can_speak=room.voice is not None,
            **given,
        )
    return Response(page, status, mimetype="text/html")


def part(room: Room, view: SurveyView, template: str, key: Hashable = None, **shown: Any) -> str:
    """A part of a page that depends on nobody's answers: drawn once, then kept.

    Args:
        room: keeps the parts.
        view: the survey and the language.
        template: draws the part.
        key: everything in `shown` that the part depends on.
        **shown: what the template needs beside the view.
    """
    name = (template, view.digest, view.language.tag, key)
    made = room.parts.get(name)
    if made is None:
        if len(room.parts) >= PARTS_KEPT:
            room.parts.clear()
        made = room.parts[name] = draw(room, view, template, **shown)
    return made


def _dialogs(room: Room, view: SurveyView, access: Access) -> str:
    return part(room, view, "part_dialogs.html", access.patience, access=access)


def draw(room: Room, view: SurveyView, template: str, **shown: Any) -> str:
    """A part of a page, drawn for this once."""
    with room.texts.speaking(view.language.tag):
        html = render_template(
            template,
            view=view,
            settings=room.settings,
            says=_saying(shown.get("aloud", SILENT)),
            **shown,
        )
    return Markup(html)  # noqa: S704 - a template wrote it


def _saying(sounds: Aloud) -> Callable[[str], str]:
    """Has a control say the text it shows when a key brings the focus there."""

    def says(message: str) -> str:
        return Markup(' data-say="{}"').format(sounds.word(message)) if sounds.volume else ""

    return says


def leave() -> Response:
    """Send the browser to the first screen, in a fresh document."""
    if htmx:
        response: Response = make_response("", redirect=HOME)
        return response
    return Response(status=303, headers={"Location": HOME})
