"""`/login`, `/login/code` and `/logout`."""

from __future__ import annotations

from flask import Blueprint, current_app, g, redirect, request
from flask.typing import ResponseReturnValue

from collector.api.headers import UNSTORED
from collector.auth.reader import Gate
from collector.dashboard.pages.frame import Frame, own_address
from shared.problems import AccessProblem


def add_account_pages(blueprint: Blueprint, frame: Frame, gate: Gate) -> None:
    """Add the pages of signing in and out."""

    @blueprint.get("/login")
    @frame.public
    def sign_in() -> ResponseReturnValue:
        return _page(frame, next=own_address(request.args.get("next", "")))

    @blueprint.post("/login")
    @frame.public
    def signed_in() -> ResponseReturnValue:
        form = request.form
        email, onward = form.get("email", ""), own_address(form.get("next", ""))
        try:
            frame.sessions.check_form(form.get("form_token", ""))
            reader = gate.sign_in(email, form.get("password", ""))
        except AccessProblem as problem:
            status = problem.kind.status
            return _page(frame, status=status, problem=problem, next=onward, email=email)
        if reader.has_code:
            frame.sessions.begin_half_way(reader)
            return redirect(frame.link("dashboard.code", next=onward), 303)
        frame.sessions.begin(reader)
        return redirect(onward or frame.link("dashboard.start"), 303)

    _add_second_step(blueprint, frame, gate)

    @blueprint.post("/logout")
    @frame.public
    def sign_out() -> ResponseReturnValue:
        frame.sessions.check_form(request.form.get("form_token", ""))
        reader = frame.sessions.reader()
        frame.sessions.end()
        # A form may not lead to another site (form-action): a page of our own does.
        there_too = reader and reader.by_single_sign_on and "sso.out" in current_app.view_functions
        return redirect(frame.link("sso.out" if there_too else "dashboard.sign_in"), 303)


def _add_second_step(blueprint: Blueprint, frame: Frame, gate: Gate) -> None:
    @blueprint.get("/login/code")
    @frame.public
    def code() -> ResponseReturnValue:
        onward = own_address(request.args.get("next", ""))
        if frame.sessions.half_way() is None:
            return redirect(frame.link("dashboard.sign_in", next=onward), 303)
        return _page(frame, template="dashboard/code.html", next=onward)

    @blueprint.post("/login/code")
    @frame.public
    def code_given() -> ResponseReturnValue:
        form = request.form
        onward = own_address(form.get("next", ""))
        frame.sessions.check_form(form.get("form_token", ""))
        waiting = frame.sessions.half_way()
        if waiting is None:
            return redirect(frame.link("dashboard.sign_in", next=onward), 303)
        try:
            reader = gate.check_code(waiting.email, form.get("code", "")[:100])
        except AccessProblem as problem:
            shown = {"problem": problem, "next": onward}
            status = problem.kind.status
            return _page(frame, template="dashboard/code.html", status=status, **shown)
        frame.sessions.begin(reader)
        return redirect(onward or frame.link("dashboard.start"), 303)


def _page(
    frame: Frame, *, template: str = "dashboard/login.html", status: int = 200, **shown: object
) -> ResponseReturnValue:
    g.reader = frame.sessions.reader()
    response = frame.page(template, status=status, **shown)
    response.headers["Cache-Control"] = UNSTORED
    return response
