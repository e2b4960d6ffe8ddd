"""`/activity`: a month's returns, typing one, and closing a question with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from collector.activity.mail import Mailer, read_mail_settings
from collector.activity.model import QuestionKind
from collector.activity.overview import (
    declare_on_web,
    history_of,
    month_overview,
    over_time,
)
from collector.activity.questions import close_question
from collector.activity.reminders import reminders_due, send_reminders
from collector.auth.rights import Right
from collector.auth.scope import Level, Scope
from collector.dashboard.pages.frame import Frame
from collector.store.activity import reminders_of
from collector.store.audit import record
from collector.store.engine import Database, Transaction
from collector.store.points import all_cafs, find_point
from collector.texts import load_texts
from shared.periods import Period
from shared.problems import AccessProblem, OperationProblem, QueryProblem


def activity_pages(
    frame: Frame, database: Database, now: Callable[[], datetime], mail_file: Path | None = None
) -> Blueprint:
    """The pages of activity returns."""
    pages = Blueprint("activity", __name__)

    def check(transaction: Transaction, point: str) -> None:
        found = find_point(transaction, point)
        if found is None:
            raise QueryProblem("point-unknown")
        frame.reader().check_point(found.id, found.caf)

    @pages.get("/activity")
    @frame.needs(Right.READ)
    def month() -> ResponseReturnValue:
        current, today = Period.of(now()), now().date()
        asked = request.args.get("period", "")
        period = Period.parse(asked) if asked else current.plus(-1)
        scope = _scope(frame, request.args.get("caf", ""))
        with database.read() as transaction:
            due = reminders_due(transaction, today, _caf_of(scope))
            told = {each.point: each for each in reminders_of(transaction, [period])}
            cafs = all_cafs(transaction) if frame.reader().scope.level is Level.NATIONAL else []
        return frame.page(
            "activity/month.html",
            view=month_overview(database, scope, period, today),
            months=[current.plus(-back) for back in range(13)],
            past=over_time(database, scope, current),
            due=due if scope.level is not Level.POINT else [],
            told=told,
            can_mail=mail_file is not None,
            caf=_caf_of(scope) or "",
            sent=request.args.get("sent", type=int),
            untaken=request.args.get("untaken", 0, type=int),
            cafs=[(each, each) for each in cafs],
        )

    @pages.post("/activity")
    @frame.needs(Right.DECLARE)
    def declare() -> ResponseReturnValue:
        period = Period.parse(request.form.get("period", ""))
        point, who = request.form.get("point", ""), frame.reader().email
        visitors, accompanied = _number("visitors"), _number("accompanied")
        with database.begin() as transaction:
            check(transaction, point)
            today = now().date()
            declare_on_web(transaction, point, period, visitors, accompanied, who, today)
            figures = {"visitors": visitors, "accompanied": accompanied, "period": str(period)}
            record(transaction, now(), who, "activity-declare", f"point {point}", figures)
        return redirect(frame.link("activity.month", period=str(period)), 303)

    @pages.post("/activity/questions")
    @frame.needs(Right.ADMINISTER)
    def close() -> ResponseReturnValue:
        period = Period.parse(request.form.get("period", ""))
        point, who = request.form.get("point", ""), frame.reader().email
        with database.begin() as transaction:
            check(transaction, point)
            kind, reason = _kind(), request.form.get("reason", "")
            close_question(transaction, point, period, kind, reason, who, now().date())
            detail = {"period": str(period), "kind": kind.value, "reason": reason}
            record(transaction, now(), who, "question-close", f"point {point}", detail)
        return redirect(frame.link("activity.month", period=str(period)), 303)

    _add_history(pages, frame, database, now)
    _add_reminders(pages, frame, database, now, mail_file)
    return pages


def _add_history(
    pages: Blueprint, frame: Frame, database: Database, now: Callable[[], datetime]
) -> None:
    @pages.get("/activity/points/<point>")
    @frame.needs(Right.READ)
    def history(point: str) -> ResponseReturnValue:
        with database.read() as transaction:
            found = find_point(transaction, point)
        if found is None:
            raise QueryProblem("point-unknown")
        frame.reader().check_point(found.id, found.caf)
        view = history_of(database, found, Period.of(now()))
        return frame.page("activity/history.html", view=view)


def _add_reminders(
    pages: Blueprint,
    frame: Frame,
    database: Database,
    now: Callable[[], datetime],
    mail_file: Path | None,
) -> None:
    @pages.post("/activity/reminders")
    @frame.needs(Right.ADMINISTER)
    def remind() -> ResponseReturnValue:
        reader = frame.reader()
        if reader.scope.level is Level.POINT:
            raise AccessProblem("scope-refused")
        if mail_file is None:
            raise OperationProblem("mail-unset")
        mailer = Mailer(read_mail_settings(mail_file))
        caf = _caf_of(_scope(frame, request.form.get("caf", "")))
        done = send_reminders(database, mailer, load_texts()["fr"], now, reader.email, caf)
        untaken = done.unreachable + done.unsure
        shown = frame.link("activity.month", caf=caf, sent=str(done.sent), untaken=untaken)
        return redirect(f"{shown}#reminders", 303)


def _scope(frame: Frame, caf: str) -> Scope:
    """The reader's scope, or one Caf of it that was chosen."""
    if not caf:
        return frame.reader().scope
    frame.reader().check_caf(caf)
    return Scope(Level.CAF, caf)


def _caf_of(scope: Scope) -> str | None:
    return scope.id if scope.level is Level.CAF else None


def _number(name: str) -> int:
    text = request.form.get(name, "").strip()
    if not (text.isascii() and text.isdigit()) or len(text) > 6:
        raise OperationProblem("activity-invalid")
    return int(text)


def _kind() -> QuestionKind:
    try:
        return QuestionKind(request.form.get("kind", ""))
    except ValueError:
        raise OperationProblem("question-unknown") from None
