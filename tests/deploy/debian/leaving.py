"""Leaves kiosk mode as an agent does: `python -m tests.deploy.debian.leaving PIN`."""

from __future__ import annotations

import re
import sys

import urllib3

DESK = "http://127.0.0.1:8300/desk"
POOL = urllib3.PoolManager()


def post(**fields: str) -> str:
    """The page that answers a button."""
    reply = POOL.request_encode_body("POST", DESK, fields=fields, encode_multipart=False)
    return reply.data.decode()


def hidden(page: str, name: str) -> str:
    """The value of a hidden field; empty when there is none."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


if __name__ == "__main__":
    door = hidden(urllib3.request("GET", DESK).data.decode(), "_door")
    session = hidden(post(_do="enter", _door=door, _pin=sys.argv[1]), "_session")
    sys.stdout.write("open\n" if session else "closed\n")
    if session:
        post(_do="quit", _session=session)
        post(_do="quit-now", _session=session)
