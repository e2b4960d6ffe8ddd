"""What desks and Cafs tell each other: declarations as they came, messages, notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import RowMapping, and_, insert, select, update

from collector.news.model import KeptMessage, KeptNotice, NoticePlace
from collector.store.desk_schema import declaration, desk_matter, desk_message, notice
from collector.store.engine import Transaction, insert_new
from collector.store.schema import point
from shared.declaration import Category
from shared.desk_answers import MessageState

ANSWERS_SHOWN: Final = 10
"""A desk shows the newest; older ones are settled long since."""


@dataclass(frozen=True, slots=True)
class KeptDeclaration:
    """A declaration that was accepted, and what was answered. `day`: it arrived, ISO."""

    digest: bytes
    device: str
    id: bytes
    point: str
    kind: str
    day: str
    acknowledgement: bytes


def find_acknowledgement(transaction: Transaction, digest: bytes) -> bytes | None:
    """What was answered to these very bytes before."""
    query = select(declaration.c.acknowledgement).where(declaration.c.digest == digest)
    found: bytes | None = transaction.scalar(query)
    return found


def keep_declaration(transaction: Transaction, kept: KeptDeclaration) -> bool:
    """Keep a declaration; False when its device has another one of the same id."""
    added = transaction.execute(
        insert_new(transaction, declaration)
        .values(
            digest=kept.digest,
            device=kept.device,
            id=kept.id,
            point_id=kept.point,
            kind=kept.kind,
            day=kept.day,
            acknowledgement=kept.acknowledgement,
        )
        .returning(declaration.c.digest)
    )
    return added.first() is not None


def is_newer(
    transaction: Transaction, point_id: str, device: str, matter: str, revision: int
) -> bool:
    """Note what a device said of a matter; False when it said something later already."""
    key = {"point_id": point_id, "device": device, "matter": matter}
    added = transaction.execute(
        insert_new(transaction, desk_matter)
        .values(**key, revision=revision)
        .returning(desk_matter.c.revision)
    )
    if added.first() is not None:
        return True
    matches = and_(
        *(desk_matter.c[name] == value for name, value in key.items()),
        desk_matter.c.revision < revision,
    )
    raised = transaction.execute(update(desk_matter).where(matches).values(revision=revision))
    return raised.rowcount > 0


def add_message(transaction: Transaction, kept: KeptMessage) -> bool:
    """Keep a message; False when there is one of this id."""
    added = transaction.execute(
        insert_new(transaction, desk_message)
        .values(
            id=kept.id,
            point_id=kept.point,
            category=kept.category.value,
            text=kept.text,
            day=kept.day,
            state=kept.state.value,
            answer=kept.answer,
            who=kept.who,
        )
        .returning(desk_message.c.place)
    )
    return added.first() is not None


def find_message(transaction: Transaction, message_id: bytes) -> KeptMessage | None:
    """The message with this id."""
    query = select(desk_message).where(desk_message.c.id == message_id)
    found = transaction.execute(query).mappings().first()
    return _message(found) if found else None


def messages_of(
    transaction: Transaction, *, caf: str | None = None, point_id: str | None = None, most: int
) -> list[KeptMessage]:
    """The newest messages first: of a Caf, of a Point, or of all."""
    query = select(desk_message).order_by(desk_message.c.place.desc()).limit(most)
    if caf is not None:
        query = query.join(point, point.c.point_id == desk_message.c.point_id)
        query = query.where(point.c.caf == caf)
    if point_id is not None:
        query = query.where(desk_message.c.point_id == point_id)
    return [_message(found) for found in transaction.execute(query).mappings()]


def set_message(
    transaction: Transaction, message_id: bytes, state: MessageState, answer: str, who: str
) -> None:
    """Keep the state and answer of a message."""
    matches = desk_message.c.id == message_id
    values = {"state": state.value, "answer": answer, "who": who}
    transaction.execute(update(desk_message).where(matches).values(values))


def add_notice(transaction: Transaction, kept: KeptNotice) -> None:
    """Keep a notice."""
    transaction.execute(
        insert(notice).values(
            id=kept.id,
            caf=kept.caf,
            place=kept.place.value,
            starts=kept.starts.isoformat(),
            ends=kept.ends.isoformat(),
            texts=dict(kept.texts),
            points=list(kept.points),
            withdrawn=kept.withdrawn,
        )
    )


def find_notice(transaction: Transaction, notice_id: str) -> KeptNotice | None:
    """The notice with this id."""
    query = select(notice).where(notice.c.id == notice_id)
    found = transaction.execute(query).mappings().first()
    return _notice(found) if found else None


def withdraw_notice(transaction: Transaction, notice_id: str) -> None:
    """Show it nowhere any more, once devices fetched their next bundle."""
    transaction.execute(update(notice).where(notice.c.id == notice_id).values(withdrawn=True))


def notices_of(
    transaction: Transaction, caf: str | None = None, *, from_day: date | None = None
) -> list[KeptNotice]:
    """Notices, the latest first: of a Caf or of all; `from_day`: only what is still to be shown."""
    query = select(notice).order_by(notice.c.starts.desc(), notice.c.id)
    if caf is not None:
        query = query.where(notice.c.caf == caf)
    if from_day is not None:
        query = query.where(notice.c.ends >= from_day.isoformat(), ~notice.c.withdrawn)
    return [_notice(found) for found in transaction.execute(query).mappings()]


def _message(found: RowMapping) -> KeptMessage:
    return KeptMessage(
        id=found["id"],
        point=found["point_id"],
        category=Category(found["category"]),
        text=found["text"],
        day=found["day"],
        state=MessageState(found["state"]),
        answer=found["answer"],
        who=found["who"],
    )


def _notice(found: RowMapping) -> KeptNotice:
    return KeptNotice(
        id=found["id"],
        caf=found["caf"],
        place=NoticePlace(found["place"]),
        starts=date.fromisoformat(found["starts"]),
        ends=date.fromisoformat(found["ends"]),
        texts=found["texts"],
        points=tuple(found["points"]),
        withdrawn=found["withdrawn"],
    )
