"""The dress rehearsal of every runbook of deploy/KEYS.md, by the commands that stand there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from collector.keys.keyring import Keyring
from kiosk.device import DeviceState
from tests.deploy.runbooks import KEYS_PAGE, Clock, Rehearsal, blocks
from tests.support.databases import SqliteDatabases
from tests.support.served import Installation, installed
from tests.support.town import CHEAP, PARIS

OCTOBER = "2026-10"


@pytest.fixture
def rehearsal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rehearsal]:
    """A collector in the middle of October, and a station of its one Point."""
    clock = Clock(datetime(2026, 10, 15, 10, tzinfo=PARIS))
    monkeypatch.setattr("collector.instance.clock_of", lambda config: clock.now)
    monkeypatch.setattr("collector.commands.backup.clock_of", lambda config: clock.now)
    monkeypatch.setattr("kiosk.commands.parts.local_now", clock.now)
    monkeypatch.setattr("kiosk.commands.send.local_now", clock.now)
    monkeypatch.setattr("collector.commands.parts.Keyring", partial(Keyring, cost=CHEAP))
    url = SqliteDatabases(tmp_path).new()
    made = Rehearsal(tmp_path, installed(tmp_path / "collector", url), clock)
    made.serve()
    made.type("isoloir-collector enrol rouen-simone-veil")
    made.type("isoloir-kiosk enrol TICKET")
    made.device = DeviceState(made.data_dir(), clock.now).identity.device
    yield made
    made.stop()


def states(installation: Installation) -> dict[str, str]:
    return {each["period"]: each["state"] for each in installation.ask("keys", "list")}


def reconciled(rehearsal: Rehearsal) -> dict[str, Any]:
    """Tally, and have every response accounted for."""
    answer = rehearsal.installation.ask("tally")["reconciliation"]
    assert answer["holds"]
    assert isinstance(answer, dict)
    return answer


def test_the_ceremony(rehearsal: Rehearsal) -> None:
    split, rehearsed, monthly, tally, end = blocks(KEYS_PAGE, "Ceremony")
    rehearsal.run(split)
    media = rehearsal.place / "media"
    assert len(list((media / "shares").iterdir())) == 5
    copies = sorted(path.name for path in (media / "safe-1").glob("*.copy"))
    assert copies[0] == "2026-10.copy"
    assert copies[-1] == "signing.copy"
    rehearsal.run(rehearsed)
    assert "would be put back: none" in rehearsal.said[-2]
    assert "2026-10, 2026-11" in rehearsal.said[-2]
    two = "--share /media/shares/share-1.txt --share /media/shares/share-2.txt"
    rehearsal.type(f"isoloir-collector keys restore /media/safe-1 {two} --rehearse", code=1)
    assert "do not open the backup" in rehearsal.said[-1]
    shutil.rmtree(media / "shares")
    rehearsal.run(monthly)
    rehearsal.answer(25, seed=1)
    rehearsal.type("isoloir-kiosk send")
    rehearsal.run(tally)
    assert "25 responses of 1 Points counted" in rehearsal.said[-1]
    rehearsal.clock.set("2026-11-04")
    rehearsal.type("isoloir-kiosk send")
    rehearsal.type("isoloir-collector keys destroy 2026-10 --backup /media/safe-1", code=1)
    assert "'safe of the bank, stick 2'" in rehearsal.said[-1], "a copy is not accounted for"
    secret = next((rehearsal.place / "collector/keys").glob("2026-10.key")).read_bytes()
    rehearsal.run(end)
    assert "25 received, 25 tallied, 0 set aside, 0 never opened" in rehearsal.said[-1]
    assert rehearsal.said[-1].count("destroyed.") == 2
    assert states(rehearsal.installation)[OCTOBER] == "destroyed"
    assert not list(rehearsal.place.glob("**/2026-10.copy"))
    assert not list(rehearsal.place.glob("**/2026-10.key"))
    # Somebody had kept the file: it is refused, and the statement is refuted as long as it is here.
    (rehearsal.place / "collector/keys/2026-10.key").write_bytes(secret)
    rehearsal.type("isoloir-collector keys prove /media/october.statement", code=1)
    assert "still there" in rehearsal.said[-1]


def test_a_copy_kept_aside_cannot_bring_a_destroyed_key_back(rehearsal: Rehearsal) -> None:
    split, *_ = blocks(KEYS_PAGE, "Ceremony")
    rehearsal.run(split)
    media = rehearsal.place / "media"
    shutil.copytree(media / "safe-1", media / "kept-aside")
    lost = rehearsal.installation.ask("keys", "list")[0]["copies"]
    rehearsal.clock.set("2026-11-04")
    rehearsal.type("isoloir-kiosk send")
    gone = " ".join(f"--gone {each['id']}" for each in lost)
    rehearsal.type(f"isoloir-collector keys destroy 2026-10 {gone}")
    rehearsal.type("isoloir-collector keys statement 2026-10 /media/october.statement")
    said = rehearsal.type("isoloir-collector keys prove /media/october.statement --json")
    assert {each["gone"] for each in json.loads(said)["copies"]} == {"declared"}
    shares = " ".join(f"--share /media/shares/share-{number}.txt" for number in (1, 2, 3))
    restore = f"isoloir-collector keys restore /media/kept-aside {shares} --json"
    answer = json.loads(rehearsal.type(restore, code=1).partition("\nError")[0])
    assert "was destroyed" in answer["refused"]["2026-10.copy"]
    assert OCTOBER not in answer["periods"]


def test_a_lost_key(rehearsal: Rehearsal) -> None:
    rehearsal.run(blocks(KEYS_PAGE, "Ceremony")[0])
    rehearsal.answer(22, seed=2)
    rehearsal.type("isoloir-kiosk send")
    shutil.rmtree(rehearsal.place / "collector/keys")
    (rehearsal.place / "collector/signing.key").unlink()
    rehearsal.installation.environ["ISOLOIR_KEYS_PASSPHRASE"] = "another one"
    for block in blocks(KEYS_PAGE, "Lost key"):
        rehearsal.run(block)
    assert "Signing keys put back: signing.key" in rehearsal.said[-2]
    rehearsal.clock.set("2026-11-03")
    assert reconciled(rehearsal)["tallied"] == 22
    rehearsal.serve()
    rehearsal.answer(1, seed=3)
    rehearsal.type("isoloir-kiosk send")
    assert rehearsal.waiting() == 0, "the station takes receipts of the same signing key"


def test_a_stolen_key(rehearsal: Rehearsal) -> None:
    rehearsal.answer(21, seed=4)
    withdrawn, fetched, after = blocks(KEYS_PAGE, "Stolen key")
    before = {each["period"]: each["key_id"] for each in rehearsal.installation.ask("keys", "list")}
    rehearsal.run(withdrawn)
    keys = {each["period"]: each["key_id"] for each in rehearsal.installation.ask("keys", "list")}
    assert {period for period in keys if keys[period] != before[period]} == {"2026-11", "2026-12"}
    rehearsal.type("isoloir-collector keys replace 2026-10", code=1)
    rehearsal.run(fetched)
    device = DeviceState(rehearsal.data_dir(), rehearsal.clock.now)
    assert device.sealing_key()[1].key_id.hex() == keys["2026-11"]
    rehearsal.answer(24, seed=5)
    rehearsal.run(after)
    assert "45 responses of 1 Points counted" in "".join(rehearsal.said)
    assert states(rehearsal.installation)[OCTOBER] == "destroyed"


def test_a_device_is_revoked_and_another_renewed(rehearsal: Rehearsal) -> None:
    stolen, renewed = blocks(KEYS_PAGE, "Device revoked and renewed")
    rehearsal.answer(3, seed=6)
    rehearsal.type("isoloir-kiosk send")
    rehearsal.run(stolen)
    rehearsal.answer(2, seed=7)
    rehearsal.type("isoloir-kiosk send", code=1)
    assert "was revoked" in rehearsal.said[-1]
    rehearsal.station = "second"
    enrol, *rest = renewed.lines
    rehearsal.type(enrol)
    rehearsal.device = DeviceState(rehearsal.data_dir(), rehearsal.clock.now).identity.device
    rehearsal.answer(30, seed=8)
    rehearsal.stop()
    rehearsal.type("isoloir-kiosk send", code=1)
    assert rehearsal.waiting() == 30
    rehearsal.serve()
    for line in rest:
        rehearsal.type(line)
    assert rehearsal.waiting() == 0
    assert (
        DeviceState(rehearsal.data_dir(), rehearsal.clock.now).identity.device != rehearsal.device
    )
    devices = rehearsal.installation.ask("device", "list")
    assert sorted(each["revoked"] for each in devices) == [False, True, True]
    rehearsal.clock.set("2026-11-03")
    assert reconciled(rehearsal)["tallied"] == 33


def test_the_signing_key_follows_another(rehearsal: Rehearsal) -> None:
    rehearsal.run(blocks(KEYS_PAGE, "Ceremony")[0])
    announced, fetched, rotated, sent, stolen, after = blocks(KEYS_PAGE, "Signing key")
    rehearsal.type("isoloir-collector enrol rouen-simone-veil")
    early = rehearsal.ticket
    rehearsal.run(announced)
    rehearsal.run(fetched)
    rehearsal.run(rotated)
    assert "retired" in rehearsal.said[-1]
    rehearsal.answer(2, seed=9)
    rehearsal.run(sent)
    assert rehearsal.waiting() == 0
    rehearsal.run(stolen)
    rehearsal.answer(2, seed=10)
    rehearsal.run(after)
    assert rehearsal.waiting() == 0, "also where nothing was announced"
    rehearsal.station, rehearsal.ticket = "late", early
    rehearsal.type("isoloir-kiosk enrol TICKET")
    rehearsal.answer(1, seed=11)
    rehearsal.type("isoloir-kiosk send")
    assert rehearsal.waiting() == 0, "a ticket printed before both changes still works"
    shown = json.loads(rehearsal.type("isoloir-collector keys signers --json"))
    assert [each["stolen"] for each in shown["retired"]] == [False, True]


def test_every_block_of_the_page_is_rehearsed() -> None:
    sections = ["Ceremony", "Lost key", "Stolen key", "Device revoked and renewed", "Signing key"]
    numbers = [len(blocks(KEYS_PAGE, section)) for section in sections]
    assert numbers == [5, 1, 3, 2, 6]
    assert KEYS_PAGE.read_text().count("```sh") == sum(numbers)
