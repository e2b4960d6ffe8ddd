"""Writing and withdrawing notices, and answering messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from collector.news.model import KeptNotice, NoticePlace
from collector.store.desk import add_notice, set_message
from collector.store.engine import Transaction
from collector.store.points import all_points
from collector.store.settings import bump_bundle_serial
from collector.texts import mark as _
from shared import limits
from shared.desk_answers import MessageState
from shared.problems import OperationProblem

LANGUAGES: Final[Mapping[str, str]] = {"fr": _("French"), "en": _("English"), "ar": _("Arabic")}
"""In which a notice can be written; French is needed, and stands in for the others."""

LONGEST: Final[Mapping[NoticePlace, int]] = {
    NoticePlace.DESK: limits.NOTICE_CHARACTERS,
    NoticePlace.ATTRACT: limits.FIRST_SCREEN_NOTICE_CHARACTERS,
}
"""Characters of a notice, by where it is shown."""


def write_notice(transaction: Transaction, notice: KeptNotice, now: datetime) -> None:
    """Keep a notice; devices show it from their next bundle on.

    Raises:
        OperationProblem: `notice-invalid`.
    """
    known = {point.id for point in all_points(transaction, notice.caf)}
    fits = all(0 < len(text) <= LONGEST[notice.place] for text in notice.texts.values())
    if not fits or "fr" not in notice.texts or notice.ends < notice.starts:
        raise OperationProblem("notice-invalid")
    if not known or not set(notice.points) <= known:
        raise OperationProblem("notice-invalid")
    add_notice(transaction, notice)
    bump_bundle_serial(transaction, now)


def answer_message(
    transaction: Transaction,
    message_id: bytes,
    state: str,
    answer: str,
    who: str,
    now: datetime,
) -> None:
    """Keep the state and answer of a message; the desk reads them in its next bundle.

    Raises:
        OperationProblem: `text-unfit`, `request-invalid`.
    """
    if len(answer) > limits.MESSAGE_CHARACTERS:
        raise OperationProblem("text-unfit")
    try:
        known = MessageState(state)
    except ValueError:
        raise OperationProblem("request-invalid") from None
    set_message(transaction, message_id, known, answer.strip(), who)
    bump_bundle_serial(transaction, now)


def read_day(text: str) -> date:
    """An ISO day of a form.

    Raises:
        OperationProblem: `notice-invalid`.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise OperationProblem("notice-invalid") from None


def read_place(text: str) -> NoticePlace:
    """A place of a form.

    Raises:
        OperationProblem: `notice-invalid`.
    """
    try:
        return NoticePlace(text)
    except ValueError:
        raise OperationProblem("notice-invalid") from None
