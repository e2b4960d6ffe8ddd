"""Comments that wait for a moderator, and those that one released."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, select, true, update

from collector.auth.scope import Level, Scope
from collector.store.comment_schema import comment
from collector.store.engine import Transaction
from collector.store.schema import point

PAGE: Final = 20
"""Comments on a page."""


class State(StrEnum):
    """Where a comment is; one that was withheld has no text any more."""

    WAITING = "waiting"
    RELEASED = "released"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class StoredComment:
    """A comment. `id`: hexadecimal; `point` and `point_name`: empty for one of a Caf as a whole."""

    id: str
    caf: str
    point: str
    point_name: str
    quarter: str
    text: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which comments. `search`: words that all occur, whatever their case and accents."""

    scope: Scope
    state: State = State.RELEASED
    search: str = ""
    theme: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """A page of comments. `total`: how many there are on all pages."""

    comments: Sequence[StoredComment]
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // PAGE)


def find_page(transaction: Transaction, wanted: Wanted) -> Found:
    """One page of the comments wanted, the newest quarter first."""
    start = (max(wanted.page, 1) - 1) * PAGE
    if wanted.search or wanted.theme:
        # Case and accents are Python's to fold: databases differ in how they do.
        matching = list(all_comments(transaction, wanted))
        return Found(matching[start : start + PAGE], len(matching))
    total = select(func.count()).select_from(comment).where(_where(wanted))
    rows = transaction.execute(_query(wanted).offset(start).limit(PAGE)).mappings()
    return Found([_comment(row) for row in rows], transaction.scalar(total) or 0)


def all_comments(transaction: Transaction, wanted: Wanted) -> Iterator[StoredComment]:
    """Every comment wanted, read as it is taken."""
    words = _plain(wanted.search).split()
    rows = transaction.execution_options(yield_per=500).execute(_query(wanted)).mappings()
    for row in rows:
        found = _comment(row)
        if wanted.theme and wanted.theme not in found.themes:
            continue
        if words:
            text = _plain(found.text)
            if not all(word in text for word in words):
                continue
        yield found


def themes_of(transaction: Transaction, scope: Scope) -> list[str]:
    """The themes in use within a scope, by name."""
    lists = transaction.scalars(
        select(comment.c.themes).where(_where(Wanted(scope)), comment.c.themes.is_not(None))
    )
    return sorted({each for themes in lists for each in themes})


def find_comment(transaction: Transaction, name: str, state: State) -> StoredComment | None:
    """The comment with this id, if it is in this state."""
    try:
        key = bytes.fromhex(name)
    except ValueError:
        return None
    query = _select().where(comment.c.id == key, comment.c.state == state.value)
    row = next(islice(transaction.execute(query).mappings(), 1), None)
    return _comment(row) if row else None


def release(transaction: Transaction, name: str, text: str) -> None:
    """Let everybody within the scope read this text."""
    _change(transaction, name, text=text, state=State.RELEASED.value)


def withhold(transaction: Transaction, name: str) -> None:
    """Delete a comment's text."""
    _change(transaction, name, text="", state=State.WITHHELD.value)


def set_themes(transaction: Transaction, name: str, themes: Sequence[str]) -> None:
    """Keep a comment's themes."""
    _change(transaction, name, themes=list(themes))


def _change(transaction: Transaction, name: str, **values: Any) -> None:
    transaction.execute(update(comment).where(comment.c.id == bytes.fromhex(name)).values(values))


def _select() -> Select[Any]:
    return select(comment, point.c.name.label("point_name")).outerjoin(
        point, point.c.point_id == comment.c.point_id
    )


def _query(wanted: Wanted) -> Select[Any]:
    return _select().where(_where(wanted)).order_by(comment.c.quarter.desc(), comment.c.id)


def _where(wanted: Wanted) -> ColumnElement[bool]:
    scope = wanted.scope
    within = {
        Level.NATIONAL: true(),
        Level.CAF: comment.c.caf == scope.id,
        Level.POINT: comment.c.point_id == scope.id,
    }[scope.level]
    return and_(comment.c.state == wanted.state.value, within)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def _comment(row: RowMapping) -> StoredComment:
    return StoredComment(
        id=row["id"].hex(),
        caf=row["caf"],
        point=row["point_id"],
        point_name=row["point_name"] or "",
        quarter=row["quarter"],
        text=row["text"],
        themes=tuple(row["themes"]),
    )
