"""`/activity`: a month's returns, typing one, and closing a question with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from collector.activity.model import QuestionKind
from collector.activity.overview import declare_on_web, month_overview
from collector.activity.questions import close_question
from collector.auth.rights import Right
from collector.dashboard.pages.frame import Frame
from collector.store.audit import record
from collector.store.engine import Database, Transaction
from collector.store.points import find_point
from shared.periods import Period
from shared.problems import OperationProblem, QueryProblem


def activity_pages(frame: Frame, database: Database, now: Callable[[], datetime]) -> Blueprint:
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
        current = Period.of(now())
        asked = request.args.get("period", "")
        period = Period.parse(asked) if asked else current.plus(-1)
        view = month_overview(database, frame.reader().scope, period, now().date())
        months = [current.plus(-back) for back in range(13)]
        return frame.page("activity/month.html", view=view, months=months)

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

    return pages


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
