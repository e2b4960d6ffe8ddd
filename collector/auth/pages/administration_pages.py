"""`/accounts`, `/tokens`, `/audit` and `/password`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, redirect, request
from flask.typing import ResponseReturnValue

from collector.api.headers import UNSTORED
from collector.auth.administration import Administration
from collector.auth.reader import Gate
from collector.auth.rights import Right
from collector.auth.role import Role
from collector.auth.scope import Level
from collector.dashboard.pages.frame import Frame
from collector.store.audit import latest_entries
from shared.problems import AccessProblem, OperationProblem


def administration_pages(
    administration: Administration, gate: Gate
) -> Callable[[Frame], Blueprint]:
    """Makes the pages of those who govern, and the one of one's own password."""

    def make(frame: Frame) -> Blueprint:
        blueprint = Blueprint("accounts", __name__)
        _add_accounts(blueprint, frame, administration)
        _add_tokens(blueprint, frame, administration)
        _add_audit(blueprint, frame, administration)
        _add_password(blueprint, frame, administration, gate)
        return blueprint

    return make


def _add_accounts(blueprint: Blueprint, frame: Frame, administration: Administration) -> None:
    def page(**shown: Any) -> Response:
        accounts = administration.accounts(frame.reader())
        found = frame.page("accounts/accounts.html", accounts=accounts, roles=list(Role), **shown)
        return _unstored(found)

    def tried(act: Callable[[], str | None]) -> ResponseReturnValue:
        return _account_done(frame, page, act)

    @blueprint.get("/accounts")
    @frame.needs(Right.GOVERN)
    def accounts() -> ResponseReturnValue:
        return page()

    @blueprint.post("/accounts")
    @frame.needs(Right.GOVERN)
    def add() -> ResponseReturnValue:
        return tried(lambda: administration.add(g.reader, *_fields("email", "role", "scope")))

    @blueprint.post("/accounts/change")
    @frame.needs(Right.GOVERN)
    def change() -> ResponseReturnValue:
        return tried(lambda: administration.change(g.reader, *_fields("email", "role", "scope")))

    @blueprint.post("/accounts/close")
    @frame.needs(Right.GOVERN)
    def close() -> ResponseReturnValue:
        return tried(lambda: administration.close(g.reader, *_fields("email")))


def _account_done(
    frame: Frame, page: Callable[..., Response], act: Callable[[], str | None]
) -> ResponseReturnValue:
    """The page after a change: with a new password, with what was wrong, or loaded anew."""
    try:
        password = act()
    except (AccessProblem, OperationProblem) as problem:
        return page(status=problem.kind.status, problem=problem)
    if password is None:
        return redirect(frame.link("accounts.accounts"), 303)
    return page(password=password, email=request.form.get("email", ""))


def _add_tokens(blueprint: Blueprint, frame: Frame, administration: Administration) -> None:
    def page(**shown: Any) -> Response:
        found = administration.tokens(frame.reader())
        return _unstored(frame.page("accounts/tokens.html", tokens=found, **shown))

    @blueprint.get("/tokens")
    @frame.needs(Right.GOVERN)
    def tokens() -> ResponseReturnValue:
        return page()

    @blueprint.post("/tokens")
    @frame.needs(Right.GOVERN)
    def add_token() -> ResponseReturnValue:
        try:
            secret = administration.add_token(g.reader, *_fields("name", "scope"))
        except (AccessProblem, OperationProblem) as problem:
            return page(status=problem.kind.status, problem=problem)
        return page(secret=secret)

    @blueprint.post("/tokens/revoke")
    @frame.needs(Right.GOVERN)
    def revoke_token() -> ResponseReturnValue:
        administration.revoke_token(g.reader, *_fields("name"))
        return redirect(frame.link("accounts.tokens"), 303)


def _add_audit(blueprint: Blueprint, frame: Frame, administration: Administration) -> None:
    @blueprint.get("/audit")
    @frame.needs(Right.GOVERN)
    def audit() -> ResponseReturnValue:
        if frame.reader().scope.level is not Level.NATIONAL:
            raise AccessProblem("scope-refused", "The audit log is of the whole installation.")
        before = min(max(request.args.get("before", 0, type=int), 0), 2**53)
        with administration.database.read() as transaction:
            entries = latest_entries(transaction, before=before)
        return frame.page("accounts/audit.html", entries_of_log=entries)


def _add_password(
    blueprint: Blueprint, frame: Frame, administration: Administration, gate: Gate
) -> None:
    def page(**shown: Any) -> Response:
        return _unstored(frame.page("accounts/password.html", **shown))

    @blueprint.get("/password")
    @frame.needs(Right.READ)
    def password() -> ResponseReturnValue:
        return page()

    @blueprint.post("/password")
    @frame.needs(Right.READ)
    def change_password() -> ResponseReturnValue:
        old, new, again = _fields("old", "new", "again")
        reader = g.reader
        try:
            gate.sign_in(reader.email, old)
            if new != again:
                raise AccessProblem("account-invalid", "The new passwords differ.")
            administration.change_own_password(reader, new)
        except AccessProblem as problem:
            return page(status=problem.kind.status, problem=problem)
        frame.sessions.begin(gate.sign_in(reader.email, new))
        return page(done=True)


def _fields(*names: str) -> list[str]:
    return [request.form.get(name, "") for name in names]


def _unstored(response: Response) -> Response:
    response.headers["Cache-Control"] = UNSTORED
    return response
