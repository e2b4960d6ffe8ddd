"""The code that the first screen shows to phones: the Point's page, and that they were here."""

from __future__ import annotations

from flask import Blueprint, Response
from markupsafe import Markup

from kiosk.pages.room import Room
from kiosk.pages.showing import show
from kiosk.texts import FALLBACK
from shared.poster import phone_page
from shared.presence import presence_code
from shared.qr_code import qr_svg


def scan_pages(room: Room) -> Blueprint:
    """The route of the code of the moment, for a first screen that stays on for hours."""
    pages = Blueprint("scan", __name__)

    @pages.get("/scan")
    def scan() -> Response:
        bundle = room.device.bundle
        survey = bundle.survey_of(bundle.points[0]) if bundle.points else None
        tag = survey.languages[0] if survey else FALLBACK
        return show(room, "part_scan.html", tag, scan=scan_code(room))

    return pages


def scan_code(room: Room) -> str:
    """The QR code of the moment; empty where no relay is known, or no Point."""
    bundle = room.device.bundle
    if not bundle.phone or not bundle.points:
        return ""
    point = bundle.points[0]
    code = presence_code(point.presence, room.now())
    address = f"{phone_page(bundle.phone, point.token)}?s={code}"
    return Markup(qr_svg(address))  # noqa: S704 - our own drawing
