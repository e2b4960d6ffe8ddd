"""Puts the API and the pages into the collector's app; the app factory calls it once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, g

from collector.api.library import OpenLibrary
from collector.api.routes import ApiParts, api_blueprint
from collector.auth.reader import Gate
from collector.auth.scope import Scope
from collector.dashboard.pages.account_pages import add_account_pages
from collector.dashboard.pages.comparison_pages import add_comparison_pages
from collector.dashboard.pages.frame import Frame
from collector.dashboard.pages.overview_pages import add_overview_pages
from collector.dashboard.pages.point_pages import add_point_pages
from collector.dashboard.pages.privacy_pages import add_privacy_pages
from collector.dashboard.pages.sessions import Sessions, configure_cookie
from collector.texts import Texts, load_texts

PagesOf = Callable[[Frame], Blueprint]
"""Makes the pages of one room within the frame."""


@dataclass(frozen=True, slots=True)
class AnalystParts:
    """What the analysts' side stands on.

    Attributes:
        open_library: one consistent look at figures and registry, for one request.
        gate: accounts and tokens.
        now: the clock.
        random_bytes: randomness.
        session_key: 32 bytes that sign the session cookie, see `session_key`.
        secure_cookie: whether the pages are served by https.
        disclosure_ceiling: best guess at one answer that a published survey may allow.
        rooms: the pages that other rooms add.
    """

    open_library: OpenLibrary
    gate: Gate
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]
    session_key: bytes
    secure_cookie: bool
    disclosure_ceiling: float
    rooms: Sequence[PagesOf] = ()


def install_analyst_side(app: Flask, parts: AnalystParts) -> None:
    """Add `/api/v1` and the pages from `/` on."""
    configure_cookie(app, parts.session_key, secure=parts.secure_cookie)
    sessions = Sessions(parts.gate, parts.now, parts.random_bytes)
    texts = load_texts()

    def session_scope() -> Scope | None:
        reader = sessions.reader()
        return reader.scope if reader else None

    app.register_blueprint(
        api_blueprint(ApiParts(parts.open_library, parts.gate, texts, session_scope))
    )
    pages = Blueprint("dashboard", __name__)
    frame = Frame(sessions, texts)
    frame.attach(pages)
    add_account_pages(pages, frame, parts.gate)
    add_comparison_pages(pages, frame, parts.open_library)
    add_overview_pages(pages, frame, parts.open_library)
    add_point_pages(pages, frame, parts.open_library)
    add_privacy_pages(pages, frame, parts.open_library, parts.disclosure_ceiling)
    app.register_blueprint(pages)
    for make_pages in parts.rooms:
        room = make_pages(frame)
        frame.attach(room)
        app.register_blueprint(room)
    _translate_templates(app)
    app.after_request(_keep_to_types)


def _keep_to_types(response: Response) -> Response:
    """Let no browser guess what a file is, style sheets and problems included."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response


def _translate_templates(app: Flask) -> None:
    def translate(message: str) -> str:
        texts: Texts = g.texts
        return texts.gettext(message)

    def translate_number(one: str, many: str, number: int) -> str:
        texts: Texts = g.texts
        return texts.ngettext(one, many, number)

    app.jinja_env.add_extension("jinja2.ext.i18n")
    install: Any = app.jinja_env.install_gettext_callables  # type: ignore[attr-defined]
    install(translate, translate_number, newstyle=True)
