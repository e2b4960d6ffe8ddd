"""The real nginx with the configurations that `deploy/proxy` ships.

Only ports, certificate and places change.
"""

from __future__ import annotations

import http.client
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.bootstrap import ROOT
from tests.e2e.test_phone_traces import OF_THE_PHONE, MarkedWire
from tests.support.certificates import make_certificate

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
PROXY = ROOT / "deploy" / "proxy"
SECONDS = 10


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
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def make_proxy_certificate(directory: Path) -> None:
    """Leave a key and a certificate where the configurations want them."""
    names = directory / "fullchain.pem", directory / "privkey.pem"
    make_certificate("enquete.example", *names)


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
        "http://127.0.0.1:8401": upstream,
    }.items():
        text = text.replace(said, here)
    places = "".join(
        f"    {kind}_temp_path {directory}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return text.replace("http {\n", "http {\n" + places, 1)


@contextmanager
def proxied(
    name: str, upstream: str, directory: Path, other: Mapping[str, str] | None = None
) -> Iterator[Proxy]:
    """Run one of the configurations before a server.

    `other`: settings that a test cannot wait for or come up to, each with what stands in its place.
    """
    make_proxy_certificate(directory)
    port, plain_port = free_port(), free_port()
    text = settled(name, directory, upstream, port, plain_port)
    for shipped, wanted in (other or {}).items():
        assert shipped in text
        text = text.replace(shipped, wanted)
    conf = directory / "nginx.conf"
    conf.write_text(text)
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
    """Return when it takes connections."""
    for _ in range(SECONDS * 50):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", proxy.port)) == 0:
                return
        assert proxy.process.poll() is None, proxy.process.communicate()
        threading.Event().wait(0.02)
    raise AssertionError("nginx does not listen")


class SealedWire(MarkedWire):
    """A connection to the proxy over TLS, which says everything that a browser could say."""

    def connect(self) -> http.client.HTTPConnection:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection(
            self._host, timeout=30, source_address=(self.source, 0), context=context
        )

    def get_plainly(self, port: int) -> tuple[int, str]:
        """Ask without TLS: the status, and where it sends to."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=30, source_address=(self.source, 0)
        )
        connection.request("GET", "/p/demo-token?zebraquery", headers=dict(OF_THE_PHONE))
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.headers["Location"]
