"""A Caf of nine Points over fourteen months, one of which turns bad, with its pages and people."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import insert

from collector.activity.model import KeptReturn
from collector.instance import Collector
from collector.keys.keyring import Keyring
from collector.news.model import KeptNotice, NoticePlace
from collector.registry.convention import Convention, LabelEvent, LabelState
from collector.registry.model import PointRecord
from collector.registry.openings import ExceptionalDays
from collector.store.activity import add_return
from collector.store.comment_schema import comment
from collector.store.conventions import put_convention, put_label
from collector.store.desk import add_notice
from collector.store.engine import Database, Transaction
from collector.store.openings import put_exception
from collector.surveys import default_survey
from shared.periods import Period
from shared.signing import Signer
from tests.support.database_library import fill
from tests.support.office import Office, open_office
from tests.support.released import Month, release_all
from tests.support.town import CHEAP, Clock, Town, config_in

SURVEY = default_survey()
CAF, OTHER_CAF = "761", "591"
BAD, GOOD, SMALL, SILENT = "rouen", "point-1", "point-7", "point-8"
LAST = Period(2026, 10)
FIRST = LAST.plus(-13)
TURNS = Period(2026, 5)
COMMENTS = (
    "Bien reçu dans un petit lieu.",
    "On attend longtemps le mardi.",
    "L’écran est trop près de la file : tout le monde voit \U0001f600.",
    *(f"Accueil aimable, merci ({number})." for number in range(8)),
)
NAMES = {
    BAD: "Centre Simone-Veil",
    **{f"point-{i}": f"Mairie du bourg n° {i}" for i in range(1, 9)},
}


def label_office(database: Database, directory: Path) -> Office:
    """The office of a collector that holds all of it; today is 25 November 2026."""
    records = [
        PointRecord(
            point, CAF, name, "1 rue du Port", "76000", "Rouen",
            hours="Mo-Fr 09:00-12:30; PH off" if point != SMALL else "Tu 09:00-12:00",
        )
        for point, name in NAMES.items()
    ]  # fmt: skip
    records.append(PointRecord("lille", OTHER_CAF, "Point de Lille", "", "59000", "Lille"))
    fill(database, SURVEY, records, release_all(SURVEY, _wanted()))
    clock = Clock()
    clock.set(date(2026, 11, 25))
    config = config_in(directory, database)
    collector = Collector(config, database, Signer(os.urandom(32)), clock, os.urandom)
    config.data_dir.mkdir(parents=True, exist_ok=True)
    with database.begin() as transaction:
        _tell(transaction)
    return open_office(Town(collector, Keyring(config.keys_dir, str, CHEAP), clock, SURVEY))


def _wanted() -> list[Month]:
    wanted = []
    for point in NAMES:
        for at in range(14):
            period = FIRST.plus(at)
            n = {SMALL: 2, SILENT: 0 if period > Period(2026, 3) else 30}.get(point, 40)
            share = 0.6 if point == BAD and period >= TURNS else 0.12
            if n:
                wanted.append(Month(point, CAF, period, n, period, share))
    wanted += [
        Month("lille", OTHER_CAF, FIRST.plus(at), 30, FIRST.plus(at), 0.12) for at in range(14)
    ]
    return wanted


def _tell(transaction: Transaction) -> None:
    """What the registry, desks and moderators added in 2026."""
    for point in NAMES:
        for at in range(4, 14):
            period = FIRST.plus(at)
            if point != SILENT:
                kept = KeptReturn(point, period, "device", 1, 90 + 7 * at, 50, "2026-11-02")
                assert add_return(transaction, kept)
    convention = Convention(BAD, "Ville de Rouen", date(2018, 11, 19), date(2018, 11, 19))
    put_convention(transaction, convention)
    first, last = date(2026, 7, 13), date(2026, 7, 17)
    closed = ExceptionalDays(first, last, (), "Travaux", "partner", date(2026, 7, 1))
    put_exception(transaction, BAD, closed, datetime(2026, 7, 1, tzinfo=UTC))
    put_label(transaction, BAD, LabelEvent(date(2026, 9, 3), LabelState.REVIEW, "Signalements."))
    notice = KeptNotice(
        "n1", CAF, NoticePlace.DESK, date(2026, 3, 2), date(2026, 3, 9),
        {"fr": "Le site caf.fr est en maintenance le 5 mars."},
    )  # fmt: skip
    add_notice(transaction, notice)
    for number, text in enumerate(COMMENTS):
        values = {"quarter": "2026-Q3", "text": text, "state": "released", "themes": []}
        point = BAD if number else ""  # the first is the Caf's
        key = {"id": bytes([number]) * 16, "caf": CAF, "point_id": point}
        transaction.execute(insert(comment).values(**key, **values))
