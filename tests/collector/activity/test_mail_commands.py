"""`remind` and `alert` as their timers run them: processes, before a real SMTP server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from collector.registry.convention import Convention
from collector.store.conventions import put_convention
from collector.store.partners import put_partner
from deploy.bootstrap import ROOT
from tests.support.mail_server import mail_server
from tests.support.office import open_office
from tests.support.town import DIEPPE, ROUEN, Town

ADDRESS = "numerique@ville.example"
TUESDAY = "2026-10-06"


def run(town: Town, mail_file: Path, *words: str) -> tuple[int, str]:
    """The exit code and what was printed."""
    config = town.collector.config
    clean = {name: text for name, text in os.environ.items() if not name.startswith("ISOLOIR")}
    environ = clean | {
        "ISOLOIR_COLLECTOR_DATA_DIR": str(config.data_dir),
        "ISOLOIR_COLLECTOR_DATABASE_URL": config.database_url,
        "ISOLOIR_COLLECTOR_MAIL_FILE": str(mail_file),
    }
    command = [sys.executable, "-m", "tests.support.collector_on", TUESDAY, *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout or done.stderr


@pytest.mark.slow
def test_partners_are_reminded_and_whoever_looks_after_devices_is_told(
    town: Town, tmp_path: Path
) -> None:
    open_office(town)
    town.kiosk(ROUEN)  # it never says anything
    with town.database.begin() as transaction:
        for point in (ROUEN, DIEPPE):
            signed = date(2020, 1, 1)
            put_convention(transaction, Convention(point, "Ville", signed, signed))
        put_partner(transaction, "761", "Ville", ADDRESS)
    directory = tmp_path / "mail"
    directory.mkdir()
    with mail_server(directory) as mail:
        mail.answers("451 Later.")
        code, said = run(town, mail.settings_file, "remind", "--json")
        assert (code, json.loads(said)["unreachable"]) == (1, 2)
        mail.answers("")
        code, said = run(town, mail.settings_file, "remind", "--json")
        assert (code, json.loads(said)["sent"]) == (0, 2)
        assert run(town, mail.settings_file, "alert") == (0, "One message was sent.\n")
        reminded, again, told = mail.mails
    assert {each["To"] for each in (reminded, again)} == {ADDRESS}
    assert "septembre 2026" in reminded["Subject"]
    assert told["To"] == "appareils@caf.example"
    assert "Point de rouen" in told.get_content()
    assert "Jamais entendu" in told.get_content()
    kept = json.loads((town.collector.config.data_dir / "alerts" / "told.json").read_text())
    assert list(kept) == ["appareils@caf.example national"]
