"""The desk's screens on which the agent counts visitors, declares a month, or writes to the Caf."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import request

from kiosk.desk.office import Office, fit_message
from kiosk.desk.view import written
from shared import limits
from shared.declaration import Category, category_of
from shared.periods import Period
from shared.problems import OperationProblem, Problem

Screen = tuple[str, dict[str, Any]]
"""A template, and what it needs."""

LONGEST_NUMBER: Final = 6


def _activity(office: Office, _: str = "", *, said: str = "") -> Screen:
    period = office.register.offered()[0]
    shown = {"period": written(str(period)), "month": office.register.month(period)}
    return "desk/activity.html", {**shown, "today": office.register.today, "said": said}


def _count(office: Office, kind: str) -> Screen:
    if kind not in ("alone", "accompanied"):
        raise OperationProblem("request-invalid", "There is no such button.")
    office.register.count(accompanied=kind == "accompanied")
    return _activity(office, said="counted")


def _undo(office: Office, _: str) -> Screen:
    office.register.undo()
    return _activity(office, said="undone")


def _month(
    office: Office, argument: str, problem: Problem | None = None, *, said: str = ""
) -> Screen:
    offered = office.register.offered()
    period = Period.parse(argument) if argument else offered[0]
    if period not in offered:
        raise OperationProblem("request-invalid", "There is no such month.")
    month = office.register.month(period)
    typed = request.form.get("_visitors"), request.form.get("_accompanied")
    return "desk/month.html", {
        "months": [(str(each), written(str(each)), each == period) for each in offered],
        "period": str(period),
        "name": written(str(period)),
        "month": month,
        "visitors": typed[0] if problem else month.visitors,
        "accompanied": typed[1] if problem else month.accompanied,
        "problem": problem.kind if problem else None,
        "said": said,
    }


def _confirm(office: Office, argument: str) -> Screen:
    period = Period.parse(argument)
    try:
        office.confirm(period, _number("_visitors"), _number("_accompanied"))
    except Problem as problem:
        return _month(office, argument, problem)
    return _month(office, argument, said="confirmed")


def _number(name: str) -> int:
    text = request.form.get(name, "").strip()
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_NUMBER:
        raise OperationProblem("activity-invalid")
    return int(text)


def _message(
    office: Office, _: str = "", problem: Problem | None = None, *, said: str = ""
) -> Screen:
    told = [(each.category, each.text, "sent", "") for each in office.declarations.told()]
    waiting = [
        (each.category, each.text, "waiting", "") for each in office.declarations.waiting_messages()
    ]
    answered = [
        (each.category, each.text, each.state.value, each.answer)
        for each in office.device.bundle.answers
    ]
    kept = problem is not None or request.form.get("_do") == "message:again"
    return "desk/message.html", {
        "categories": list(Category),
        "category": request.form.get("_category", "") if kept else "",
        "text": request.form.get("_text", "")[: limits.MESSAGE_CHARACTERS] if kept else "",
        "longest": limits.MESSAGE_CHARACTERS,
        "messages": (waiting + told + answered)[:MESSAGES_SHOWN],
        "problem": problem.kind if problem else None,
        "said": said,
    }


MESSAGES_SHOWN: Final = 3
"""More of them would make the page scroll."""


def _review(office: Office, _: str) -> Screen:
    try:
        category = category_of(request.form.get("_category", ""))
        masked = fit_message(request.form.get("_text", ""))
    except Problem as problem:
        return _message(office, "", problem)
    shown = {"category": category, "text": masked, "masked": masked != _typed()}
    return "desk/message_review.html", shown


def _typed() -> str:
    return request.form.get("_text", "").replace("\r\n", "\n").strip()


def _send_message(office: Office, _: str) -> Screen:
    try:
        office.write(category_of(request.form.get("_category", "")), _typed())
    except Problem as problem:
        return _message(office, "", problem)
    return _message(office, said="written")


VERBS: Final[Mapping[str, Callable[[Office, str], Screen]]] = {
    "activity": _activity,
    "count": _count,
    "undo": _undo,
    "month": _month,
    "confirm": _confirm,
    "message": _message,
    "review-message": _review,
    "send-message": _send_message,
}
"""What the buttons of these screens are called."""
