"""Makes the specimens of this version: `python -m tests.versions.make`, from the root.

A specimen is everything that a version leaves on disks and sticks: a collector's directory and
database, a backup, the holders' copies and shares, a station's directory, a stick between the two,
a ticket. `facts.json` says what is in it. Run it again when a format of the version in work
changes, and for each new version; those of versions that were released are never made again.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import zipfile
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from collector.app import create_app
from collector.instance import Collector
from collector.intake.accept import Intake
from collector.intake.files import receive_directory
from collector.keys.backup import Backup, keep_holders
from collector.keys.ending import KeyEnd
from collector.keys.holders import appoint
from collector.keys.keyring import Keyring
from collector.keys.lifecycle import create_keys
from collector.registry.enrolment import issue_kiosk_ticket, new_ticket
from collector.signing_key import create_signing_key, load_signing_key, pack_signing_keys
from collector.store.dump import write_dump
from collector.store.engine import Database
from collector.store.migrate import upgrade
from collector.store.points import RegistryPoints
from collector.surveys.publish import publish_survey
from collector.tally.archive import DIRECTORY, Archive
from collector.tally.executors import Inline
from collector.tally.run import Tally
from kiosk.courier.courier import Courier
from kiosk.device import DeviceState
from kiosk.enrol import enrol
from kiosk.export import export
from kiosk.outbox import Outbox
from kiosk.spool import Spool
from kiosk.transport import Reply, Request
from shared.periods import Period
from shared.response import Channel, Response, encode
from shared.sealing import Label, seal
from shared.ticket import write_ticket
from tests.support.town import CHEAP, PARIS, ROUEN, Clock, config_in, record, small_survey

PASSPHRASE = "open sesame"
OCTOBER = Period(2026, 10)
HERE = Path(__file__).parent
ANSWERED, SENT_LATER, BATCHED, SPOOLED = 22, 3, 4, 2


class AppTransport:
    """Carries requests to a collector's application in this process."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client

    def exchange(self, request: Request) -> Reply:
        """See `kiosk.transport.Transport`."""
        headers = {"Content-Type": request.media_type, "Authorization": request.authorization}
        answer = self._client.open(
            request.path,
            method=request.method,
            data=request.body,
            headers={name: value for name, value in headers.items() if value},
        )
        return Reply(answer.status_code, answer.data)


class Station:
    """A kiosk's rooms, and its visitors."""

    def __init__(self, data_dir: Path, transport: AppTransport, clock: Clock) -> None:
        self.device = DeviceState(data_dir, clock)
        self.spool = Spool(data_dir)
        self.outbox = Outbox(data_dir, self.device.signer, self.device.identity.device)
        self.courier = Courier(self.device, self.spool, self.outbox, transport, clock)

    def answer(self, times: int) -> None:
        """So many visitors answer."""
        context, key = self.device.lane(Label.RESPONSE)
        answers = Response({"overall": frozenset({"good"})}, Channel.SCREEN, "fr")
        plain = encode(self.device.survey, answers)
        for _ in range(times):
            self.spool.store(context, seal(key, context, os.urandom(16), plain))


def make(place: Path) -> dict[str, Any]:
    """Fill a directory; returns the facts."""
    database = Database(f"sqlite:///{place / 'collector.db'}")
    upgrade(database)
    clock = Clock(datetime(2026, 10, 15, 12, tzinfo=PARIS))
    config = config_in(place / "collector", database)
    create_signing_key(config.signing_key_file, os.urandom)
    signer = load_signing_key(config.signing_key_file)
    collector = Collector(config, database, signer, clock, os.urandom)
    keyring = Keyring(config.keys_dir, lambda: PASSPHRASE, CHEAP)
    RegistryPoints(database, clock, os.urandom).upsert_points([record(ROUEN, "761")])
    publish_survey(database, small_survey(), 1.0, clock())
    create_keys(database, keyring, OCTOBER, 3, clock())
    transport = AppTransport(create_app(collector).test_client())
    ticket = new_ticket(os.urandom(10), signer.public, "http://collector.example")
    issue_kiosk_ticket(database, ROUEN, ticket, clock())
    enrol(write_ticket(ticket), place / "kiosk", lambda _: transport, os.urandom)
    station = Station(place / "kiosk", transport, clock)
    station.answer(ANSWERED)
    assert station.courier.send().problem is None
    clock.set(date(2026, 11, 3))
    archive = Archive(config.keys_dir / DIRECTORY)
    Tally(database, keyring, lambda items: Inline(), 1, archive=archive).run(OCTOBER)
    holders, shares = appoint(3, 2, os.urandom)
    keep_holders(config.keys_dir, holders, again=False)
    packed = pack_signing_keys(config.signing_key_file)
    Backup(database, keyring, holders, packed, os.urandom).write(place / "safe", "safe", clock())
    assert station.courier.send().problem is None
    ends = KeyEnd(database, keyring, signer, archive)
    ends.end(OCTOBER, clock(), directories=[place / "safe"])
    station.answer(SENT_LATER)
    assert station.courier.send().problem is None
    station.answer(BATCHED)
    stick = place / "stick"
    stick.mkdir()
    export(stick, station.device, station.spool, station.outbox)
    receive_directory(stick, database, Intake(database, signer), signer, clock())
    station.answer(SPOOLED)
    station.spool.close()
    with (place / "collector.backup").open("wb") as stream:
        write_dump(database, stream, "2026-11-03")
    database.scrub()
    database.close()
    return {
        "passphrase": PASSPHRASE,
        "shares": shares,
        "ticket": write_ticket(ticket),
        "received": ANSWERED + SENT_LATER + BATCHED,
        "tallied": ANSWERED,
        "on_the_stick": BATCHED,
        "in_the_spool": SPOOLED,
    }


def pack(place: Path, facts: dict[str, Any], target: Path) -> None:
    """Write a specimen; the same directory gives the same bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    (place / "facts.json").write_text(json.dumps(facts, indent=1))
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(each for each in place.rglob("*") if each.is_file()):
            if path.suffix in {".db-wal", ".db-shm", ".lock"}:
                continue
            name = zipfile.ZipInfo(path.relative_to(place).as_posix())
            archive.writestr(name, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)


def specimen(of: str) -> Path:
    """Where the specimen of a version is."""
    return HERE / of / "specimen.zip"


def main() -> None:
    """Make the specimen of this version."""
    target = specimen(version("isoloir"))
    with tempfile.TemporaryDirectory() as directory:
        pack(Path(directory), make(Path(directory)), target)
    sys.stdout.write(f"{target.relative_to(HERE.parents[1])}: {target.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
