"""What earlier versions left on disks and sticks is read by this one."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from collector.app import create_app
from collector.instance import Collector, open_collector
from collector.keys.backup import Restore, holders_of, open_signing_copy
from collector.keys.destruction import read_destruction
from collector.keys.holders import assemble
from collector.keys.keyring import Keyring
from collector.keys.lifecycle import KeyState, report_keys
from collector.signing_key import unpack_signing_keys
from collector.store.dump import read_dump
from collector.store.engine import Database
from collector.store.migrate import upgrade
from collector.store.reconciliation import balance_entries
from collector.tally.archive import DIRECTORY, Archive
from collector.tally.balance import Reconciliation, reconcile
from collector.tally.executors import Inline
from collector.tally.run import Tally
from kiosk.export import export
from shared.periods import Period
from shared.ticket import read_ticket
from tests.support.databases import PostgresqlDatabases, postgresql_server
from tests.support.town import Clock, config_in
from tests.versions.make import HERE, AppTransport, Station, make, specimen
from tests.versions.shapes import shapes

VERSIONS = sorted(path.parent.name for path in HERE.glob("*/specimen.zip"))
OCTOBER, NOVEMBER = Period(2026, 10), Period(2026, 11)
REMEDY = "a format changed: keep reading the old one, and run python -m tests.versions.make"


@dataclass
class Specimen:
    """An unpacked specimen, and a collector of this version that took it over."""

    place: Path
    facts: dict[str, Any]
    clock: Clock

    def collector(self, database: Database) -> Collector:
        """The collector on a database."""
        return open_collector(config_in(self.place / "collector", database), bytes, self.clock)

    def keyring(self) -> Keyring:
        """Its keys."""
        return Keyring(self.place / "collector/keys", lambda: str(self.facts["passphrase"]))


@pytest.fixture(params=VERSIONS)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Specimen:
    """A specimen of each version."""
    return unpacked(request.param, tmp_path)


def unpacked(of: str, place: Path) -> Specimen:
    with zipfile.ZipFile(specimen(of)) as archive:
        archive.extractall(place)
    for path in (place / "collector").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    clock = Clock()
    clock.set(date(2026, 12, 2))
    return Specimen(place, json.loads((place / "facts.json").read_text()), clock)


def accounts(database: Database) -> Reconciliation:
    with database.read() as transaction:
        return reconcile(balance_entries(transaction))


def as_it_was(found: Reconciliation, facts: dict[str, Any]) -> bool:
    total = found.total
    return found.holds and (total.received, total.tallied) == (facts["received"], facts["tallied"])


def test_this_version_has_its_specimen() -> None:
    assert version("isoloir") in VERSIONS, "run python -m tests.versions.make"


def test_database_keys_spool_and_batches_go_on_in_this_version(kept: Specimen) -> None:
    database = Database(f"sqlite:///{kept.place / 'collector.db'}")
    upgrade(database)
    assert as_it_was(accounts(database), kept.facts)
    collector = kept.collector(database)
    states = {
        each.period: each.state for each in report_keys(database, kept.keyring(), kept.clock())
    }
    assert states[OCTOBER] is KeyState.DESTROYED
    transport = AppTransport(create_app(collector).test_client())
    station = Station(kept.place / "kiosk", transport, kept.clock)
    facts = kept.facts
    assert sum(station.courier.status().waiting.values()) == (
        facts["on_the_stick"] + facts["in_the_spool"]
    )
    back = export(kept.place / "stick", station.device, station.spool, station.outbox)
    assert (back.left, back.settled, back.items) == ({}, 1, facts["in_the_spool"])
    done = station.courier.send()
    assert (done.problem, done.items) == (None, facts["in_the_spool"])
    station.answer(20)
    assert station.courier.send().items == 20
    archive = Archive(kept.place / "collector/keys" / DIRECTORY)
    tally = Tally(database, kept.keyring(), lambda items: Inline(), 1, archive=archive)
    december = NOVEMBER.plus(1)
    tally.run(december)
    total = accounts(database).total
    assert accounts(database).holds
    assert total.tallied == total.received == facts["received"] + facts["in_the_spool"] + 20
    station.spool.close()
    database.close()


def test_backup_copies_shares_and_statements_are_read(kept: Specimen, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'restored.db'}")
    with (kept.place / "collector.backup").open("rb") as stream:
        read_dump(database, stream)
    assert as_it_was(accounts(database), kept.facts)
    signer = kept.collector(database).signer
    read_destruction(kept.keyring().statement(OCTOBER), [signer.public])
    assert [each.claim.period for each in Archive(kept.place / "collector/keys/published").claims()]
    safe, shares = kept.place / "safe", [str(each) for each in kept.facts["shares"]]
    pair = assemble(holders_of(safe), shares[:2])
    elsewhere = Keyring(tmp_path / "elsewhere", lambda: "another")
    back = Restore(database, elsewhere, pair).run(safe)
    assert back.periods == ["2026-11", "2026-12"]
    written = unpack_signing_keys(tmp_path / "moved/signing.key", open_signing_copy(safe, pair))
    assert "signing.key" in written
    assert read_ticket(str(kept.facts["ticket"])).address == "http://collector.example"
    database.close()


@pytest.mark.slow
def test_backups_are_restored_into_postgresql_too(tmp_path: Path) -> None:
    with postgresql_server(durable=False) as databases:
        assert isinstance(databases, PostgresqlDatabases)
        for each in VERSIONS:
            kept = unpacked(each, tmp_path / each)
            database = Database(databases.blank())
            with (kept.place / "collector.backup").open("rb") as stream:
                read_dump(database, stream)
            assert as_it_was(accounts(database), kept.facts)
            database.close()


def test_a_format_that_changes_gets_a_specimen(tmp_path: Path) -> None:
    newest = unpacked(version("isoloir"), tmp_path / "kept")
    (tmp_path / "made").mkdir()
    make(tmp_path / "made")
    made, held = shapes(tmp_path / "made"), shapes(newest.place)
    assert len(held) > 10
    for name in sorted({*made, *held}):
        assert made.get(name) == held.get(name), f"{name}: {REMEDY}"


def test_a_shape_sees_a_field_that_is_new_and_not_a_value() -> None:
    from shared import cbor
    from tests.versions.shapes import _shape

    def signed(payload: dict[str, Any]) -> Any:
        return _shape(cbor.encode([cbor.encode({"name": "x" * 60, **payload}), bytes(64)]))

    assert signed({"n": 1}) == signed({"n": 2})
    assert signed({"n": 1}) != signed({"n": "1"})
    assert signed({"n": 1}) != signed({"n": 1, "more": 1})
