"""`/code`: one's own second step of signing in; `/accounts/code`: the end of somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from collector.api.headers import UNSTORED
from collector.auth.administration import Administration
from collector.auth.rights import Right
from collector.auth.second_step import SecondStep
from collector.dashboard.pages.frame import Frame
from shared.problems import AccessProblem
from shared.qr_code import qr_svg


def second_step_pages(
    administration: Administration, second: SecondStep
) -> Callable[[Frame], Blueprint]:
    """Makes the pages of the second step."""

    def make(frame: Frame) -> Blueprint:
        blueprint = Blueprint("codes", __name__)
        _add_own(blueprint, frame, second)

        @blueprint.post("/accounts/code")
        @frame.needs(Right.GOVERN)
        def reset() -> ResponseReturnValue:
            administration.reset_code(g.reader, request.form.get("email", ""))
            return redirect(frame.link("accounts.accounts"), 303)

        return blueprint

    return make


def _add_own(blueprint: Blueprint, frame: Frame, second: SecondStep) -> None:
    def page(**shown: Any) -> Response:
        reader = frame.reader()
        if not reader.has_code and not reader.by_single_sign_on:
            offer = second.offer(reader, request.form.get("seed", ""))
            # The drawing is made here, of an address made here: there is nothing to escape.
            shown |= {"offer": offer, "drawing": Markup(qr_svg(offer.address))}  # noqa: S704
        response = frame.page("accounts/code.html", left=second.left(reader), **shown)
        response.headers["Cache-Control"] = UNSTORED
        return response

    @blueprint.get("/code")
    @frame.needs(Right.READ)
    def own() -> ResponseReturnValue:
        return page()

    @blueprint.post("/code")
    @frame.needs(Right.READ)
    def begin() -> ResponseReturnValue:
        form = request.form
        try:
            made = second.begin(g.reader, form.get("seed", ""), form.get("code", ""))
        except AccessProblem as problem:
            return page(status=problem.kind.status, problem=problem)
        # Every session has ended with this change; the one that made it goes on.
        frame.sessions.renew(g.reader.email)
        return page(made=made)

    @blueprint.post("/code/end")
    @frame.needs(Right.READ)
    def end() -> ResponseReturnValue:
        try:
            second.end(g.reader, request.form.get("code", ""))
        except AccessProblem as problem:
            return page(status=problem.kind.status, problem=problem)
        frame.sessions.renew(g.reader.email)
        return redirect(frame.link("codes.own"), 303)
