"""The kiosk's web application, made from its parts.

No cookie, no session, no request log: what a visitor answers lives in their page and, once sealed,
in the spool.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from flask import Flask, Response, request
from markupsafe import Markup

from kiosk.errors import add_error_pages
from kiosk.pace import Pacing
from kiosk.pages.access import access_pages
from kiosk.pages.alive import alive_pages
from kiosk.pages.desk import Desk, desk_pages
from kiosk.pages.room import Device, Room, Settings
from kiosk.pages.scan import scan_pages
from kiosk.pages.showing import htmx
from kiosk.pages.speech import speech_pages
from kiosk.pages.statement import statement_pages
from kiosk.pages.touch import touch_pages
from kiosk.speech import Voice
from kiosk.submit import Store
from kiosk.texts import Texts, load_catalogues
from kiosk.viewing import Panel
from shared.problems import FormatProblem

MAX_BODY_BYTES: Final = 32 * 1024
"""A comment of 500 characters takes 6 KB at most as a form field, 40 answers about 4 KB."""

FORM_TYPE: Final = "application/x-www-form-urlencoded"
"""The only body accepted: the parser of any other kind may put parts of it on disk."""

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; media-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_STATIC = Path(__file__).parent / "static"
_STATIC_SECONDS: Final = 365 * 24 * 3600


def create_app(
    config: Settings,
    device: Device,
    spool: Store,
    clock: Callable[[], datetime],
    random_bytes: Callable[[int], bytes],
    *,
    pacing: Pacing | None = None,
    desk: Desk | None = None,
    voice: Voice | None = None,
    panel: Panel | None = None,
) -> Flask:
    """Make the application.

    Args:
        config: the settings of the pages.
        device: what this device knows; asked anew at each request, so that a new bundle shows.
        spool: keeps sealed items.
        clock: the local time; only its month is used.
        random_bytes: makes the ids of visits and comments.
        pacing: marks what comes too fast to have been read; without it nothing is marked.
        desk: the agent's page and the station's health; without it there is no such page.
        voice: what reads aloud; without it the pages are silent.
        panel: the screen that the pages are drawn for.
    """
    app = Flask("kiosk", static_folder=str(_STATIC), template_folder="templates")
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES, MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES)
    texts = Texts(load_catalogues())
    if pacing is None:
        pacing = Pacing(time.monotonic, enough=0)
    room = Room(
        config, device, spool, clock, random_bytes, texts, _icons(), pacing, voice, panel or Panel()
    )
    _set_up_templates(app, room)
    htmx.init_app(app)
    app.register_blueprint(touch_pages(room))
    app.register_blueprint(scan_pages(room))
    app.register_blueprint(statement_pages(room))
    app.register_blueprint(access_pages(room))
    app.jinja_env.globals["has_desk"] = desk is not None
    links = app.jinja_env.get_template("part_links.html").render()
    app.jinja_env.globals["links"] = Markup(links)  # noqa: S704 - our own template
    if desk is not None:
        app.register_blueprint(desk_pages(room, desk))
        office = desk.office
        app.register_blueprint(alive_pages(office.heartbeat, office.leaving, office.is_dark))
    if voice is not None:
        app.register_blueprint(speech_pages(voice))
    add_error_pages(app, room)
    app.before_request(_refuse_foreign_posts)
    app.after_request(_protect)
    return app


def _set_up_templates(app: Flask, room: Room) -> None:
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    env.trim_blocks = env.lstrip_blocks = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        room.texts.gettext, room.texts.ngettext, newstyle=True
    )
    env.globals.update(_=room.texts.marked, gettext=room.texts.marked)
    env.globals.update(icons=room.icons, assets=_assets())


def _icons() -> dict[str, str]:
    """The drawings that templates put into the page itself, by name."""
    return {
        path.stem: Markup(path.read_text(encoding="utf-8").strip())  # noqa: S704 - our own files
        for folder in ("faces", "glyphs")
        for path in sorted((_STATIC / folder).glob("*.svg"))
    }


def _assets() -> dict[str, str]:
    """The address of every static file, which changes with its content: it may be cached."""
    files = [each for each in _STATIC.rglob("*") if each.is_file()]
    return {
        name: f"/static/{name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:8]}"
        for name, path in ((each.relative_to(_STATIC).as_posix(), each) for each in sorted(files))
    }


def _refuse_foreign_posts() -> None:
    """Let only our own pages post: another site open on this machine could stuff the ballot."""
    if request.method != "POST":
        return
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site not in ("same-origin", "none") or request.mimetype != FORM_TYPE:
        raise FormatProblem("request-invalid", "Only a form of these pages can be posted.")


def _protect(response: Response) -> Response:
    response.headers.extend(HEADERS)
    if request.endpoint == "static" and response.status_code in (200, 304):
        response.headers["Cache-Control"] = f"public, max-age={_STATIC_SECONDS}, immutable"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
