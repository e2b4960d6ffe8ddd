"""`/registry/cafs`, `/registry/partners`, `/registry/new`: what concerns a Caf as a whole."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from collector.auth.rights import Right
from collector.dashboard.pages.frame import Frame
from collector.instance import Collector
from collector.registry.cafs import add_point, cafs_in, name_caf, write_to
from collector.registry.overview import partners_in
from collector.registry.pages import forms


def add_caf_pages(blueprint: Blueprint, frame: Frame, collector: Collector) -> None:
    """Add the pages about Cafs and their partners, and the one that adds a Point."""

    @blueprint.get("/registry/cafs")
    @frame.needs(Right.ADMINISTER)
    def cafs() -> ResponseReturnValue:
        return frame.page("registry/cafs.html", found=cafs_in(collector.database, frame.reader()))

    @blueprint.post("/registry/cafs")
    @frame.needs(Right.ADMINISTER)
    def keep_caf() -> ResponseReturnValue:
        code, name = request.form.get("caf", ""), request.form.get("name", "")
        name_caf(collector, frame.reader(), code, name)
        return redirect(frame.link("registry.cafs"), 303)

    @blueprint.get("/registry/new")
    @frame.needs(Right.ADMINISTER)
    def new_point() -> ResponseReturnValue:
        found = cafs_in(collector.database, frame.reader())
        return frame.page("registry/new.html", cafs=found)

    @blueprint.post("/registry/new")
    @frame.needs(Right.ADMINISTER)
    def keep_point() -> ResponseReturnValue:
        form = request.form
        record = forms.record(form, form.get("id", "").strip())
        record = replace(record, caf=form.get("caf", "").strip())
        add_point(collector, frame.reader(), record)
        return redirect(frame.link("registry.point", point=record.id), 303)

    @blueprint.get("/registry/partners")
    @frame.needs(Right.ADMINISTER)
    def partners() -> ResponseReturnValue:
        found = partners_in(collector.database, frame.reader())
        return frame.page("registry/partners.html", found=found)

    @blueprint.post("/registry/partners")
    @frame.needs(Right.ADMINISTER)
    def keep_partner() -> ResponseReturnValue:
        form = request.form
        caf, name, email = form.get("caf", ""), form.get("name", ""), form.get("email", "")
        write_to(collector, frame.reader(), caf, name, email)
        return redirect(frame.link("registry.partners"), 303)
