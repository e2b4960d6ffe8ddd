"""One bare Debian 13 made a collector and a station, under its own systemd, seen at work.

    ISOLOIR_DEBIAN=/tmp/debian python -m pytest tests/deploy/debian -s

as root, with debootstrap and systemd-container installed and Debian's packages within reach: some
six minutes the first time; the directory is kept, and the second time takes three. The picture of
the screen is put beside those of the browser tests, in `tests/e2e/pictures`.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collector.activity.overview import LATE_AFTER_DAY
from deploy.bootstrap import ROOT
from tests.deploy.debian.container import Container, booted, bring_kit, make_root
from tests.deploy.debian.station import (
    ALIVE,
    BLANK,
    PICTURES,
    PIN,
    SHOWN,
    freeze,
    kill_browser,
    leave,
    main_process,
)
from tests.e2e.proxy_parts import make_proxy_certificate
from tests.support.mail_server import mail_server

PLACE = os.environ.get("ISOLOIR_DEBIAN", "")


HEADLESS = """[Unit]
Conflicts=
[Service]
Environment=WLR_BACKENDS=headless WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1
"""
SEEN = "env XDG_RUNTIME_DIR=/run/isoloir-browser WAYLAND_DISPLAY=wayland-0"
UNITS = (
    "isoloir-kiosk",
    "isoloir-intake",
    "isoloir-dashboard",
    "isoloir-tally",
    "isoloir-backup",
    "isoloir-remind",
    "isoloir-alert",
)
USERS = (
    "isoloir-kiosk", "isoloir-browser", "isoloir-intake", "isoloir-dashboard", "isoloir-tally",
    "isoloir-backup", "isoloir-remind", "isoloir-alert", "www-data", "nobody",
)  # fmt: skip
SIGNERS = ("tally", "intake", "dashboard")
SECRETS: dict[str, set[str]] = {
    "/var/lib/isoloir-keys": {"isoloir-tally"},
    "/etc/isoloir/keys": {"isoloir-tally"},
    "/var/lib/isoloir/signing.*": {f"isoloir-{part}" for part in SIGNERS},
    "/var/backups/isoloir": {"isoloir-backup"},
    "/var/lib/isoloir-kiosk": {"isoloir-kiosk"},
    "/etc/ssl/isoloir/privkey.pem": set(),
}
"""Where secrets lie, and who may read them beside root."""
PERIOD = """[Service]
ExecStart=
ExecStart=/opt/isoloir/venv/bin/isoloir-collector --config /etc/isoloir/collector.toml tally \
--period MONTH --processes 2
"""

SOMETHING_TO_TELL = """
INSERT INTO convention (point_id, partner, signed, effective)
  VALUES ('rouen-simone-veil', 'Ville', '2020-01-01', '2020-01-01');
INSERT INTO partner (caf, name, email)
  SELECT caf, 'Ville', 'numerique@ville.example' FROM point WHERE point_id = 'rouen-simone-veil'
  ON CONFLICT DO NOTHING;
INSERT INTO device (id, kind, public, point_id, revoked)
  VALUES ('1122334455667788', 'kiosk', decode(repeat('00', 32), 'hex'), 'rouen-simone-veil', false);
DELETE FROM reminder;
"""
"""A Point that owes returns, and a kiosk that was never heard of."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PLACE, reason="ISOLOIR_DEBIAN names no directory for a Debian 13"),
]


@pytest.fixture(scope="module")
def root() -> Path:
    """A Debian 13 with both roles set up, twice: the second time nothing is left to do."""
    root = make_root(Path(PLACE), "trixie")
    bring_kit(root)
    # With this machine's network it would want ports that may be taken.
    shutil.rmtree(root / "var/lib/isoloir-kiosk", ignore_errors=True)
    shutil.copy(ROOT / "collector/registry/example.csv", root / "srv/points.csv")
    place = root / "etc/ssl/isoloir"
    place.mkdir(exist_ok=True)
    make_proxy_certificate(place)
    # As they come from a stick.
    (place / "privkey.pem").chmod(0o755)
    with booted(root, network=True) as machine:
        for role in ("collector", "station"):
            machine.install(role)
        machine.sh("apt-get install --yes --no-install-recommends grim")
    return root


@pytest.fixture(scope="module")
def machine(root: Path) -> Iterator[Container]:
    """The machine, enrolled at its own collector, with a screen that nobody sees."""
    with booted(root, network=False) as machine:
        machine.sh("ip link set lo up")
        machine.sh("sed -i 's#^public_address.*#public_address = \"http://127.0.0.1:8400\"#'"
                   " /etc/isoloir/collector.toml")  # fmt: skip
        machine.sh("isoloir-collector init; systemctl start isoloir-intake isoloir-dashboard")
        machine.sh("isoloir-collector points import /srv/points.csv")
        for unit, name, text in (
            ("isoloir-browser", "headless", HEADLESS),
            ("isoloir-tally", "month", PERIOD),
        ):
            place = f"/run/systemd/system/{unit}.service.d"
            machine.sh(f"mkdir -p {place}; cat > {place}/{name}.conf <<'END'\n{text}END\n")
        machine.sh("month=$(date +%Y-%m); sed -i s/MONTH/$month/"
                   " /run/systemd/system/isoloir-tally.service.d/month.conf;"
                   " systemctl daemon-reload")  # fmt: skip
        machine.wait("for port in 8400 8401; do ss -ltn | grep -c :$port; done", "1\n1")
        if not (root / "var/lib/isoloir-kiosk/device.json").exists():
            machine.sh("isoloir-kiosk enrol $(isoloir-collector enrol rouen-simone-veil)")
        machine.sh(f"echo {PIN} | isoloir-kiosk pin")
        machine.wait(ALIVE, SHOWN)
        yield machine


def test_the_attract_screen_is_shown(machine: Container) -> None:
    machine.sh(f"{SEEN} grim /run/shot.png && cp /run/shot.png /root/")
    PICTURES.mkdir(exist_ok=True)
    picture = PICTURES / "station-debian13.png"
    shutil.copy(machine.root / "root/shot.png", picture)
    assert picture.stat().st_size > BLANK


def test_all_that_the_browser_started_stays_in_its_unit(machine: Container) -> None:
    inside = machine.sh("systemctl show --property ControlGroup --value isoloir-browser").strip()
    pids = machine.sh("pgrep -u isoloir-browser").split()
    assert len(pids) > 5
    for pid in pids:
        assert inside in machine.sh(f"cat /proc/{pid}/cgroup")


def test_the_browser_s_own_sandbox_is_on(machine: Container) -> None:
    renderers = machine.sh("pgrep -u isoloir-browser -f -- --type=renderer").split()
    ours = machine.sh("readlink /proc/1/ns/user /proc/1/ns/net").split()
    assert renderers
    for pid in renderers:
        assert "Seccomp:\t2" in machine.sh(f"cat /proc/{pid}/status")
        theirs = machine.sh(f"readlink /proc/{pid}/ns/user /proc/{pid}/ns/net").split()
        assert not set(ours) & set(theirs)


def test_the_screen_goes_dark_and_lights_up(machine: Container) -> None:
    for word, enabled in (("dark", "no"), ("lit", "yes")):
        machine.sh(f"runuser -u isoloir-browser -- {SEEN} /usr/lib/isoloir/screen wayland {word}")
        assert f"Enabled: {enabled}" in machine.sh(f"{SEEN} wlr-randr")


def test_a_page_that_freezes_brings_a_new_browser_with_a_new_profile(machine: Container) -> None:
    freeze(machine)
    assert len(machine.sh("ls -d /run/isoloir-browser/profile.*").splitlines()) == 1


def test_what_shows_the_browser_comes_back_when_it_dies(machine: Container) -> None:
    kill_browser(machine)


def test_answers_reach_the_tally_which_opens_them_in_its_sandbox(machine: Container) -> None:
    machine.python("-m", "tests.deploy.debian.visits", "25", program=Path(sys.executable))
    machine.sh("isoloir-kiosk send")
    machine.sh("printf 'environment = \"demo\"\\nallow_open_period = true\\n'"
               " >> /etc/isoloir/collector.toml")  # fmt: skip
    try:
        machine.sh("systemctl start isoloir-tally")
    finally:
        machine.sh("sed -i '/^environment/d; /^allow_open/d' /etc/isoloir/collector.toml")
    said = machine.sh("journalctl --no-pager --unit isoloir-tally --output cat")
    assert "responses of 1 Points counted, 0 set aside" in said, said


@pytest.mark.parametrize("part", ["intake", "dashboard"])
def test_what_faces_the_network_does_not_see_the_keys(machine: Container, part: str) -> None:
    assert ".key\n" in machine.sh("ls /var/lib/isoloir-keys")
    pid = main_process(machine, f"isoloir-{part}")
    for path in ("/var/lib/isoloir-keys", "/etc/isoloir/keys"):
        inside = machine.sh(f"nsenter --target {pid} --mount ls -A {path}", check=False)
        assert inside == "", "not even root sees them from there"


def test_what_is_secret_is_read_by_those_whose_it_is(machine: Container) -> None:
    machine.sh("systemctl start isoloir-backup")
    for place, users in SECRETS.items():
        found = machine.sh(f"find {place} -type f").split()
        assert found, place
        readers = {name: machine.readers(name, USERS) for name in found}
        assert all(each <= users for each in readers.values()), readers
        assert set().union(*readers.values()) == users, "those who need it can"


@pytest.mark.parametrize(
    ("user", "statement"),
    [
        ("dashboard", "DELETE FROM ledger"),
        ("dashboard", "SELECT sealed FROM vault"),
        ("dashboard", "DELETE FROM released_row"),
        ("intake", "SELECT * FROM account"),
        ("intake", "DELETE FROM vault"),
        ("intake", "DELETE FROM release"),
        ("backup", "DELETE FROM ledger"),
        ("kiosk", "SELECT 1"),
    ],
)
def test_postgresql_refuses_what_is_not_a_part_s_own(
    machine: Container, user: str, statement: str
) -> None:
    psql = f'psql --no-psqlrc --dbname isoloir --command "{statement}"'
    said = machine.sh(f"runuser -u isoloir-{user} -- {psql}", check=False)
    assert "permission denied" in said or 'role "isoloir-kiosk" does not exist' in said


@pytest.mark.parametrize("unit", UNITS)
def test_a_program_that_runs_is_closed_to_all_else(machine: Container, unit: str) -> None:
    assert machine.exposure(unit) <= 2.0


def test_partners_are_reminded_and_whoever_looks_after_devices_is_told(
    machine: Container, tmp_path: Path
) -> None:
    psql = "runuser -u postgres -- psql --no-psqlrc --quiet --dbname isoloir --command"
    settings = machine.root / "etc/isoloir/mail.toml"
    machine.sh(f'{psql} "{SOMETHING_TO_TELL}"')
    machine.sh("rm -f /var/lib/isoloir/alerts/*")
    try:
        with mail_server(tmp_path, machine.network) as mail:
            for name in ("mail.toml", "password", "server.pem"):
                shutil.copy(tmp_path / name, settings.parent)
                machine.sh(f"chgrp isoloir-mail /etc/isoloir/{name}; chmod 640 /etc/isoloir/{name}")
            machine.sh(
                "echo 'mail_file = \"/etc/isoloir/mail.toml\"' >> /etc/isoloir/collector.toml"
            )
            machine.sh("systemctl start isoloir-remind isoloir-alert")
            sent = {each["To"]: each.get_content() for each in mail.mails}
    finally:
        machine.sh("sed -i '/^mail_file/d' /etc/isoloir/collector.toml; rm /etc/isoloir/mail.toml")
        machine.sh(f"{psql} \"DELETE FROM device WHERE id = '1122334455667788'\"")
        machine.sh(f"{psql} \"DELETE FROM convention WHERE partner = 'Ville'\"")
    assert "1122334455667788" in sent.pop("appareils@caf.example")
    if datetime.now(ZoneInfo("Europe/Paris")).day > LATE_AFTER_DAY:
        assert "Simone-Veil" in sent.pop("numerique@ville.example")
    assert not sent


def test_the_backup_s_own_user_writes_it_and_it_restores(machine: Container) -> None:
    machine.sh("rm -f /var/backups/isoloir/*; systemctl start isoloir-backup")
    said = machine.sh("journalctl --no-pager --unit isoloir-backup --output cat")
    assert "rows are in /var/backups/isoloir/isoloir-" in said
    written = machine.sh("stat --format '%U %a' /var/backups/isoloir/isoloir-*.backup")
    assert written == "isoloir-backup 600\n"
    machine.sh("runuser -u postgres -- sh -c 'dropdb --if-exists again;"
               " createdb --owner isoloir-tally --template template0 again'")  # fmt: skip
    machine.sh("install -o isoloir-tally -m 0600 /var/backups/isoloir/*.backup /srv/last.backup")
    again = "ISOLOIR_COLLECTOR_DATABASE_URL='postgresql+psycopg:///again?host=/run/postgresql'"
    restored = machine.sh(f"{again} isoloir-collector restore /srv/last.backup")
    assert "rows are restored" in restored
    assert "0 broken chains" in restored
    tables = ("ledger", "released_row", "account", "audit")
    for query in (f"SELECT count(*) FROM {table}" for table in tables):
        counted = {
            machine.sh(f"runuser -u isoloir-tally -- psql -At --dbname {name} -c '{query}'")
            for name in ("isoloir", "again")
        }
        assert len(counted) == 1


def test_the_ceremony_of_the_keys_is_held_as_it_is_written(machine: Container) -> None:
    places = ("shares", "safe-1", "safe-2")
    for place in places:
        machine.sh(f"mkdir -p /media/{place}; mount -t tmpfs -o uid=isoloir-tally,mode=700"
                   f" stick /media/{place}")  # fmt: skip
    try:
        ceremony = (ROOT / "deploy/KEYS.md").read_text().split("## Ceremony")[1].split("**Every")[0]
        commands = re.findall(r"^isoloir-collector .*$", ceremony, flags=re.MULTILINE)
        assert len(commands) == 5
        if "--again" in machine.sh(commands[0], check=False):
            # On a Debian that was kept from an earlier time.
            machine.sh(f"{commands[0]} --again")
        said = [machine.sh(command) for command in commands[1:]]
        assert all("copies known" in line for line in said[-1].splitlines())
    finally:
        machine.sh(f"cd /media; umount {' '.join(places)}")


def test_the_signing_key_is_changed_through_the_command(machine: Container) -> None:
    machine.sh("isoloir-collector keys announce; isoloir-collector keys rotate")
    owners = machine.sh("stat --format '%U:%G %a' /var/lib/isoloir/signing.*").splitlines()
    assert set(owners) == {"root:isoloir 640"}
    machine.sh("systemctl restart isoloir-intake isoloir-dashboard")
    machine.wait("ss -ltn | grep -c :8400", "1")
    machine.sh("isoloir-kiosk send")


def test_nothing_of_the_browser_or_of_a_visit_is_on_a_disk_or_in_the_journal(
    machine: Container,
) -> None:
    found = "find / -xdev -user isoloir-browser -not -path '/run/*' -not -path '/proc/*'"
    assert machine.sh(found) == ""
    browser = machine.sh("journalctl --no-pager --unit isoloir-browser --output cat")
    assert "chromium" not in browser.lower()
    kiosk = machine.sh("journalctl --no-pager --unit isoloir-kiosk --output cat")
    for trace in ("POST", "Mozilla", "visit_purpose", "127.0.0.1 -"):
        assert trace not in kiosk


def test_leaving_kiosk_mode_takes_the_pin_and_gives_the_screen_back(machine: Container) -> None:
    assert leave(machine, "00000001") == "closed"
    assert "active" in machine.sh("systemctl is-active isoloir-browser")
    assert leave(machine, PIN) == "open"
    machine.wait("systemctl is-active isoloir-browser", "inactive")
    machine.wait("journalctl --no-pager --unit isoloir-desktop", "Finished isoloir-desktop")
    machine.wait("systemctl list-jobs", "No jobs")
    machine.sh("systemctl start isoloir-browser")
    machine.wait(f"systemctl is-active isoloir-browser; {ALIVE}", SHOWN, 150)
