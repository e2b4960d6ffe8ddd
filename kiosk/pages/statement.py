"""The address of the accessibility statement (`kiosk.statement`).

The first screen leads there by its own form, which carries what the visitor set; the address alone
shows the statement as it comes.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort

from kiosk.access import Access
from kiosk.pages.outside import show_statement
from kiosk.pages.room import Room
from kiosk.statement import STATEMENT
from kiosk.texts import FALLBACK


def statement_pages(room: Room) -> Blueprint:
    """The routes of the statement."""
    pages = Blueprint("statement", __name__)

    @pages.get("/accessibility", defaults={"number": 1})
    @pages.get("/accessibility/<int:number>")
    def statement(number: int) -> Response:
        if not 1 <= number <= len(STATEMENT):
            abort(404)
        return show_statement(room, number, FALLBACK, Access())

    return pages
