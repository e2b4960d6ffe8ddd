"""The real proxy before the real relay and collector: after traffic, no byte that any of them wrote
says anything of who asked.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from urllib.parse import urlencode

import pytest

from shared.batch import BATCH_MEDIA_TYPE
from shared.bundle import read_bundle
from shared.messages import MESSAGE_MEDIA_TYPE, read_enrolled, write_enrolment
from shared.response import Channel, Response, encode
from shared.sealing import Label, seal, sealed_length
from shared.ticket import read_ticket
from tests.e2e import test_phone_traces
from tests.e2e.proxy_parts import (
    NGINX,
    Proxy,
    SealedWire,
    free_port,
    make_proxy_certificate,
    proxied,
    settled,
)
from tests.e2e.test_phone_traces import TRACES, Running
from tests.kiosk.phone.parts import PhoneRelay
from tests.kiosk.phone.sealing import Phone
from tests.support.served import Installation, context_of, installed
from tests.support.town import Machine

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed"),
]
running = test_phone_traces.running
SAID = [*TRACES, b"zebra", b"Zebra"]


@pytest.fixture
def proxy(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with proxied("nginx-relay.conf", running.address, tmp_path_factory.mktemp("proxy")) as proxy:
        yield proxy


def traces_in(everything: dict[str, bytes], *more: bytes) -> set[tuple[str, bytes]]:
    return {
        (name, trace)
        for name, data in everything.items()
        for trace in (*SAID, *more)
        if trace in data
    }


def test_neither_proxy_nor_relay_writes_anything_of_a_phone(running: Running, proxy: Proxy) -> None:
    wire = SealedWire(f"https://127.0.0.1:{proxy.port}")
    peer = SimpleNamespace(client=lambda: wire, survey=running.collector.survey)
    for _ in range(3):
        phone = Phone(cast("PhoneRelay", peer), token="demo-token")
        chosen = Response({"overall": frozenset({"good"})}, Channel.PHONE, "fr")
        key = running.collector.keys[phone.given["period"]]
        plain = encode(running.collector.survey, chosen)
        item = seal(key, phone.context(), phone.item_id, plain)
        assert phone.send(item=item).status_code == 204
    assert wire.post("/p/demo-token", b"z" * 70_000, "text/plain", {}).status_code == 413
    misbehave(wire, proxy)
    relay_said, relay_wrote = running.stop(), running.files()
    assert wire.get("/p/demo-token").status_code == 502  # the proxy alone, and its complaint
    everything = {**relay_wrote, "relay's output": relay_said, **proxy.stop()}
    assert any(name.startswith("spool/") for name in everything)
    found = traces_in(everything, b"127.0.0.1")
    assert found - {("device.json", b"127.0.0.1")} == set()


def misbehave(wire: SealedWire, proxy: Proxy) -> None:
    """What makes proxies complain."""
    wire.misbehave()
    assert wire.get("/" + "zebrapath" * 2000).status_code == 414
    assert wire._ask("DELETE", "/", b"", {}).status_code == 403
    status, elsewhere = wire.get_plainly(proxy.plain_port)
    assert (status, elsewhere[:8]) == (308, "https://")


def asked(wire: SealedWire, method: str, path: str, body: bytes, kind: str) -> tuple[int, bytes]:
    """One request, and its answer as bytes."""
    connection = wire.connect()
    connection.request(method, path, body or None, {**wire.said, "Content-Type": kind})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, data


def enrol_and_send(installation: Installation, wire: SealedWire) -> None:
    """What a kiosk does: it enrols, sends a batch and a sign of life."""
    parts = read_ticket(installation.ask("enrol", "rouen-simone-veil")["ticket"])
    machine = Machine()
    request = write_enrolment(machine.signer, parts.secret)
    status, data = asked(wire, "POST", "/v1/enrol", request, MESSAGE_MEDIA_TYPE)
    assert status == 201, data
    enrolled = read_enrolled(data, parts.fingerprint, machine.signer.public)
    bundle = read_bundle(enrolled.bundle, [enrolled.signer])
    length = sealed_length(bundle.survey_of(bundle.points[0]), Label.RESPONSE)
    batch = machine.batch(context_of(bundle), [os.urandom(length) for _ in range(500)])
    for expected in (201, 200):
        status, _ = asked(wire, "POST", "/v1/batches", batch, BATCH_MEDIA_TYPE)
        assert status == expected
    assert asked(wire, "POST", "/v1/status", machine.status(), MESSAGE_MEDIA_TYPE)[0] == 204
    assert asked(wire, "POST", "/v1/batches", b"zebra" * 9, BATCH_MEDIA_TYPE)[0] == 400


def sign_in_wrongly(wire: SealedWire) -> None:
    """What somebody with a browser does: opens pages, and guesses a password."""
    for path in ("/", "/login", "/healthz", "/zebrapath", "/api/v1/points"):
        assert asked(wire, "GET", path, b"", "text/html")[0] < 500
    connection = wire.connect()
    connection.request("GET", "/login", headers={**wire.said})
    page = connection.getresponse()
    text, cookie = page.read().decode(), page.headers["Set-Cookie"].partition(";")[0]
    (token,) = set(re.findall(r'name="form_token" value="([^"]+)"', text))
    guess = {"email": "someone@caf.example", "password": "a guess", "form_token": token}
    form = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"zebracookie=1; {cookie}",
    }
    connection.request("POST", "/login", urlencode(guess), {**wire.said, **form})
    answer = connection.getresponse()
    assert (answer.status, b"someone@caf.example" in answer.read()) == (401, True)
    connection.close()
    assert asked(wire, "POST", "/v1/batches", b"z" * 5_000_000, BATCH_MEDIA_TYPE)[0] == 413


def test_neither_proxy_nor_collector_writes_anything_of_who_connects(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    directory = tmp_path / "collector"
    installation = installed(directory, f"sqlite:///{directory / 'collector.db'}")
    place = tmp_path_factory.mktemp("proxy")
    with (
        installation.serving() as server,
        proxied("nginx-collector.conf", server.address, place) as proxy,
    ):
        wire = SealedWire(f"https://127.0.0.1:{proxy.port}")
        enrol_and_send(installation, wire)
        sign_in_wrongly(wire)
        misbehave(wire, proxy)
        server.process.terminate()
        out, err = server.process.communicate(timeout=30)
        assert asked(wire, "GET", "/healthz", b"", "text/html")[0] == 502
        everything = proxy.stop()
    everything["collector's output"] = (out + err).encode()
    files = [each for each in directory.rglob("*") if each.is_file()]
    assert directory / "collector.db" in files
    everything |= {str(each.relative_to(directory)): each.read_bytes() for each in files}
    assert traces_in(everything) == set()


@pytest.mark.parametrize("name", ["nginx-relay.conf", "nginx-collector.conf"])
def test_nginx_accepts_what_is_shipped(tmp_path: Path, name: str) -> None:
    make_proxy_certificate(tmp_path)
    conf = tmp_path / "nginx.conf"
    conf.write_text(settled(name, tmp_path, "http://127.0.0.1:9", free_port(), free_port()))
    done = subprocess.run(
        [NGINX, "-t", "-p", str(tmp_path), "-c", str(conf), "-e", "stderr"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ},
    )
    assert done.returncode == 0, done.stderr
