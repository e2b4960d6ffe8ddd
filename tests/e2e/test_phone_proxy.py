"""The real proxy before the real relay: after traffic, no byte of either says anything of a phone.

The configuration is the one that `deploy/proxy` ships; only ports, certificate and places change.
"""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy.bootstrap import ROOT
from shared.response import Channel, Response, encode
from shared.sealing import seal
from tests.e2e import test_phone_traces
from tests.e2e.test_phone_traces import OF_THE_PHONE, TRACES, MarkedWire, Running
from tests.kiosk.phone.parts import PhoneRelay
from tests.kiosk.phone.sealing import Phone

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
PROXY = ROOT / "deploy" / "proxy"
SECONDS = 10

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed"),
]
running = test_phone_traces.running


@dataclass
class Proxy:
    """An nginx that runs."""

    directory: Path
    port: int
    plain_port: int
    process: subprocess.Popen[bytes]

    def stop(self) -> dict[str, bytes]:
        """End it; all that it wrote, files and output."""
        self.process.terminate()
        out, err = self.process.communicate(timeout=30)
        files = {
            str(each.relative_to(self.directory)): each.read_bytes()
            for each in self.directory.rglob("*")
            if each.is_file() and each.suffix not in (".pem", ".conf")
        }
        return {**files, "proxy's output": out + err}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def make_certificate(directory: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "enquete.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (directory / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (directory / "privkey.pem").write_bytes(private)


def settled(name: str, directory: Path, upstream: str, port: int, plain_port: int) -> str:
    """The shipped configuration, for this machine."""
    text = (PROXY / name).read_text()
    for said, here in {
        "user www-data;": "",
        "worker_processes auto;": "worker_processes 1; daemon off;",
        "/run/nginx.pid": f"{directory}/nginx.pid",
        "listen 80 ": f"listen 127.0.0.1:{plain_port} ",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "/etc/ssl/isoloir": str(directory),
        "http://127.0.0.1:8300": upstream,
        "http://127.0.0.1:8400": upstream,
    }.items():
        text = text.replace(said, here)
    places = "".join(
        f"    {kind}_temp_path {directory}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return text.replace("http {\n", "http {\n" + places, 1)


@pytest.fixture
def proxy(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    directory = tmp_path_factory.mktemp("proxy")
    make_certificate(directory)
    port, plain_port = free_port(), free_port()
    conf = directory / "nginx.conf"
    conf.write_text(settled("nginx-relay.conf", directory, running.address, port, plain_port))
    process = subprocess.Popen(
        [NGINX, "-p", str(directory), "-c", str(conf), "-e", "stderr"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    made = Proxy(directory, port, plain_port, process)
    try:
        wait_until_it_listens(made)
        yield made
    finally:
        process.terminate()
        process.communicate(timeout=30)


def wait_until_it_listens(proxy: Proxy) -> None:
    for _ in range(SECONDS * 50):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", proxy.port)) == 0:
                return
        assert proxy.process.poll() is None, proxy.process.communicate()
        threading.Event().wait(0.02)
    pytest.fail("nginx does not listen")


class SealedWire(MarkedWire):
    """A phone's connection to the proxy, over TLS."""

    def connect(self) -> http.client.HTTPConnection:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection(
            self._host, timeout=30, source_address=(self.source, 0), context=context
        )

    def get_plainly(self, port: int) -> tuple[int, str]:
        connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=30, source_address=(self.source, 0)
        )
        connection.request("GET", "/p/demo-token?zebraquery", headers=dict(OF_THE_PHONE))
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.headers["Location"]


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
    wire.misbehave()
    assert wire.post("/p/demo-token", b"z" * 70_000, "text/plain", {}).status_code == 413
    assert wire.get("/" + "zebrapath" * 2000).status_code == 414
    assert wire._ask("DELETE", "/p/demo-token", b"", {}).status_code == 403
    status, elsewhere = wire.get_plainly(proxy.plain_port)
    assert (status, elsewhere[:8]) == (308, "https://")
    relay_said, relay_wrote = running.stop(), running.files()
    assert wire.get("/p/demo-token").status_code == 502  # the proxy alone, and its complaint
    everything = {**relay_wrote, "relay's output": relay_said, **proxy.stop()}
    assert any(name.startswith("spool/") for name in everything)
    traces = [*TRACES, b"zebra", b"Zebra", b"127.0.0.1"]
    found = {
        (name, trace) for name, data in everything.items() for trace in traces if trace in data
    }
    assert found - {("device.json", b"127.0.0.1")} == set()


@pytest.mark.parametrize("name", ["nginx-relay.conf", "nginx-collector.conf"])
def test_nginx_accepts_what_is_shipped(tmp_path: Path, name: str) -> None:
    make_certificate(tmp_path)
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
