"""`/registry/points/{id}/hours`: hours and exceptional days, for whoever declares them."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from collector.auth.rights import Right
from collector.auth.scope import Level, Scope
from collector.dashboard.pages.frame import Frame
from collector.instance import Collector
from collector.registry.changes import Changes
from collector.registry.file import open_file
from collector.registry.openings import typical_week
from collector.registry.pages import forms
from shared.hours_in_words import hours_in_words
from shared.weekly import DAYS


def add_hours_pages(blueprint: Blueprint, frame: Frame, collector: Collector) -> None:
    """Add the pages of hours."""

    def back(point: str) -> ResponseReturnValue:
        return redirect(frame.link("registry.hours", point=point), 303)

    @blueprint.get("/registry/hours")
    @frame.needs(Right.DECLARE)
    def own_hours() -> ResponseReturnValue:
        return redirect(_hours_of(frame, frame.reader().scope), 303)

    @blueprint.get("/registry/points/<point>/hours")
    @frame.needs(Right.DECLARE)
    def hours(point: str) -> ResponseReturnValue:
        file = open_file(collector.database, frame.reader(), point, collector.now())
        return frame.page(
            "registry/hours.html",
            file=file,
            days=DAYS,
            record=file.point.record,
            in_words=hours_in_words,
            typical_week=typical_week,
        )

    @blueprint.post("/registry/points/<point>/hours")
    @frame.needs(Right.DECLARE)
    def tell_hours(point: str) -> ResponseReturnValue:
        form = request.form
        changes = Changes(collector, frame.reader())
        changes.tell_hours(point, forms.day(form, "valid_from"), forms.hours(form))
        return back(point)

    @blueprint.post("/registry/points/<point>/hours/withdraw")
    @frame.needs(Right.DECLARE)
    def take_hours_back(point: str) -> ResponseReturnValue:
        changes = Changes(collector, frame.reader())
        changes.take_hours_back(point, forms.day(request.form, "valid_from"))
        return back(point)

    @blueprint.post("/registry/points/<point>/exceptions")
    @frame.needs(Right.DECLARE)
    def tell_exception(point: str) -> ResponseReturnValue:
        form = request.form
        first = forms.day(form, "first")
        last = forms.day_or_none(form, "last") or first
        changes = Changes(collector, frame.reader())
        changes.tell_exception(point, first, last, forms.slots(form, "x"), form.get("reason", ""))
        return back(point)

    @blueprint.post("/registry/points/<point>/exceptions/withdraw")
    @frame.needs(Right.DECLARE)
    def take_exception_back(point: str) -> ResponseReturnValue:
        changes = Changes(collector, frame.reader())
        changes.take_exception_back(point, forms.number(request.form, "number"))
        return back(point)


def _hours_of(frame: Frame, scope: Scope) -> str:
    """The page of the one Point of a scope; the list of Points where there are more."""
    if scope.level is Level.POINT:
        return frame.link("registry.hours", point=scope.id)
    return frame.link("dashboard.points")
