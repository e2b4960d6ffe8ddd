"""The accessibility statement that French law asks for (law 2005-102, article 47; RGAA 4.1).

It says of the touch screen what `kiosk/ACCESSIBILITY.md` finds, in French, over a few pages so that
none scrolls.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort

from kiosk.pages.room import Room
from kiosk.pages.showing import show
from kiosk.texts import FALLBACK

PAGES: Final = 3


def statement_pages(room: Room) -> Blueprint:
    """The routes of the statement."""
    pages = Blueprint("statement", __name__)

    @pages.get("/accessibility", defaults={"number": 1})
    @pages.get("/accessibility/<int:number>")
    def statement(number: int) -> Response:
        if not 1 <= number <= PAGES:
            abort(404)
        return show(room, "statement/statement.html", FALLBACK, number=number, pages=PAGES)

    return pages
