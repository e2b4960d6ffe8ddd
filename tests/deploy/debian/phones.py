"""Answers at a relay as phones do, through its proxy: `python -m tests.deploy.debian.phones TOKEN NUMBER`.

The connection says everything that a phone could say of itself; a line tells how it was spoken.
"""  # noqa: E501

from __future__ import annotations

import socket
import ssl
import sys
from types import SimpleNamespace
from typing import Final, cast

from collector.surveys import default_survey
from tests.e2e.proxy_parts import SealedWire
from tests.kiosk.phone.parts import PhoneRelay
from tests.kiosk.phone.sealing import Phone

SITE: Final = ("127.0.0.1", 443)


def spoken() -> str:
    """What the proxy speaks with a browser that knows the newest: version of TLS, and of HTTP."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(SITE) as plain,
        context.wrap_socket(plain, server_hostname="enquete.example") as sealed,
    ):
        return f"{sealed.version()} {sealed.selected_alpn_protocol()}"


if __name__ == "__main__":
    wire = SealedWire("https://{}:{}".format(*SITE))
    peer = SimpleNamespace(client=lambda: wire, survey=default_survey())
    sent = [
        Phone(cast("PhoneRelay", peer), token=sys.argv[1]).send().status_code
        for _ in range(int(sys.argv[2]))
    ]
    status, elsewhere = wire.get_plainly(80)
    sys.stdout.write(f"{spoken()}; plain: {status} {elsewhere[:8]}; sent: {sent}\n")
