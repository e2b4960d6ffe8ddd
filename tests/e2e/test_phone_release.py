"""From a phone to the published table, with the real programs: relay, kiosk, collector, tally."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import Browser

from collector.activity.overview import declare_on_web
from collector.store.engine import Database
from collector.store.reconciliation import balance_entries
from collector.surveys import default_survey
from collector.tally.balance import Fate
from kiosk.clock import local_now
from kiosk.device import DeviceState
from shared.periods import Period
from shared.presence import presence_code
from tests.e2e.phone_browser import PHONES, Handset, handset
from tests.invariants.day import POINT, Kiosk, Place, a_place, tally, this_period
from tests.kiosk.phone.parts import PhoneRelay
from tests.kiosk.phone.sealing import Phone
from tests.kiosk.phone.wire import Wire
from tests.support.pdf import scanned

HANDSETS = len(PHONES) + 1
"""Phones in a real browser: small, large, in Arabic, with text at 200 %, and without JavaScript."""
CROWD = 20
"""Phones that answer beside them: a release needs twenty responses."""


class RelayKiosk(Kiosk):
    """A relay's data directory."""

    def environment(self) -> dict[str, str]:
        """Serve phones, with work that tests can wait for."""
        return super().environment() | {
            "ISOLOIR_KIOSK_FACE": "phone",
            "ISOLOIR_KIOSK_PHONE_WORK_BITS": "8",
        }


@contextmanager
def with_relay(directory: Path) -> Iterator[tuple[Place, RelayKiosk]]:
    """A collector that serves, the Point's kiosk, and a relay of the whole Caf."""
    with a_place(directory) as place:
        relay = RelayKiosk(directory / "relay")
        asked = place.installation.ask("enrol", "--kind", "relay", "--caf", "761")
        relay.run("enrol", asked["ticket"])
        yield place, relay


def published(place: Place, question: str) -> dict[str, Any]:
    """A table as the API gives it."""
    token = place.installation.ask("token", "add", question[:8], "--scope", "national")["token"]
    answer = place.server.request(
        "GET", f"/api/v1/tables/{question}", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status == 200, answer.data
    document: dict[str, Any] = json.loads(answer.data)
    return document


def answer(phone: Handset) -> None:
    """What each of them says."""
    phone.choose("overall_experience", "bad")
    phone.choose("help_received", "full")
    phone.write("Un mot depuis un téléphone")
    phone.send()
    phone.is_thanked()


def in_the_vault(place: Place) -> dict[str, int]:
    """Sealed items that wait for the tally, by kind."""
    database = Database(place.installation.database_url)
    with database.read() as transaction:
        entries = list(balance_entries(transaction))
    database.close()
    return {each.kind: each.items for each in entries if each.fate is Fate.WAITING}


def declare(place: Place, visitors: int) -> None:
    """Have somebody type on the collector's pages how many visitors the Point had."""
    database = Database(place.installation.database_url)
    period, today = Period.parse(this_period(place)), local_now().date()
    with database.begin() as transaction:
        declare_on_web(transaction, POINT, period, visitors, 0, "someone@caf.example", today)
    database.close()


def from_the_wall(place: Place, relay: str, poster: Path) -> str:
    """What a phone reads off the poster that the Point's kiosk prints."""
    place.installation.run("phone", relay)
    place.kiosk.run("send")
    place.kiosk.run("poster", str(poster))
    return scanned(poster.read_bytes(), dpi=150)


@pytest.mark.slow
def test_what_phones_say_is_counted_and_published(browser: Browser, tmp_path: Path) -> None:
    with with_relay(tmp_path) as (place, relay):
        device = DeviceState(relay.directory, local_now)
        point = device.bundle.points_by_id[POINT]
        kiosk = DeviceState(place.kiosk.directory, local_now)
        assert kiosk.point.presence == point.presence
        with relay.serving() as address:
            scanned_address = from_the_wall(place, address, tmp_path / "poster.pdf")
            assert scanned_address == f"{address}/p/{point.token}"
            seen = f"?s={presence_code(kiosk.point.presence, local_now())}"
            for kind in PHONES:
                with handset(browser, scanned_address, kind) as phone:
                    phone.open(seen if kind == "large" else "")
                    answer(phone)
            with handset(browser, scanned_address, "small", scripts=False) as phone:
                phone.page.goto(scanned_address)
                answer(phone)
            peer = SimpleNamespace(client=lambda: Wire(address), survey=default_survey())
            for _ in range(CROWD):
                assert Phone(cast("PhoneRelay", peer), point.token).send().status_code == 204
        relay.run("send")
        assert in_the_vault(place) == {"response": CROWD + HANDSETS, "comment": HANDSETS}
        declare(place, CROWD)
        report = tally(place)
        above = {"point": POINT, "period": this_period(place), "visitors": CROWD}
        assert report["phones_above_visitors"] == [above]
        assert report["reconciliation"]["holds"]
        assert report["reconciliation"]["tallied"] == CROWD + 2 * HANDSETS
        assert report["reconciliation"]["received"] == CROWD + 2 * HANDSETS
        assert this_period(place) == str(device.sealing_key()[0])
        table = published(place, f"site?question=overall_experience&point={POINT}")
    assert table["n"] == CROWD + HANDSETS, "the number of responses is exact and public"
