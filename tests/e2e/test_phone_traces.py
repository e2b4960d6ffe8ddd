"""A relay that really runs: after traffic, nothing of any phone and no answer is found in it.

Every byte that the process wrote is searched, files and output, and its memory.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast
from urllib.parse import urlencode

import pytest

from kiosk.enrol import enrol
from shared.comment import COMMENT_LENGTH, Comment, encode_comment
from shared.response import Channel, Response, encode
from shared.sealing import Label, seal
from shared.survey import Survey
from tests.kiosk.phone.parts import PhoneRelay
from tests.kiosk.phone.sealing import Phone, hidden
from tests.kiosk.phone.wire import Wire
from tests.simulators.collector_simulator import CollectorSimulator

PHONE_ADDRESS: Final = "127.0.0.77"
FORWARDED_FOR: Final = "203.0.113.77"
OF_THE_PHONE: Final = {
    "User-Agent": "ZebraPhone/7.3 (Zebra OS 12)",
    "X-Forwarded-For": FORWARDED_FOR,
    "Forwarded": f"for={FORWARDED_FOR}",
    "X-Real-IP": FORWARDED_FOR,
    "Cookie": "zebracookie=1",
    "Referer": "https://zebrareferer.example/",
    "Accept-Language": "fr,x-zebralanguage",
    "Sec-CH-UA-Model": "ZebraModel",
}
TRACES: Final = [
    b"ZebraPhone", b"zebracookie", b"zebrareferer", b"zebralanguage", b"ZebraModel",
    FORWARDED_FOR.encode(), PHONE_ADDRESS.encode(),
]  # fmt: skip
RESPONSES: Final = 100


class MarkedWire(Wire):
    """A phone's connection, which says everything about the phone that a phone could say."""

    source = PHONE_ADDRESS
    said = OF_THE_PHONE

    def misbehave(self) -> None:
        """Everything that makes a server complain."""
        self.get("/p/none")
        self.get("/nothing")
        self.post("/p/demo-token/response", b"x", "application/octet-stream", {})
        self.post("/p/demo-token", b"a" * 40_000, "application/x-www-form-urlencoded", {})
        self.post("/p/demo-token", b"_do=%00", "application/x-www-form-urlencoded", {})
        for half in (
            b"GET /p/demo-token HTTP/1.1\r\nUser-Agent: ZebraPhone\r\n",
            b"\x16\x03ZebraPhone",
        ):
            connection = self.connect()
            connection.connect()
            assert connection.sock is not None
            connection.sock.sendall(half + b"\r\n\r\n"[: len(half) % 5])
            connection.close()


@dataclass
class Running:
    """A relay that runs: its process, its directory, its address and its collector."""

    process: subprocess.Popen[bytes]
    data_dir: Path
    address: str
    collector: CollectorSimulator

    def memory(self) -> Iterator[bytes]:
        """Every stretch of the process's memory that it can write to."""
        maps = Path(f"/proc/{self.process.pid}/maps").read_text()
        with Path(f"/proc/{self.process.pid}/mem").open("rb", 0) as memory:
            for first, last in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps, re.MULTILINE):
                memory.seek(int(first, 16))
                try:
                    yield memory.read(int(last, 16) - int(first, 16))
                except OSError:  # a stretch that belongs to the kernel
                    continue

    def stop(self) -> bytes:
        """End the process; everything it ever said."""
        self.process.terminate()
        out, err = self.process.communicate(timeout=30)
        return out + err

    def files(self) -> dict[str, bytes]:
        """Every file it wrote."""
        return {
            str(each.relative_to(self.data_dir)): each.read_bytes()
            for each in self.data_dir.rglob("*")
            if each.is_file()
        }


@contextmanager
def relay_in(directory: Path) -> Iterator[Running]:
    """A relay's process, enrolled at a collector in memory."""
    collector = CollectorSimulator()
    enrol(collector.ticket(), directory, lambda _: collector, os.urandom)
    command = [sys.executable, "-m", "kiosk", "--data", str(directory)]
    process = subprocess.Popen(
        [*command, "serve", "--face", "phone", "--port", "0"],
        env={**os.environ, "ISOLOIR_KIOSK_PHONE_WORK_BITS": "2"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    said = process.stdout.readline().decode()
    address = re.search(r"http://[\d.:]+", said)
    assert address, said + (process.stderr.read().decode() if process.stderr else "")
    try:
        yield Running(process, directory, address[0], collector)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with relay_in(tmp_path) as running:
        yield running


def open_page(running: Running) -> Phone:
    wire = MarkedWire(running.address)
    peer = SimpleNamespace(client=lambda: wire, survey=running.collector.survey)
    return Phone(cast("PhoneRelay", peer), token="demo-token")


def text_of(number: int) -> str:
    return f"Le mot du visiteur {number}, qui ne se lit qu'au dépouillement"


def answer_and_send(running: Running, number: int) -> bytes:
    """One visitor's response and comment; what the response says before it is sealed."""
    survey: Survey = running.collector.survey
    phone = open_page(running)
    chosen = {"overall": frozenset(("bad", "good")[number % 2 :][:1])}
    plain = encode(survey, Response(chosen, Channel.PHONE, "fr"))
    key = running.collector.keys[phone.given["period"]]
    assert phone.send(item=seal(key, phone.context(), phone.item_id, plain)).status_code == 204
    context = phone.context(Label.COMMENT)
    comment = encode_comment(survey, Comment(text_of(number), "fr"))
    item = seal(key, context, os.urandom(16), comment)
    assert phone.send(Label.COMMENT, item=item, proof=phone.proof(1)).status_code == 204
    return plain


def test_a_relays_disk_and_memory_yield_no_answer(running: Running) -> None:
    plains = {answer_and_send(running, number) for number in range(RESPONSES)}
    answers = [text_of(number).encode() for number in range(RESPONSES)] + sorted(plains)
    token = b"demo-token"
    found: set[bytes] = set()
    for stretch in running.memory():
        found |= {each for each in (*answers, token) if each in stretch}
    assert found == {token}, "the search finds what is there, and no answer is"
    said, files = running.stop(), running.files()
    kept = b"".join(files.values())
    assert sum(len(data) for name, data in files.items() if name.startswith("spool/")) > (
        RESPONSES * COMMENT_LENGTH
    )
    assert [each for each in answers if each in kept or each in said] == []


def test_nothing_of_a_phone_is_written_anywhere(running: Running) -> None:
    for number in range(3):
        answer_and_send(running, number)
    phone = open_page(running)
    form = {**hidden(phone.page), "_do": "send", "overall": "good", "comment": "En clair"}
    sent = phone.client.post(
        "/p/demo-token", urlencode(form).encode(), "application/x-www-form-urlencoded", {}
    )
    assert sent.status_code == 303
    cast("Any", phone.client).misbehave()
    assert open_page(running).given["challenges"]
    said, files = running.stop(), running.files()
    everything = {**files, "output": said}
    assert any(name.startswith("spool/") for name in files)
    assert b"Isoloir kiosk" not in said  # its first line was read before
    found = {
        (name, trace)
        for name, data in everything.items()
        for trace in (*TRACES, b"En clair")
        if trace in data
    }
    assert found == set()


def test_a_relays_doctor_sees_that_it_is_served(running: Running) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "--data", str(running.data_dir), "doctor", "--json"],
        env={**os.environ, "ISOLOIR_KIOSK_PORT": running.address.rpartition(":")[2]},
        capture_output=True,
        text=True,
        check=False,
    )
    checks = {each["name"]: each["fine"] for each in json.loads(done.stdout)["checks"]}
    assert checks["server"] is True
    assert "page" not in checks, "phones' pages say nothing of whether they are alive"
