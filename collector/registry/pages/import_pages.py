"""`/registry/import`: a list of Points is sent, its changes are shown, then confirmed."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from collector.auth.rights import Right
from collector.dashboard.pages.frame import Frame
from collector.instance import Collector
from collector.registry.lists import ListDesk
from collector.server import LARGEST_BODY


def add_import_pages(blueprint: Blueprint, frame: Frame, collector: Collector) -> None:
    """Add the pages of importing."""

    @blueprint.get("/registry/import")
    @frame.needs(Right.ADMINISTER)
    def choose_list() -> ResponseReturnValue:
        return frame.page("registry/import.html")

    @blueprint.post("/registry/import")
    @frame.needs(Right.ADMINISTER, max_bytes=LARGEST_BODY)
    def look_at_list() -> ResponseReturnValue:
        sent = request.files.get("list")
        content = sent.read() if sent else b""
        view = ListDesk(collector, frame.reader()).look(content)
        return frame.page("registry/preview.html", view=view)

    @blueprint.post("/registry/import/confirm")
    @frame.needs(Right.ADMINISTER)
    def confirm_list() -> ResponseReturnValue:
        desk = ListDesk(collector, frame.reader())
        desk.confirm(request.form.get("digest", ""), close_gone="close_gone" in request.form)
        return redirect(frame.link("registry.start"), 303)
