"""The web application of a relay: the phone's pages and nothing else.

No cookie, no session, no request log. What a request says of the phone (its address, its browser)
is neither read nor kept, beyond the languages it prefers.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from flask import Blueprint, Flask, Response, request
from markupsafe import Markup

from kiosk.clock import Monotonic, RandomBytes
from kiosk.pages.phone import ITEM_TYPE, PhoneRoom, phone_pages
from kiosk.phone.assets import Asset, load_assets
from kiosk.phone.errors import add_error_pages
from kiosk.phone.relay import Device, Relay
from kiosk.phone.settings import PhoneSettings
from kiosk.phone.words import Translations
from kiosk.submit import Store
from shared.problems import FormatProblem

MAX_BODY_BYTES: Final = 32 * 1024
"""A sealed comment takes 3.2 KB, a whole form in clear about 10 KB."""

FORM_TYPE: Final = "application/x-www-form-urlencoded"
"""Beside sealed items the only body accepted: other parsers may put parts of it on disk."""

HEADERS: Final = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_STATIC = Path(__file__).parents[1] / "static"
_YEAR_SECONDS: Final = 365 * 24 * 3600
_SMALLEST_COMPRESSED: Final = 1000


def create_app(
    settings: PhoneSettings,
    device: Device,
    spool: Store,
    clock: Callable[[], datetime],
    monotonic: Monotonic,
    random_bytes: RandomBytes,
) -> Flask:
    """Make the application.

    Args:
        settings: the layers against stuffing.
        device: what this relay knows; asked anew at each request, so that a new bundle shows.
        spool: keeps sealed items.
        clock: the local time, for its month and for presence codes.
        monotonic: seconds that never go back, for ceilings and expiries.
        random_bytes: makes challenges and the ids of visits and comments sealed here.
    """
    app = Flask("kiosk", static_folder=None, template_folder="templates")
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES, MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    relay = Relay(settings, device, spool, clock, monotonic, random_bytes)
    room = PhoneRoom(relay, Translations(), load_assets(_STATIC), random_bytes)
    app.jinja_env.globals.update(faces=_drawings("faces"), glyphs=_drawings("glyphs"))
    app.register_blueprint(phone_pages(room))
    app.register_blueprint(_files(room.assets.files))
    add_error_pages(app, room)
    app.before_request(_refuse_foreign_posts)
    app.after_request(_protection(room.assets.policy))
    app.after_request(_compress)
    return app


def _drawings(directory: str) -> dict[str, str]:
    """The drawings that templates put into the page itself, by name."""
    return {
        path.stem: Markup(path.read_text(encoding="utf-8").strip())  # noqa: S704 - our own files
        for path in sorted((_STATIC / directory).glob("*.svg"))
    }


def _files(assets: Mapping[str, Asset]) -> Blueprint:
    files = Blueprint("files", __name__)

    @files.get("/static/<name>")
    def file(name: str) -> Response:
        asset = assets.get(name)
        if asset is None:
            raise FormatProblem("page-unknown")
        small = request.accept_encodings.quality("gzip") > 0
        response = Response(asset.compressed if small else asset.body)
        response.headers["Content-Type"] = asset.media_type
        response.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
        response.headers["Vary"] = "Accept-Encoding"
        if small:
            response.headers["Content-Encoding"] = "gzip"
        return response

    @files.get("/healthz")
    def health() -> Response:
        return Response("ok\n", mimetype="text/plain")

    return files


def _refuse_foreign_posts() -> None:
    """Let only our own pages post: any other site could have its visitors stuff the ballot."""
    if request.method != "POST":
        return
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site not in ("same-origin", "none") or request.mimetype not in (FORM_TYPE, ITEM_TYPE):
        raise FormatProblem("request-invalid", "Only these pages can post here.")


def _protection(policy: str) -> Callable[[Response], Response]:
    headers = {"Content-Security-Policy": policy, **HEADERS}

    def protect(response: Response) -> Response:
        response.headers.update(headers)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    return protect


def _compress(response: Response) -> Response:
    """Compress pages; files come compressed. No page mixes a secret with what others may put in."""
    plain = "Content-Encoding" not in response.headers and not response.is_streamed
    if not plain or not request.accept_encodings.quality("gzip"):
        return response
    data = response.get_data()
    if len(data) >= _SMALLEST_COMPRESSED:
        response.set_data(gzip.compress(data, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
    return response
