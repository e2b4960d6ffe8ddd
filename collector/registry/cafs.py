"""What administrators change of a Caf as a whole: its name, its partners' addresses, new Points."""

from __future__ import annotations

from dataclasses import dataclass

from collector.activity.mail import checked_address
from collector.auth.reader import Reader
from collector.auth.scope import Level
from collector.instance import Collector
from collector.registry.model import (
    MAX_NAME,
    PointRecord,
    RowRefused,
    check,
    clean_text,
    flaw,
    refuse_unfit,
    told_by_a_form,
)
from collector.store.audit import record as note
from collector.store.engine import Database
from collector.store.partners import partners_of, put_partner
from collector.store.points import (
    RegistryPoints,
    all_cafs,
    points_by_caf,
    rename_caf,
)
from collector.texts import mark as _
from shared.problems import AccessProblem, FormatProblem


@dataclass(frozen=True, slots=True)
class CafLine:
    """A Caf of the list. `points`: how many it has today."""

    code: str
    name: str
    points: int


def cafs_in(database: Database, reader: Reader) -> list[CafLine]:
    """The Cafs of a scope, by code.

    Raises:
        AccessProblem: `scope-refused` for the scope of one Point.
    """
    if reader.scope.level is Level.POINT:
        raise AccessProblem("scope-refused", f"Your scope is {reader.scope}.")
    with database.read() as transaction:
        names, points = all_cafs(transaction), points_by_caf(transaction)
    return [
        CafLine(code, name, points.get(code, 0))
        for code, name in sorted(names.items())
        if reader.scope.opens_caf(code)
    ]


def name_caf(collector: Collector, reader: Reader, code: str, name: str) -> None:
    """Call a Caf as it calls itself.

    Raises:
        RecordRefused: `registry-input`: the name is too long, a formula or invisible.
        FormatProblem: `registry-input`: no name, or no such Caf.
        AccessProblem: `scope-refused`.
    """
    reader.check_caf(code)
    kept = clean_text(name)
    if not kept:
        raise FormatProblem("registry-input", "name")
    with told_by_a_form():
        refuse_unfit("name", kept, MAX_NAME)
    with collector.database.begin() as transaction:
        if not rename_caf(transaction, code, kept):
            raise FormatProblem("registry-input", "caf")
        now = collector.now()
        note(transaction, now, reader.email, "caf-name", f"caf {code}", {"name": kept})


def add_point(collector: Collector, reader: Reader, record: PointRecord) -> None:
    """Add one Point without a list; its hours are told afterwards.

    Raises:
        RecordRefused: `registry-input`: a rule that the record breaks, or an id that is taken.
        AccessProblem: `scope-refused`.
    """
    reader.check_caf(record.caf)
    now = collector.now()
    store = RegistryPoints(collector.database, collector.now, collector.random_bytes)
    with told_by_a_form():
        check(record)
        with collector.database.begin() as transaction:
            if not store.add_point(transaction, record):
                raise RowRefused(
                    flaw(
                        _("There is a Point with the id “{id}” already."),
                        _("Look at it in the registry, or choose another id for the new one."),
                        id=record.id,
                    )
                )
            told: dict[str, object] = {"caf": record.caf, "name": record.name}
            note(transaction, now, reader.email, "point-add", f"point {record.id}", told)


def write_to(collector: Collector, reader: Reader, caf: str, partner: str, email: str) -> None:
    """Keep the address of a partner of a Caf; an empty one takes it back.

    Raises:
        OperationProblem: `address-unfit`.
        FormatProblem: `registry-input`: no convention names such a partner.
        AccessProblem: `scope-refused`.
    """
    reader.check_caf(caf)
    kept = checked_address(email) if email.strip() else ""
    with collector.database.begin() as transaction:
        known = {each[1] for each in partners_of(transaction, caf)}
        if partner not in known:
            raise FormatProblem("registry-input", "partner")
        put_partner(transaction, caf, partner, kept)
        now, told = collector.now(), {"partner": partner}
        note(transaction, now, reader.email, "partner-address", f"caf {caf}", told)
