"""`/alive`: the page says that it is there, a supervisor asks whether it is. No data either way."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request

from kiosk.desk.nearness import Caller, is_at_the_station
from kiosk.station.heartbeat import Heartbeat
from kiosk.station.leaving import Leaving


def caller() -> Caller:
    """Where the request comes from, as far as it says."""
    return Caller(
        request.remote_addr or "",
        request.host,
        request.environ.get("SERVER_PROTOCOL", ""),
        {name.lower(): value for name, value in request.headers},
    )


def alive_pages(
    heartbeat: Heartbeat, leaving: Leaving | None, is_dark: Callable[[], bool]
) -> Blueprint:
    """The routes of the heartbeat; `is_dark` says that nobody can be before the screen."""
    pages = Blueprint("alive", __name__)

    @pages.post("/alive")
    def beat() -> Response:
        if is_at_the_station(caller()):  # a page open elsewhere says nothing of the kiosk's
            heartbeat.beat()
        return Response(status=204)

    @pages.get("/alive")
    def ask() -> Response:
        leave = leaving is not None and leaving.is_asked
        return jsonify({"page": heartbeat.state.value, "leave": leave, "dark": is_dark()})

    return pages
