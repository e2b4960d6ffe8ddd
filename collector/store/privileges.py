"""On PostgreSQL each part of the collector is a user of its own, and may do what is written here.

The tally's user owns every table. The others are granted, by whoever brings the schema up to date
(`isoloir-collector init`, `restore`), exactly what they need: intake puts items into the vault and
never takes one out; the pages read what was released and can change none of it; neither touches a
key's record. A table without an entry is one that only the tally and the backup see; a test wants
an entry for every table, so that leaving it out is a decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text

from collector.store.engine import Transaction
from collector.store.schema import metadata

INTAKE: Final = "isoloir-intake"
DASHBOARD: Final = "isoloir-dashboard"
BACKUP: Final = "isoloir-backup"
REMIND: Final = "isoloir-remind"
ALERT: Final = "isoloir-alert"
USERS: Final = (INTAKE, DASHBOARD, BACKUP, REMIND, ALERT)
"""All but the tally's."""

REVISION: Final = "alembic_version"
"""Read by everybody, to see that the schema is the program's own."""

COUNTED: Final = ("point_id", "period", "kind", "code", "claim", "opened")
"""By what items are counted; the items themselves, and their ids, are not among them."""

_WORDS: Final = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}


@dataclass(frozen=True, slots=True)
class Rights:
    """On one table, in PostgreSQL's own letters: `r` read, `a` append, `w` change, `d` delete.

    And `c`: read the columns of `COUNTED`, so that rows can be counted and nothing else be seen.
    """

    intake: str = ""
    dashboard: str = ""
    remind: str = ""
    alert: str = ""


TALLY_ALONE: Final = Rights()
COUNTED_BY_PAGES: Final = Rights(dashboard="c")
READ_BY_PAGES: Final = Rights(dashboard="r")
READ_BY_BOTH: Final = Rights("r", "r")

RIGHTS: Final[Mapping[str, Rights]] = {
    # What is received: intake adds to it; the tally alone takes out, and changes.
    "ledger": Rights(intake="ra", dashboard="r"),
    "seen": Rights(intake="ra"),
    "vault": Rights(intake="ra", dashboard="c"),
    "set_aside": COUNTED_BY_PAGES,
    # What is published.
    "tally_claim": READ_BY_PAGES,
    "claimed": COUNTED_BY_PAGES,
    "deferral": TALLY_ALONE,
    "form": READ_BY_PAGES,
    "release": READ_BY_PAGES,
    "released_row": READ_BY_PAGES,
    "running_sum": READ_BY_PAGES,
    "sum_span": READ_BY_PAGES,
    # Comments: the tally opens them, a moderator decides.
    "comment": Rights(dashboard="rw"),
    "comment_opened": COUNTED_BY_PAGES,
    "comment_deferral": TALLY_ALONE,
    # Keys: their public halves, and where copies are.
    "period_key": READ_BY_BOTH,
    "key_copy": TALLY_ALONE,
    # Devices.
    "ticket": Rights(intake="rw", dashboard="ra"),
    "device": Rights("raw", "rw", alert="r"),
    "device_status": Rights("raw", "r", alert="r"),
    # Who signs in, and what they did: written down by whoever did it, and never changed.
    "account": Rights(dashboard="rawd"),
    "recovery_code": Rights(dashboard="rad"),
    "sign_in_failure": Rights(dashboard="rawd"),
    "token": Rights(dashboard="raw"),
    "audit": Rights("a", "ra", remind="ra"),
    # The registry; desks declare hours through intake.
    "setting": Rights("raw", "raw", alert="r"),
    "caf": Rights("r", "raw", "r", "r"),
    "point": Rights("rw", "raw", "r", "r"),
    "point_version": Rights(dashboard="rad"),
    "hours_version": Rights("rawd", "rawd", alert="r"),
    "exceptional_days": Rights("rad", "rad", alert="r"),
    "convention": Rights(dashboard="raw", remind="r"),
    "convention_correction": Rights(dashboard="ra"),
    "convention_removal": Rights(dashboard="ra", remind="r"),
    "partner": Rights(dashboard="rad", remind="r"),
    "label_event": Rights(dashboard="raw"),
    "label_decision": Rights(dashboard="ra"),
    "equipment": Rights(dashboard="raw"),
    "pending_list": Rights(dashboard="rad"),
    # Surveys, once published, stay as they are.
    "survey": Rights("r", "ra"),
    "speech": Rights("r", "rad"),
    # What desks and the Caf say to each other.
    "declaration": Rights(intake="ra"),
    "desk_matter": Rights(intake="raw"),
    "activity_return": Rights("ra", "ra", remind="r"),
    "activity_question": Rights("raw", "raw"),
    "reminder": Rights(dashboard="rawd", remind="rawd"),
    "notice": Rights("r", "raw"),
    "desk_message": Rights("ra", "rw"),
}


def grant(transaction: Transaction) -> None:
    """Grant what is written here, and nothing else, to those of the users that there are.

    Nothing is done on SQLite, nor on a server without these users, where one user does everything.
    """
    if transaction.dialect.name != "postgresql":
        return
    there = set(transaction.scalars(text("SELECT rolname FROM pg_roles")))
    for user in USERS:
        if user in there:
            for statement in _statements(transaction, user):
                transaction.execute(text(statement))


def rights_of(user: str) -> dict[str, str]:
    """What a user may do, as letters, by table."""
    if user == BACKUP:
        return dict.fromkeys((*metadata.tables, REVISION), "r")
    part = user.removeprefix("isoloir-")
    return {**{name: getattr(rights, part) for name, rights in RIGHTS.items()}, REVISION: "r"}


def _statements(transaction: Transaction, user: str) -> list[str]:
    quoted = f'"{user}"'
    statements = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quoted}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {quoted}",
    ]
    for name, letters in rights_of(user).items():
        if letters == "c":
            columns = ", ".join(each for each in COUNTED if each in metadata.tables[name].columns)
            statements.append(f'GRANT SELECT ({columns}) ON TABLE "{name}" TO {quoted}')
        elif letters:
            words = ", ".join(_WORDS[letter] for letter in letters)
            statements.append(f'GRANT {words} ON TABLE "{name}" TO {quoted}')
        if "a" in letters and (sequence := _sequence(transaction, name)):
            statements.append(f"GRANT USAGE ON SEQUENCE {sequence} TO {quoted}")
    return statements


def _sequence(transaction: Transaction, name: str) -> str | None:
    """The sequence that numbers a table's rows, if one does."""
    column = metadata.tables[name].autoincrement_column
    if column is None:
        return None
    found: str | None = transaction.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"),
        {"table": name, "column": column.name},
    )
    return found
