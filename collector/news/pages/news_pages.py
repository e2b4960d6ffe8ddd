"""`/news`: notices to the Points, and the inbox of their desks' messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from collector.auth.rights import Right
from collector.auth.scope import Level, Scope
from collector.dashboard.pages.frame import Frame
from collector.news.model import KeptMessage, KeptNotice, NoticePlace
from collector.news.work import (
    LANGUAGES,
    LONGEST,
    answer_message,
    read_day,
    read_place,
    write_notice,
)
from collector.registry.registered import RegisteredPoint
from collector.store.audit import record
from collector.store.desk import (
    find_message,
    find_notice,
    messages_of,
    notices_of,
    withdraw_notice,
)
from collector.store.engine import Database, Transaction
from collector.store.points import all_cafs, all_points, find_point
from collector.store.settings import bump_bundle_serial
from shared.problems import AccessProblem, OperationProblem

MESSAGES_LISTED: Final = 200


def news_pages(
    frame: Frame,
    database: Database,
    now: Callable[[], datetime],
    random_bytes: Callable[[int], bytes],
) -> Blueprint:
    """The pages of news both ways."""
    pages = Blueprint("news", __name__)

    @pages.get("/news")
    @frame.needs(Right.ADMINISTER)
    def listed() -> ResponseReturnValue:
        own = _caf_of(frame.reader().scope)
        asked = own or request.args.get("caf", "") or None
        if asked:
            frame.reader().check_caf(asked)
        with database.read() as transaction:
            points = all_points(transaction, asked)
            cafs = [own] if own else list(all_cafs(transaction))
            return frame.page(
                "news/news.html",
                messages=messages_of(transaction, caf=asked, most=MESSAGES_LISTED),
                notices=notices_of(transaction, asked),
                points=points,
                names={each.id: each.record.name for each in points},
                caf=asked or (cafs[0] if len(cafs) == 1 else ""),
                cafs=[(each, each) for each in cafs],
                written_in=LANGUAGES,
                longest=LONGEST,
                place=_asked_place(request.args.get("place", "")),
                today=now().date(),
            )

    @pages.post("/news/notices")
    @frame.needs(Right.ADMINISTER)
    def write() -> ResponseReturnValue:
        form, reader = request.form, frame.reader()
        reader.check_caf(form.get("caf", ""))
        texts = {tag: form.get(f"text-{tag}", "").strip() for tag in LANGUAGES}
        notice = KeptNotice(
            id=random_bytes(8).hex(),
            caf=form.get("caf", ""),
            place=read_place(form.get("place", "")),
            starts=read_day(form.get("starts", "")),
            ends=read_day(form.get("ends", "")),
            texts={tag: text for tag, text in texts.items() if text},
            points=tuple(form.getlist("points")),
        )
        with database.begin() as transaction:
            write_notice(transaction, notice, now())
            detail = {"starts": str(notice.starts), "ends": str(notice.ends)}
            record(transaction, now(), reader.email, "notice-write", f"caf {notice.caf}", detail)
        return redirect(frame.link("news.listed"), 303)

    @pages.post("/news/notices/<notice>/withdraw")
    @frame.needs(Right.ADMINISTER)
    def withdraw(notice: str) -> ResponseReturnValue:
        with database.begin() as transaction:
            found = find_notice(transaction, notice)
            if found is None:
                raise OperationProblem("notice-unknown")
            frame.reader().check_caf(found.caf)
            withdraw_notice(transaction, notice)
            bump_bundle_serial(transaction, now())
            who = frame.reader().email
            record(transaction, now(), who, "notice-withdraw", f"caf {found.caf}")
        return redirect(frame.link("news.listed"), 303)

    @pages.post("/news/messages/<message>")
    @frame.needs(Right.ADMINISTER)
    def answer(message: str) -> ResponseReturnValue:
        form, who = request.form, frame.reader().email
        with database.begin() as transaction:
            found, point = _message_and_point(transaction, message)
            frame.reader().check_point(point.id, point.caf)
            state, text = form.get("state", ""), form.get("answer", "")
            answer_message(transaction, found.id, state, text, who, now())
            detail = {"state": state}
            record(transaction, now(), who, "message-answer", f"point {point.id}", detail)
        return redirect(frame.link("news.listed"), 303)

    return pages


def _asked_place(text: str) -> NoticePlace:
    """For which place a notice is about to be written; at the desk, where none is named."""
    return NoticePlace(text) if text in set(NoticePlace) else NoticePlace.DESK


def _caf_of(scope: Scope) -> str | None:
    """The Caf whose news is read, None for all."""
    if scope.level is Level.POINT:
        raise AccessProblem("scope-refused", f"Your scope is {scope}.")
    return scope.id if scope.level is Level.CAF else None


def _message_and_point(transaction: Transaction, name: str) -> tuple[KeptMessage, RegisteredPoint]:
    try:
        found = find_message(transaction, bytes.fromhex(name))
    except ValueError:
        found = None
    point = find_point(transaction, found.point) if found else None
    if found is None or point is None:
        raise OperationProblem("message-unknown")
    return found, point
