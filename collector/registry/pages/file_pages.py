"""`/registry/points/{id}`: a Point's file and what administrators change in it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from collector.auth.rights import Right
from collector.dashboard.pages.frame import Frame
from collector.instance import Collector
from collector.registry.changes import Changes
from collector.registry.convention import Convention, Equipment, Ground
from collector.registry.file import open_file
from collector.registry.pages import forms
from shared.hours_in_words import hours_in_words
from shared.problems import FormatProblem


def add_file_pages(blueprint: Blueprint, frame: Frame, collector: Collector) -> None:
    """Add the pages of one Point."""

    def back(point: str) -> ResponseReturnValue:
        return redirect(frame.link("registry.point", point=point), 303)

    @blueprint.get("/registry/points/<point>")
    @frame.needs(Right.ADMINISTER)
    def point(point: str) -> ResponseReturnValue:
        asked = forms.day_or_none(request.args, "on")
        file = open_file(collector.database, frame.reader(), point, collector.now(), asked)
        return frame.page(
            "registry/point.html",
            file=file,
            record=file.point.record,
            today=file.today,
            in_words=hours_in_words,
            grounds=[each.value for each in Ground],
        )

    _add_identity(blueprint, frame, collector, back)
    _add_conventions(blueprint, frame, collector, back)

    @blueprint.post("/registry/points/<point>/equipment")
    @frame.needs(Right.ADMINISTER)
    def equip(point: str) -> ResponseReturnValue:
        form = request.form
        version = Equipment(
            forms.day(form, "valid_from"),
            forms.number(form, "computers"),
            forms.number(form, "printers"),
            form.get("connection", ""),
        )
        Changes(collector, frame.reader()).equip(point, version)
        return back(point)


def _add_identity(
    blueprint: Blueprint,
    frame: Frame,
    collector: Collector,
    back: Callable[[str], ResponseReturnValue],
) -> None:
    @blueprint.post("/registry/points/<point>")
    @frame.needs(Right.ADMINISTER)
    def edit_point(point: str) -> ResponseReturnValue:
        Changes(collector, frame.reader()).edit(
            forms.record(request.form, point), active="active" in request.form
        )
        return back(point)

    @blueprint.post("/registry/points/<point>/poster")
    @frame.needs(Right.ADMINISTER)
    def reissue_poster(point: str) -> ResponseReturnValue:
        Changes(collector, frame.reader()).reissue_poster(point)
        return back(point)


def _add_conventions(
    blueprint: Blueprint,
    frame: Frame,
    collector: Collector,
    back: Callable[[str], ResponseReturnValue],
) -> None:
    @blueprint.post("/registry/points/<point>/conventions")
    @frame.needs(Right.ADMINISTER)
    def sign(point: str) -> ResponseReturnValue:
        form = request.form
        signed = forms.day(form, "signed")
        effective = forms.day_or_none(form, "effective") or signed
        changes = Changes(collector, frame.reader())
        changes.sign(point, form.get("partner", ""), signed, effective)
        return back(point)

    @blueprint.post("/registry/points/<point>/conventions/end")
    @frame.needs(Right.ADMINISTER)
    def end(point: str) -> ResponseReturnValue:
        form = request.form
        number, day = forms.number(form, "number"), forms.day(form, "day")
        ground = _ground(form.get("ground", ""))
        Changes(collector, frame.reader()).end(point, number, ground, day)
        return back(point)

    @blueprint.post("/registry/points/<point>/conventions/correct")
    @frame.needs(Right.ADMINISTER)
    def correct(point: str) -> ResponseReturnValue:
        form = request.form
        signed = forms.day(form, "signed")
        right = Convention(
            point=point,
            partner=form.get("partner", ""),
            signed=signed,
            effective=forms.day_or_none(form, "effective") or signed,
            id=forms.number(form, "number"),
        )
        ground = _ground(form["ground"]) if form.get("ground") else None
        day, why = forms.day_or_none(form, "day"), form.get("why", "")
        Changes(collector, frame.reader()).correct(point, right, ground, day, why)
        return back(point)

    @blueprint.post("/registry/points/<point>/conventions/remove")
    @frame.needs(Right.ADMINISTER)
    def remove(point: str) -> ResponseReturnValue:
        form = request.form
        number, why = forms.number(form, "number"), form.get("why", "")
        changes = Changes(collector, frame.reader())
        if "looked" not in form:
            of, removal = changes.removal(point, number, why)
            return frame.page("registry/remove.html", record=of.record, removal=removal)
        changes.remove(point, number, why)
        return back(point)


def _ground(text: str) -> Ground:
    try:
        return Ground(text)
    except ValueError:
        raise FormatProblem("registry-input", "ground") from None
