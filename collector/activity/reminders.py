"""Reminding partners of a return that is late: twice at most for a month, then never again.

Whom: the partner of the convention in force, at the address that the registry has for it. When:
from the 6th of the following month on, and once more from the 15th on. What: plain French; of the
partner nothing but the names of its Points.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from collector.activity.mail import NotTaken
from collector.activity.overview import LATE_AFTER_DAY, is_late
from collector.registry.convention import convention_on
from collector.store.activity import (
    begin_reminder,
    declared_visitors,
    end_reminder,
    reminders_of,
    undo_reminder,
)
from collector.store.audit import record
from collector.store.conventions import all_conventions
from collector.store.engine import Database, Transaction
from collector.store.partners import addresses_of
from collector.store.points import all_points
from collector.texts import Texts
from shared.periods import Period

STAGES: Final = {1: LATE_AFTER_DAY + 1, 2: 15}
"""The day of the following month from which on each reminder is due."""


class Post(Protocol):
    """What is needed of a mailer."""

    def send(self, to: str, subject: str, text: str, now: datetime) -> None:
        """Hand in a message. Raises NotTaken when it surely was not taken."""


@dataclass(frozen=True, slots=True)
class Due:
    """A Point whose return is late. `email`: empty when the registry has none."""

    point: str
    name: str
    caf: str
    period: Period
    stage: int
    email: str


@dataclass(slots=True)
class Sent:
    """What a round came to. `unreachable`: surely not sent, tried again at the next round."""

    sent: int = 0
    unreachable: int = 0
    unsure: int = 0
    no_address: int = 0


def stage_of(period: Period, today: date) -> int:
    """Which reminder is due for a month on a day: 0 for none."""
    due = period.plus(1)
    if Period.of(today) != due or not is_late(period, today):
        return 0
    return max((stage for stage, day in STAGES.items() if today.day >= day), default=0)


def reminders_due(transaction: Transaction, today: date, caf: str | None = None) -> list[Due]:
    """Whom to remind today of last month's return, by Point: a Caf's, or all."""
    period = Period.of(today).plus(-1)
    stage = stage_of(period, today)
    if not stage:
        return []
    declared = declared_visitors(transaction, period, period, caf=caf)
    told = {each.point for each in reminders_of(transaction, [period]) if each.stage >= stage}
    held, addresses = all_conventions(transaction), addresses_of(transaction)
    found = []
    for point in all_points(transaction, caf):
        late = point.active and (point.id, period) not in declared and point.id not in told
        # A convention that began after the month owes no return for it.
        last_day = date(today.year, today.month, 1)
        kept = [each for each in held.get(point.id, ()) if each.effective < last_day]
        current = convention_on(kept, today)
        if not late or current is None or (current.ended and current.ended <= today):
            continue
        email = addresses.get((point.caf, current.partner), "")
        found.append(Due(point.id, point.record.name, point.caf, period, stage, email))
    return found


def send_reminders(
    database: Database,
    post: Post,
    texts: Texts,
    now: Callable[[], datetime],
    who: str,
    caf: str | None = None,
) -> Sent:
    """Send what is due; each is noted before it is sent, so that none is sent twice.

    One that may have been taken is not sent again: a partner who hears nothing is asked by the
    next one, a partner who hears twice stops reading.

    Raises:
        StorageProblem: the database does not answer; run it again.
    """
    done = Sent()
    with database.read() as transaction:
        due = reminders_due(transaction, now().date(), caf)
    for each in due:
        if each.email:
            _send(database, post, texts, now, who, each, done)
        else:
            done.no_address += 1
    return done


def _send(
    database: Database,
    post: Post,
    texts: Texts,
    now: Callable[[], datetime],
    who: str,
    due: Due,
    done: Sent,
) -> None:
    key = due.point, due.period, due.stage, due.email
    with database.begin() as transaction:
        if not begin_reminder(transaction, *key, now().date()):
            return
    subject, text = reminder_text(due, texts)
    try:
        post.send(due.email, subject, text, now())
    except NotTaken:
        done.unreachable += 1
        with database.begin() as transaction:
            undo_reminder(transaction, *key)
        return
    except (OSError, smtplib.SMTPException):
        done.unsure += 1
        return
    done.sent += 1
    with database.begin() as transaction:
        end_reminder(transaction, *key)
        detail = {"period": str(due.period), "stage": due.stage}
        record(transaction, now(), who, "reminder-send", f"point {due.point}", detail)


def reminder_text(due: Due, texts: Texts) -> tuple[str, str]:
    """The subject and the text of a reminder."""
    month = texts.month(due.period)
    subject = f"{due.name} : relevé d’activité de {month}"
    last = "\nC’est le dernier rappel pour ce mois.\n" if due.stage == max(STAGES) else ""
    text = f"""Bonjour,

Le relevé d’activité de {month} du Point numérique « {due.name} » n’est pas encore
arrivé à la Caf. La convention le demande chaque mois (article 9) : combien de visiteurs
sont venus pour les services en ligne de la Caf, et combien d’entre eux ont été accompagnés.

Deux façons de l’envoyer :
- à la borne : « Pour l’équipe du lieu », puis « Compter les visiteurs » et « Valider un mois » ;
- sur le site du collecteur, page « Relevés d’activité ».

S’il est déjà parti, ne tenez pas compte de ce message.
{last}
Votre Caf
"""
    return subject, text
