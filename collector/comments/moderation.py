"""What a moderator decides on a comment, noted with who did it and never with what it says."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import Final

from collector.auth.reader import Reader
from collector.auth.scope import Level
from collector.comments.redaction import redacted
from collector.store import comments as store
from collector.store.audit import record
from collector.store.engine import Database, Transaction
from shared.problems import AccessProblem, QueryProblem

MOST_THEMES: Final = 8
_THEME: Final = re.compile(r"[^\s,](?:[^,\n]{0,38}[^\s,])?")


class Decision(StrEnum):
    """`EDIT` releases what is left after words were taken out; `WITHHOLD` deletes the text."""

    RELEASE = "release"
    EDIT = "edit"
    WITHHOLD = "withhold"


def decide(
    database: Database, reader: Reader, name: str, decision: str, edited: str, now: datetime
) -> None:
    """Decide on a waiting comment, once.

    Args:
        database: where it waits.
        reader: who decides; the comment is of their Caf.
        name: its id, in hexadecimal.
        decision: a `Decision`.
        edited: the text that is left, for `EDIT`.
        now: its day is noted.

    Raises:
        QueryProblem: `comment-unknown`: none waits under this id; `comment-edit`: the text left is
            not the visitor's.
        AccessProblem: `scope-refused`.
    """
    with database.begin() as transaction:
        found = _of_reader(transaction, reader, name, store.State.WAITING)
        if decision == Decision.RELEASE:
            store.release(transaction, found.id, found.text)
        elif decision == Decision.EDIT:
            kept = redacted(found.text, edited)
            if kept is None:
                raise QueryProblem("comment-edit")
            store.release(transaction, found.id, kept)
        elif decision == Decision.WITHHOLD:
            store.withhold(transaction, found.id)
        else:
            raise QueryProblem("query-invalid", "A decision is release, edit or withhold.")
        record(transaction, now, reader.email, f"comment-{decision}", _subject(found))


def set_themes(database: Database, reader: Reader, name: str, written: str, now: datetime) -> None:
    """Give a released comment its themes, written with commas between them.

    Raises:
        QueryProblem: `comment-unknown`, or `comment-themes`: too many, or too long.
        AccessProblem: `scope-refused`.
    """
    themes = sorted({" ".join(each.split()).lower() for each in written.split(",")} - {""})
    if len(themes) > MOST_THEMES or not all(_THEME.fullmatch(each) for each in themes):
        raise QueryProblem("comment-themes", f"At most {MOST_THEMES}, of 40 characters each.")
    with database.begin() as transaction:
        found = _of_reader(transaction, reader, name, store.State.RELEASED)
        store.set_themes(transaction, found.id, themes)
        record(transaction, now, reader.email, "comment-themes", _subject(found), {"to": themes})


def _of_reader(
    transaction: Transaction, reader: Reader, name: str, state: store.State
) -> store.StoredComment:
    found = store.find_comment(transaction, name, state)
    if found is None:
        raise QueryProblem("comment-unknown")
    reader.check_caf(found.caf)
    return found


def check_moderates(reader: Reader) -> None:
    """See that a reader's scope is a whole Caf or the nation: a partner reads no one's words first.

    Raises:
        AccessProblem: `scope-refused`.
    """
    if reader.scope.level is Level.POINT:
        raise AccessProblem("scope-refused", f"Your scope is {reader.scope}.")


def _subject(found: store.StoredComment) -> str:
    return f"point {found.point}" if found.point else f"caf {found.caf}"
