"""`isoloir-collector tally`, as an administrator and as a program use it."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete

from collector.activity.overview import declare_on_web
from collector.keys.keyring import Keyring
from collector.registry.device import Device
from collector.store.devices import add_device
from collector.store.engine import Database
from collector.store.schema import set_aside
from collector.surveys import default_survey
from deploy.bootstrap import ROOT
from shared.messages import DeviceKind
from shared.periods import Period
from shared.signing import device_id
from tests.support.served import PASSPHRASE, Installation
from tests.support.tally_world import Keys, World

pytestmark = pytest.mark.slow

DEMO = {
    "ISOLOIR_COLLECTOR_ENVIRONMENT": "demo",
    "ISOLOIR_COLLECTOR_ALLOW_OPEN_PERIOD": "true",
    "ISOLOIR_COLLECTOR_TIME_ZONE": "UTC",
}
POINTS = {"a": "761", "b": "761", "c": "761", "few": "691"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keys]:
    """A collector with forty responses at each of three Points and three at a fourth, and keys."""
    directory = tmp_path_factory.mktemp("made") / "collector"
    installation = _installation(directory)
    installation.run("init")
    keyring = Keyring(directory / "keys", lambda: PASSPHRASE)
    keys = Keys({period: keyring.load(period) for period in keyring.periods()})
    world = _world(installation, keys)
    _fill(world, min(keys.known))
    world.database.scrub()
    world.database.close()
    return directory, keys


def _installation(directory: Path) -> Installation:
    return Installation(directory, f"sqlite:///{directory / 'collector.db'}", dict(DEMO))


def _world(installation: Installation, keys: Keys) -> World:
    return World(Database(installation.database_url), keys, Random(2), default_survey())


def _fill(world: World, month: Period) -> None:
    world.register(POINTS)
    public = world.signer.public
    with world.database.begin() as transaction:
        add_device(transaction, Device(device_id(public), DeviceKind.RELAY, public, None, None))
    for point in "abc":
        world.send(point, 40, month)
    world.send("few", 3, month)
    wrong = world.sealed(world.lane("b", month), world.plaintexts(2))
    world.send_items(world.lane("a", month), wrong)


@pytest.fixture
def installation(made: tuple[Path, Keys], tmp_path: Path) -> Installation:
    """A copy of it."""
    shutil.copytree(made[0], tmp_path / "collector")
    return _installation(tmp_path / "collector")


@pytest.fixture
def month(made: tuple[Path, Keys]) -> Period:
    """The first month with a key: that of the installation."""
    return min(made[1].known)


@pytest.fixture
def world(made: tuple[Path, Keys], installation: Installation) -> Iterator[World]:
    """What is in the copy."""
    world = _world(installation, made[1])
    yield world
    world.database.close()


def test_a_tally_says_what_it_published_and_accounts_for_everything(
    installation: Installation, world: World, month: Period
) -> None:
    answer = installation.ask("tally", "--period", str(month))
    (published,) = answer["published"]
    assert published == {
        "claim": f"761/{month}/1", "points": 3, "releases": 6, "opened": 120, "set_aside": 2,
        "resumed": False,
    }  # fmt: skip
    assert answer["deferred"] == 1
    accounts = answer["reconciliation"]
    lines = accounts.pop("lines")
    assert accounts == {
        "holds": True, "received": 125, "tallied": 120, "waiting": 3,
        "set_aside": {"item-unopened": 2}, "missing": 0,
    }  # fmt: skip
    assert {(line["point"], line["period"], line["kind"]) for line in lines} == {
        (point, str(month), "response") for point in POINTS
    }


def test_it_says_the_same_to_a_person_and_shows_no_bar_where_there_is_no_terminal(
    installation: Installation, world: World
) -> None:
    done = installation.run("tally")
    assert "120 responses of 3 Points counted, 2 set aside" in done.stdout
    assert "1 Points with few responses wait" in done.stdout
    assert "Received 125 = tallied 120 + set aside 2, 2 item-unopened + waiting 3." in done.stdout
    assert done.stderr == ""
    again = installation.run("tally")
    assert "Nothing to publish" in again.stdout


def test_more_responses_from_phones_than_visitors_are_reported(
    installation: Installation, world: World, month: Period
) -> None:
    with world.database.begin() as transaction:
        for point, visitors in (("a", 39), ("b", 40)):
            declare_on_web(transaction, point, month, visitors, 0, "who", datetime.now(UTC).date())
    answer = installation.ask("tally", "--period", str(month))
    above = {"point": "a", "period": str(month), "visitors": 39}
    assert answer["phones_above_visitors"] == [above]
    said = installation.run("tally", "--period", str(month)).stderr
    assert f"a {month}: more responses came from phones than the 39 visitors declared." in said


@pytest.mark.parametrize("processes", ["1", "2"])
def test_the_number_of_processes_may_be_chosen(
    installation: Installation, world: World, processes: str
) -> None:
    assert installation.ask("tally", "--processes", processes)["published"]


def test_an_open_month_is_refused_in_production_and_everything_stays(
    installation: Installation, world: World, month: Period
) -> None:
    installation.environ = {}
    done = installation.run("tally", "--period", str(month.plus(1)), code=1)
    assert "not over yet" in done.stderr
    assert done.stderr.count("\n") == 1
    assert world.waiting() == 125
    if month == Period.of(datetime.now(ZoneInfo("Europe/Paris"))):
        assert "not over yet" in installation.run("tally", "--period", str(month), code=1).stderr


def test_a_wrong_passphrase_changes_nothing(installation: Installation, world: World) -> None:
    installation.environ["ISOLOIR_KEYS_PASSPHRASE"] = "wrong"
    done = installation.run("tally", code=1)
    assert "passphrase" in done.stderr
    assert done.stderr.count("\n") == 1
    assert (world.waiting(), world.deferrals(), world.releases()) == (125, {}, [])


def test_a_missing_key_changes_nothing(
    installation: Installation, world: World, month: Period
) -> None:
    key = installation.directory / "keys" / f"{month}.key"
    kept = key.rename(key.with_suffix(".away"))
    done = installation.run("tally", code=1)
    assert "Restore the keys directory" in done.stderr
    assert (world.waiting(), world.deferrals(), world.releases()) == (125, {}, [])
    kept.rename(key)
    assert installation.ask("tally")["published"]


@pytest.mark.parametrize("period", ["2026-13", "october", "2026-1"])
def test_a_month_that_is_none_is_refused(installation: Installation, period: str) -> None:
    assert "YYYY-MM" in installation.run("tally", "--period", period, code=1).stderr


def test_an_item_that_vanished_is_told_with_its_point_and_fails_the_command(
    installation: Installation, world: World, month: Period
) -> None:
    installation.run("tally")
    with world.database.begin() as transaction:
        transaction.execute(delete(set_aside))
    done = installation.run("tally", code=1)
    assert f"a {month} response: 2 items are missing." in done.stderr


def test_a_terminal_gets_a_progress_bar(installation: Installation, world: World) -> None:
    reader, terminal = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "collector", "tally"],
        cwd=ROOT,
        env=installation.environment() | {"TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=terminal,
    ) as process:
        os.close(terminal)
        shown = b"".join(iter(lambda: _read(reader), b""))
    os.close(reader)
    assert process.returncode == 0
    assert b"Opening" in shown
    assert b"100%" in shown


def _read(reader: int) -> bytes:
    try:
        return os.read(reader, 4096)
    except OSError:
        # The kernel's way to say that the other side of a terminal is closed.
        return b""
