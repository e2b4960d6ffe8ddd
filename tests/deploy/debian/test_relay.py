"""One bare Debian 12 made a relay, under its own systemd, with phones before it and a collector behind.

    ISOLOIR_DEBIAN=/tmp/debian python -m pytest tests/deploy/debian/test_relay.py -s

as `test_debian13.py`; its Debian lies beside the other, in `/tmp/debian-12`.
"""  # noqa: E501

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from collector.store.engine import Database, Transaction
from collector.store.intake import ledger_entries
from collector.store.schema import point
from tests.deploy.debian.behind import collector_within, installed_within
from tests.deploy.debian.container import Container, booted, bring_kit, make_root
from tests.e2e.proxy_parts import make_proxy_certificate
from tests.e2e.test_phone_traces import TRACES
from tests.support.served import Installation

PLACE = os.environ.get("ISOLOIR_DEBIAN", "")
PUBLIC = "https://enquete.example"
POINT = "rouen-simone-veil"
PRIVATE = ("/etc/ssl/isoloir/privkey.pem", "/var/lib/isoloir-relay/device.key")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PLACE, reason="ISOLOIR_DEBIAN names no directory for a Debian"),
]


@dataclass
class Served:
    """The relay's machine, and the collector that it is a device of."""

    machine: Container
    collector: Installation

    @property
    def token(self) -> str:
        """What a Point's poster says."""
        with self._read() as transaction:
            wanted = select(point.c.token).where(point.c.point_id == POINT)
            return str(transaction.scalar(wanted))

    @property
    def received(self) -> int:
        """How many responses the collector has accepted."""
        with self._read() as transaction:
            return sum(entry.accepted for entry in ledger_entries(transaction))

    @contextmanager
    def _read(self) -> Iterator[Transaction]:
        database = Database(self.collector.database_url)
        with database.read() as transaction:
            yield transaction
        database.close()


@pytest.fixture(scope="module")
def root() -> Path:
    """A Debian 12 set up as a relay."""
    root = make_root(Path(f"{PLACE}-12"), "bookworm")
    bring_kit(root)
    shutil.rmtree(root / "var/lib/isoloir-relay", ignore_errors=True)
    (root / "etc/ssl/isoloir").mkdir(parents=True, exist_ok=True)
    make_proxy_certificate(root / "etc/ssl/isoloir")
    # As it comes from a stick.
    (root / "etc/ssl/isoloir/privkey.pem").chmod(0o755)
    with booted(root, network=True) as machine:
        machine.install("relay", "--site", "enquete.example")
    return root


@pytest.fixture(scope="module")
def served(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The machine, enrolled, with its pages served."""
    directory = tmp_path_factory.mktemp("collector")
    collector = installed_within(directory)
    collector.run("phone", PUBLIC)
    ticket = collector.ask("enrol", "--kind", "relay")["ticket"]
    with booted(root, network=False) as machine:
        machine.sh("ip link set lo up")
        with collector_within(machine, collector):
            machine.sh(f"isoloir-relay enrol {ticket}; systemctl restart nginx")
            machine.wait("systemctl is-active isoloir-relay", "active")
            machine.wait("ss -ltn | grep -c :8300", "1")
            yield Served(machine, collector)


def test_phones_answer_through_the_proxy_and_the_collector_counts(served: Served) -> None:
    words = ("-m", "tests.deploy.debian.phones", served.token, "3")
    said = served.machine.python(*words, program=Path(sys.executable))
    assert said == "TLSv1.3 h2; plain: 308 https://; sent: [204, 204, 204]\n"
    served.machine.sh("isoloir-relay send")
    assert served.received == 3


def test_what_serves_phones_is_closed_to_all_else(served: Served) -> None:
    assert served.machine.exposure("isoloir-relay") <= 2.0
    assert served.machine.sh("systemctl --failed --no-legend") == ""


def test_keys_are_read_by_those_whose_they_are(served: Served) -> None:
    users = ("isoloir-relay", "www-data", "nobody")
    readers = {path: served.machine.readers(path, users) for path in PRIVATE}
    assert readers == dict(zip(PRIVATE, (set[str](), {"isoloir-relay"}), strict=True))


def test_nothing_of_a_phone_is_in_the_journal_or_on_the_disk(served: Served) -> None:
    journal = served.machine.sh("journalctl --no-pager --output cat")
    assert "Isoloir relay" in journal
    assert [trace for trace in TRACES if trace.decode() in journal] == []
    places = "/var/lib /var/log /var/cache/nginx /run /tmp /etc"
    for trace in TRACES:
        found = served.machine.sh(f"grep -rlas -- '{trace.decode()}' {places} || true")
        assert found == "", trace


def test_its_doctor_finds_nothing_wrong(served: Served) -> None:
    said = served.machine.sh("isoloir-relay doctor", check=False)
    assert [line for line in said.splitlines() if not line.startswith("ok ")] == []


def test_it_goes_without_leaving_anything(served: Served) -> None:
    served.machine.sh("cd /srv/kit/isoloir-kit && ./install relay --remove --purge")
    elsewhere = ("srv", "proc", "sys", "etc/ssl/isoloir")
    besides = " ".join(f"-not -path '/{each}*'" for each in elsewhere)
    assert served.machine.sh(f"find / -xdev -name '*isoloir*' {besides} || true") == ""
