"""The dress rehearsal of deploy/BACKUP.md: a collector burns down, and another one goes on."""

from __future__ import annotations

import shutil

from tests.deploy.runbooks import BACKUP_PAGE, KEYS_PAGE, Rehearsal, blocks
from tests.deploy.test_keys_runbooks import reconciled, rehearsal
from tests.support.databases import SqliteDatabases

__all__ = ["rehearsal"]


def test_a_collector_that_burnt_down_goes_on_elsewhere(rehearsal: Rehearsal) -> None:
    (nightly,) = blocks(BACKUP_PAGE, "Backup")
    (restoring,) = blocks(BACKUP_PAGE, "Restore")
    (rehearsal.place / "media/nightly").mkdir(parents=True)
    rehearsal.run(blocks(KEYS_PAGE, "Ceremony")[0])
    rehearsal.answer(25, seed=1)
    rehearsal.type("isoloir-kiosk send")
    rehearsal.run(nightly)
    database = rehearsal.place / "media/nightly/collector.backup"
    assert database.stat().st_mode & 0o077 == 0
    rehearsal.clock.set("2026-11-03")
    assert reconciled(rehearsal)["tallied"] == 25
    released = rehearsal.installation.ask("tally")
    assert released["published"] == [], "all of it is published"
    # After the tally the keys are backed up again; the database is not, and burns.
    rehearsal.type(nightly.lines[1])
    rehearsal.answer(2, seed=2)
    rehearsal.stop()
    shutil.rmtree(rehearsal.place / "collector")
    (rehearsal.place / "other").mkdir()
    rehearsal.installation.database_url = SqliteDatabases(rehearsal.place / "other").blank()
    rehearsal.run(restoring)
    assert "0 claims are published again" in rehearsal.said[-6], "its keys were not there yet"
    assert "1 claims are published again, with 25 responses" in rehearsal.said[-4]
    assert "Received 25 = tallied 25 + set aside 0 + waiting 0. 0 broken" in rehearsal.said[-4]
    rehearsal.type("isoloir-kiosk send")
    assert rehearsal.waiting() == 0, "the station goes on with the collector that it knows"
    assert reconciled(rehearsal)["waiting"] == 2


def test_an_upgrade_changes_nothing_that_is_up_to_date(rehearsal: Rehearsal) -> None:
    (upgrading,) = blocks(BACKUP_PAGE, "Upgrade")
    (rehearsal.place / "media/nightly").mkdir(parents=True)
    rehearsal.answer(3, seed=3)
    rehearsal.run(upgrading)
    rehearsal.type("isoloir-kiosk send")
    assert rehearsal.waiting() == 0


def test_every_block_of_the_page_is_rehearsed() -> None:
    assert BACKUP_PAGE.read_text().count("```sh") == 3
