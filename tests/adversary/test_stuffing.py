"""Somebody with a script before a relay that really runs: replays, hurries, skips the work.

And a crowd that does nothing of the kind: 200 phones behind one address. What is above the
visitors that a Point declared is reported at the tally: `tests/e2e/test_phone_release.py`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from urllib.parse import urlencode

import pytest

from kiosk.enrol import enrol
from kiosk.spool import Spool
from shared.sealing import Label
from tests.kiosk.phone.parts import PhoneRelay, default_survey
from tests.kiosk.phone.sealing import Phone, hidden
from tests.kiosk.phone.wire import Answer, Wire
from tests.simulators.collector_simulator import CollectorSimulator

pytestmark = pytest.mark.slow
TOKEN = "demo-token"
AT_ONCE = 16
CROWD = 200
WORK_BITS = 8
"""Work that a test has time for; without it, an item is refused all the same."""


class BehindOneAddress(Wire):
    """Every phone of a place that shares one connection."""

    source = "127.0.0.88"


@dataclass
class Served:
    """A relay's process, with its shipped settings but for the work and what a test changes."""

    directory: Path
    address: str

    def phone(self) -> Phone:
        """A phone that opens the page."""
        wire = BehindOneAddress(self.address)
        peer = SimpleNamespace(client=lambda: wire, survey=default_survey())
        return Phone(cast("PhoneRelay", peer), token=TOKEN)


@contextmanager
def relay(directory: Path, **settings: object) -> Iterator[Served]:
    """A relay that runs, until the block ends."""
    collector = CollectorSimulator(survey=default_survey())
    enrol(collector.ticket(), directory, lambda _: collector, os.urandom)
    chosen = {"phone_work_bits": WORK_BITS, **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "--data", str(directory), "serve", "--face", "phone",
         "--port", "0"],
        env=os.environ | {f"ISOLOIR_KIOSK_{key.upper()}": str(chosen[key]) for key in chosen},
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stdout is not None
    address = re.search(r"http://[\d.:]+", process.stdout.readline())
    assert address
    try:
        yield Served(directory, address[0])
    finally:
        process.terminate()
        process.communicate(timeout=30)


def kept(directory: Path, label: Label = Label.RESPONSE) -> int:
    """How many items of a kind a relay that ended holds."""
    spool = Spool(directory)
    try:
        return sum(len(spool.items(lane)) for lane in spool.lanes() if lane.label is label)
    finally:
        spool.close()


def all_at_once(action: Callable[[int], Answer], times: int) -> Counter[int]:
    """What so many attempts are answered, by status."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(answer.status_code for answer in pool.map(action, range(times)))


def post(phone: Phone, item: bytes, proof: str) -> Answer:
    answer: object = phone.send(item=item, proof=proof)
    return cast("Answer", answer)


def test_replaying_hurrying_and_skipping_the_work_count_one_response(tmp_path: Path) -> None:
    with relay(tmp_path) as served:
        phone = served.phone()
        item, proof = phone.sealed(), phone.proof()
        # Skipped: no work, none done, somebody else's.
        for skipped in ("", proof.partition(".")[0], served.phone().given["challenges"][0] + ".0"):
            assert post(phone, item, skipped).status_code == 403
        # The very same request, again and again: taken each time, kept once.
        assert all_at_once(lambda _: post(phone, item, proof), 40) == {204: 40}
        # The same work for other items, at once.
        others = [b"".join((os.urandom(16), item[16:])) for _ in range(40)]
        assert all_at_once(lambda number: post(phone, others[number], proof), 40) == {403: 40}
        # The work of one page, hurried into one item each by many at once.
        hurried, fresh = served.phone(), [served.phone().sealed() for _ in range(40)]
        once = hurried.proof()
        answers = all_at_once(lambda number: post(hurried, fresh[number], once), 40)
        assert answers == {204: 1, 403: 39}
    assert kept(tmp_path) == 2


def test_a_script_that_does_the_work_fills_the_ceiling_and_no_more(tmp_path: Path) -> None:
    def stuff(_: int) -> Answer:
        phone = served.phone()
        return post(phone, phone.sealed(), phone.proof())

    with relay(tmp_path, phone_per_hour=25) as served:
        assert all_at_once(stuff, 60) == {204: 25, 429: 35}
    assert kept(tmp_path) == 25


def test_forms_in_clear_are_no_way_around_the_work(tmp_path: Path) -> None:
    def stuff(_: int) -> Answer:
        phone = served.phone()
        form = {**hidden(phone.page), "_do": "send", "overall_experience": "good"}
        wire = cast("Wire", phone.client)
        kind = "application/x-www-form-urlencoded"
        return wire.post(f"/p/{TOKEN}", urlencode(form).encode(), kind, {})

    with relay(tmp_path, phone_plain_per_hour=5) as served:
        assert all_at_once(stuff, 20) == {303: 5, 429: 15}
    assert kept(tmp_path) == 5


def test_a_crowd_of_two_hundred_phones_behind_one_address_is_taken(tmp_path: Path) -> None:
    def answer(_: int) -> Answer:
        phone = served.phone()
        return post(phone, phone.sealed(), phone.proof())

    with relay(tmp_path) as served:
        assert all_at_once(answer, CROWD) == {204: CROWD}
        asked = served.phone().client.get(f"/p/{TOKEN}/pass")
        assert json.loads(asked.text)["challenges"]
    assert kept(tmp_path) == CROWD
